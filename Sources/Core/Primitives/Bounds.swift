/// The limits that make overflow impossible inside the engine.
///
/// Each number is checked once, where it enters; behind that check plain arithmetic is safe:
/// - quantity x price <= 10^9 (notional), so at scale 10^16 it is below 2^84, and at scale 10^24,
///   after one more factor of at most 2 x 10^8, below 2^112;
/// - a wallet holds at most 10^10, an isolated margin 5 x 10^9, and with 8 instruments an account's
///   equity stays below 10^10 + 8 x (5 x 10^9 + 10^9) < 9.2 x 10^10, the largest `Money`,
///   and above its negative when 5 x 10^10 of draws are taken off;
/// - at scale 10^24 that is below 10^35, and a hundred times as much still fits 128 bits.
/// Rule: MARGIN-2.
public enum Bounds {
  /// The highest price an instrument may publish as its own maximum: 10^10.
  public static let priceMax = Price(whole: 10_000_000_000)

  /// The largest notional of one position: 10^9.
  public static let notionalMax = Money(whole: 1_000_000_000)

  /// The largest quantity of one position: 10^10.
  public static let quantityMax = Quantity(whole: 10_000_000_000)

  /// The largest starting balance of a seat: 10^9.
  public static let balanceMax = Money(whole: 1_000_000_000)

  /// What one wallet can hold: 10^10. What would exceed it goes to the house.
  public static let walletMax = Money(whole: 10_000_000_000)

  /// Where an account's running totals (fees, realised profit, insurance draws) stop: 5 x 10^10.
  public static let totalMax = Money(whole: 50_000_000_000)

  /// What one isolated margin can hold: 5 x 10^9.
  public static let marginMax = Money(whole: 5_000_000_000)

  /// The highest leverage any rules may allow.
  public static let leverageMax = 200

  /// The most orders of one seat that may be open.
  public static let openOrdersMax = 40

  /// The most instruments on one tape.
  public static let instrumentsMax = 8

  /// The most seats in one match.
  public static let seatsMax = 8

  /// The most ticks of one match.
  public static let ticksMax = 100_000
}
