import DuelRules
import DuelServer
import PriceTape
import Reactor
import Terminal

/// A server of this program's own, for its own clients.
enum OwnServer {
  /// Starts one on a free loopback port; it keeps nothing.
  static func start(
    rules: Rules, tapes: [StoredTape]
  ) throws(CommandFailure) -> BackgroundServer {
    do throws(ServerError) {
      return try BackgroundServer.start(
        ServerOptions(
          address: SocketAddress(host: "127.0.0.1", port: 0), rules: rules, tapes: tapes,
          onListening: { _ in }))
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }
}
