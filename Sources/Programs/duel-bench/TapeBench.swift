import Digests
import DuelRules
import PriceTape
import Primitives
import Terminal

/// The generators alone.
enum TapeBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    for generator in [TapeGenerator.brownian, .regimes, .crypto] {
      let rules = try benchRules("BTC,ETH", seats: 2, ticks: 1000, generator: generator)
      let ticks = size.count(1_000_000)
      let name = "tape-\(generator.rawValue)"
      try measure(name, size, operations: 2 * ticks, unit: "price") {
        var tape = Tape(source: rules.source, seed: Digest.of(domain: "bench", []))
        var marks = [Price](repeating: .zero, count: 2)
        var sum: Int64 = 0
        for _ in 0..<ticks {
          tape.next(into: &marks)
          sum &+= marks[0].units &+ marks[1].units
        }
        return Digest.of([sum])
      }
    }
  }
}
