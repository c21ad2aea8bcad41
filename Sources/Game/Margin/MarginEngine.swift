public import Primitives

/// The authority on every seat's money in one match.
///
/// A value that is changed in place: marks go in by `advance`, commands by `execute`, events come
/// out. Seats never touch each other, so the order between seats cannot matter. Invariants after
/// every step: money is conserved (MARGIN-6); no wallet or margin is negative; after `advance`
/// nobody is left at or under maintenance.
public struct MarginEngine: ~Copyable {
  /// The rules, fixed for the match.
  public let rules: MarginRules

  /// The prices of this tick, by instrument.
  public private(set) var quotes: [Quote]

  /// What is nobody's.
  public internal(set) var ledgers = Ledgers()

  var accounts: [Account]
  var positions: [Position]
  /// Beside each position, what its seat has traded of it in this tick. Rule: MARGIN-20.
  var traded: [Money]
  /// By seat, what waits, by number.
  var openOrders: [[OpenOrder]]
  /// The tick that is out; -1 before the first.
  var tick = -1
  /// Beside each position, the marks within which nothing can happen to it.
  var alerts: [Alert]
  /// For each seat, the part of its equity that does not depend on prices.
  var bases: [ExactMoney]
  /// For each seat, whether it has an open cross position.
  var hasCross: [Bool]
  /// For each seat, whether anything of it waits.
  var hasOrders: [Bool]
  /// The price step of each instrument, where each tick looks for it.
  private let priceSteps: [Price]
  /// The terms of each instrument, beside `rules`.
  let terms: [InstrumentTerms]
  let instrumentCount: Int

  /// Opens an account for each starting balance, at the first marks.
  ///
  /// Balances are within 0 to `Bounds.balanceMax`; marks are positive, on their price steps and
  /// within `priceMax`, one for each instrument. `inventory` is what each seat holds to begin with,
  /// a signed quantity for each instrument, or empty for nothing: it is taken at mark without a fee
  /// in the default mode and leverage, as much of it as the balance carries. Rule: MATCH-14.
  public init(
    rules: MarginRules, balances: [Money], marks: [Price], inventory: [Quantity] = []
  ) {
    precondition(marks.count == rules.instruments.count, "MARGIN-4: a mark for each instrument")
    precondition(
      balances.allSatisfy { $0 >= .zero && $0 <= Bounds.balanceMax }, "MARGIN-2: balance bounds")
    self.rules = rules
    instrumentCount = rules.instruments.count
    quotes = []
    accounts = balances.map { Account(wallet: $0) }
    let places = balances.count * rules.instruments.count
    let flat = Position(leverage: rules.leverageDefault, mode: rules.modeDefault)
    positions = Array(repeating: flat, count: places)
    traded = Array(repeating: .zero, count: places)
    openOrders = balances.map { _ in [] }
    hasOrders = balances.map { _ in false }
    terms = rules.instruments.map { InstrumentTerms($0) }
    priceSteps = rules.instruments.map(\.priceStep)
    alerts = Array(repeating: .never, count: places)
    bases = balances.map { ExactMoney($0) }
    hasCross = balances.map { _ in false }
    for (instrument, mark) in marks.enumerated() {
      quotes.append(makeQuote(Instrument(instrument), mark: mark))
    }
    for seat in balances.indices { takeInventory(inventory, seat: Seat(seat)) }
  }

  /// Opens what a seat begins with, as far as its balance carries it. Rule: MATCH-14.
  private mutating func takeInventory(_ inventory: [Quantity], seat: Seat) {
    for (index, wanted) in inventory.enumerated() where wanted != .zero {
      let limits = terms[index]
      let mark = quotes[index].mark
      var draft = draft(seat, Instrument(index))
      let leverage = draft.position.leverage
      let carried =
        Int128(spendable(draft, at: mark).units) * Int128(leverage.value) * Int128(unitsPerOne)
        / Int128(mark.units)
      var size = min(
        wanted.magnitude, limits.quantityMax,
        rules.instruments[index].maintenance.largest(leverage, at: mark))
      size = Quantity(units: Int64(min(Int128(size.units), carried)))
        .roundedDown(toStep: limits.quantityStep)
      guard size > .zero else { continue }
      draft.position.quantity = wanted > .zero ? size : -size
      draft.position.openCost = Money(
        valueOf: size, at: mark, rounding: wanted > .zero ? .up : .down)
      if draft.position.mode == .isolated {
        draft.position.margin = draft.position.initialMargin(at: mark)
        draft.account.wallet -= draft.position.margin
      }
      commit(draft)
    }
  }

  /// The same engine in the same state once more; each goes on by itself.
  public func copy() -> MarginEngine { MarginEngine(copying: self) }

