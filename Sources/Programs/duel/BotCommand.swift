import Bots
import ClientCore
import Digests
import DuelClient
import Primitives
import Reactor
import Terminal
import TextUI
import WireProtocol

/// `duel bot`: a built-in bot plays one match on a server.
enum BotCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: ["--as", "--join", "--key", "--rules", "--ticks", "--clock", "--seed", "--tape"])
    try arguments.expectWords(atMost: 2)
    guard let name = arguments.words.first else {
      throw CommandFailure(.usage, "which bot? duel bot NAME; duel help bot lists them")
    }
    guard let bot = BuiltInBot(rawValue: name) else {
      throw CommandFailure(.usage, unknown(name))
    }
    let address = try ServerAddress.read(
      arguments.words.count > 1 ? arguments.words[1] : nil)
    let player = BotPlayer(
      name: arguments.text("--as") ?? told("DUEL_NAME") ?? name, bot: bot,
      seed: try seed(arguments), goal: goal(arguments),
      contribution: .always(Digest(bytes: systemRandomBytes(Digest.size))))
    do throws(SystemError) {
      return try play(player, address)
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  /// What to say of a name that no bot has.
  static func unknown(_ name: String) -> String {
    let names = BuiltInBot.allCases.map(\.rawValue)
    let near = NearestName.of(name, among: names).map { "; did you mean \($0)?" } ?? "."
    return "there is no bot '\(name)'\(near) Known: \(names.joined(separator: ", "))"
  }

  /// What a runner has told in its environment; nil for nothing.
  private static func told(_ variable: String) -> String? {
    Output.environment(variable).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What its chance is drawn from: of the command line, or of a runner, or 1.
  private static func seed(_ arguments: Arguments) throws(CommandFailure) -> Int {
    if let seed = try arguments.integer("--seed", in: 0...Int(Int32.max)) { return seed }
    guard let text = told("DUEL_SEED") else { return 1 }
    guard let seed = Int(text), (0...Int(Int32.max)).contains(seed) else {
      throw CommandFailure(
        .usage, "DUEL_SEED is a whole number from 0 to 2147483647, not '\(text)'")
    }
    return seed
  }

  /// The match of the command line, or of a runner; or else any with these settings.
  private static func goal(_ arguments: Arguments) -> ClientGoal {
    if let match = arguments.text("--join") ?? told("DUEL_MATCH") {
      let key = arguments.text("--key") ?? told("DUEL_KEY")
      return .join(match: match + (key.map { " key=\($0)" } ?? ""))
    }
    let settings = ["rules", "ticks", "clock", "tape"].compactMap { key in
      arguments.text("--\(key)").map { "\(key)=\($0)" }
    }
    return .play(settings: settings.joined(separator: " "))
  }

  private static func play(
    _ player: BotPlayer, _ address: SocketAddress
  ) throws(SystemError) -> ExitCode {
    var runner = try ClientRunner(address: address)
    let number = try runner.add(player)
    var refusal: String?
    while runner.end(number) == nil, refusal == nil {
      try runner.turn { _, news, view in
        switch news {
        case .refused(let code, let text):
          Output.talk("refused: \(code?.rawValue ?? "?"): \(text)")
          if view.instruments.isEmpty { refusal = text }
        case .match(.started):
          let names = view.seats.compactMap(\.name).joined(separator: " vs ")
          Output.talk("\(view.match) begins: \(names)")
        case .match(.ended):
          for line in PlainBoard().lines(for: .ended, view) { Output.line(line) }
        case .resumed: Output.talk("connected again")
        case .checked(let verdict): Output.talk(verdict.sentence)
        case .match, .record, .farewell: break
        }
      }
    }
    switch runner.end(number) {
    case .done: return .done
    case .dismissed(let text), .broken(let text): Output.talk("duel: \(text)")
    case nil: break
    }
    return .unreachable
  }
}
