import Testing

@testable import Contests

/// Results by game.
struct ResultBookTests {
  private func id(_ round: Int, _ table: Int, _ game: Int) -> PairingID {
    PairingID(round: round, table: table, game: game)
  }

  @Test func resultsAreFoundWhateverOrderTheyCameIn() {
    let ids = [id(1, 0, 0), id(0, 1, 1), id(0, 0, 0), id(0, 1, 0)]
    var book = ResultBook()
    for id in ids { book.insert(Played.result(id, .first)) }
    #expect(book.results.map(\.id) == ids.sorted())
    #expect(ids.sorted() == [id(0, 0, 0), id(0, 1, 0), id(0, 1, 1), id(1, 0, 0)])
    for id in ids { #expect(book[id]?.id == id) }
    #expect(book[id(0, 0, 1)] == nil && book[id(2, 0, 0)] == nil)
  }

  @Test func aGameHasOneResult() async {
    await #expect(processExitsWith: .failure) {
      var book = ResultBook()
      let result = Played.result(PairingID(round: 0, table: 0, game: 0), .first)
      book.insert(result)
      book.insert(result)
    }
  }
}
