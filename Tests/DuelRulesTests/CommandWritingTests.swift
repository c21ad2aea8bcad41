import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// Every command has one form, and it reads back.
struct CommandWritingTests {
  private let lines: CommandLines

  init() throws { lines = try CommandLines() }

  @Test func everyCommandHasOneForm() {
    let forms: [(TradeCommand, String)] = [
      (entry(.buy, .margin(money("500"))), "LONG BTC margin=500.00"),
      (entry(.sell, .notional(money("2500.125"))), "SHORT BTC notional=2500.125"),
      (
        entry(.buy, .quantity(quantity("0.2")), leverage: 10, instrument: 1),
        "LONG ETH quantity=0.2 leverage=10"
      ),
      (entry(.sell, .share(rate("0.25")), leverage: 1), "SHORT BTC share=0.25 leverage=1"),
      (close(.share(.one)), "CLOSE BTC share=1"),
      (close(.quantity(quantity("3")), instrument: 1), "CLOSE ETH quantity=3"),
      (close(.share(.one), worst: "59000"), "CLOSE BTC share=1 worst=59000.00"),
      (.closeAll, "CLOSE all"),
      (.setLeverage(Instrument(0), leverage(20)), "LEVERAGE BTC 20"),
      (.setMode(Instrument(1), .cross), "MODE ETH cross"),
      (.moveMargin(Instrument(0), money("-0.5")), "MARGIN BTC -0.50"),
    ]
    for (command, text) in forms { #expect(lines.write(command) == text) }
  }

  @Test func everyOrderThatWaitsHasOneForm() {
    let forms: [(TradeCommand, String)] = [
      (
        entry(.buy, .margin(money("500")), leverage: 10) {
          $0.timing = .limit(price("59000"))
          $0.mode = .cross
          $0.stop = price("58000")
          $0.take = price("62000.5")
        },
        "LIMIT LONG BTC 59000.00 margin=500.00 leverage=10 mode=cross stop=58000.00 take=62000.50"
      ),
      (
        entry(.sell, .risk(rate("0.02")), instrument: 1) {
          $0.timing = .stop(price("2900"))
          $0.worst = price("2890")
          $0.stop = price("3000")
        },
        "STOP SHORT ETH 2900.00 risk=0.02 worst=2890.00 stop=3000.00"
      ),
      (
        entry(.sell, .quantity(quantity("0.1"))) { $0.isReduceOnly = true },
        "SHORT BTC quantity=0.1 reduce=yes"
      ),
      (protect(.stop(price("58000"))), "STOP BTC 58000.00"),
      (
        protect(.stop(price("58000")), .share(.one), worst: "57900"),
        "STOP BTC 58000.00 share=1 worst=57900.00"
      ),
      (
        protect(.take(price("62000")), .quantity(quantity("0.1"))),
        "TAKE BTC 62000.00 quantity=0.1"
      ),
      (protect(.trail(.price(price("500"))), instrument: 1), "TRAIL ETH 500.00"),
      (protect(.trail(.share(rate("0.02"))), .share(rate("0.5"))), "TRAIL BTC 2% share=0.5"),
      (protect(.trail(.share(rate("0.00000001")))), "TRAIL BTC 0.000001%"),
      (
        protect(.pair(stop: price("48000"), take: price("53000")), .share(rate("0.5"))),
        "OCO BTC stop=48000.00 take=53000.00 share=0.5"
      ),
      (.cancel(.order(3)), "CANCEL order=3"), (.cancel(.instrument(Instrument(1))), "CANCEL ETH"),
      (.cancel(.all), "CANCEL all"),
    ]
    for (command, text) in forms { #expect(lines.write(command) == text) }
  }

  @Test(arguments: 1...10)
  func theCanonicalFormReadsBack(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<200 {
      let command = dice.command(lines.rules)
      #expect(try lines.read(lines.write(command)) == command, "\(lines.write(command))")
    }
  }

  /// Also where instruments are called as other words are.
  @Test(arguments: 1...3)
  func theCanonicalFormReadsBackUnderAnyName(_ seed: Int) throws {
    let odd = try CommandLines(names: ["LONG", "SHORT", "ALL", "3", "10X"])
    var dice = Dice(seed: seed)
    for _ in 0..<300 {
      let command = dice.anyCommand(odd.rules)
      #expect(try odd.read(odd.write(command)) == command, "\(odd.write(command))")
    }
  }

  /// Whatever stands in a line, it is a command whose form reads back, or an error.
  @Test(arguments: 1...10)
  func anyWordsAreACommandOrAnError(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let verbs = TradeVerb.allCases.map(\.rawValue)
    let words = [
      "LONG", "SHORT", "BTC", "eth", "BTC", "500", "0.5", "10x", "50%", "q=0.1", "n=7", "m=8",
      "share=1", "risk=2%", "lev=3", "isolated", "reduce-only", "reduce=yes", "stop=400",
      "take=600", "worst=500", "tick=3", "all", "order=3", "=", "a=b", "-1", "x", "%", "q=", "=5",
      "stop=", "2%",
    ]
    for _ in 0..<600 {
      let rest = (0..<dice.roll(0...6)).map { _ in dice.pick(words) }
      let line = ([dice.pick(verbs)] + rest).joined(separator: " ")
      guard let command = try? lines.read(line) else { continue }
      #expect(try lines.read(lines.write(command)) == command, "\(line)")
    }
  }
}
