import ClientCore
import Primitives

/// Goes with every move of 10 ticks at 20x, with the whole account behind it and no stop.
///
/// Where 20x is refused it tries half of it, down to 2x.
struct BoldStrategy: Strategy {
  private let span = 10
  private var leverage = 20
  /// When it entered last; what was accepted is a position a tick later.
  private var entered: [Int] = []

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    while entered.count < view.instruments.count { entered.append(.min) }
    for instrument in view.instruments.indices {
      guard let move = view.move(of: instrument, over: span),
        let usual = view.averageMove(of: instrument, over: 60)
      else { continue }
      let held = view.ownPosition(in: instrument)
      if held != .zero {
        let isAgainst = (held > .zero) != (move > 0) && abs(move) > usual
        if isAgainst { orders.append(.close(instrument: instrument)) }
      } else if abs(move) > 2 * usual {
        if entered[instrument] == view.tick - 1 { leverage = max(2, leverage / 2) }
        entered[instrument] = view.tick
        orders.append(
          .place(
            BotEntry(
              isLong: move > 0, instrument: instrument, sharePercent: 30, leverage: leverage,
              isCross: true)))
      }
    }
    return orders
  }
}
