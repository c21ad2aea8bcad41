import Bots
import Contests
import DuelRules
import Foundation
import PriceTape
import Primitives
import Terminal
import TournamentRunner

/// What `duel tournament run` is asked for: flags, and files that stand for flags.
struct TournamentOption {
  static let flags =
    [
      "--bot", "--format", "--rounds", "--games", "--seed", "--concurrency", "--move-time",
      "--rules", "--ticks", "--tape", "--tape-offset", "--out", "--sprt", "--config", "--order",
      "--champions", "--startup-ms",
    ] + TapeOption.flags
  static let switches =
    ["--recover", "--strict", "--quick", "--json", "--third-place"] + TapeOption.switches

  let settings: TournamentSettings
  let pace: TournamentPace

  init(_ arguments: Arguments) throws(CommandFailure) {
    let isQuick = arguments.has("--quick")
    guard arguments.text("--out") != nil || isQuick else {
      throw CommandFailure(.usage, "where are the results to go? --out DIR, or --quick without one")
    }
    let bots = try Self.bots(arguments)
    let isKnockout = arguments.text("--format") == "knockout"
    let games = try arguments.integer("--games", in: 1...1000) ?? (isQuick ? 10 : 2)
    let test = try Self.sequentialTest(arguments, bots)
    let tape = try TapeOption.tape(arguments)
    let offset = try arguments.integer("--tape-offset", in: 0...StoredTape.ticksMax)
    if offset != nil, tape == nil { throw CommandFailure(.usage, "--tape-offset needs --tape") }
    settings = TournamentSettings(
      bots: bots, format: try Self.format(arguments, bots: bots.count, games: games),
      games: isKnockout ? 1 : try Self.gamesAtATable(arguments, games, test),
      seed: try arguments.integer("--seed", in: 0...999_999_999_999_999_999) ?? 1,
      rules: try Self.rules(arguments, tape: tape, offset: offset, isQuick: isQuick),
      order: try Self.order(arguments), tape: tape, tapeOffset: offset, sequentialTest: test)
    pace = TournamentPace(
      concurrency: try arguments.integer("--concurrency", in: TournamentPace.concurrencyRange)
        ?? ProcessInfo.processInfo.activeProcessorCount,
      startupMilliseconds: try arguments.integer("--startup-ms", in: 100...600_000) ?? 60_000,
      isRecovering: arguments.has("--recover"))
  }

  // MARK: - Bots

  private static func bots(_ arguments: Arguments) throws(CommandFailure) -> [TournamentBot] {
    var bots: [TournamentBot] = []
    for text in arguments.texts("--bot") { bots.append(try bot(text)) }
    guard bots.count > 1 else {
      throw CommandFailure(
        .usage,
        "a contest takes two bots or more: --bot name=a,builtin=trend --bot 'name=b,cmd=./b'")
    }
    return bots
  }

  /// `name=a,builtin=trend` or `name=b,dir=bots/b,cmd=python3 b.py`; `cmd=` takes the rest.
  static func bot(_ text: String) throws(CommandFailure) -> TournamentBot {
    var rest = Substring(text)
    var name: String?
    var folder: String?
    var source: BotSource?
    while !rest.isEmpty {
      guard let equals = rest.firstIndex(of: "=") else {
        throw CommandFailure(
          .usage, "--bot takes name=NAME,builtin=BOT or name=NAME,cmd=COMMAND, not '\(text)'")
      }
      let key = rest[..<equals]
      rest = rest[rest.index(after: equals)...]
      if key == "cmd" {
        source = .command(String(rest), folder: folder)
        break
      }
      let value = String(rest.prefix { $0 != "," })
      rest = rest.dropFirst(value.count + 1)
      switch key {
      case "name": name = value
      case "dir": folder = value
      case "builtin":
        guard BuiltInBot(rawValue: value) != nil else {
          throw CommandFailure(.usage, "--bot \(text): \(BotCommand.unknown(value))")
        }
        source = .builtIn(value)
      default:
        throw CommandFailure(
          .usage, "--bot \(text): there is no '\(key)'; known: name, builtin, dir, cmd (the last)")
      }
    }
    guard let source else {
      throw CommandFailure(.usage, "--bot \(text): builtin=BOT or cmd=COMMAND is missing")
    }
    if case .command(let command, _) = source, command.isEmpty {
      throw CommandFailure(.usage, "--bot \(text): the command is empty")
    }
    guard let name = name ?? builtInName(source) else {
      throw CommandFailure(.usage, "--bot \(text): name=NAME is missing")
    }
    return TournamentBot(name: name, source: source)
  }

  private static func builtInName(_ source: BotSource) -> String? {
    if case .builtIn(let name) = source { name } else { nil }
  }

  // MARK: - The contest

  private static let formats = [
    "round-robin", "double-round-robin", "gauntlet", "swiss", "knockout",
  ]

