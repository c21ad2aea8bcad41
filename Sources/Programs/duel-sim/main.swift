import Bots
import Foundation
import Simulation
import Terminal

let usage = """
  usage: duel-sim run [--seed N] [--duels N] [--ticks N] [--spectators N] [--rules PRESET]
                     [--drops N]

  Runs the real server and real clients in a simulated world and checks what comes out.
  The same seed gives the same run, to the byte.
  """

func run(_ arguments: Arguments) throws(CommandFailure) -> ExitCode {
  let seed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
  let plan = SimulationPlan(
    seed: seed,
    duels: try arguments.integer("--duels", in: 1...1000) ?? 3,
    ticks: try arguments.integer("--ticks", in: 1...100_000) ?? 120,
    spectators: try arguments.integer("--spectators", in: 0...1000) ?? 2,
    rules: arguments.text("--rules") ?? "standard",
    drops: try arguments.integer("--drops", in: 0...1000) ?? 0)
  do {
    var simulation = try Simulation(plan)
    let report = try simulation.run()
    for (index, digest) in report.digests.enumerated() {
      Output.line("match m\(index + 1) \(digest)")
    }
    Output.line(
      "seed \(seed) steps \(report.steps) bytes \(report.bytesSent) "
        + "virtual_ms \(report.milliseconds) refused \(report.refusals)")
    return .done
  } catch {
    Output.line("seed \(seed) failed: \(error)")
    Output.line("repeat: duel-sim run \(CommandLine.arguments.dropFirst(2).joined(separator: " "))")
    return .no
  }
}

runProgram("duel-sim") { () throws(CommandFailure) in
  let words = Array(CommandLine.arguments.dropFirst())
  guard words.first == "run" else {
    Output.talk(usage)
    return words.isEmpty || words.first == "help" || words.first == "--help" ? .done : .usage
  }
  return try run(
    Arguments(
      Array(words.dropFirst()),
      flags: ["--seed", "--duels", "--ticks", "--spectators", "--rules", "--drops"]))
}
