import ClientCore
import Primitives

/// Goes against a price far from its 30-tick average, and out when it is back.
struct ReversionStrategy: Strategy {
  private let span = 30

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    for instrument in view.instruments.indices {
      guard let average = view.averageMark(of: instrument, over: span),
        let usual = view.averageMove(of: instrument, over: 60),
        let mark = view.marks[instrument].last
      else { continue }
      let distance = mark.units - average
      let held = view.ownPosition(in: instrument)
      if held == .zero, abs(distance) > 3 * usual {
        orders.append(
          .enter(isLong: distance < 0, instrument: instrument, sharePercent: 15, leverage: 4))
      } else if held != .zero, (held > .zero) == (distance > 0) {
        orders.append(.close(instrument: instrument))
      }
    }
    return orders
  }
}
