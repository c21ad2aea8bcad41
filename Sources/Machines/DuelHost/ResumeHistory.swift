import Primitives
import WireProtocol

/// The last pushes of a match to its seats in one format, for players who come back.
///
/// A push is the same for every seat but for its number, so it is kept once, with the seats that
/// were sent it. The oldest give way beyond `Limits.historyMax` bytes.
struct ResumeHistory: ~Copyable {
  private struct Push {
    var type: PushType
    /// Where its body ends in the bytes; it begins where the one before ends.
    var end: Int32
    /// One bit for each seat that was sent it.
    var seats: UInt8
  }

  private var pushes: [Push] = []
  private var bytes = ByteBuffer(capacity: 16)

  var isEmpty: Bool { pushes.isEmpty }

  mutating func append(_ type: PushType, _ body: borrowing ByteBuffer, to seats: UInt8) {
    if bytes.count + body.count > Limits.historyMax { dropOldest() }
    body.withSpan { bytes.append($0) }
    pushes.append(Push(type: type, end: Int32(bytes.count), seats: seats))
  }

  /// Forgets everything and gives the memory back.
  mutating func clear() {
    pushes = []
    bytes.clear()
    bytes.shrink(to: 16)
  }

  /// Forgets half of the bytes, so that forgetting costs little each time.
  private mutating func dropOldest() {
    let gone = pushes.firstIndex { $0.end >= Limits.historyMax / 2 } ?? pushes.count - 1
    guard gone >= 0 else { return }
    let end = pushes[gone].end
    bytes.removeFirst(Int(end))
    pushes.removeFirst(gone + 1)
    for index in pushes.indices { pushes[index].end -= end }
  }

  /// Where the last `count` pushes to a seat begin; nil when some of them are forgotten.
  func start(ofLast count: Int, to seat: Int) -> Int? {
    var left = count
    var index = pushes.count
    while left > 0, index > 0 {
      index -= 1
      if pushes[index].seats & (1 << UInt8(seat)) != 0 { left -= 1 }
    }
    return left == 0 ? index : nil
  }

  /// Calls `body` with each push to a seat, beginning where `start` says.
  func forEach(to seat: Int, from start: Int, _ body: (PushType, Span<UInt8>) -> Void) {
    for index in start..<pushes.count where pushes[index].seats & (1 << UInt8(seat)) != 0 {
      let begin = index == 0 ? 0 : Int(pushes[index - 1].end)
      bytes.withSpan(of: begin..<Int(pushes[index].end)) { body(pushes[index].type, $0) }
    }
  }
}
