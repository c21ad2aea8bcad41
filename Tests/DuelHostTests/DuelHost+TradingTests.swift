import TestKit
import Testing

/// Trades of a seat. Under classroom rules BTC has no spread and no fee.
struct DuelHostTradingTests {
  private let settings = "rules=classroom ticks=5 seed=7 clock=lockstep:60000"

  @Test func anOrderIsAnsweredAndFilled() throws {
    let both = try Duelists.live(settings)
    let mark = "58374.23"
    let lines = both.world.ask("#o long btc q=0.1 10x isolated", on: both.ada)
    #expect(lines.first == "OK #o LONG order=1")
    let fill = try #require(lines.last)
    #expect(
      fill.hasPrefix(
        "FILL match=m1 seq=68 order=1 instrument=BTC side=buy quantity=0.1 price=\(mark) fee=0.00 "
          + "liquidation="))
    #expect(fill.contains(" reason=market realized=0.00 position=0.1 margin="))
    #expect(both.world.lines(of: both.bob).isEmpty)
  }

  /// A flip is one order with two fills; each has its number in the stream.
  @Test func aFlipIsOneOrderAndTwoFills() throws {
    let both = try Duelists.live(settings)
    both.world.say("LONG BTC q=0.1", on: both.ada)
    _ = both.world.lines(of: both.ada)
    let lines = both.world.ask("SHORT BTC q=0.3", on: both.ada)
    #expect(lines.map(word) == ["OK", "FILL", "FILL"])
    #expect(lines.map { value("order", in: $0) } == ["2", "2", "2"])
    #expect(lines.map { value("seq", in: $0) } == [nil, "69", "70"])
    #expect(lines.map { value("position", in: $0) } == [nil, "0", "-0.2"])
    #expect(lines.map { value("reason", in: $0) } == [nil, "close", "market"])
  }

  @Test func closingAnswersWithTheNextOrder() throws {
    let both = try Duelists.live(settings)
    both.world.say("SHORT BTC q=0.2", on: both.ada)
    _ = both.world.lines(of: both.ada)
    let half = both.world.ask("CLOSE BTC 50%", on: both.ada)
    #expect(half.first == "OK CLOSE order=2")
    #expect(value("position", in: half.last) == "-0.1" && value("side", in: half.last) == "buy")
    let rest = both.world.ask("CLOSE BTC q=5", on: both.ada)
    #expect(rest.first == "OK CLOSE order=3" && value("position", in: rest.last) == "0")
    #expect(both.world.refusal(of: "CLOSE BTC", on: both.ada) == "no-position")
  }

  @Test func leverageIsAnsweredWithWhatItDid() throws {
    let both = try Duelists.live(settings)
    #expect(
      both.world.ask("LEVERAGE btc 20x", on: both.ada) == [
        "OK LEVERAGE instrument=BTC leverage=20 margin=0.00 wallet=10000.00 liquidation=none "
          + "mode=isolated"
      ])
    let fill = both.world.ask("LONG BTC 500", on: both.ada).last
    let lines = both.world.ask("#l LEVERAGE BTC 10", on: both.ada)
    let reply = try #require(lines.first)
    #expect(lines.count == 1)
    #expect(reply.hasPrefix("OK #l LEVERAGE instrument=BTC leverage=10 margin="))
    let before = try #require(value("margin", in: fill).flatMap { Double($0) })
    let after = try #require(value("margin", in: reply).flatMap { Double($0) })
    let wallet = try #require(value("wallet", in: reply).flatMap { Double($0) })
    #expect(abs(after - 2 * before) < 0.000_001)
    #expect(abs(after + wallet - 10_000) < 0.000_001)
  }

  @Test func modesAndMarginAreAnsweredWithWhatTheyDid() throws {
    let both = try Duelists.live(settings)
    #expect(
      both.world.ask("MODE eth cross", on: both.ada) == [
        "OK MODE instrument=ETH leverage=3 margin=0.00 wallet=10000.00 liquidation=none mode=cross"
      ])
    both.world.say("LONG BTC 500 10x", on: both.ada)
    both.world.say("SHORT ETH 500 10x", on: both.ada)
    both.forget()
    #expect(both.world.refusal(of: "MODE BTC cross", on: both.ada) == "mode-locked")
    #expect(both.world.refusal(of: "LONG BTC 5 cross", on: both.ada) == "mode-locked")
    #expect(both.world.refusal(of: "MARGIN ETH +5", on: both.ada) == "not-isolated")
    let before = both.world.ask("ACCOUNT", on: both.ada).first
    let added = try #require(both.world.ask("#m MARGIN BTC +200", on: both.ada).first)
    #expect(added.hasPrefix("OK #m MARGIN instrument=BTC leverage=10 margin=69"))
    #expect(both.world.refusal(of: "MARGIN BTC -300", on: both.ada) == "margin-needed")
    #expect(both.world.ask("MARGIN BTC -200", on: both.ada).first?.hasPrefix("OK MARGIN") == true)
    #expect(both.world.ask("ACCOUNT", on: both.ada).first == before)
    let account = try #require(before)
    let margin = try #require(value("margin", in: account).flatMap { Double($0) })
    #expect(margin > 900 && margin <= 1000)
    #expect(value("ratio", in: account) == "0" && value("balance", in: account) != "10000.00")
    let positions = both.world.ask("POSITIONS", on: both.ada).first
    #expect(value("BTC", in: positions)?.contains("/isolated/") == true)
    #expect(value("ETH", in: positions)?.contains("/cross/") == true)
  }

  // MARK: - Refusals

  @Test(arguments: [
    ("LONG", "missing-argument", "instrument"), ("LONG BTC", "missing-argument", "size"),
    ("LONG n=5", "missing-argument", "instrument"), ("SHORT BTC 10x", "missing-argument", "size"),
    ("LEVERAGE BTC", "missing-argument", "leverage"), ("CLOSE", "missing-argument", "instrument"),
    ("LONG BTC 5 6", "bad-argument", nil), ("LONG BTC 5 n=6", "bad-argument", nil),
    ("CLOSE BTC half", "bad-argument", nil), ("CLOSE BTC 50", "bad-argument", nil),
    ("LONG BTC five", "bad-number", "margin"), ("LONG BTC n=1e3", "bad-number", "notional"),
    ("LONG BTC q=0.123456789", "bad-number", "quantity"),
    ("LONG BTC 5 tenx", "bad-number", "leverage"),
    ("LEVERAGE BTC x", "bad-number", "leverage"), ("LEVERAGE BTC 1.5", "bad-number", "leverage"),
    ("LONG BTC 0", "out-of-range", "margin"), ("LONG BTC -1", "out-of-range", "margin"),
    ("LONG BTC 101%", "out-of-range", "share"), ("CLOSE BTC 0%", "out-of-range", "share"),
    ("LONG BTC 5 0x", "out-of-range", "leverage"), ("LEVERAGE BTC 201", "out-of-range", "leverage"),
    ("LONG BTC 1000000001", "out-of-range", "margin"),
    ("LONG BTC n=99999999999", "out-of-range", "notional"),
    ("LONG SOL 5", "unknown-instrument", "instrument"),
    ("CLOSE BT", "unknown-instrument", "instrument"),
    ("LEVERAGE BTC 101", "leverage-cap", "leverage"),
    ("LONG BTC 500 101x", "leverage-cap", "leverage"),
    ("LONG BTC 9999999", "insufficient-margin", "size"),
    ("LONG BTC q=0.00009", "below-step", "size"),
    ("LONG ETH n=4", "below-minimum", "size"), ("LONG BTC q=2000", "position-limit", "size"),
    ("CLOSE BTC", "no-position", nil),
  ])
  func aRefusedTradeChangesNothing(_ line: String, _ expected: String, _ field: String?) throws {
    let both = try Duelists.live(settings)
    let before = both.world.ask("ACCOUNT", on: both.ada) + both.world.ask("POSITIONS", on: both.ada)
    let reply = both.world.ask("#r \(line)", on: both.ada)
    #expect(reply.count == 1 && reply.first?.hasPrefix("ERR #r code=\(expected) ") == true)
    #expect(value("field", in: reply.first) == field)
    let after = both.world.ask("ACCOUNT", on: both.ada) + both.world.ask("POSITIONS", on: both.ada)
    #expect(after == before)
    #expect(both.world.lines(of: both.bob).isEmpty)
    #expect(both.world.ask("LONG BTC 500", on: both.ada).first == "OK LONG order=1")
  }
}
