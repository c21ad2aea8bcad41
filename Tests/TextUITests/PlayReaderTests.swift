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
