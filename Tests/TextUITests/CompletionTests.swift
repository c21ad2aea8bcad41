import Testing

@testable import TextUI

struct CompletionTests {
  private let context = PlayContext(
    instruments: ["BTC", "ETH", "ETC"], held: [false, false, false])

  @Test(arguments: [
    ("lo", "long "), ("sh", "short "), ("mo", "mode "), ("long b", "btc "), ("long et", "et"),
    ("long btc 1", "10x "), ("q sh", "short "), ("q s", "s"), ("q short b", "btc "),
    ("mode btc c", "cross "),
    ("mode i", "isolated "), ("close a", "all "), ("help mar", "margin "), ("LON", "long "),
    ("lim", "limit "), ("limit l", "long "), ("limit long b", "btc "), ("stop b", "btc "),
    ("stop sh", "short "), ("stop btc 58000 5", "50% "), ("trail btc 2", "2% "), ("oco b", "btc "),
    ("oco btc st", "stop="), ("long btc 500 sto", "stop="), ("cancel a", "all "),
    ("can", "cancel "), ("q lim", "limit "), ("q limit sh", "short "),
    ("long btc red", "reduce-only "),
  ])
  func aWordIsFinished(_ left: String, _ replacement: String) {
    #expect(Completion(left, context).replacement == replacement)
  }

  @Test(arguments: ["xyz", "long btc 500 10x z", "say b", "done "])
  func nothingFits(_ left: String) {
    #expect(Completion(left, context).replacement == nil)
  }

  @Test func severalAreListedInTheOrderOfHelp() {
    #expect(Completion("long e", context).candidates == ["eth", "etc"])
    #expect(Completion("", context).candidates.first == "long")
    #expect(Completion("long btc", context).start == 5)
  }
}