  private static func format(
    _ arguments: Arguments, bots: Int, games: Int
  ) throws(CommandFailure) -> ContestFormat {
    let text = arguments.text("--format") ?? "round-robin"
    let rounds = try arguments.integer("--rounds", in: 1...1999)
    if arguments.text("--champions") != nil, text != "gauntlet" {
      throw CommandFailure(.usage, "--champions is for --format gauntlet")
    }
    if arguments.has("--third-place"), text != "knockout" {
      throw CommandFailure(.usage, "--third-place is for --format knockout")
    }
    switch text {
    case "round-robin", "roundrobin": return .roundRobin(isDouble: false)
    case "double-round-robin": return .roundRobin(isDouble: true)
    case "gauntlet":
      return .gauntlet(champions: try arguments.integer("--champions", in: 1...1999) ?? 1)
    case "swiss":
      // As many rounds as a knock-out has, within what the field allows.
      var usual = 1
      while 1 << usual < bots { usual += 1 }
      return .swiss(rounds: rounds ?? min(usual, max(1, bots - 1)))
    case "knockout":
      guard rounds == nil else {
        throw CommandFailure(.usage, "--rounds: a knock-out has as many as it takes")
      }
      guard games % 2 == 0 else {
        throw CommandFailure(.usage, "--games: the ties of a knock-out have pairs of games; even")
      }
      return .knockout(bestOf: games / 2, thirdPlace: arguments.has("--third-place"))
    default:
      let near = NearestName.of(text, among: formats).map { "; did you mean \($0)?" } ?? "."
      throw CommandFailure(
        .usage, "there is no format '\(text)'\(near) Known: \(formats.joined(separator: ", "))")
    }
  }

  /// In leagues `--rounds` says how often all of it is played.
  private static func gamesAtATable(
    _ arguments: Arguments, _ games: Int, _ test: SequentialTestSettings?
  ) throws(CommandFailure) -> Int {
    let rounds = try arguments.integer("--rounds", in: 1...1999)
    if arguments.text("--format") == "swiss" { return games }
    let isOpenEnded = test != nil && rounds == nil && arguments.text("--games") == nil
    let count = isOpenEnded ? 1000 : games * (rounds ?? 1)
    guard count <= 1000 else {
      throw CommandFailure(
        .usage, "\(games) games and \(rounds ?? 1) rounds are more than 1000 games at a table")
    }
    guard test == nil || count % 2 == 0 else {
      throw CommandFailure(.usage, "--sprt counts pairs of games; --games must be even")
    }
    return count
  }

  private static func order(_ arguments: Arguments) throws(CommandFailure) -> ContestPlan.Order {
    guard let text = arguments.text("--order") else { return .given }
    guard let order = ContestPlan.Order(rawValue: text) else {
      throw CommandFailure(.usage, "--order takes given or drawn, not '\(text)'")
    }
    return order
  }

  /// `elo0=0,elo1=10,alpha=0.05,beta=0.05,model=normalized`; what is left out is as here.
  private static func sequentialTest(
    _ arguments: Arguments, _ bots: [TournamentBot]
  ) throws(CommandFailure) -> SequentialTestSettings? {
    guard let text = arguments.text("--sprt") else { return nil }
    var test = SequentialTestSettings(
      elo0: 0, elo1: 10, alpha: 0.05, beta: 0.05, model: "normalized")
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      let number = sides.count == 2 ? Double(sides[1]) : nil
      switch (sides.first, number) {
      case ("elo0", let value?): test.elo0 = value
      case ("elo1", let value?): test.elo1 = value
      case ("alpha", let value?): test.alpha = value
      case ("beta", let value?): test.beta = value
      case ("model", _) where sides.count == 2: test.model = sides[1]
      default:
        throw CommandFailure(
          .usage,
          "--sprt takes elo0=0,elo1=10,alpha=0.05,beta=0.05,model=normalized, not '\(part)'")
      }
    }
    guard bots.count == 2, arguments.text("--format") ?? "round-robin" == "round-robin" else {
      throw CommandFailure(.usage, "--sprt compares two bots in a round-robin")
    }
    guard SequentialCourse(test) != nil else {
      throw CommandFailure(
        .usage,
        "--sprt \(text): elo0 below elo1, both within 1000; alpha and beta above 0, together below "
          + "1; model normalized or logistic")
    }
    return test
  }

  // MARK: - Rules

  private static func rules(
    _ arguments: Arguments, tape: StoredTape?, offset: Int?, isQuick: Bool
  ) throws(CommandFailure) -> Rules {
    let inline = try TournamentFile.inlineRules(arguments)
    var values: RuleValues
    if let inline {
      values = inline.values
    } else {
      values = try RulesOption.rules(arguments).values
    }
    let ticks = try TicksOption.ticks(arguments) ?? (isQuick ? 100 : nil)
    let move = try arguments.integer("--move-time", in: 1...600_000)
    do throws(RuleError) {
      // Games that share a tape do so whatever their seats would contribute. Rule: CONTEST-2.
      try values.set("nonces", to: "none")
      if let ticks { try values.set("ticks", to: "\(ticks)") }
      if let move {
        try values.set("clock", to: "lockstep:\(move)")
      } else if case .live = values.clock {
        try values.set("clock", to: "lockstep:\(moveMilliseconds)")
      }
      if let tape {
        // Every place of the tape that a game may begin at must have room for all ticks.
        let begun = try Rules(values, on: tape, offset: offset ?? 0)
        return offset == nil ? try Rules(values) : begun
      }
      return try Rules(values)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  /// How long a move may take when neither the rules nor a flag say it.
  private static let moveMilliseconds = 1000
}
