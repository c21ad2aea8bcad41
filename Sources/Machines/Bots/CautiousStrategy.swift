import ClientCore
import Primitives

/// Goes with the averages at 3x, isolated, with a stop on each position.
///
/// It enters by limits a little better than the mark, and out when the averages cross.
struct CautiousStrategy: Strategy {
  /// When the entry of each instrument was given.
  private var placed: [Int] = []
  /// After so many ticks an entry that was not reached is taken back.
  private let patience = 8

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    var orders: [BotOrder] = []
    while placed.count < view.instruments.count { placed.append(.min) }
    for instrument in view.instruments.indices {
      guard let fast = view.averageMark(of: instrument, over: 20),
        let slow = view.averageMark(of: instrument, over: 60),
        let usual = view.averageMove(of: instrument, over: 60)
      else { continue }
      let held = view.ownPosition(in: instrument)
      let lead = fast - slow
      if held != .zero {
        if (held > .zero) != (lead > 0) { orders.append(.close(instrument: instrument)) }
      } else if !view.ownOrders(in: instrument).isEmpty {
        if view.tick >= placed[instrument] + patience {
          orders.append(.cancel(instrument: instrument))
        }
      } else if abs(lead) > usual, let entry = entry(view, instrument, lead > 0, usual) {
        orders.append(.place(entry))
        placed[instrument] = view.tick
      }
    }
    return orders
  }

  private func entry(
    _ view: MatchView, _ instrument: Int, _ isLong: Bool, _ usual: Int64
  ) -> BotEntry? {
    let way: Int64 = isLong ? 1 : -1
    guard let limit = view.price(of: instrument, at: -way * usual / 2),
      let stop = view.price(of: instrument, at: -way * 12 * usual)
    else { return nil }
    return BotEntry(
      isLong: isLong, instrument: instrument, sharePercent: 40, leverage: 3,
      trigger: .limit(limit), stop: stop)
  }
}
