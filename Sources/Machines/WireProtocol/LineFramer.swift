/// Why bytes cannot be framed; the connection is to be closed.
public enum FramingError: Error, Hashable, Sendable {
  /// A line is longer than the limit.
  case lineTooLong
}

/// What the framer found next.
public enum FramedLine: Hashable, Sendable {
  /// A line that lies wholly in the bytes just received, without its LF.
  case inPlace(Range<Int>)
  /// A line whose beginning came earlier.
  case assembled([UInt8])
  /// No further line is complete; the rest has been kept.
  case needsMore
}

/// Cuts a stream of bytes into lines. LF ends a line; a CR before it is dropped.
///
/// A line that came in one piece is not copied, and only the beginning of an unfinished one is
/// kept, so that an idle connection holds no buffer.
public struct LineFramer: Sendable {
  private var partial: [UInt8] = []
  private let lineMax: Int

  /// Makes a framer for lines of at most `lineMax` bytes.
  public init(lineMax: Int = Limits.lineMax) { self.lineMax = lineMax }

  /// How many bytes of an unfinished line it keeps.
  public var keptCount: Int { partial.count }

  /// Finds the next line in `bytes` from `start` on, and moves `start` behind it.
  ///
  /// Call again with the same bytes until it answers `needsMore`. Throws `lineTooLong` as soon as a
  /// line exceeds the limit. Complexity: O(bytes), also for bytes that come one at a time.
  public mutating func next(
    in bytes: Span<UInt8>, from start: inout Int
  ) throws(FramingError) -> FramedLine {
    let first = start
    var index = first
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    let isComplete = index < bytes.count
    start = isComplete ? index + 1 : index
    let length = partial.count + index - first
    // A CR at the end does not count.
    let last = index > first ? bytes[index - 1] : partial.last
    let mayEnd = last == UInt8(ascii: "\r")
    guard length <= lineMax + (mayEnd ? 1 : 0) else { throw .lineTooLong }
    if isComplete, partial.isEmpty {
      return .inPlace(first..<(mayEnd ? index - 1 : index))
    }
    for place in first..<index { partial.append(bytes[place]) }
    guard isComplete else { return .needsMore }
    if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
    guard partial.count <= lineMax else { throw .lineTooLong }
    let line = partial
    partial = []
    return .assembled(line)
  }

  /// The lines that are complete with these bytes, for whoever keeps them.
  ///
  /// Throws as `next` does.
  public mutating func lines(in bytes: Span<UInt8>) throws(FramingError) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    while true {
      switch try next(in: bytes, from: &start) {
      case .inPlace(let range): lines.append(range.map { bytes[$0] })
      case .assembled(let line): lines.append(line)
      case .needsMore: return lines
      }
    }
  }
}
