public import Primitives

/// What a seat owns beside its positions, and what it has been through.
public struct Account: Hashable, Sendable {
  /// Money not assigned to any position; 0 to `Bounds.walletMax`.
  public internal(set) var wallet: Money
  /// What the insurance ledger has paid in this seat's name; subtracted from its equity.
  public internal(set) var draws: Money = .zero
  /// Fees paid so far, liquidation fees included.
  public internal(set) var fees: Money = .zero
  /// Profit and loss realised so far, before fees.
  public internal(set) var realizedProfit: Money = .zero
  /// Funding received less funding paid so far.
  public internal(set) var funding: Money = .zero
  /// How many liquidations it has had.
  public internal(set) var liquidations = 0
  /// How many orders were accepted; the last one's number.
  public internal(set) var orders = 0
  /// Which margin calls its cross positions were given together and not taken back.
  public internal(set) var callLevel: MarginCallLevel = .none

  init(wallet: Money) { self.wallet = wallet }

  /// Adds to the running totals, which stop at `Bounds.totalMax`. Rule: MARGIN-2.
  mutating func add(profit: Money, fee: Money, draw: Money) {
    realizedProfit = Self.bounded(realizedProfit + profit)
    fees = Self.bounded(fees + fee)
    draws = Self.bounded(draws + draw)
  }

  /// Adds to what funding has brought, which stops at `Bounds.totalMax` either way.
  mutating func addFunding(_ amount: Money) { funding = Self.bounded(funding + amount) }

  private static func bounded(_ total: Money) -> Money {
    max(-Bounds.totalMax, min(total, Bounds.totalMax))
  }
}

/// The two accounts that are no player's. Both may be negative and are 128 bits wide.
///
/// Wallets + isolated margins + house + insurance is the same after every step. Rule: MARGIN-6.
public struct Ledgers: Hashable, Sendable {
  /// The counterparty of every trade: takes fees and losses, pays profits. In units of 10^-8.
  public internal(set) var house: Int128 = 0
  /// Takes liquidation fees and pays what gaps leave unpaid. In units of 10^-8.
  public internal(set) var insurance: Int128 = 0

  /// Two empty ledgers.
  public init() {}
}
