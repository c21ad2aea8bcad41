import Foundation
public import Reactor
import Synchronization

/// A server in a thread of its own, for programs that bring one along.
public struct BackgroundServer: Sendable {
  /// Where it listens.
  public let address: SocketAddress
  private let control: ServerSwitch

  /// Starts a server and waits until it listens; the `onListening` of the options is called first.
  ///
  /// Throws what `DuelServer.run` throws until then.
  public static func start(_ options: ServerOptions) throws(ServerError) -> BackgroundServer {
    let start = Start()
    let control = ServerSwitch()
    var options = options
    let onListening = options.onListening
    options.onListening = { address in
      onListening(address)
      start.finish(.success(address))
    }
    let final = options
    Thread.detachNewThread {
      do throws(ServerError) {
        try DuelServer.run(final, switch: control)
      } catch {
        start.finish(.failure(error))
      }
    }
    return BackgroundServer(address: try start.wait().get(), control: control)
  }

  private init(address: SocketAddress, control: ServerSwitch) {
    self.address = address
    self.control = control
  }

  /// Ends it; its connections are told so.
  public func stop() { control.turnOff() }
}

/// What the server's thread has to say of its start.
private final class Start: Sendable {
  private let outcome = Mutex<Result<SocketAddress, ServerError>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  func finish(_ result: Result<SocketAddress, ServerError>) {
    let isFirst = outcome.withLock { outcome in
      guard outcome == nil else { return false }
      outcome = result
      return true
    }
    if isFirst { isDone.signal() }
  }

  func wait() -> Result<SocketAddress, ServerError> {
    isDone.wait()
    guard let result = outcome.withLock({ $0 }) else { preconditionFailure("Start: signalled") }
    return result
  }
}
