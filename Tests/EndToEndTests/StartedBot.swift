import BotProcess
import Foundation
import Reactor

/// Whether a tool that a test needs is installed.
enum Tool {
  static func isInstalled(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }
}

/// How a bot comes to the server.
enum Wiring: CaseIterable {
  /// Its standard input and output are a connection.
  case streams
  /// It connects to DUEL_ADDR.
  case address
}

/// A bot as a process, started as a runner starts it.
struct StartedBot {
  private let bot: RunningBot
  private let ended: AsyncStream<Never>

  /// Starts a bot for a match that it joins by its name.
  init(
    _ command: String, _ wiring: Wiring, at address: String, name: String, match: String?,
    seed: Int = 1
  ) throws {
    var environment: [(name: String, value: String?)] = [
      ("DUEL_NAME", name), ("DUEL_SEED", String(seed)), ("DUEL_MATCH", match), ("DUEL_KEY", nil),
    ]
    let (stream, end) = AsyncStream.makeStream(of: Never.self)
    ended = stream
    switch wiring {
    case .address:
      environment.append(("DUEL_ADDR", address))
      let launch = BotLaunch(command: command, environment: environment, streams: .none)
      bot = try RunningBot(launch) { _ in end.finish() }
    case .streams:
      environment.append(("DUEL_ADDR", nil))
      let place = SocketAddress(address) ?? .standard
      let connection = try ServerConnection(to: place)
      let launch = BotLaunch(
        command: command, environment: environment, streams: .descriptor(connection.descriptor))
      bot = try RunningBot(launch) { _ in end.finish() }
    }
  }

  /// Waits for its end: the code, 128 and more for a signal, and what it said on standard error.
  func finish() async -> (status: Int32, talk: String) {
    for await _ in ended {}
    switch bot.exit {
    case .code(let code): return (code, bot.talk)
    case .signal(let number): return (128 + number, bot.talk)
    case nil: return (-1, bot.talk)
    }
  }
}
