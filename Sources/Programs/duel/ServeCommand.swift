import DuelHost
import DuelRules
import DuelServer
import Foundation
import Reactor
import Terminal
import WireProtocol

/// `duel serve`: a server until a signal comes.
enum ServeCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: ["--listen", "--rules", "--port-file", "--tape", "--data", "--durability"]
        + ["--max-connections", "--max-per-address", "--rate"] + TapeOption.flags,
      switches: ["--quiet"] + TapeOption.switches)
    try arguments.expectWords(atMost: 0)
    let address = try ServerAddress.read(arguments.text("--listen"))
    let portFile = arguments.text("--port-file")
    let isQuiet = arguments.has("--quiet")
    let tapes = try TapeOption.eachTape(arguments)
    let league = try LeagueOption.read(arguments)
    let rate = try arguments.integer("--rate", in: Limits.linesPerSecondRange)
    var options = ServerOptions(
      address: address, rules: try RulesOption.rules(arguments, tapes: tapes), tapes: tapes,
      league: league, linesPerSecond: rate ?? Limits.linesPerSecond, signals: [SIGINT, SIGTERM],
      onListening: { bound in
        Output.talk("listening on \(bound); \(LeagueOption.promise(league))")
        guard let portFile else { return }
        do throws(CommandFailure) {
          try Output.write(Array("\(bound)\n".utf8), toFile: portFile)
        } catch {
          Output.talk("duel: \(error.text)")
        }
      },
      onNote: { note in
        if !isQuiet { Output.note("time=\(LogTime.now) \(note)") }
      })
    options.admission = AdmissionLimits(
      connections: try arguments.integer("--max-connections", in: 1...1_000_000)
        ?? Limits.connectionsMax,
      connectionsPerAddress: try arguments.integer("--max-per-address", in: 1...1_000_000)
        ?? Limits.connectionsPerAddress)
    do throws(ServerError) {
      try DuelServer.run(options)
      return .done
    } catch {
      throw CommandFailure(error.isAboutData ? .badData : .unreachable, error.description)
    }
  }
}

/// Where the server is: the argument, `DUEL_ADDR`, or the default.
enum ServerAddress {
  static func read(_ text: String?) throws(CommandFailure) -> SocketAddress {
    guard let text = text ?? Output.environment("DUEL_ADDR") else { return .standard }
    guard let address = SocketAddress(text) else {
      throw CommandFailure(.usage, "'\(text)' is not HOST:PORT")
    }
    return address
  }

  /// Whether a word looks like an address and not like the name of a match.
  static func isAddress(_ word: String) -> Bool { word.contains(":") || word.contains(".") }
}

/// The time as a server's log writes it.
enum LogTime {
  /// UTC to the millisecond.
  static var now: String {
    Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
