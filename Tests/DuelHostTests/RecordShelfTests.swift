import Digests
import Records
import Testing

@testable import DuelHost

struct RecordShelfTests {
  private let digest = Digest(bytes: Array(repeating: 7, count: 32))

  @Test func linesAreFoundByNumber() throws {
    var shelf = RecordShelf()
    shelf.add(MatchID(3), digest, Array("one\n\nthree\n".utf8))
    let item = try #require(shelf.find(MatchID(3)))
    #expect(item.lineCount == 3)
    let lines = (1...3).map { String(decoding: item.text[item.line($0)], as: UTF8.self) }
    #expect(lines == ["one", "", "three"])
    #expect(shelf.find(MatchID(4)) == nil)
  }

  @Test func theOldestOfAThousandGivesWay() {
    var shelf = RecordShelf()
    for number in 1...1001 { shelf.add(MatchID(number), digest, [10]) }
    #expect(shelf.find(MatchID(1)) == nil)
    #expect(shelf.find(MatchID(2)) != nil && shelf.find(MatchID(1001)) != nil)
  }
}
