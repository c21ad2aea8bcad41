import Primitives
import Testing

struct NameIndexTests {
  @Test func numbersNamesInTheOrderTheyCome() {
    var index = NameIndex(salt: 1)
    let numbers = ["zoe", "ada", "bob", "ada", "zoe", ""].map { index.insert($0) }
    #expect(numbers == [0, 1, 2, 1, 0, 3])
    #expect(index.count == 4)
    #expect((0..<4).map { index[$0] } == ["zoe", "ada", "bob", ""])
    #expect(index.number(of: "bob") == 2)
    #expect(index.number(of: "Bob") == nil)
    #expect(index.number(of: "") == 3)
  }

  @Test func anEmptyIndexKnowsNobody() {
    let index = NameIndex(salt: 0)
    #expect(index.count == 0)
    #expect(index.number(of: "ada") == nil)
    #expect(index.number(of: "") == nil)
  }

  @Test func findsEachOfManyNames() {
    var index = NameIndex(salt: 0x1234_5678_9abc_def0)
    for number in 0..<3_000 { #expect(index.insert("player-\(number)") == number) }
    #expect(index.count == 3_000)
    for number in 0..<3_000 {
      #expect(index.number(of: "player-\(number)") == number)
      #expect(index[number] == "player-\(number)")
    }
    #expect(index.number(of: "player-3000") == nil)
    #expect(index.insert("player-1234") == 1_234)
    #expect(index.count == 3_000)
  }

  @Test(arguments: [0, 1, .max, 0xcbf2_9ce4_8422_2325] as [UInt64])
  func theSaltChangesNoAnswer(_ salt: UInt64) {
    var index = NameIndex(salt: salt)
    for number in 0..<200 { _ = index.insert("n\(number * 7919 % 200)") }
    for number in 0..<200 { #expect(index.number(of: "n\(number * 7919 % 200)") == number) }
    #expect(index.number(of: "n200") == nil)
  }

  /// One letter written in two ways is one name or two, but the same for every salt.
  @Test func theSaltDoesNotDecideWhichSpellingsAreOneName() {
    var answers: Set<Int?> = []
    for salt in 0..<500 {
      var index = NameIndex(salt: UInt64(salt))
      _ = index.insert("\u{e9}")
      answers.insert(index.number(of: "e\u{301}"))
    }
    #expect(answers.count == 1)
  }
}
