import CLinux
import Glibc

/// An address to listen on or connect to: `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `HOST`.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name or a numeric address.
  public let host: String
  /// The port; 0 lets the system choose when listening.
  public let port: Int

  /// The port when none is given.
  public static let portDefault = 7171

  /// The address when none is given.
  public static let standard = SocketAddress(host: "127.0.0.1", port: portDefault)

  /// Names a host and a port.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads an address; nil when the port is not 0 to 65535 or a bracket is missing.
  public init?(_ text: String) {
    var host = text
    var port = Self.portDefault
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = String(text[text.index(after: text.startIndex)..<end])
      let rest = text[text.index(after: end)...]
      if !rest.isEmpty {
        guard rest.first == ":", let number = Self.port(rest.dropFirst()) else { return nil }
        port = number
      }
    } else if let colon = text.lastIndex(of: ":") {
      guard text.firstIndex(of: ":") == colon,
        let number = Self.port(text[text.index(after: colon)...])
      else { return nil }
      host = String(text[..<colon])
      port = number
    }
    self.init(host: host.isEmpty ? "127.0.0.1" : host, port: port)
  }

  private static func port(_ digits: Substring) -> Int? {
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
      return nil
    }
    return (0...65535).contains(number) ? number : nil
  }

  /// The form that reads back.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// Calls `body` with the addresses that the host stands for until one does not throw.
  func resolve<Result>(
    passive: Bool,
    _ body: (UnsafePointer<sockaddr>, socklen_t, Int32) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = passive ? AI_PASSIVE : 0
    var list: UnsafeMutablePointer<addrinfo>?
    let failed = getaddrinfo(host, String(port), &hints, &list)
    guard failed == 0, let list else {
      throw SystemError(operation: "resolve", code: ENOENT, context: host)
    }
    defer { freeaddrinfo(list) }
    var last = SystemError(operation: "resolve", code: ENOENT, context: host)
    var next: UnsafeMutablePointer<addrinfo>? = list
    while let info = next {
      next = info.pointee.ai_next
      guard let address = info.pointee.ai_addr else { continue }
      do throws(SystemError) {
        return try body(address, info.pointee.ai_addrlen, info.pointee.ai_family)
      } catch {
        last = error
      }
    }
    throw last
  }
}
