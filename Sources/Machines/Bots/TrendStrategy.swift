import ClientCore
import Primitives

/// Goes with the move of the last 20 ticks when it is larger than usual, and out when it turns.
struct TrendStrategy: Strategy {
  private let span = 20

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    for instrument in view.instruments.indices {
      guard let move = view.move(of: instrument, over: span),
        let usual = view.averageMove(of: instrument, over: 60)
      else { continue }
      let held = view.ownPosition(in: instrument)
      let isStrong = abs(move) > 3 * usual
      if held == .zero, isStrong {
        orders.append(
          .enter(isLong: move > 0, instrument: instrument, sharePercent: 20, leverage: 5))
      } else if held != .zero, (held > .zero) != (move > 0) {
        orders.append(.close(instrument: instrument))
      }
    }
    return orders
  }
}
