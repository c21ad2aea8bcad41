import DuelRules
public import Margin
public import Primitives

/// A fill or a liquidation, as a sign on a chart.
public struct TradePoint: Hashable, Sendable {
  /// What kind of sign it is.
  public enum Kind: Hashable, Sendable {
    /// It opened or added.
    case entry
    /// It reduced or closed on command, or by a limit.
    case exit
    /// A stop or a trailing stop closed.
    case stop
    /// A take-profit closed.
    case take
    /// It was closed by force.
    case liquidation
  }

  /// When.
  public let tick: Tick
  /// In what.
  public let instrument: Instrument
  /// Bought or sold.
  public let side: Side
  /// How much; positive.
  public let quantity: Quantity
  /// At which price.
  public let price: Price
  /// What it was.
  public let kind: Kind

  init(_ fill: Fill, isEntry: Bool, at tick: Tick) {
    self.tick = tick
    instrument = fill.instrument
    side = fill.side
    quantity = fill.quantity
    price = fill.price
    if isEntry {
      kind = .entry
    } else {
      switch fill.reason {
      case .stop, .trail: kind = .stop
      case .take: kind = .take
      case .market, .close, .limit: kind = .exit
      }
    }
  }

  init(_ liquidation: Liquidation, at tick: Tick) {
    self.tick = tick
    instrument = liquidation.instrument
    side = liquidation.side
    quantity = liquidation.quantity
    price = liquidation.price
    kind = .liquidation
  }
}

/// A position from its first fill until it was flat, or until the end of the match.
public struct RoundTrip: Hashable, Sendable {
  /// In what.
  public let instrument: Instrument
  /// Whether it was bought or sold first.
  public let side: Side
  /// How its losses were carried.
  public let mode: MarginMode
  /// When it was opened.
  public let opened: Tick
  /// When it was flat again; nil when it was still open at the end.
  public internal(set) var closed: Tick?
  /// The largest size it had.
  public private(set) var size: Quantity
  /// The highest leverage it had.
  public private(set) var leverage: Int
  /// Its profit or loss before fees and funding; of an open one at the last quote.
  public private(set) var profit = Money.zero
  /// The fees it paid; of an open one also the one to close it, when the rules count that.
  public private(set) var fees = Money.zero
  /// The funding it received less what it paid.
  public internal(set) var funding = Money.zero
  /// How often it was liquidated, step by step.
  public internal(set) var liquidations = 0

  /// What it brought in all; the trips of a seat add up to its result but for rounding.
  public var net: Money { profit - fees + funding }

  init(_ position: Position, _ instrument: Instrument, at tick: Tick) {
    self.instrument = instrument
    side = position.side
    mode = position.mode
    opened = tick
    size = position.quantity.magnitude
    leverage = position.leverage.value
  }

  mutating func add(_ position: Position, profit: Money, fee: Money, loss: Money) {
    size = max(size, position.quantity.magnitude)
    leverage = max(leverage, position.leverage.value)
    self.profit += profit - loss
    fees += fee
  }
}

/// A stop that closed a position or a part of it, and what it was good for.
public struct StopFill: Hashable, Sendable {
  /// When it filled.
  public let tick: Tick
  /// In what.
  public let instrument: Instrument
  /// Bought or sold to close.
  public let side: Side
  /// How much.
  public let quantity: Quantity
  /// At which price.
  public let price: Price
  /// The last mark of the match.
  public private(set) var lastMark: Price
  /// What what it closed would have lost from there to the last mark; negative when it would have
  /// gained.
  public private(set) var saved = Money.zero

  init(_ fill: Fill, at tick: Tick) {
    self.tick = tick
    instrument = fill.instrument
    side = fill.side
    quantity = fill.quantity
    price = fill.price
    lastMark = fill.price
  }

  mutating func weigh(_ lastMarks: [Price]) {
    lastMark = lastMarks[instrument.index]
    let fall = Price(units: price.units - lastMark.units)
    let value = Money(valueOf: quantity, at: fall, rounding: .halfEven)
    saved = side == .sell ? value : -value
  }
}

/// How far a position was from its liquidation.
public struct Approach: Hashable, Sendable {
  /// When.
  public let tick: Tick
  /// In what.
  public let instrument: Instrument
  /// Positive long, negative short.
  public let quantity: Quantity
  /// The leverage that was set.
  public let leverage: Int
  /// How its losses were carried.
  public let mode: MarginMode
  /// The mark.
  public let mark: Price
  /// Where it would have been liquidated.
  public let liquidationPrice: Price
  /// From the mark to there, as a fraction of the mark, half-even.
  public let distance: Rate
  /// The deviation of one tick over the last 60 ticks; nil when it is not known. Rule: MARGIN-19.
  public let deviation: Rate?

  /// Looks at a position; nil when there is none, or no price that liquidates it.
  init?(_ seat: Seat, _ instrument: Instrument, at tick: Tick, in match: borrowing Match) {
    guard let (price, distance) = Self.distance(of: seat, instrument, in: match) else { return nil }
    let position = match.position(of: seat, in: instrument)
    self.tick = tick
    self.instrument = instrument
    quantity = position.quantity
    leverage = position.leverage.value
    mode = position.mode
    mark = match.quotes[instrument.index].mark
    liquidationPrice = price
    self.distance = distance
    deviation = match.facts(of: position, in: instrument, for: seat).deviation
  }

  /// Where a position would be liquidated and how far that is; nil when it would not be.
  static func distance(
    of seat: Seat, _ instrument: Instrument, in match: borrowing Match
  ) -> (price: Price, distance: Rate)? {
    guard let price = match.liquidationPrice(of: seat, in: instrument) else { return nil }
    let mark = match.quotes[instrument.index].mark
    let way = Int128((price.units - mark.units).magnitude) * Int128(unitsPerOne)
    let distance = way.divided(by: Int128(mark.units), rounding: .halfEven)
    return (price, Rate(units: Int64(clamping: distance)))
  }

  /// The distance in deviations of one tick, times 10, half-even; nil when that is not known.
  public var tenthsOfDeviations: Int? {
    guard let deviation, deviation > .zero else { return nil }
    let ratio = (Int128(distance.units) * 10)
      .divided(by: Int128(deviation.units), rounding: .halfEven)
    return Int(ratio)
  }
}
