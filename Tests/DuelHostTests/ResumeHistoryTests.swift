import Primitives
import Testing
import WireProtocol

@testable import DuelHost

struct ResumeHistoryTests {
  private func body(_ text: String) -> ByteBuffer {
    var bytes = ByteBuffer()
    bytes.append(text)
    return bytes
  }

  /// What a seat is sent again of its last `count` pushes; nil when they are forgotten.
  private func replay(
    _ history: borrowing ResumeHistory, _ seat: Int, last count: Int
  ) -> [String]? {
    guard let start = history.start(ofLast: count, to: seat) else { return nil }
    var lines: [String] = []
    history.forEach(to: seat, from: start) { type, body in
      lines.append(type.rawValue + String(decoding: body))
    }
    return lines
  }

  @Test(arguments: [
    (0, 0, []), (0, 2, ["FILL b", "RANK"]), (0, 3, ["TICK a", "FILL b", "RANK"]),
    (1, 3, ["TICK a", "POSITION c", "RANK"]), (0, 4, nil), (1, 9, nil),
  ])
  func eachSeatIsSentWhatWasForIt(_ seat: Int, _ count: Int, _ expected: [String]?) {
    var history = ResumeHistory()
    history.append(.tick, body(" a"), to: .max)
    history.append(.fill, body(" b"), to: 0b01)
    history.append(.position, body(" c"), to: 0b10)
    history.append(.rank, body(""), to: .max)
    let lines = replay(history, seat, last: count)
    #expect(lines == expected)
  }

  @Test func whatIsClearedIsForgotten() {
    var history = ResumeHistory()
    let atFirst = history.isEmpty
    history.append(.rank, body(" a"), to: .max)
    let between = history.isEmpty
    history.clear()
    let lines = replay(history, 0, last: 1)
    #expect(atFirst && !between && lines == nil)
  }

  /// Between half of the limit and all of it is kept, and what is kept is right.
  @Test func theOldestGiveWay() {
    var history = ResumeHistory()
    for number in 1...5000 { history.append(.tick, body(" number=\(number) of many"), to: .max) }
    let length = " number=5000 of many".utf8.count
    let least = Limits.historyMax / 2 / length - 1
    let kept = replay(history, 0, last: least)
    #expect(kept?.last == "TICK number=5000 of many")
    #expect(kept?.first == "TICK number=\(5001 - least) of many")
    let tooMany = replay(history, 0, last: Limits.historyMax / length + 1)
    #expect(tooMany == nil)
  }

  @Test func aPushLargerThanTheLimitIsKeptAlone() {
    var history = ResumeHistory()
    history.append(.tick, body(" a"), to: .max)
    history.append(.tick, body(String(repeating: "x", count: Limits.historyMax + 1)), to: .max)
    history.append(.rank, body(" b"), to: .max)
    let lines = replay(history, 0, last: 1)
    #expect(lines == ["RANK b"])
  }
}
