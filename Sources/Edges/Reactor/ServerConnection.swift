import Glibc

/// A connection to a server that waits, and is no reactor's: to be given to another process.
///
/// As a bot's standard input and output it needs nobody to carry the bytes.
public struct ServerConnection: ~Copyable {
  /// The socket; closed with this value, while copies that others have keep working.
  public let descriptor: Int32

  /// Connects, and waits until it stands.
  public init(to address: SocketAddress) throws(SystemError) {
    let text = address.description
    descriptor = try address.resolve(passive: false) {
      (place, length, family) throws(SystemError) -> Int32 in
      let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
      let made = try expect("socket", text) { socket(family, Int32(kind), 0) }
      do throws(SystemError) {
        try expect("connect to", text) { connect(made, place, length) }
      } catch {
        close(made)
        throw error
      }
      return made
    }
    Sockets.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
  }

  /// Makes a connection that never leaves this machine; `handOver` gets the end of the server,
  /// which is its own to close.
  public init(handOver: (Int32) -> Void) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try expect("socketpair") { socketpair(AF_UNIX, kind, 0, &ends) }
    descriptor = ends[0]
    handOver(ends[1])
  }

  deinit { close(descriptor) }
}
