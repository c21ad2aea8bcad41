import TestKit
import Testing

/// What a seat asks about itself. Under classroom rules BTC has no spread and no fee.
struct DuelHostQuestionsTests {
  private let settings = "rules=classroom ticks=5 seed=7 clock=lockstep:60000"

  @Test func aQuoteTellsWhatTheOrderThenDoes() throws {
    let both = try Duelists.live(settings)
    let quote = try #require(both.world.ask("#q QUOTE long btc 500 10x", on: both.ada).first)
    #expect(quote.hasPrefix("OK #q QUOTE instrument=BTC side=buy mode=isolated leverage=10 "))
    #expect(both.world.ask("POSITIONS", on: both.ada).first?.hasSuffix("count=0") == true)
    let fill = both.world.ask("LONG BTC 500 10x", on: both.ada).last
    for field in ["quantity", "price", "fee", "liquidation", "margin", "position"] {
      #expect(value(field, in: quote) == value(field, in: fill), "\(field)")
    }
    let distance = try #require(value("distance", in: quote).flatMap { Double($0) })
    let deviations = try #require(value("deviations", in: quote).flatMap { Double($0) })
    #expect(distance > 9.9 && distance < 10.1)
    // The preset's deviation of one tick is 0.2 %.
    #expect(deviations > 35 && deviations < 75)
    #expect(both.world.refusal(of: "QUOTE", on: both.ada) == "missing-argument")
    #expect(both.world.refusal(of: "QUOTE BTC 500", on: both.ada) == "missing-argument")
    #expect(both.world.refusal(of: "QUOTE SHORT XAU 5", on: both.ada) == "unknown-instrument")
    #expect(both.world.refusal(of: "QUOTE LONG BTC 99999", on: both.ada) == "insufficient-margin")
  }

