import Foundation
import Primitives
import Reactor
import Terminal

/// Ticks for many: the server's work for each delivery beside that of Redis and NATS.
enum FanOutTable {
  private struct Row {
    var microseconds: [Double] = []
    var lateness: [Double] = []
    var memory: [Double] = []
    var arrived = 1.0
    var bytes = 0
  }

  static func run(_ plan: ServerBench.Plan) throws(CommandFailure) {
    let contenders = plan.contenders.filter { $0 != .redisDurable }
    for spectators in plan.spectators {
      var rows = contenders.map { _ in Row() }
      // What peers publish is as long as what our spectators get.
      var bytes = 200
      for _ in 0..<plan.rounds {
        for (index, contender) in contenders.enumerated() {
          let load = FanOutLoad(
            spectators: spectators, milliseconds: max(500, 2 * plan.milliseconds))
          let outcome = try load.run(try ContenderProcess(contender), bytes: bytes)
          if contender.tongue == .duel { bytes = outcome.bytes }
          rows[index].microseconds.append(outcome.microseconds)
          rows[index].lateness.append(outcome.lateness.milliseconds(percent: 99))
          rows[index].memory.append(outcome.memory / 1024)
          rows[index].arrived = min(rows[index].arrived, outcome.arrived)
          rows[index].bytes = outcome.bytes
        }
      }
      Output.line(
        "\nfan-out to \(spectators) spectators, 20 ticks/s: server us for each delivery, "
          + "ms after the first for 99 %, KiB for each, bytes, share that arrived")
      for (index, contender) in contenders.enumerated() {
        show(contender, rows[index], rows, index)
      }
    }
  }

  private static func show(
    _ contender: Contender, _ row: Row, _ rows: [Row], _ index: Int
  ) {
    guard let microseconds = Spread(row.microseconds), let lateness = Spread(row.lateness),
      let memory = Spread(row.memory)
    else { return }
    Output.line(
      "  \(contender.name.padded(14)) \(microseconds.text(2).padded(20)) us "
        + "\(lateness.text(1).padded(20)) ms \(memory.text(1).padded(18)) KiB "
        + String(format: "%d bytes %.2f", row.bytes, row.arrived))
  }
}
