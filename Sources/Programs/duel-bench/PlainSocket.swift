import Foundation
import Reactor

/// A socket that never waits, as hostile peers and a measuring one use it.
final class PlainSocket {
  private let descriptor: Int32
  private var unread: [UInt8] = []

  /// What became of bytes.
  enum Outcome {
    case done
    /// The system takes no more just now, or has nothing.
    case wouldWait
    case ended
  }

  /// Connects; nil when that fails. `receiveBuffer` bounds what the system takes unread.
  init?(_ address: SocketAddress, receiveBuffer: Int32? = nil) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = UInt16(truncatingIfNeeded: address.port).bigEndian
    target.sin_addr.s_addr = inet_addr(address.host)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &target) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard status == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Sends what the system takes at once.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Outcome {
    let sent = bytes.withUnsafeBytes {
      Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    return outcome(sent)
  }

  /// Sends a line.
  func say(_ line: String) { send(Array("\(line)\n".utf8)) }

  /// Reads what there is and calls `body` with each whole line.
  func readLines(_ body: (Substring) -> Void) -> Outcome {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { return count == 0 ? .ended : outcome(count) }
    unread += piece[..<count]
    guard let end = unread.lastIndex(of: UInt8(ascii: "\n")) else { return .done }
    let text = String(decoding: unread[..<end], as: UTF8.self)
    unread.removeFirst(end + 1)
    for line in text.split(separator: "\n") { body(line) }
    return .done
  }

  /// Waits until there is something to read, so many milliseconds at most.
  func wait(milliseconds: Int) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&request, 1, Int32(milliseconds))
  }

  private func outcome(_ result: Int) -> Outcome {
    if result >= 0 { return .done }
    return errno == EAGAIN || errno == EINTR ? .wouldWait : .ended
  }
}
