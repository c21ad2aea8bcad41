import Foundation
import Glibc

/// `duel serve` on a free port, or on one that another server had.
final class Server {
  let address: String
  let program: Program

  struct DidNotStart: Error {
    let talk: String
  }

  init(_ options: [String] = [], at address: String = "127.0.0.1:0") async throws {
    let file = TemporaryFile()
    program = try Program(
      "duel",
      ["serve", "--listen", address, "--port-file", file.path]
        + (options.contains("--data") ? [] : ["--data", ":memory:"]) + options)
    // The file appears in one piece, so that it is there or not.
    while file.text.isEmpty {
      guard program.isRunning else { throw DidNotStart(talk: try await program.finish().talk) }
      try Task.checkCancellation()
      await Task.yield()
    }
    self.address = file.text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var port: UInt16 { UInt16(address.split(separator: ":").last ?? "") ?? 0 }
}

/// A plain socket, as any client in any language has it.
final class RawClient {
  private let descriptor: Int32
  private var unread: [UInt8] = []

  struct Failed: Error {
    let what: String
  }

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard status == 0 else { throw Failed(what: "connect") }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  func say(_ line: String) { send(Array("\(line)\n".utf8)) }

  /// The next line; nil at the end of the connection.
  func nextLine() throws -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: unread[..<end], as: UTF8.self)
        unread.removeFirst(end + 1)
        return line
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &piece, piece.count, 0)
      if count == 0 { return nil }
      guard count > 0 else { throw Failed(what: "no line came") }
      unread += piece[..<count]
    }
  }

  /// Reads up to the first line that begins like this.
  func line(beginning start: String) throws -> String {
    while let line = try nextLine() {
      if line.hasPrefix(start) { return line }
    }
    throw Failed(what: "the connection ended before a line \(start)…")
  }
}
