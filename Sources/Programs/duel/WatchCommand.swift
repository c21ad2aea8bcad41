import Bots
import ClientCore
import DuelClient
import Primitives
import Reactor
import Terminal
import TextUI

/// `duel watch`: a match on the whole terminal, in lines, or as JSON.
enum WatchCommand {
  /// How long to wait until the server is asked again whether a match runs, in milliseconds.
  private static let retryMilliseconds = 1000

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--every"], switches: ["--plain", "--json", "--once"])
    try arguments.expectWords(atMost: 2)
    let address = try ServerAddress.read(arguments.words.first(where: ServerAddress.isAddress))
    let match = arguments.words.first { !ServerAddress.isAddress($0) }
    let every = try arguments.integer("--every", in: 1...100_000) ?? 0
    let isJSON = arguments.has("--json")
    let isBoard = TerminalScreen.isInteractive && !isJSON && !arguments.has("--plain")
    do throws(SystemError) {
      guard isBoard else {
        return try watch(match, at: address, board: PlainBoard(every: every), isJSON: isJSON)
      }
      let style = TerminalStyle(
        hasColor: TerminalScreen.hasColor, hasUnicode: TerminalScreen.hasUnicode)
      var runner = try BoardRunner(
        address: address, match: match, isOnce: arguments.has("--once"), style: style)
      switch try runner.run() {
      case .done: return .done
      case .dismissed(let text), .broken(let text):
        Output.talk("duel: \(text)")
        return .unreachable
      }
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  private static func watch(
    _ match: String?, at address: SocketAddress, board: PlainBoard, isJSON: Bool
  ) throws(SystemError) -> ExitCode {
    var hasSaidWaiting = false
    while true {
      var runner = try ClientRunner(address: address)
      let number = try runner.add(BotPlayer(spectatorOf: match))
      var refusal: String?
      while runner.end(number) == nil, refusal == nil {
        try runner.turn { _, news, view in
          switch news {
          case .match(let item):
            if isJSON {
              if let line = JSONBoard().line(for: item, view) { Output.line(line) }
            } else {
              for line in board.lines(for: item, view) { Output.line(line) }
            }
          case .refused(_, let text): refusal = text
          case .record, .farewell, .resumed, .checked: break
          }
        }
      }
      switch runner.end(number) {
      case .done: return .done
      case .dismissed(let text), .broken(let text):
        Output.talk("duel: \(text)")
        return .unreachable
      case nil: break
      }
      guard match == nil else {
        Output.talk("duel: \(refusal ?? "")")
        return .unreachable
      }
      if !hasSaidWaiting { Output.talk("no match is open or running; waiting for one") }
      hasSaidWaiting = true
      try pause(&runner)
    }
  }

  /// Lets a moment pass.
  private static func pause(_ runner: inout ClientRunner) throws(SystemError) {
    let end = Instant.now().adding(milliseconds: retryMilliseconds)
    while Instant.now() < end { try runner.turn(until: end) { _, _, _ in } }
  }
}
