import Digests
import DuelRules
import Margin
import PriceTape
import Primitives
import Terminal

/// The margin engine: ticks with positions held, and orders.
enum EngineBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    let rules = try benchRules("BTC,ETH,SOL", seats: 2, ticks: 1000)
    for seats in [2, 8] { try ticks(size, rules, seats: seats) }
    try orders(size, rules)
  }

  /// Seats hold three positions each while prices move and little happens; each tick brings
  /// everybody's equity up to date.
  private static func ticks(
    _ size: BenchSize, _ rules: Rules, seats count: Int
  ) throws(CommandFailure) {
    let seats = (0..<count).map { Seat($0) }
    let count = size.count(1_000_000)
    let tape = marks(rules, count: 4096)
    let name = "engine-tick-\(seats.count)"
    try measure(name, size, operations: count * seats.count, unit: "seat and tick") {
      var engine = MarginEngine(
        rules: rules.margin, balances: seats.map { _ in Money(whole: 100_000) },
        marks: tape[0])
      var events: [MarginEvent] = []
      for seat in seats {
        for index in 0..<3 {
          let order = EntryOrder(
            side: seat.index % 2 == 0 ? .buy : .sell, instrument: Instrument(index),
            size: .margin(Money(whole: 5000)), leverage: .one)
          _ = engine.execute(.enter(order), seat: seat, events: &events)
        }
      }
      var sum: Int128 = 0
      var happened = 0
      for tick in 0..<count {
        happened += events.count
        events.removeAll(keepingCapacity: true)
        engine.advance(marks: tape[tick & 4095], events: &events)
        for seat in seats { sum &+= engine.equity(of: seat).raw }
      }
      return Digest.of([Int64(truncatingIfNeeded: sum), Int64(happened)])
    }
  }

  /// One seat opens and closes by market orders.
  private static func orders(_ size: BenchSize, _ rules: Rules) throws(CommandFailure) {
    let count = size.count(1_000_000)
    let tape = marks(rules, count: 2)
    try measure("engine-order", size, operations: count, unit: "order") {
      var engine = MarginEngine(
        rules: rules.margin, balances: [Money(whole: 1_000_000_000)], marks: tape[0])
      var events: [MarginEvent] = []
      let open = TradeCommand.enter(
        EntryOrder(
          side: .buy, instrument: Instrument(0), size: .margin(Money(whole: 500)),
          leverage: nil))
      let close = TradeCommand.close(CloseOrder(instrument: Instrument(0), size: .share(.one)))
      var sum: Int64 = 0
      for index in 0..<count {
        events.removeAll(keepingCapacity: true)
        let command = index & 1 == 0 ? open : close
        if engine.execute(command, seat: Seat(0), events: &events) != nil { sum &+= 1 << 40 }
        if case .fill(let fill)? = events.first { sum &+= fill.wallet.units }
      }
      return Digest.of([sum])
    }
  }

  /// A piece of a real tape, held so that only the engine is measured.
  private static func marks(_ rules: Rules, count: Int) -> [[Price]] {
    var tape = Tape(source: rules.source, seed: Digest.of(domain: "bench", []))
    var marks = [Price](repeating: .zero, count: rules.margin.instruments.count)
    return (0..<count).map { _ in
      tape.next(into: &marks)
      return marks
    }
  }
}
