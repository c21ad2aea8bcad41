import CLinux
import Glibc
import Primitives

/// Socket options, in one place.
enum Sockets {
  /// A non-blocking stream socket.
  static func make(_ family: Int32) -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    return socket(family, Int32(kind), 0)
  }

  /// What every connection gets: no delay for small sends, and an end when the peer is gone.
  static func prepare(_ descriptor: Int32) {
    set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 30)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
    set(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 60_000)
  }

  /// What the system holds at most for each connection of a listener, in bytes and each way; it
  /// doubles the number for its own needs. Without it a peer that does not read costs megabytes.
  static let bufferBytes: Int32 = 65_536

  /// Bounds the buffers of the connections that a listener will take.
  static func bound(_ descriptor: Int32) {
    set(descriptor, SOL_SOCKET, SO_SNDBUF, bufferBytes)
    set(descriptor, SOL_SOCKET, SO_RCVBUF, bufferBytes)
  }

  /// Takes a connection from a listener; `address` becomes its peer's.
  static func accept(_ listener: Int32, _ address: inout sockaddr_storage) -> Int {
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    return withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Int(accept4(listener, $0, &length, flags))
      }
    }
  }

  /// The address of a peer, as far as peers are told apart.
  static func peer(_ address: sockaddr_storage) -> PeerAddress {
    withUnsafeBytes(of: address) { bytes in
      func number(_ range: Range<Int>) -> UInt64 {
        bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
      }
      switch Int32(address.ss_family) {
      // The address stands behind family and port, in IPv6 behind the flow as well.
      case AF_INET: return PeerAddress(ipv4: UInt32(number(4..<8)))
      case AF_INET6: return PeerAddress(ipv6High: number(8..<16), low: number(16..<24))
      default: return .unknown
      }
    }
  }

  static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The pending error of a socket, 0 for none.
  static func error(of descriptor: Int32) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length)
    return value
  }

  /// The port a socket is bound to.
  static func port(of descriptor: Int32) -> Int {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let found = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard found == 0 else { return 0 }
    return withUnsafePointer(to: &address) {
      // The port lies at the same place for both families.
      $0.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        Int(UInt16(bigEndian: $0.pointee.sin_port))
      }
    }
  }
}
