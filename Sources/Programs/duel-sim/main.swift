import Bots
import Foundation
import Simulation
import Terminal

let usage = """
  usage: duel-sim run [--seed N] [--duels N] [--ticks N] [--spectators N] [--rules PRESET]
                     [--drops N]
         duel-sim verify [--seed N] [--matches N] [--out DIR]

  run     plays on the real server with real clients in a simulated world and checks what
          comes out
  verify  plays random matches by random rules and verifies their records; --out keeps them,
          so that Protocol/verify.py can do the same

  The same seed gives the same run, to the byte.
  """

func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
  let arguments = try Arguments(
    words, flags: ["--seed", "--duels", "--ticks", "--spectators", "--rules", "--drops"])
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
  switch words.first {
  case "run": return try run(Array(words.dropFirst()))
  case "verify": return try VerifyRecords.run(Array(words.dropFirst()))
  default:
    Output.talk(usage)
    return words.isEmpty || words.first == "help" || words.first == "--help" ? .done : .usage
  }
}
