import ClientCore
import Primitives
import WireProtocol

/// A view that is fed with lines.
struct SeenMatch {
  private(set) var view = MatchView()
  private var reader = ServerLineReader()

  /// Sits in a seat, or watches.
  init(seat: Int? = nil) { view.seat = seat }

  /// A match of ada and bob in BTC and ETH that has just begun.
  static func begun(seat: Int? = nil) -> SeenMatch {
    var seen = SeenMatch(seat: seat)
    seen.take(start)
    return seen
  }

  static let start =
    "START match=m1 seq=5 ticks=3 clock=lockstep:60000 instruments=BTC,ETH balance=10000.00 "
    + "commitment=ab12 preroll=60 rules=classroom seats=ada,bob"

  /// Takes a line; nil when it means nothing to the match.
  @discardableResult
  mutating func take(_ text: String) -> MatchNews? {
    let bytes = Array(text.utf8)
    guard case .push(let type) = reader.read(bytes.span) else { return nil }
    return view.take(type, bytes.span, reader)
  }
}
