import Testing

@testable import TextUI

struct PlayReaderTests {
  private let two = PlayContext(instruments: ["BTC", "ETH"], held: [false, false])
  private let ether = PlayContext(instruments: ["BTC", "ETH"], held: [false, true])
  private let both = PlayContext(instruments: ["BTC", "ETH"], held: [true, true])
  private let one = PlayContext(instruments: ["BTC"], held: [false])

  @Test(arguments: [
    ("long btc 10x 500", "LONG BTC 500 10x"),
    ("long btc 500 10x", "LONG BTC 500 10x"),
    ("LONG BTC 500", "LONG BTC 500"),
    ("buy btc x10 500 cross", "LONG BTC 500 10x cross"),
    ("short eth 20x 25%", "SHORT ETH 25% 20x"),
    ("sell eth q=0.5 isolated", "SHORT ETH q=0.5 isolated"),
    ("long btc n=5000 worst=61000", "LONG BTC n=5000 worst=61000"),
    ("long btc risk=2% stop=58000 take=62000", "LONG BTC risk=2% stop=58000 take=62000"),
    ("sell btc q=0.1 reduce-only", "SHORT BTC q=0.1 reduce-only"),
    ("limit long btc 59000 500 10x", "LIMIT LONG BTC 59000 500 10x"),
    ("limit sell eth 3100 10x 25%", "LIMIT SHORT ETH 3100 25% 10x"),
    ("limit buy 59000 btc q=0.1 stop=58000", "LIMIT LONG BTC 59000 q=0.1 stop=58000"),
    ("stop btc 58000", "STOP BTC 58000"), ("sl btc 58000 50%", "STOP BTC 58000 50%"),
    ("stop btc 50% 58000 worst=57900", "STOP BTC 58000 50% worst=57900"),
    ("stop long btc 61000 500 10x", "STOP LONG BTC 61000 500 10x"),
    ("stop sell eth 2900 q=1 cross", "STOP SHORT ETH 2900 q=1 cross"),
    ("take btc 62000", "TAKE BTC 62000"), ("tp eth 3100 q=0.5", "TAKE ETH 3100 q=0.5"),
    ("trail btc 2%", "TRAIL BTC 2%"), ("trail btc 500 50%", "TRAIL BTC 500 50%"),
    ("oco btc take=62000 stop=58000 50%", "OCO BTC take=62000 stop=58000 50%"),
    ("cancel 3", "CANCEL 3"), ("cancel #3", "CANCEL 3"), ("cancel ETH", "CANCEL ETH"),
    ("cancel all", "CANCEL all"), ("close btc 50% worst=59000", "CLOSE BTC 50% worst=59000"),
    ("  long   btc   500  ", "LONG BTC 500"),
    ("close btc", "CLOSE BTC"),
    ("close btc 25%", "CLOSE BTC 25%"),
    ("close eth q=0.1", "CLOSE ETH q=0.1"),
    ("half btc", "CLOSE BTC 50%"),
    ("mode btc cross", "MODE BTC cross"),
    ("mode eth isolated", "MODE ETH isolated"),
    ("lev btc 20", "LEVERAGE BTC 20"),
    ("lev btc 20x", "LEVERAGE BTC 20"),
    ("leverage eth 5", "LEVERAGE ETH 5"),
    ("margin btc +200", "MARGIN BTC +200"),
    ("margin eth -50.5", "MARGIN ETH -50.5"),
    ("say good \"luck\"", #"SAY text="good \"luck\"""#),
    ("LIST", "LIST"),
    ("#x1 LONG BTC 500", "#x1 LONG BTC 500"),
  ])
  func shortFormsBecomeLines(_ typed: String, _ line: String) {
    #expect(PlayReader.read(typed, two) == .send([line]))
  }

  @Test func theInstrumentMayBeLeftOut() {
    #expect(PlayReader.read("long 500 10x", one) == .send(["LONG BTC 500 10x"]))
    #expect(PlayReader.read("half", ether) == .send(["CLOSE ETH 50%"]))
    #expect(PlayReader.read("limit long 59000 500", one) == .send(["LIMIT LONG BTC 59000 500"]))
    #expect(PlayReader.read("stop 2900", ether) == .send(["STOP ETH 2900"]))
    #expect(PlayReader.read("trail 2%", ether) == .send(["TRAIL ETH 2%"]))
    #expect(
      PlayReader.read("oco stop=2900 take=3100", ether) == .send(["OCO ETH stop=2900 take=3100"]))
    #expect(PlayReader.read("cancel 3 4", two) == .send(["CANCEL 3", "CANCEL 4"]))
    #expect(PlayReader.read("close", ether) == .send(["CLOSE ETH"]))
    #expect(PlayReader.read("close 25%", ether) == .send(["CLOSE ETH 25%"]))
    #expect(PlayReader.read("margin +200", ether) == .send(["MARGIN ETH +200"]))
    #expect(PlayReader.read("close all", both) == .send(["CLOSE all"]))
    #expect(
      PlayReader.read("mode cross", two) == .send(["MODE BTC cross", "MODE ETH cross"]))
    #expect(
      PlayReader.read("lev 20", two) == .send(["LEVERAGE BTC 20", "LEVERAGE ETH 20"]))
  }

  @Test(arguments: [
    ("", PlayRequest.pass(ticks: 1)), ("done", .pass(ticks: 1)), ("done 20", .pass(ticks: 20)),
    ("wait 3", .pass(ticks: 3)), ("pos", .positions), ("acc", .account), ("rank", .standings),
    ("help", .help(nil)), ("? lev", .help("lev")), ("quit", .quit), ("exit", .quit),
    ("chart eth", .chart(instrument: 1)), ("chart", .chart(instrument: 0)),
    ("q long btc 10x 500", .quote("QUOTE LONG BTC 500 10x")),
    ("quote sell eth 25% cross", .quote("QUOTE SHORT ETH 25% cross")),
    ("q limit long btc 59000 500", .quote("QUOTE LIMIT LONG BTC 59000 500")),
    ("q stop short btc 58000 500", .quote("QUOTE STOP SHORT BTC 58000 500")),
    ("orders", .orders), ("o", .orders),
  ])
  func otherWords(_ typed: String, _ request: PlayRequest) {
    #expect(PlayReader.read(typed, two) == request)
  }

  /// Each mistake says what to type.
  @Test(arguments: [
    ("logn btc 500", "long btc 500 10x"), ("shrt eth 5", "short eth 25% 20x"),
    ("clsoe btc", "close btc"), ("marign btc +5", "margin [btc] +200"),
    ("long btc", "how much?"), ("long 500", "btc or eth"), ("long bct 500", "did you mean btc?"),
    ("close", "which instrument?"), ("close xau", "no instrument"), ("close btc 5", "50%"),
    ("half btc 3", "half [btc]"), ("mode", "mode [btc] cross|isolated"),
    ("mode btc crss", "cross|isolated"), ("lev", "lev [btc] 20"), ("lev btc much", "lev [btc] 20"),
    ("margin btc 200", "+200"), ("margin btc", "+200"), ("q btc 500", "q long btc"),
    ("done soon", "done [20]"), ("done 0", "done [20]"), ("say", "say good luck"),
    ("limit btc 59000 500", "long or short?"), ("limit long btc", "at which price?"),
    ("limit long btc 59000", "how much?"), ("long btc 500 25%", "two sizes, 500 and 25%"),
    ("long btc 500 stpo=58000", "did you mean stop=?"), ("long btc 500 worst", "no instrument"),
    ("long btc 500 crss", "did you mean cross?"), ("stop btc", "at which price?"),
    ("stop", "which instrument?"), ("stop btc 58000 59000", "'59000'? A part is"),
    ("take btc 50%", "at which price?"), ("take btc 62000 half", "'half'? A part is"),
    ("trail btc", "how far behind?"), ("oco btc 58000 62000", "stop= is missing"),
    ("oco btc stop=58000", "take= is missing"), ("oco btc stop=1 take=2 5", "A part is"),
    ("cancel", "which? orders shows them"), ("cancel stop", "no order's number"),
    ("cancle 3", "cancel 3 | btc | all"), ("q stop btc 58000", "an order that opens"),
    ("q cancel 3", "an order that opens"), ("close btc stop=4 50% 25%", "one part only"),
    ("chart xau", "no instrument"), ("frobnicate", "help lists the words"),
  ])
  func mistakesNameTheRightCommand(_ typed: String, _ part: String) {
    guard case .mistake(let text) = PlayReader.read(typed, two) else {
      Issue.record("\(typed) was understood")
      return
    }
    #expect(text.contains(part), "\(text)")
  }

  @Test func nothingIsObviousBetweenTwoPositions() {
    guard case .mistake = PlayReader.read("half", both) else {
      Issue.record("half of which?")
      return
    }
  }
}