  @Test func theAccountAddsUp() throws {
    let both = try Duelists.live(settings)
    #expect(
      both.world.ask("ACCOUNT", on: both.ada) == [
        "OK ACCOUNT match=m1 tick=0 wallet=10000.00 available=10000.00 margin=0.00 "
          + "equity=10000.00 realized=0.00 fees=0.00 insurance=0.00 place=1 "
          + "maintenance=0.00 balance=10000.00 ratio=none funding=0.00 reserved=0.00"
      ])
    both.world.say("LONG BTC 500", on: both.ada)
    both.world.say("SHORT ETH 250", on: both.ada)
    _ = both.world.lines(of: both.ada)
    let account = both.world.ask("#a account", on: both.ada).first
    let wallet = try #require(value("wallet", in: account).flatMap { Double($0) })
    let margin = try #require(value("margin", in: account).flatMap { Double($0) })
    #expect(abs(wallet + margin - 10_000) < 0.000_001)
    #expect(margin > 700 && margin <= 750)
    #expect(value("available", in: account) == value("wallet", in: account))
    #expect(value("equity", in: account) == "10000.00")
  }

  @Test func positionsAreOneFieldEach() throws {
    let both = try Duelists.live(settings)
    let mark = "58374.23"
    #expect(
      both.world.ask("POSITIONS", on: both.ada) == ["OK POSITIONS match=m1 tick=0 count=0"])
    both.world.say("LONG BTC q=0.1 10x", on: both.ada)
    let fill = both.world.lines(of: both.ada).last
    let margin = try #require(value("margin", in: fill))
    let liquidation = try #require(value("liquidation", in: fill))
    #expect(
      both.world.ask("POSITIONS", on: both.ada) == [
        "OK POSITIONS match=m1 tick=0 count=1 "
          + "BTC=long/0.1/\(mark)/isolated/10/\(margin)/0.00/\(liquidation)"
      ])
  }

  @Test(arguments: ["ACCOUNT", "POSITIONS", "ORDERS"])
  func questionsNeedASeat(_ line: String) throws {
    let both = try Duelists()
    #expect(both.world.refusal(of: line, on: both.ada) == "not-seated")
  }

  @Test(arguments: ["ACCOUNT", "POSITIONS", "ORDERS"])
  func questionsMayBeAskedBeforeTheMatch(_ line: String) throws {
    let both = try Duelists.seated(settings)
    #expect(
      both.world.ask(line, on: both.ada).first?.hasPrefix("OK \(line) match=m1 tick=-1 ") == true)
  }

  // MARK: - Orders that wait

  @Test func openOrdersAreLinesOfTheirOwn() throws {
    let both = try Duelists.live(settings)
    #expect(
      both.world.ask("#o ORDERS", on: both.ada) == [
        "OK #o ORDERS match=m1 tick=0 count=0 reserved=0.00"
      ])
    both.world.say("LIMIT SHORT BTC 60000 q=0.1 10x take=58000", on: both.ada)
    both.world.say("LONG ETH q=2 5x", on: both.ada)
    both.world.say("TRAIL ETH 100 q=1 worst=2500", on: both.ada)
    both.forget()
    #expect(
      both.world.ask("orders", on: both.ada) == [
        "OK ORDERS match=m1 tick=0 count=2 reserved=600.00",
        "OPEN-ORDER order=1 instrument=BTC kind=limit side=sell price=60000.00 quantity=0.1 "
          + "pair=none worst=none stop=none take=58000.00 reduce=no trail=none",
        "OPEN-ORDER order=3 instrument=ETH kind=trailing-stop side=sell price=2809.30 quantity=1 "
          + "pair=none worst=2500.00 stop=none take=none reduce=yes trail=100.00",
      ])
    // The mark of ETH rises to 2913.40, and the stop with it.
    both.bothDone()
    both.forget()
    let trail = both.world.ask("ORDERS", on: both.ada).last
    #expect(value("price", in: trail) == "2813.40")
    #expect(value("reserved", in: both.world.ask("ACCOUNT", on: both.ada).first) == "600.00")
    #expect(both.world.ask("ORDERS", on: both.bob).count == 1)
  }

  /// An order is quoted as if it filled at its own price; its margin is that of the higher of price
  /// and mark, 58374.23.
  @Test(arguments: [
    ("QUOTE LIMIT LONG BTC 58000 q=0.1 10x", "buy", "58000.00", "583.7423"),
    ("quote stop short btc 58000 q=0.1 10x", "sell", "58000.00", "583.7423"),
    ("QUOTE STOP LONG BTC 60000 q=0.1 10x stop=59000 take=61000", "buy", "60000.00", "600.00"),
  ])
  func anOrderThatWouldWaitIsQuoted(
    _ line: String, _ side: String, _ price: String, _ margin: String
  ) throws {
    let both = try Duelists.live(settings)
    let quote = both.world.ask(line, on: both.ada).first
    #expect(value("side", in: quote) == side && value("price", in: quote) == price)
    #expect(value("margin", in: quote) == margin && value("quantity", in: quote) == "0.1")
    #expect(both.world.ask("ORDERS", on: both.ada).count == 1)
    #expect(value("wallet", in: both.world.ask("ACCOUNT", on: both.ada).first) == "10000.00")
  }

  @Test(arguments: [
    ("QUOTE STOP BTC 58000", "missing-argument"), ("QUOTE TAKE BTC 58000", "missing-argument"),
    ("QUOTE LIMIT BTC 58000 q=1", "bad-argument"), ("QUOTE LIMIT LONG BTC q=1", "missing-argument"),
    ("QUOTE LIMIT LONG BTC 58000.001 q=0.1", "off-step"),
    ("QUOTE STOP LONG BTC 58000 q=0.1", "would-trigger"),
    ("QUOTE LONG BTC q=0.1 worst=58000", "worst-price"),
    ("QUOTE LONG BTC q=0.1 10x stop=50000", "beyond-liquidation"),
  ])
  func aQuoteIsRefusedAsTheOrderWouldBe(_ line: String, _ expected: String) throws {
    let both = try Duelists.live(settings)
    #expect(both.world.refusal(of: line, on: both.ada) == expected)
  }

  /// BTC and ETH of the practice match move alike (0.71 over the whole tape).
  @Test func aQuoteTellsWhatItIsStackedOn() throws {
    let both = try Duelists.live(settings)
    let alone = both.world.ask("QUOTE LONG ETH 500 10x", on: both.ada).first
    #expect(value("correlation", in: alone) == "none")
    both.world.say("LONG BTC 500 10x", on: both.ada)
    both.forget()
    let stacked = both.world.ask("QUOTE LONG ETH 500 10x", on: both.ada).first
    #expect(value("correlation", in: stacked)?.hasPrefix("BTC:0.") == true)
    let hedge = both.world.ask("QUOTE SHORT ETH 500 10x", on: both.ada).first
    #expect(value("correlation", in: hedge) == "none")
    #expect(
      value("volatility", in: hedge).flatMap { Double($0) }.map { $0 > 0.3 && $0 < 3 } == true)
    #expect(value("funding", in: hedge) == "0.00" && value("close_fee", in: hedge) == "0.00")
  }
}
