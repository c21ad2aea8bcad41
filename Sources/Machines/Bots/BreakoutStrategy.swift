import ClientCore
import Primitives

/// Waits with stop entries at both ends of the range; what breaks out is followed by a stop.
///
/// How many ticks the range has, 30 to 45, is decided by its seed.
struct BreakoutStrategy: Strategy {
  private let span: Int
  /// When the entries of each instrument were given.
  private var placed: [Int] = []
  /// After so many ticks they are given anew: the range has moved.
  private let patience = 20

  init(seed: Int) {
    span = 30 + BotDice("margin-duel/breakout-bot/1", seed: seed).bytes(0)[0] % 16
  }

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    while placed.count < view.instruments.count { placed.append(.min) }
    for instrument in view.instruments.indices {
      guard let usual = view.averageMove(of: instrument, over: 60) else { continue }
      let open = view.ownOrders(in: instrument)
      if view.ownPosition(in: instrument) != .zero {
        // The entry of the other side would turn the position.
        if open.contains(where: { !$0.isReduceOnly }) {
          orders.append(.cancel(instrument: instrument))
        }
        if !open.contains(where: \.isReduceOnly) { orders += trail(view, instrument, 12 * usual) }
      } else if open.isEmpty || view.tick >= placed[instrument] + patience {
        if !open.isEmpty { orders.append(.cancel(instrument: instrument)) }
        orders += entries(view, instrument)
        placed[instrument] = view.tick
      }
    }
    return orders
  }

  private func trail(_ view: MatchView, _ instrument: Int, _ distance: Int64) -> [BotOrder] {
    guard let grain = view.grain(of: instrument) else { return [] }
    let steps = max(1, distance / grain)
    return [.trail(instrument: instrument, distance: Price(units: steps * grain))]
  }

  private func entries(_ view: MatchView, _ instrument: Int) -> [BotOrder] {
    guard let range = view.range(of: instrument, over: span),
      let grain = view.grain(of: instrument), range.lowerBound > grain
    else { return [] }
    return [true, false].map { isLong in
      let price = isLong ? range.upperBound + grain : range.lowerBound - grain
      return .place(
        BotEntry(
          isLong: isLong, instrument: instrument, sharePercent: 20, leverage: 5,
          trigger: .stop(Price(units: price))))
    }
  }
}
