import TestKit

/// Cuts bytes into pieces, as a network or a terminal may bring them.
enum Cutter {
  /// Pieces that are the bytes together; where they are cut follows from the bytes.
  static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    var dice = Dice(seed: bytes.reduce(bytes.count) { ($0 * 31 + Int($1)) % 1_000_003 })
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + (dice.once(in: 3) ? dice.roll(1...40) : 1))
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }

  /// The lines of a text; a last one without LF counts.
  static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map(Array.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
