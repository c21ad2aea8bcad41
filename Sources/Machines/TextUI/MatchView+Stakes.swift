import ClientCore
import Primitives

extension MatchView {
  /// What a seat started with.
  func stake(of seat: Int) -> Money {
    balances.indices.contains(seat) ? balances[seat] : balance
  }

  /// What the seats start with, in words: `10000.00 each`, or `10000.00 and 8000.00`.
  var stakes: String {
    guard let first = balances.first, balances.contains(where: { $0 != first }) else {
      return "\(Display.cents(balance)) each"
    }
    return balances.map { Display.cents($0) }.joined(separator: " and ")
  }
}
