import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// Orders that wait, guards, and what does not go together.
struct CommandTextOrdersTests {
  private let lines: CommandLines

  init() throws { lines = try CommandLines() }

  private func read(_ text: String) throws -> TradeCommand { try lines.read(text) }

  // MARK: - Entries

  @Test(arguments: [
    "LIMIT LONG BTC 59000 500 10x", "LIMIT long btc 59000.00 10x margin=500",
    "LIMIT LONG BTC 59000 m=500 leverage=10 reduce=no",
  ])
  func aLimitHasItsPriceBeforeItsSize(_ text: String) throws {
    let order = entry(.buy, .margin(money("500")), leverage: 10) {
      $0.timing = .limit(price("59000"))
    }
    #expect(try read(text) == order)
  }

  @Test func aStopWithASideEnters() throws {
    let order = entry(.sell, .share(rate("0.25")), instrument: 1) {
      $0.timing = .stop(price("2900"))
      $0.worst = price("2880")
    }
    #expect(try read("STOP SHORT ETH 2900 25% worst=2880") == order)
  }

  @Test func anEntryBringsItsStopAndItsTakeProfit() throws {
    let order = entry(.buy, .quantity(quantity("0.2"))) {
      $0.stop = price("49000")
      $0.take = price("52000")
      $0.worst = price("50010")
    }
    #expect(try read("LONG BTC take=52000 q=0.2 stop=49000 worst=50010 tick=7") == order)
  }

  @Test(arguments: ["risk=2%", "risk=0.02", "risk=2.0%"])
  func aRiskIsMeasuredToAStop(_ size: String) throws {
    let order = entry(.buy, .risk(rate("0.02"))) { $0.stop = price("49000") }
    #expect(try read("LONG BTC \(size) stop=49000") == order)
  }

  @Test(arguments: ["reduce-only", "REDUCE-ONLY", "reduce=yes", "reduce=true"])
  func anOrderMayOnlyReduce(_ word: String) throws {
    let order = entry(.sell, .quantity(quantity("0.1"))) { $0.isReduceOnly = true }
    #expect(try read("SHORT BTC q=0.1 \(word)") == order)
  }

  // MARK: - Orders of a position

  @Test func aStopWithoutASideProtects() throws {
    #expect(try read("STOP BTC 48000") == protect(.stop(price("48000"))))
    let half = protect(.stop(price("48000")), .share(rate("0.5")), worst: "47900")
    #expect(try read("STOP btc 48000 50% worst=47900") == half)
    #expect(try read("STOP BTC 48000 share=0.5 worst=47900") == half)
  }

