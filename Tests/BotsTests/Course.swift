import ClientCore
import Primitives
import WireProtocol

/// What a bot in seat 0 has seen of a match of BTC, made by hand.
struct Course {
  private(set) var view = MatchView()
  private var reader = ServerLineReader()
  private var tick = -60

  /// A match whose marks were these, one a tick, in whole units.
  init(_ marks: some Sequence<Int>, held: Int = 0) {
    view.seat = 0
    take(
      "START match=m1 seq=1 ticks=1000 clock=lockstep instruments=BTC balance=10000.00 "
        + "commitment=ab preroll=60 rules=standard seats=ada,bob")
    for mark in marks { add(mark) }
    hold(held)
  }

  /// The next tick.
  mutating func add(_ mark: Int) {
    take("TICK match=m1 seq=2 tick=\(tick) BTC=\(mark)/\(mark)/\(mark)")
    tick += 1
  }

  /// What the bot holds from now on.
  mutating func hold(_ quantity: Int, wallet: Int = 9000) {
    take("FILL match=m1 seq=3 instrument=BTC position=\(quantity) margin=1 wallet=\(wallet)")
  }

  /// An order of the bot that waits from now on, or waits no more.
  mutating func order(_ number: Int, kind: String, state: String = "open", reduces: Bool = false) {
    take(
      "ORDER match=m1 seq=4 order=\(number) instrument=BTC kind=\(kind) side=buy price=1 "
        + "quantity=none state=\(state) reason=none seat=0 reduce=\(reduces ? "yes" : "no")")
  }

  private mutating func take(_ text: String) {
    let bytes = Array(text.utf8)
    guard case .push(let type) = reader.read(bytes.span) else { return }
    _ = view.take(type, bytes.span, reader)
  }
}
