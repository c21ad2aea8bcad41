import Foundation
import TestKit

/// What is wrong with a transcript: the line and why.
struct TranscriptFailure: Error, CustomStringConvertible {
  let description: String
}

/// Runs the dialogues of README.md against a host.
///
/// `A> …` is said by connection A, which is made when it is first named; `A< …` must be the next
/// line that A was sent, `…` standing for any run of characters. `{60}` behind a line repeats it,
/// `{}` takes all lines that fit. `@ 1000` moves the clock by so many milliseconds. At the end
/// nothing may be left unread.
struct Transcript {
  private let world: HostWorld
  private var connections: [Character: Int] = [:]

  static func run(_ lines: [String]) throws {
    var transcript = Transcript(world: try HostWorld())
    for (index, line) in lines.enumerated() {
      do {
        try transcript.step(line)
      } catch let failure as TranscriptFailure {
        throw TranscriptFailure(description: "line \(index + 1), \(line): \(failure)")
      }
    }
    for (name, connection) in transcript.connections {
      if let left = transcript.world.nextLine(of: connection) {
        throw TranscriptFailure(description: "\(name) was also sent: \(left)")
      }
    }
  }

  private mutating func step(_ line: String) throws {
    if line.hasPrefix("@ "), let time = Int(line.dropFirst(2)) {
      return world.wait(milliseconds: time)
    }
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, let name = parts[0].first, parts[0].count == 2 else {
      throw TranscriptFailure(description: "not a line of a transcript")
    }
    let connection = connections[name] ?? world.connect()
    connections[name] = connection
    if parts[0].last == ">" { return world.say(parts[1], on: connection) }
    try expect(parts[1], on: connection)
  }

  private func expect(_ text: String, on connection: Int) throws {
    var pattern = text
    var times: Int? = 1
    let count = text.hasSuffix("}") ? text.split(separator: "{").last?.dropLast() : nil
    if let count, count.allSatisfy(\.isNumber), let brace = text.lastIndex(of: "{") {
      times = count.isEmpty ? nil : Int(count)
      pattern = text[..<brace].trimmingSuffix()
    }
    guard let times else {
      let kept = world.lines(of: connection)
      let rest = kept.drop { Self.fits($0, pattern) }
      guard rest.count < kept.count else {
        throw TranscriptFailure(description: "no line fits; next is \(kept.first ?? "none")")
      }
      pushBack(rest, connection)
      return
    }
    for _ in 0..<times {
      guard let found = world.nextLine(of: connection) else {
        throw TranscriptFailure(description: "there is no further line")
      }
      guard Self.fits(found, pattern) else {
        throw TranscriptFailure(description: "found \(found)")
      }
    }
  }

  private func pushBack(_ lines: ArraySlice<String>, _ connection: Int) {
    world.unread(Array(lines), of: connection)
  }

  /// Whether a line has the pattern's pieces in order, with anything for `…`.
  static func fits(_ line: String, _ pattern: String) -> Bool {
    let pieces = pattern.components(separatedBy: "…")
    guard pieces.count > 1 else { return line == pattern }
    guard line.hasPrefix(pieces[0]) else { return false }
    var rest = line.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() {
      guard let range = rest.range(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}

extension Substring {
  fileprivate func trimmingSuffix() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
