import Foundation
import Primitives
import Reactor
import Terminal

/// The real server beside Redis and NATS, in one run, in turn.
enum ServerBench {
  static let usage = """
    usage: duel-bench server [trips] [fanout] [memory] [--quick] [--rounds N] [--milliseconds N]
                             [--connections N] [--pipelined N] [--spectators N] [--only NAME]...

    Measures the duel program that lies beside this one, and redis-server and nats-server where
    they are installed, all on 127.0.0.1. Names: duel-strict, duel-relaxed, duel-memory,
    redis-always, redis, nats.
    """

  /// What is measured.
  struct Plan {
    var rounds = 5
    var milliseconds = 1000
    var connections = [1, 50, 500]
    var pipelined = [1, 16]
    var spectators = [100, 1000, 8000]
    var idle = 4000
    var contenders: [Contender]

    /// A small one, to see that all of it works.
    mutating func shrink() {
      rounds = 1
      milliseconds = 200
      connections = [2]
      pipelined = [1, 4]
      spectators = [20]
      idle = 20
    }
  }

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let parts = ["trips", "fanout", "memory"]
    let arguments = try Arguments(
      words,
      flags: [
        "--rounds", "--milliseconds", "--connections", "--pipelined", "--spectators", "--only",
      ],
      switches: ["--quick", "--help"])
    if arguments.has("--help") {
      Output.line(usage)
      return .done
    }
    for word in arguments.words where !parts.contains(word) {
      throw CommandFailure(.usage, "there is no part '\(word)'\n\(usage)")
    }
    let plan = try plan(arguments)
    Reactor.raiseDescriptorLimit()
    Output.line(Machine.description)
    for contender in Contender.allCases where contender.program == nil {
      Output.line("missing: \(contender.name) is not installed, and is left out")
    }
    for part in arguments.words.isEmpty ? parts : arguments.words {
      switch part {
      case "trips": try TripTable.run(plan)
      case "fanout": try FanOutTable.run(plan)
      default: try memory(plan)
      }
    }
    Output.line(Machine.description)
    return .done
  }

  private static func plan(_ arguments: Arguments) throws(CommandFailure) -> Plan {
    let only = arguments.texts("--only")
    let known = Contender.allCases.map(\.name)
    for name in only where !known.contains(name) {
      throw CommandFailure(.usage, "there is no server '\(name)'\n\(usage)")
    }
    var plan = Plan(
      contenders: Contender.allCases.filter {
        $0.program != nil && (only.isEmpty || only.contains($0.name))
      })
    if arguments.has("--quick") { plan.shrink() }
    plan.rounds = try arguments.integer("--rounds", in: 1...100) ?? plan.rounds
    plan.milliseconds =
      try arguments.integer("--milliseconds", in: 100...600_000) ?? plan.milliseconds
    if let count = try arguments.integer("--connections", in: 1...1000) {
      plan.connections = [count]
    }
    if let count = try arguments.integer("--pipelined", in: 1...64) { plan.pipelined = [count] }
    if let count = try arguments.integer("--spectators", in: 1...9000) {
      plan.spectators = [count]
      plan.idle = count
    }
    return plan
  }

  private static func memory(_ plan: Plan) throws(CommandFailure) {
    Output.line("\nmemory for each of \(plan.idle) spectators who hear nothing")
    for contender in plan.contenders {
      var bytes: [Double] = []
      for _ in 0..<min(3, plan.rounds) {
        bytes.append(
          try IdleLoad.run(try ContenderProcess(contender), spectators: plan.idle) / 1024)
      }
      if let spread = Spread(bytes) {
        Output.line("  \(contender.name.padded(14)) \(spread.text(2)) KiB")
      }
    }
  }
}

extension String {
  /// The text with blanks behind it, up to a width.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
