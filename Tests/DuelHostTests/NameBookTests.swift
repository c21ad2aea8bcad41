import Primitives
import Testing

@testable import DuelHost

struct NameBookTests {
  private func name(_ text: String) throws -> PlayerName { try #require(PlayerName(text)) }

  @Test func namesAreFoundHoweverTheyCame() throws {
    var book = NameBook()
    for number in 0..<100 { book.insert(try name("p\(number * 37 % 100)"), slot: number) }
    for number in 0..<100 {
      #expect(book.slot(of: try name("p\(number * 37 % 100)")) == number)
    }
    #expect(book.slot(of: try name("p100")) == nil)
    #expect(book.slot(of: try name("P1")) == nil)
  }

  @Test func whoHasTheNameNowKeepsIt() throws {
    var book = NameBook()
    let ada = try name("ada")
    book.insert(ada, slot: 1)
    book.insert(ada, slot: 2)
    book.remove(ada, slot: 1)
    #expect(book.slot(of: ada) == 2)
    book.remove(ada, slot: 2)
    #expect(book.slot(of: ada) == nil)
    book.remove(ada, slot: 2)
  }
}
