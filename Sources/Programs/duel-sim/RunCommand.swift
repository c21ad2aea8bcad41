import Bots
import Digests
import Primitives
import Simulation
import Terminal

/// `duel-sim run`: one simulated world, and what came of it.
enum RunCommand {
  static func run(_ arguments: Arguments) throws(CommandFailure) -> ExitCode {
    let plan = try plan(arguments)
    do throws(CommandFailure) {
      let report = try play(plan, isTraced: arguments.has("--trace"))
      show(report, of: plan)
      return .done
    } catch {
      Output.line("seed \(plan.seed) failed: \(error.text)")
      let words = CommandLine.arguments.dropFirst(2).joined(separator: " ")
      Output.line("repeat: duel-sim run \(words)")
      return .no
    }
  }

  /// Plays a world; throws what the auditor found.
  static func play(
    _ plan: SimulationPlan, isTraced: Bool = false
  ) throws(CommandFailure) -> SimulationReport {
    do {
      var simulation = try Simulation(plan)
      if isTraced { simulation.trace = { Output.talk($0) } }
      return try simulation.run()
    } catch {
      throw CommandFailure(.no, "\(error)")
    }
  }

  /// The canary of that name; nil when none is asked for.
  static func canary(_ arguments: Arguments) throws(CommandFailure) -> Canary? {
    guard let name = arguments.text("--canary") else { return nil }
    guard let canary = Canary(rawValue: name) else {
      let known = Canary.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.usage, "there is no canary '\(name)'. Known: \(known)")
    }
    return canary
  }

  private static func plan(_ arguments: Arguments) throws(CommandFailure) -> SimulationPlan {
    let seed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
    guard arguments.has("--calm") else {
      for flag in ["--duels", "--ticks", "--spectators", "--rules", "--bots"]
      where arguments.text(flag) != nil {
        throw CommandFailure(.usage, "\(flag) is for --calm; otherwise the seed decides")
      }
      var plan = SimulationPlan(drawnFrom: seed)
      plan.canary = try canary(arguments)
      return plan
    }
    return SimulationPlan(
      seed: seed,
      duels: try arguments.integer("--duels", in: 1...1000) ?? 3,
      ticks: try arguments.integer("--ticks", in: 1...100_000) ?? 120,
      spectators: try arguments.integer("--spectators", in: 0...1000) ?? 2,
      bots: try bots(arguments), rules: arguments.text("--rules") ?? "standard",
      canary: try canary(arguments))
  }

  /// The bots that fill the seats in turn.
  private static func bots(_ arguments: Arguments) throws(CommandFailure) -> [BuiltInBot] {
    guard let text = arguments.text("--bots") else { return [.trend, .reversion, .random, .hold] }
    return try text.split(separator: ",").map { (name) throws(CommandFailure) in
      guard let bot = BuiltInBot(rawValue: String(name)) else {
        let known = BuiltInBot.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure(.usage, "there is no bot '\(name)'. Known: \(known)")
      }
      return bot
    }
  }

  // MARK: - Showing

  private static func show(_ report: SimulationReport, of plan: SimulationPlan) {
    for (index, digest) in report.digests.enumerated() {
      Output.line("match \(index + 1) of \(report.digests.count) settled: \(digest)")
    }
    for bot in BuiltInBot.allCases { show(bot, report.outcomes.filter { $0.bot == bot }) }
    let tally = report.tally
    Output.line(
      "world \(plan.faults.name): \(report.connections) connections, \(report.drops) of them lost, "
        + "\(report.crashes) crashes, \(report.stops) stops, \(report.storeFailures) failed "
        + "batches, \(report.cuts) cuts of the log, \(report.matches) matches")
    Output.line(
      "audited: \(tally.heard) lines, \(tally.accepted) commands accepted, "
        + "\(tally.refused) refused, \(tally.trades) trades, \(tally.batches) batches, "
        + "\(tally.records) records")
    Output.line(
      "seed \(plan.seed) steps \(report.steps) bytes \(report.bytesSent) "
        + "virtual_ms \(report.milliseconds) refused \(report.refusals) run \(report.digest)")
  }

  /// How a bot came out of all its matches.
  private static func show(_ bot: BuiltInBot, _ outcomes: [BotOutcome]) {
    guard !outcomes.isEmpty else { return }
    func share(_ count: Int) -> Int { (100 * count + outcomes.count / 2) / outcomes.count }
    let gains = outcomes.map(\.gain).sorted()
    Output.line(
      "bot \(bot.rawValue): \(outcomes.count) matches, above its start in "
        + "\(share(gains.count { $0 > .zero })) %, won \(share(outcomes.count { $0.isWinner })) %, "
        + "median gain \(gains[gains.count / 2])")
  }
}
