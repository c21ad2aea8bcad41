import Bots
import ClientCore
import Digests
import DuelClient
import DuelRules
import DuelServer
import Foundation
import PriceTape
import Primitives
import Reactor
import Terminal
import TextUI

/// `duel play`: a match at the keyboard.
enum PlayCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: [
        "--name", "--vs", "--join", "--key", "--rules", "--ticks", "--clock", "--instruments",
        "--seats", "--seed", "--series", "--resume", "--tape", "--tape-offset",
      ] + TapeOption.flags, switches: ["--create", "--queue", "--plain"] + TapeOption.switches)
    try arguments.expectWords(atMost: 1)
    let plan = try PlayPlan(arguments)
    ConsoleRunner.holdSignals()
    let server = try plan.rules.map { (rules) throws(CommandFailure) in
      try OwnServer.start(rules: rules, tapes: plan.tapes)
    }
    defer { server?.stop() }
    let address: SocketAddress
    if let server {
      address = server.address
    } else {
      address = try ServerAddress.read(arguments.words.first)
    }
    let isInteractive = TerminalScreen.isInteractive && !arguments.has("--plain")
    do throws(SystemError) {
      var runner = try ConsoleRunner(
        session: ClientSession(
          name: plan.name, agent: "margin-duel play", goal: plan.goal,
          contribution: plan.contribution),
        to: address, isInteractive: isInteractive,
        style: TerminalStyle(
          hasColor: isInteractive && TerminalScreen.hasColor,
          hasUnicode: TerminalScreen.hasUnicode),
        outlivesClient: server == nil)
      let bots = plan.bots
      let outcome = try runner.run { match in
        for bot in bots { Opponent.start(bot, match: match, plan, at: address) }
      }
      return end(outcome)
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  private static func end(_ outcome: PlayOutcome) -> ExitCode {
    switch outcome {
    case .finished: return .done
    case .left:
      Output.talk("you left")
      return .done
    case .refused(let text), .lost(let text):
      Output.talk("duel: \(text)")
      return .unreachable
    }
  }
}

/// What the command line of `duel play` asks for, checked.
struct PlayPlan {
  let name: String
  let goal: ClientGoal
  /// The bots to play against, with the names they play under.
  let bots: [(bot: BuiltInBot, name: String)]
  /// The rules of a server of its own, inside this process; nil when the match is elsewhere.
  let rules: Rules?
  /// The key of a private match.
  let key: String?
  /// What is given to the seed of the tape: to that of a practice match only what it must, so that
  /// its number alone decides the tape.
  let contribution: Contribution
  /// What the server of its own can play beside generated tapes.
  let tapes: [StoredTape]

  init(_ arguments: Arguments) throws(CommandFailure) {
    name = try Self.playerName(arguments)
    key = arguments.text("--key")
    let secret = Digest(bytes: systemRandomBytes(Digest.size))
    contribution = arguments.text("--seed") == nil ? .always(secret) : .whereRequired(secret)
    let opponents = arguments.texts("--vs")
    let needsServer =
      !opponents.isEmpty && arguments.words.isEmpty && Output.environment("DUEL_ADDR") == nil
    var bots: [(bot: BuiltInBot, name: String)] = []
    for word in opponents {
      guard let bot = BuiltInBot(rawValue: word) else {
        throw CommandFailure(.usage, BotCommand.unknown(word))
      }
      let isTaken = bots.contains { $0.bot == bot } || bot.rawValue == name
      let suffix = isTaken || !needsServer ? "-\(bots.count + 1)-\(name)" : ""
      bots.append((bot, String((bot.rawValue + suffix).prefix(24))))
    }
    self.bots = bots
    // On a server of its own --tape names a file, elsewhere a tape that the server has.
    if !needsServer {
      try TapeOption.refuse(arguments, "is for the files of a match inside this process")
    }
    let tape = needsServer ? try TapeOption.tape(arguments) : nil
    tapes = tape.map { [$0] } ?? []
    rules = needsServer ? try RulesOption.rules(arguments, tapes: tapes) : nil
    goal = try Self.goal(
      arguments, seats: bots.isEmpty ? nil : bots.count + 1,
      tape: rules?.values.tape == nil ? tape?.name ?? arguments.text("--tape") : nil,
      own: rules?.values)
  }

