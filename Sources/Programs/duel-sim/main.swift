import Bots
import Foundation
import Primitives
import Simulation
import Terminal

let usage = """
  usage: duel-sim run [--seed N] [--duels N] [--ticks N] [--spectators N] [--rules PRESET]
                     [--drops N] [--bots NAME,NAME…]
         duel-sim check [--seed N] [--commands N] [--courses N]
         duel-sim verify [--seed N] [--matches N] [--out DIR]

  run: the real server and real clients in a simulated world; checks what comes out.
  check: the margin engine beside a second, naive one on hostile prices and commands; each course
  has a seed of its own, from --seed on. By default a million commands in 4,000 courses.
  verify: random matches by random rules; their records are verified, and kept with --out, so that
  Protocol/verify.py can do the same.
  The same seed gives the same run, to the byte.
  """

/// The bots that fill the seats in turn.
func bots(_ arguments: Arguments) throws(CommandFailure) -> [BuiltInBot] {
  guard let text = arguments.text("--bots") else { return [.trend, .reversion, .random, .hold] }
  return try text.split(separator: ",").map { (name) throws(CommandFailure) in
    guard let bot = BuiltInBot(rawValue: String(name)) else {
      let known = BuiltInBot.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.usage, "there is no bot '\(name)'. Known: \(known)")
    }
    return bot
  }
}

/// How a bot came out of all its matches.
func show(_ bot: BuiltInBot, _ outcomes: [BotOutcome]) {
  guard !outcomes.isEmpty else { return }
  func share(_ count: Int) -> Int { (100 * count + outcomes.count / 2) / outcomes.count }
  let gains = outcomes.map(\.gain).sorted()
  Output.line(
    "bot \(bot.rawValue): \(outcomes.count) matches, above its start in "
      + "\(share(gains.count { $0 > .zero })) %, won \(share(outcomes.count { $0.isWinner })) %, "
      + "median gain \(gains[gains.count / 2])")
}

func run(_ arguments: Arguments) throws(CommandFailure) -> ExitCode {
  let seed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
  let plan = SimulationPlan(
    seed: seed,
    duels: try arguments.integer("--duels", in: 1...1000) ?? 3,
    ticks: try arguments.integer("--ticks", in: 1...100_000) ?? 120,
    spectators: try arguments.integer("--spectators", in: 0...1000) ?? 2,
    bots: try bots(arguments), rules: arguments.text("--rules") ?? "standard",
    drops: try arguments.integer("--drops", in: 0...1000) ?? 0)
  do {
    var simulation = try Simulation(plan)
    let report = try simulation.run()
    for (index, digest) in report.digests.enumerated() {
      Output.line("match m\(index + 1) \(digest)")
    }
    for bot in BuiltInBot.allCases { show(bot, report.outcomes.filter { $0.bot == bot }) }
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
  let rest = Array(words.dropFirst())
  switch words.first {
  case "run":
    return try run(
      Arguments(
        rest,
        flags: ["--seed", "--duels", "--ticks", "--spectators", "--rules", "--drops", "--bots"]))
  case "check":
    return try CheckCommand(
      Arguments(rest, flags: ["--seed", "--commands", "--courses"])
    ).run()
  case "verify":
    return try VerifyRecords.run(Arguments(rest, flags: ["--seed", "--matches", "--out"]))
  default:
    Output.talk(usage)
    return words.isEmpty || words.first == "help" || words.first == "--help" ? .done : .usage
  }
}