  private init(copying other: borrowing MarginEngine) {
    rules = other.rules
    quotes = other.quotes
    ledgers = other.ledgers
    accounts = other.accounts
    positions = other.positions
    traded = other.traded
    openOrders = other.openOrders
    tick = other.tick
    alerts = other.alerts
    bases = other.bases
    hasCross = other.hasCross
    hasOrders = other.hasOrders
    priceSteps = other.priceSteps
    terms = other.terms
    instrumentCount = other.instrumentCount
  }

  /// How many seats there are.
  public var seatCount: Int { accounts.count }

  /// The account of a seat.
  public func account(of seat: Seat) -> Account { accounts[seat.index] }

  /// What a seat holds of an instrument.
  public func position(of seat: Seat, in instrument: Instrument) -> Position {
    positions[place(seat, instrument)]
  }

  /// A seat's ranking equity, exact: everything closed at the quote, less the fee for it when the
  /// rules say so, less its insurance draws. Rule: SCORE-1. Complexity: O(instruments).
  public func equity(of seat: Seat) -> ExactMoney {
    // Both sums are at scale 10^16; they meet at scale 10^24 once, behind the loop.
    var value: Int128 = 0
    var turnover: Int128 = 0
    let first = seat.index * instrumentCount
    let positions = positions.span
    let quotes = quotes.span
    for index in quotes.indices {
      let size = positions[first + index].quantity.units
      if size > 0 {
        let sold = Int128(productOf: size, quotes[index].bid.units)
        value += sold
        turnover += sold
      } else if size < 0 {
        let bought = Int128(productOf: size, quotes[index].ask.units)
        value += bought
        turnover -= bought
      }
    }
    let closingFee = rules.costs.chargesClosingFee ? rules.costs.takerFee.units : 0
    let fees = turnover * Int128(closingFee)
    return ExactMoney(raw: bases[seat.index].raw + value * Int128(unitsPerOne) - fees)
  }

  /// Wallets + isolated margins + house + insurance, in units of 10^-8; constant. Rule: MARGIN-6.
  public var moneyTotal: Int128 {
    var total = ledgers.house + ledgers.insurance
    for account in accounts { total += Int128(account.wallet.units) }
    for position in positions { total += Int128(position.margin.units) }
    return total
  }

  /// Does what a seat asks, at this tick's quotes, or says why not and changes nothing.
  public mutating func execute(
    _ command: TradeCommand, seat: Seat, events: inout [MarginEvent]
  ) -> MarginRejection? {
    switch command {
    case .enter(let order): enter(order, seat: seat, events: &events)
    case .close(let order): close(order, seat: seat, events: &events)
    case .closeAll: closeAll(seat: seat, events: &events)
    case .protect(let order): protect(order, seat: seat, events: &events)
    case .cancel(let target): cancel(target, seat: seat, events: &events)
    case .setLeverage(let instrument, let leverage):
      setLeverage(leverage, seat: seat, instrument: instrument)
    case .setMode(let instrument, let mode): setMode(mode, seat: seat, instrument: instrument)
    case .moveMargin(let instrument, let amount):
      moveMargin(amount, seat: seat, instrument: instrument)
    }
  }

  @inline(__always)  // Pure index arithmetic on every path of every order.
  func place(_ seat: Seat, _ instrument: Instrument) -> Int {
    seat.index * instrumentCount + instrument.index
  }

  func makeQuote(_ instrument: Instrument, mark: Price) -> Quote {
    Quote(
      mark: mark, halfSpread: rules.costs.halfSpread,
      priceStep: priceSteps[instrument.index])
  }

  mutating func setQuote(_ instrument: Instrument, mark: Price) {
    quotes[instrument.index] = makeQuote(instrument, mark: mark)
  }

  /// Recomputes what depends on a seat's money and one of its positions.
  mutating func refresh(_ seat: Seat, _ instrument: Instrument) {
    let first = seat.index * instrumentCount
    var base = ExactMoney(accounts[seat.index].wallet - accounts[seat.index].draws)
    var isCross = false
    for index in first..<(first + instrumentCount) where positions[index].isOpen {
      base = base + ExactMoney(positions[index].margin - positions[index].signedOpenCost)
      isCross = isCross || positions[index].mode == .cross
    }
    bases[seat.index] = base
    hasCross[seat.index] = isCross
    if !isCross { accounts[seat.index].callLevel = .none }
    let changed = place(seat, instrument)
    let position = positions[changed]
    alerts[changed] = position.isOpen && position.mode == .isolated ? .always : .never
  }
}

/// The marks strictly between which nothing happens to a position.
struct Alert: Hashable, Sendable {
  /// At or below this mark something may happen; in units of 10^-8.
  var below: Int64
  /// At or above this mark something may happen; in units of 10^-8.
  var above: Int64

  /// Nothing can happen.
  static let never = Alert(below: .min, above: .max)

  /// Not known yet: look at the next tick.
  static let always = Alert(below: .max, above: .max)
}