  @Test func takeProfitsTrailsAndPairsAreRead() throws {
    let some = CloseSize.quantity(quantity("0.1"))
    #expect(try read("TAKE ETH 3100 q=0.1") == protect(.take(price("3100")), some, instrument: 1))
    #expect(try read("TRAIL BTC 2%") == protect(.trail(.share(rate("0.02")))))
    #expect(
      try read("TRAIL BTC 500 50%") == protect(.trail(.price(price("500"))), .share(rate("0.5"))))
    let pair = protect(.pair(stop: price("48000"), take: price("53000")), .share(rate("0.5")))
    #expect(try read("OCO BTC stop=48000 take=53000 50%") == pair)
    #expect(try read("OCO BTC 50% take=53000 stop=48000") == pair)
  }

  @Test func everythingMayBeClosed() throws {
    #expect(try read("CLOSE all") == .closeAll)
    #expect(try read("CLOSE ALL tick=3") == .closeAll)
    #expect(try read("CLOSE BTC worst=59000 50%") == close(.share(rate("0.5")), worst: "59000"))
  }

  @Test func ordersAreTakenBack() throws {
    #expect(try read("CANCEL 3") == .cancel(.order(3)))
    #expect(try read("CANCEL order=3") == .cancel(.order(3)))
    #expect(try read("CANCEL btc") == .cancel(.instrument(Instrument(0))))
    #expect(try read("CANCEL All") == .cancel(.all))
  }

  /// `all` is everything, whatever instruments are called; upper case is the instrument.
  @Test func aWordMayBeAnInstrument() throws {
    let odd = try CommandLines(names: ["LONG", "ALL", "3"])
    #expect(try odd.read("CLOSE all") == .closeAll)
    #expect(try odd.read("CLOSE ALL") == close(.share(.one), instrument: 1))
    #expect(try odd.read("CANCEL 3") == .cancel(.instrument(Instrument(2))))
    #expect(try odd.read("STOP LONG 5") == protect(.stop(price("5"))))
    let order = entry(.buy, .margin(money("9")), instrument: 1) { $0.timing = .stop(price("5")) }
    #expect(try odd.read("STOP LONG ALL 5 9") == order)
  }

  // MARK: - The tick it is meant for

  private func tick(_ text: String) throws -> Tick? {
    let line = Array(text.utf8)
    var tokens = LineTokens()
    try tokens.scan(line.span)
    return try CommandText.parseTick(tokens, in: line.span)
  }

  @Test func aCommandMayNameItsTick() throws {
    #expect(try tick("LONG BTC 500") == nil)
    #expect(try tick("LONG BTC 500 tick=17") == Tick(17))
    #expect(throws: CommandTextError.badNumber("tick", .malformed)) { try tick("DONE tick=x") }
  }

  // MARK: - Mistakes

  @Test(arguments: [
    ("LIMIT", "side"), ("LIMIT side=long", "side"), ("LIMIT LONG", "instrument"),
    ("LIMIT LONG BTC", "price"), ("LIMIT LONG BTC q=0.1", "price"),
    ("LIMIT LONG BTC 59000", "size"), ("LIMIT LONG BTC 500 10x", "size"),
    ("STOP", "instrument"), ("STOP BTC", "price"), ("STOP LONG", "instrument"),
    ("STOP LONG BTC", "price"), ("STOP LONG BTC 61000", "size"), ("TAKE BTC", "price"),
    ("TAKE BTC q=1", "price"), ("TRAIL BTC", "distance"), ("TRAIL BTC q=1", "distance"),
    ("OCO BTC", "stop"), ("OCO BTC stop=1", "take"), ("OCO BTC take=1", "stop"),
    ("CANCEL", "target"), ("CANCEL number=3", "target"),
  ])
  func somethingIsMissing(_ text: String, _ field: String) {
    #expect(throws: CommandTextError.missing(field)) { try read(text) }
  }

  @Test(arguments: [
    ("LIMIT BUY BTC 59000 500", "BUY", "the side is LONG (it buys) or SHORT (it sells)"),
    ("LIMIT BTC 59000 500", "BTC", "the side is LONG (it buys) or SHORT (it sells)"),
    ("STOP sell BTC 59000 500", "sell", "the side is LONG (it buys) or SHORT (it sells)"),
    ("LIMIT LONG BTC 25% 59000", "25%", "a price such as 59000 stands there"),
    ("STOP BTC 50%", "50%", "a price such as 59000 stands there"),
    ("TAKE BTC 10x", "10x", "a price such as 59000 stands there"),
    ("STOP BTC 48000 500", "500", "a share such as 50%, or q=0.1"),
    ("OCO BTC 48000 53000", "48000", "a share such as 50%, or q=0.1"),
    ("LIMIT LONG BTC 59000 500 25%", "25%", "one size only"),
    ("STOP BTC 48000 50% q=1", "1", "one size only"),
    ("LONG BTC 500 crss", "crss", "did you mean cross?"),
    ("LONG BTC q=1 reduceonly", "reduceonly", "did you mean reduce-only?"),
    ("LONG BTC 500 stpo=49000", "stpo=", "did you mean stop=?"),
    ("LONG BTC 500 STOP=49000", "STOP=", "did you mean stop=?"),
    ("LONG BTC 500 worts=1", "worts=", "did you mean worst=?"),
    ("LONG BTC q=1 reduce=maybe", "maybe", "reduce= is yes or no"),
    ("CLOSE all 50%", "50%", "all positions are closed whole"),
    ("CANCEL 3 4", "4", "one thing to cancel at a time"),
    ("CANCEL DOGE", "DOGE", "an order's number, an instrument, or all"),
  ])
  func aWordMeansNothingHere(_ text: String, _ word: String, _ expected: String) {
    #expect(throws: CommandTextError.unexpected(word, expected: expected)) { try read(text) }
  }

  @Test(arguments: [
    ("CLOSE BTC stop=48000", "stop"), ("CLOSE BTC n=5", "n"), ("CLOSE all worst=1", "worst"),
    ("STOP BTC 48000 take=53000", "take"), ("TAKE BTC 48000 lev=5", "lev"),
    ("TRAIL BTC 2% reduce=yes", "reduce"), ("OCO BTC stop=1 take=2 worst=1", "worst"),
  ])
  func aFieldBelongsElsewhere(_ text: String, _ field: String) {
    #expect(throws: CommandTextError.misplaced(field)) { try read(text) }
  }

  @Test(arguments: [
    ("LONG BTC risk=2%", "risk", "the risk is measured up to a stop; add stop=PRICE"),
    (
      "LONG BTC q=1 reduce-only stop=5", "stop",
      "a reduce-only order opens nothing; leave the stop out"
    ),
    (
      "LONG BTC q=1 take=5 reduce-only", "take",
      "a reduce-only order opens nothing; leave the take out"
    ),
    (
      "LONG BTC q=1 reduce-only 5x", "leverage",
      "a reduce-only order opens nothing; leave the leverage out"
    ),
    (
      "LONG BTC q=1 reduce-only cross", "mode",
      "a reduce-only order opens nothing; leave the mode out"
    ),
    (
      "LIMIT LONG BTC 5 9 worst=6", "worst",
      "the price of a limit is its worst already; leave worst= out"
    ),
    ("LONG BTC 5 stop=1 stop=2", "stop", "stop stands twice"),
    ("LONG BTC 5 10x lev=3", "leverage", "leverage stands twice"),
  ])
  func thingsThatDoNotGoTogether(_ text: String, _ field: String, _ reason: String) {
    #expect(throws: CommandTextError.contradiction(field, reason: reason)) { try read(text) }
  }

  @Test(arguments: [
    ("LIMIT LONG BTC -5 9", "price", "above 0 to 10000000000.00"),
    ("LIMIT LONG BTC 10000000001 9", "price", "above 0 to 10000000000.00"),
    ("LONG BTC 5 stop=0", "stop", "above 0 to 10000000000.00"),
    ("TRAIL BTC 0%", "distance", "above 0% to 100%"),
    ("TRAIL BTC 101%", "distance", "above 0% to 100%"),
    ("LONG BTC risk=101% stop=5", "risk", "above 0% to 100%"),
    ("LONG BTC risk=2 stop=5", "risk", "above 0 to 1"), ("CANCEL 0", "order", "1 or more"),
    ("CANCEL order=-1", "order", "1 or more"),
  ])
  func aNumberIsOutOfItsRange(_ text: String, _ field: String, _ range: String) {
    #expect(throws: CommandTextError.outOfRange(field, range: range)) { try read(text) }
  }

  @Test(arguments: [
    ("LIMIT LONG BTC 5e4 9", "price"), ("LONG BTC 5 worst=x", "worst"),
    ("TRAIL BTC two", "distance"),
    ("CANCEL 1.5", "order"), ("CANCEL order=x", "order"), ("LONG BTC risk=%x stop=4", "risk"),
  ])
  func aNumberIsNone(_ text: String, _ field: String) {
    #expect(throws: CommandTextError.badNumber(field, .malformed)) { try read(text) }
  }
}
