import Primitives

/// Looks at what is left when everybody is gone: no match, and the record of each that was settled.
struct Inspector {
  var link: Int?
  private(set) var isDone = false
  /// Whether it waits for the last match to end.
  private(set) var isWaiting = false
  /// What it has to complain of.
  private(set) var complaint: String?
  /// The matches whose records it asks for, last one first.
  private var wanted: [String]
  private var partial: [UInt8] = []

  init(wanted: [String]) { self.wanted = wanted.reversed() }

  /// Asks how many matches there are.
  mutating func ask() -> [String] {
    isWaiting = false
    return ["LIST"]
  }

  /// Takes what the server says; answers what to say next.
  mutating func receive(_ bytes: [UInt8]) -> [String] {
    var said: [String] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        partial.append(byte)
        continue
      }
      let words = String(decoding: partial, as: UTF8.self).split(separator: " ")
      partial = []
      said += answer(words)
    }
    return said
  }

  private mutating func answer(_ words: [Substring]) -> [String] {
    switch words.first {
    case "INFO": return ask()
    case "PING": return ["PONG"]
    case "OK" where words.contains("LIST"):
      guard Self.number("count", in: words) == 0 else {
        isWaiting = true
        return []
      }
      return next()
    case "OK" where words.contains("RECORD"):
      guard let last = Self.number("to", in: words), let all = Self.number("lines", in: words),
        last < all, let match = wanted.last
      else {
        wanted.removeLast()
        return next()
      }
      return ["RECORD match=\(match) from=\(last + 1)"]
    case "ERR":
      complaint = "the inspector is told \(words.joined(separator: " "))"
      return []
    default: return []
    }
  }

  private mutating func next() -> [String] {
    guard let match = wanted.last else {
      isDone = true
      return []
    }
    return ["RECORD match=\(match)"]
  }

  private static func number(_ key: String, in words: [Substring]) -> Int? {
    words.first { $0.hasPrefix(key + "=") }.flatMap { Int($0.dropFirst(key.utf8.count + 1)) }
  }
}
