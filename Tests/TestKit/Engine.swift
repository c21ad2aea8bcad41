public import Margin
public import Primitives

/// A margin engine that is driven in short sentences: open, mark, expect.
///
/// Seat 0 and instrument 0 are meant unless named. Prices are texts, as in `mark("45000")`.
public final class Engine {
  /// The engine itself.
  public var core: MarginEngine
  /// What the last step did.
  public private(set) var events: [MarginEvent] = []

  /// Makes an engine at these marks in the textbook market, which `change` may vary.
  public init(
    at marks: String..., seats: Int = 1, balance: String = "10000",
    _ change: (inout Market) -> Void = { _ in }
  ) throws(MarginRulesError) {
    var market = Market()
    change(&market)
    core = MarginEngine(
      rules: try market.rules(instruments: marks.count),
      balances: Array(repeating: money(balance), count: seats), marks: marks.map(price))
  }

  /// Makes an engine of given rules.
  public init(rules: MarginRules, balances: [Money], marks: [Price]) {
    core = MarginEngine(rules: rules, balances: balances, marks: marks)
  }

  // MARK: - What a test does

  /// Does what a seat asks.
  @discardableResult
  public func execute(_ command: TradeCommand, seat: Int = 0) -> MarginRejection? {
    events.removeAll()
    return core.execute(command, seat: Seat(seat), events: &events)
  }

  /// Buys at the quote.
  @discardableResult
  public func buy(
    _ size: EntrySize, leverage: Int? = nil, mode: MarginMode? = nil, seat: Int = 0,
    instrument: Int = 0
  ) -> MarginRejection? {
    enter(
      .buy, size, leverage: leverage, mode: mode, seat: seat, instrument: instrument)
  }

  /// Sells at the quote.
  @discardableResult
  public func sell(
    _ size: EntrySize, leverage: Int? = nil, mode: MarginMode? = nil, seat: Int = 0,
    instrument: Int = 0
  ) -> MarginRejection? {
    enter(
      .sell, size, leverage: leverage, mode: mode, seat: seat, instrument: instrument)
  }

  /// Trades at the quote in a direction.
  @discardableResult
  public func enter(
    _ side: Side, _ size: EntrySize, leverage value: Int? = nil, mode: MarginMode? = nil,
    seat: Int = 0, instrument: Int = 0
  ) -> MarginRejection? {
    let order = EntryOrder(
      side: side, instrument: Instrument(instrument), size: size, leverage: value.map(leverage),
      mode: mode)
    return execute(.enter(order), seat: seat)
  }

  /// Has an entry wait for a price; a limit that the quote has reached fills at once.
  @discardableResult
  public func wait(
    _ side: Side, _ size: EntrySize, _ timing: EntryTiming, leverage value: Int? = nil,
    seat: Int = 0, instrument: Int = 0, _ change: (inout EntryOrder) -> Void = { _ in }
  ) -> MarginRejection? {
    var order = EntryOrder(
      side: side, instrument: Instrument(instrument), size: size, leverage: value.map(leverage))
    order.timing = timing
    change(&order)
    return execute(.enter(order), seat: seat)
  }

  /// Protects a position.
  @discardableResult
  public func protect(
    _ protection: Protection, _ size: CloseSize? = nil, worst: String? = nil, seat: Int = 0,
    instrument: Int = 0
  ) -> MarginRejection? {
    execute(
      .protect(
        ProtectiveOrder(
          instrument: Instrument(instrument), protection: protection, size: size,
          worst: worst.map(price))), seat: seat)
  }

  /// Takes open orders back.
  @discardableResult
  public func cancel(_ target: CancelTarget, seat: Int = 0) -> MarginRejection? {
    execute(.cancel(target), seat: seat)
  }

  /// Closes all of a position, or part of it.
  @discardableResult
  public func close(
    _ size: CloseSize = .share(.one), seat: Int = 0, instrument: Int = 0
  ) -> MarginRejection? {
    execute(.close(CloseOrder(instrument: Instrument(instrument), size: size)), seat: seat)
  }

  /// Sets a leverage.
  @discardableResult
  public func setLeverage(
    _ value: Int, seat: Int = 0, instrument: Int = 0
  ) -> MarginRejection? {
    execute(.setLeverage(Instrument(instrument), leverage(value)), seat: seat)
  }

  /// Sets a margin mode.
  @discardableResult
  public func setMode(
    _ mode: MarginMode, seat: Int = 0, instrument: Int = 0
  ) -> MarginRejection? {
    execute(.setMode(Instrument(instrument), mode), seat: seat)
  }

  /// Adds to the margin of a position, or takes from it.
  @discardableResult
  public func moveMargin(
    _ amount: String, seat: Int = 0, instrument: Int = 0
  ) -> MarginRejection? {
    execute(.moveMargin(Instrument(instrument), money(amount)), seat: seat)
  }

  /// Gives the marks of the next tick.
  public func mark(_ marks: String...) { advance(marks.map(price)) }

  /// Gives the marks of the next tick.
  public func advance(_ marks: [Price]) {
    events.removeAll()
    core.advance(marks: marks, events: &events)
  }

  // MARK: - What a test looks at

  /// A seat's wallet.
  public func wallet(_ seat: Int = 0) -> Money { core.account(of: Seat(seat)).wallet }

  /// A seat's account.
  public func account(_ seat: Int = 0) -> Account { core.account(of: Seat(seat)) }

  /// What a seat holds.
  public func position(_ seat: Int = 0, _ instrument: Int = 0) -> Position {
    core.position(of: Seat(seat), in: Instrument(instrument))
  }

  /// Where a position is liquidated.
  public func liquidationPrice(_ seat: Int = 0, _ instrument: Int = 0) -> Price? {
    core.liquidationPrice(of: Seat(seat), in: Instrument(instrument))
  }

  /// What a seat may assign.
  public func available(_ seat: Int = 0) -> Money { core.available(to: Seat(seat)) }

  /// A seat's ranking equity.
  public func equity(_ seat: Int = 0) -> ExactMoney { core.equity(of: Seat(seat)) }

  /// The house and the insurance ledger.
  public var ledgers: Ledgers { core.ledgers }

  /// Everything that decides the future, as bytes.
  public var state: [UInt8] {
    var buffer = ByteBuffer(capacity: 1024)
    core.appendState(to: &buffer)
    return buffer.bytes
  }

  /// The fills of the last step.
  public var fills: [Fill] {
    events.compactMap { if case .fill(let fill) = $0 { fill } else { nil } }
  }

  /// What the last step did to open orders: `3 open`, `3 asked`, `3 insufficientMargin`.
  public var changes: [String] {
    events.compactMap { event in
      guard case .order(let change) = event else { return nil }
      let word =
        switch change.state {
        case .open: "open"
        case .cancelled(.refused(let rejection)):
          String("\(rejection)".prefix { $0.isLetter })
        case .cancelled(let reason): "\(reason)"
        }
      return "\(change.order.number) \(word)"
    }
  }

  /// What a seat has open.
  public func orders(_ seat: Int = 0) -> [OpenOrder] { core.openOrders(of: Seat(seat)) }

  /// The funding of the last step.
  public var fundings: [Funding] {
    events.compactMap { if case .funding(let funding) = $0 { funding } else { nil } }
  }

  /// The liquidations of the last step.
  public var liquidations: [Liquidation] {
    events.compactMap { if case .liquidation(let event) = $0 { event } else { nil } }
  }

  /// The margin calls of the last step.
  public var calls: [MarginCall] {
    events.compactMap { if case .marginCall(let call) = $0 { call } else { nil } }
  }
}
