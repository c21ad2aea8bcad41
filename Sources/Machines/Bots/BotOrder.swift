import ClientCore
public import Primitives

/// What a bot wants done this tick.
public enum BotOrder: Hashable, Sendable {
  /// Open or add: a share of what is available, at a leverage.
  case enter(isLong: Bool, instrument: Int, sharePercent: Int, leverage: Int)
  /// Open with everything that can go with an order.
  case place(BotEntry)
  /// Close the whole position.
  case close(instrument: Int)
  /// Close the position when the mark falls back so far from its best.
  case trail(instrument: Int, distance: Price)
  /// Take all open orders of an instrument back.
  case cancel(instrument: Int)
  /// Choose the margin mode of an instrument that nothing is held of.
  case choose(isCross: Bool, instrument: Int)
}

/// An order that opens, with its terms.
public struct BotEntry: Hashable, Sendable {
  /// When an order is filled.
  public enum Trigger: Hashable, Sendable {
    /// At once.
    case now
    /// When the quote is at this price or better.
    case limit(Price)
    /// When the mark has come to this price.
    case stop(Price)
  }

  /// Whether it buys.
  public var isLong: Bool
  /// The place of its instrument.
  public var instrument: Int
  /// The share of what is available, in percent.
  public var sharePercent: Int
  /// The leverage.
  public var leverage: Int
  /// Whether the whole account carries it.
  public var isCross: Bool
  /// When it is filled.
  public var trigger: Trigger
  /// A stop for the position.
  public var stop: Price?
  /// A take-profit for the position.
  public var take: Price?

  /// Names the terms.
  public init(
    isLong: Bool, instrument: Int, sharePercent: Int, leverage: Int, isCross: Bool = false,
    trigger: Trigger = .now, stop: Price? = nil, take: Price? = nil
  ) {
    self.isLong = isLong
    self.instrument = instrument
    self.sharePercent = sharePercent
    self.leverage = leverage
    self.isCross = isCross
    self.trigger = trigger
    self.stop = stop
    self.take = take
  }
}

extension BotOrder {
  /// Writes it as a line of the wire.
  func write(_ view: MatchView, _ output: inout ByteBuffer) {
    switch self {
    case .enter(let isLong, let instrument, let sharePercent, let leverage):
      output.append(isLong ? "LONG " : "SHORT ")
      output.append(view.instruments[instrument])
      Self.writeSize(sharePercent, leverage, &output)
    case .place(let entry): entry.write(view, &output)
    case .close(let instrument):
      output.append("CLOSE ")
      output.append(view.instruments[instrument])
    case .trail(let instrument, let distance):
      output.append("TRAIL ")
      output.append(view.instruments[instrument])
      output.append(" ")
      output.append(distance)
    case .cancel(let instrument):
      output.append("CANCEL ")
      output.append(view.instruments[instrument])
    case .choose(let isCross, let instrument):
      output.append("MODE ")
      output.append(view.instruments[instrument])
      output.append(isCross ? " cross" : " isolated")
    }
    output.append("\n")
  }

  fileprivate static func writeSize(
    _ sharePercent: Int, _ leverage: Int, _ output: inout ByteBuffer
  ) {
    output.append(" ")
    output.append(integer: sharePercent)
    output.append("% ")
    output.append(integer: leverage)
    output.append("x")
  }
}

extension BotEntry {
  fileprivate func write(_ view: MatchView, _ output: inout ByteBuffer) {
    switch trigger {
    case .now: break
    case .limit: output.append("LIMIT ")
    case .stop: output.append("STOP ")
    }
    output.append(isLong ? "LONG " : "SHORT ")
    output.append(view.instruments[instrument])
    switch trigger {
    case .now: break
    case .limit(let price), .stop(let price):
      output.append(" ")
      output.append(price)
    }
    BotOrder.writeSize(sharePercent, leverage, &output)
    output.append(isCross ? " cross" : " isolated")
    if let stop {
      output.append(" stop=")
      output.append(stop)
    }
    if let take {
      output.append(" take=")
      output.append(take)
    }
  }
}
