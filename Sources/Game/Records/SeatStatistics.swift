import DuelRules
public import Margin
public import Primitives

/// What a seat's match was like.
public struct SeatStatistics: Sendable {
  /// Which seat.
  public let seat: Seat
  /// Who sat there.
  public let name: PlayerName
  /// What it started with.
  public let balance: Money
  /// How it stood at each tick's ranking.
  public private(set) var course: [SeatMoment] = []
  /// Its fills and liquidations, in order.
  public private(set) var points: [TradePoint] = []
  /// Its positions from the first fill to the last, in the order in which they ended.
  public private(set) var trips: [RoundTrip] = []
  /// What its stops did, in order.
  public private(set) var stops: [StopFill] = []
  /// How near a position came to liquidation; nil when none could be liquidated.
  public private(set) var nearest: Approach?
  /// The entry after which liquidation lay nearest; nil when none could be liquidated.
  public private(set) var riskiest: Approach?
  /// The largest leverage of the account, and when.
  public private(set) var leveragePeak: (rate: Rate, tick: Tick) = (.zero, Tick(0))
  /// The highest leverage that an entry was made with; 0 without one.
  public private(set) var leverageSet = 0
  /// What the distance of quotes from marks cost.
  public private(set) var spread = Money.zero
  /// What moving prices cost.
  public private(set) var impact = Money.zero
  /// What of the fees was for liquidations.
  public private(set) var liquidationFees = Money.zero
  /// At how many ticks it held anything.
  public private(set) var exposedTicks = 0
  /// The account at the end.
  public private(set) var account: Account
  /// Equity at the end, as it was ranked.
  public private(set) var equity: Money
  /// The largest fall of equity from a peak.
  public private(set) var drawdown = Money.zero

  /// By instrument: what it held after the last event.
  private var held: [Position]
  /// By instrument: the trip that is not over.
  private var open: [RoundTrip?]
  private let forfeits: Bool

  init(_ seat: Seat, name: PlayerName, in match: borrowing Match) {
    self.seat = seat
    self.name = name
    balance = match.rules.values.startingBalance(of: seat)
    account = match.account(of: seat)
    equity = balance
    forfeits = match.rules.margin.liquidationRemainder == .forfeited
    var held: [Position] = []
    for index in match.quotes.indices {
      held.append(match.position(of: seat, in: Instrument(index)))
    }
    self.held = held
    open = held.enumerated().map { index, position in
      position.isOpen ? RoundTrip(position, Instrument(index), at: Tick(0)) : nil
    }
  }

  /// What it won; negative when it lost.
  public var result: Money { equity - balance }

  /// Equity at the end less the start, as a fraction of the start, half-even.
  public var returnRate: Rate { Rate(result, of: balance) }

  // MARK: - What happened

  mutating func take(_ event: MarginEvent, at tick: Tick, in match: borrowing Match) {
    switch event {
    case .fill(let fill): take(fill, at: tick, in: match)
    case .liquidation(let liquidation): take(liquidation, at: tick)
    case .funding(let funding):
      let index = funding.instrument.index
      held[index] = funding.position
      open[index]?.funding += funding.amount
    case .marginCall, .order: break
    }
  }

  private mutating func take(_ fill: Fill, at tick: Tick, in match: borrowing Match) {
    let index = fill.instrument.index
    let before = held[index]
    held[index] = fill.position
    spread += fill.spreadCost
    impact += fill.impactCost
    let isEntry = fill.position.quantity.magnitude > before.quantity.magnitude
    points.append(TradePoint(fill, isEntry: isEntry, at: tick))
    if isEntry {
      leverageSet = max(leverageSet, fill.position.leverage.value)
      if open[index] == nil { open[index] = RoundTrip(fill.position, fill.instrument, at: tick) }
      riskiest = nearer(fill.instrument, match, than: riskiest)
    } else if fill.reason == .stop || fill.reason == .trail {
      stops.append(StopFill(fill, at: tick))
    }
    open[index]?.add(
      fill.position, profit: fill.realizedProfit, fee: fill.fee, loss: .zero)
    if !fill.position.isOpen { end(index, at: tick) }
  }

  private mutating func take(_ liquidation: Liquidation, at tick: Tick) {
    let index = liquidation.instrument.index
    let before = held[index]
    held[index] = liquidation.position
    liquidationFees += liquidation.fee
    points.append(TradePoint(liquidation, at: tick))
    var lost = liquidation.loss
    if before.mode == .isolated {
      // What insurance paid counts against the seat, and so does a margin that is not given back.
      lost += liquidation.insurance
      if !liquidation.position.isOpen, forfeits {
        lost += before.margin - liquidation.loss - liquidation.fee - liquidation.returned
      }
    }
    open[index]?.add(liquidation.position, profit: .zero, fee: liquidation.fee, loss: lost)
    open[index]?.liquidations += 1
    if !liquidation.position.isOpen { end(index, at: tick) }
  }