  private static func playerName(_ arguments: Arguments) throws(CommandFailure) -> String {
    if let name = arguments.text("--name") ?? Output.environment("DUEL_NAME") {
      guard PlayerName(name) != nil else {
        throw CommandFailure(
          .usage, "--name takes 1 to \(PlayerName.lengthMax) letters, digits, _ - .")
      }
      return name
    }
    if let name = Output.environment("USER"), PlayerName(name) != nil { return name }
    return "guest"
  }

  private static func goal(
    _ arguments: Arguments, seats: Int?, tape: String?, own: RuleValues?
  ) throws(CommandFailure) -> ClientGoal {
    let hasFile = arguments.text("--rules").map { RulesOption.isFile($0) } ?? false
    guard !hasFile || own != nil else {
      throw CommandFailure(
        .usage, "a rules file is the server's: duel serve --rules FILE; here --rules is a preset")
    }
    let chosen = ["--join", "--create", "--queue", "--vs", "--resume"].filter {
      arguments.has($0) || arguments.text($0) != nil
    }
    guard chosen.count <= 1 else {
      throw CommandFailure(.usage, "\(chosen[0]) and \(chosen[1]) exclude each other")
    }
    let key = arguments.text("--key").map { " key=\($0)" } ?? ""
    if let text = arguments.text("--resume") {
      let parts = text.split(separator: ":").map(String.init)
      guard parts.count == 2 else {
        throw CommandFailure(.usage, "--resume takes MATCH:TOKEN, as duel play shows it")
      }
      return .resume(match: parts[0], token: parts[1])
    }
    if let match = arguments.text("--join") { return .join(match: match + key) }
    let names = [
      "rules", "ticks", "clock", "instruments", "seats", "seed", "series", "tape-offset",
    ]
    var settings = names.compactMap { name -> String? in
      guard !hasFile || name != "rules" else { return nil }
      return arguments.text("--\(name)").map { "\(name)=\($0)" }
    }
    if let tape { settings.append("tape=\(tape)") }
    guard arguments.texts("--vs").isEmpty else {
      // Practice: five minutes at a second a tick, unless told otherwise.
      if arguments.text("--ticks") == nil, !hasFile { settings.append("ticks=300") }
      let isUsual = own.map { $0.clock == RulesPreset.named($0.preset)?.values.clock } ?? true
      if arguments.text("--clock") == nil, isUsual { settings.append("clock=live:1000") }
      if arguments.text("--seats") == nil { settings.append("seats=\(seats ?? 2)") }
      return .create(settings: settings.joined(separator: " ") + key)
    }
    let isCreation = arguments.has("--create") || arguments.text("--seed") != nil || !key.isEmpty
    // People need longer than bots: a minute a move.
    if arguments.text("--clock") == nil { settings.append("clock=lockstep:60000") }
    let text = settings.joined(separator: " ") + key
    return isCreation ? .create(settings: text) : .play(settings: text)
  }
}

/// A bot that plays in a thread of this process.
enum Opponent {
  static func start(
    _ player: (bot: BuiltInBot, name: String), match: String, _ plan: PlayPlan,
    at address: SocketAddress
  ) {
    let words = match + (plan.key.map { " key=\($0)" } ?? "")
    let contribution = plan.contribution.another(Digest(bytes: systemRandomBytes(Digest.size)))
    Thread.detachNewThread {
      let bot = BotPlayer(
        name: player.name, bot: player.bot, seed: 1, goal: .join(match: words),
        contribution: contribution)
      do throws(SystemError) {
        var runner = try ClientRunner(address: address)
        let number = try runner.add(bot)
        while runner.end(number) == nil { try runner.turn { _, _, _ in } }
      } catch {
        Output.talk("duel: \(player.name) cannot play: \(error)")
      }
    }
  }
}
