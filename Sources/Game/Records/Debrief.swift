import Margin
public import Primitives

/// What a player can learn from a match, as numbers; the sentences are somebody else's.
public struct Debrief: Sendable {
  /// What the seat's match was like.
  public let seat: SeatStatistics
  /// How many ticks were played.
  public let ticks: Int
  /// What the same commands would have brought with isolated and cross exchanged; nil when none of
  /// them would have been another one.
  public let exchanged: WhatIfOutcome?
  /// What they would have brought without stops; nil when there were none.
  public let withoutStops: WhatIfOutcome?

  /// Looks at every seat of a match.
  public static func all(
    _ contents: RecordContents, _ statistics: MatchStatistics
  ) -> [Debrief] {
    let exchanged = WhatIf.outcomes(of: contents, .modesExchanged)
    let withoutStops = WhatIf.outcomes(of: contents, .stopsLeftOut)
    return statistics.seats.indices.map { index in
      let hasTraded = !statistics.seats[index].trips.isEmpty
      return Debrief(
        seat: statistics.seats[index], ticks: statistics.ticks,
        exchanged: hasTraded ? exchanged[index] : nil,
        withoutStops: withoutStops[index].isDifferent ? withoutStops[index] : nil)
    }
  }

  /// Fees, spread, impact and funding paid; negative when funding brought more.
  public var costs: Money {
    seat.account.fees + seat.spread + seat.impact - seat.account.funding
  }

  /// The costs as a fraction of what was won or lost, half-even; nil without a result.
  public var costShare: Rate? {
    let size = seat.result < .zero ? -seat.result : seat.result
    return size > .zero ? Rate(costs, of: size) : nil
  }

  /// The trip that brought most; the first of equals; nil without one.
  public var best: RoundTrip? {
    seat.trips.reduce(nil as RoundTrip?) { best, trip in
      best.map { trip.net > $0.net ? trip : $0 } ?? trip
    }
  }

  /// The trip that lost most; the first of equals; nil without one.
  public var worst: RoundTrip? {
    seat.trips.reduce(nil as RoundTrip?) { worst, trip in
      worst.map { trip.net < $0.net ? trip : $0 } ?? trip
    }
  }

  /// What the stops saved, less what they cost, all measured against the last marks.
  public var savedByStops: Money { seat.stops.reduce(.zero) { $0 + $1.saved } }

  /// At which part of the ticks anything was held, half-even.
  public var timeAtRisk: Rate {
    guard ticks > 0 else { return .zero }
    return Rate(Money(whole: Int64(seat.exposedTicks)), of: Money(whole: Int64(ticks)))
  }

  /// How far a price usually moves from a tick to the last one, in deviations of one tick times
  /// 10, down: ten times the root of the ticks between.
  public func usualMove(from tick: Tick) -> Int {
    let square = max(0, ticks - 1 - tick.number) * 100
    var root = 0
    while (root + 1) * (root + 1) <= square { root += 1 }
    return root
  }
}