  private mutating func end(_ index: Int, at tick: Tick) {
    guard var trip = open[index] else { return }
    trip.closed = tick
    trips.append(trip)
    open[index] = nil
  }

  // MARK: - How it stood

  /// Takes down how the seat stands at a ranking.
  mutating func rank(_ match: borrowing Match) {
    let standing = match.ranking.standings[seat.index]
    let account = match.account(of: seat)
    var moment = SeatMoment(
      equity: standing.equity, fees: account.fees, funding: account.funding)
    for index in held.indices {
      let position = match.position(of: seat, in: Instrument(index))
      guard position.isOpen else { continue }
      let mark = match.quotes[index].mark
      moment.exposure += position.notional(at: mark)
      let now = Approach.distance(of: seat, Instrument(index), in: match)?.distance
      moment.distance = [moment.distance, now].compactMap { $0 }.min()
      guard position.mode == .isolated else { continue }
      let schedule = match.rules.margin.instruments[index].maintenance
      moment.marginRatio = max(
        moment.marginRatio ?? .zero,
        Rate(
          schedule.maintenance(of: position.quantity.magnitude, at: mark).rounded(.up),
          of: position.marginBalance(at: mark).rounded(.down)))
    }
    if let ratio = match.crossAccount(of: seat)?.marginRatio {
      moment.marginRatio = max(moment.marginRatio ?? .zero, ratio)
    }
    if moment.exposure > .zero { exposedTicks += 1 }
    course.append(moment)
    look(match)
  }

  /// Looks how risky what the seat holds is now.
  mutating func look(_ match: borrowing Match) {
    var exposure = Money.zero
    for index in held.indices {
      held[index] = match.position(of: seat, in: Instrument(index))
      guard held[index].isOpen else { continue }
      exposure += held[index].notional(at: match.quotes[index].mark)
      nearest = nearer(Instrument(index), match, than: nearest)
    }
    let leverage = Rate(exposure, of: match.equity(of: seat).rounded(.down))
    if leverage > leveragePeak.rate { leveragePeak = (leverage, match.tick) }
  }

  /// How near liquidation is now, or what was nearer before.
  private func nearer(
    _ instrument: Instrument, _ match: borrowing Match, than known: Approach?
  ) -> Approach? {
    guard let now = Approach.distance(of: seat, instrument, in: match) else { return known }
    if let known, known.distance <= now.distance { return known }
    return Approach(seat, instrument, at: match.tick, in: match)
  }

  /// Takes down the end: what is still held is valued as the ranking does. Rule: SCORE-1.
  mutating func settle(_ match: borrowing Match) {
    let standing = match.ranking.standings[seat.index]
    account = match.account(of: seat)
    equity = standing.equity
    drawdown = standing.drawdown
    let costs = match.rules.margin.costs
    for index in held.indices {
      guard var trip = open[index] else { continue }
      let position = held[index]
      let price = match.quotes[index].fill(position.side.opposite)
      let size = position.quantity.magnitude
      let notional = Money(valueOf: size, at: price, rounding: .up)
      let fee = costs.chargesClosingFee ? notional.times(costs.takerFee, rounding: .up) : .zero
      trip.add(position, profit: position.unrealizedProfit(at: price), fee: fee, loss: .zero)
      trips.append(trip)
      open[index] = nil
    }
    let lastMarks = match.quotes.map(\.mark)
    for index in stops.indices { stops[index].weigh(lastMarks) }
  }
}

/// How a seat stood at a ranking.
public struct SeatMoment: Hashable, Sendable {
  /// Ranking equity, down.
  public var equity: Money
  /// Fees paid so far.
  public var fees: Money
  /// Funding received less paid so far.
  public var funding: Money
  /// The notionals of all positions at mark, added up.
  public var exposure = Money.zero
  /// The highest maintenance margin by margin balance; nil without a position.
  public var marginRatio: Rate?
  /// The smallest distance of a mark from a liquidation price, as a fraction of the mark.
  public var distance: Rate?

  /// Exposure divided by equity, half-even.
  public var leverage: Rate { Rate(exposure, of: equity) }
}

extension Rate {
  /// A part of a whole, half-even; as large as a rate can be when there is no whole.
  public init(_ part: Money, of whole: Money) {
    guard whole > .zero else {
      self.init(units: part == .zero ? 0 : (part > .zero ? .max : .min))
      return
    }
    let product = Int128(productOf: part.units, unitsPerOne)
    self.init(
      units: Int64(clamping: product.divided(by: Int128(whole.units), rounding: .halfEven)))
  }
}
