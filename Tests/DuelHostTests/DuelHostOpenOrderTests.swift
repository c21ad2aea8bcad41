import DuelHost
import DuelRules
import Primitives
import TestKit
import Testing

/// Orders that wait: how they are answered, and who is told of them when. Rules: ORDER-1 to
/// ORDER-7, MATCH-8.
///
/// BTC in practice match 7: 58374.23, 58471.62, 58528.10, 58666.68, 58673.18, 58589.03, 58407.01.
struct DuelHostOpenOrderTests {
  private let settings = "rules=classroom ticks=9 seed=7 clock=lockstep:60000"

  /// What a line says beside its numbers: its first word, its order, and its state or reason.
  private func gist(_ line: String) -> String {
    let state = value("state", in: line).map { $0 == "cancelled" ? "" : $0 } ?? ""
    let reason = value("reason", in: line).map { $0 == "none" ? "" : $0 } ?? ""
    return [word(line), value("order", in: line) ?? "", state + reason]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func gists(_ lines: [String]) -> [String] { lines.map(gist) }

  // MARK: - Answers

  @Test func everyOrderIsAnsweredWithItsNumber() throws {
    let both = try Duelists.live(settings)
    func answers(_ line: String) -> [String] { gists(both.world.ask(line, on: both.ada)) }
    #expect(answers("LIMIT LONG BTC 58000 q=0.1 10x") == ["OK 1", "ORDER 1 open"])
    #expect(answers("STOP SHORT BTC 58000 q=0.1") == ["OK 2", "ORDER 2 open"])
    #expect(
      answers("LONG ETH q=1 10x stop=2800 take=3000")
        == ["OK 3", "FILL 3 market", "ORDER 4 open", "ORDER 5 open"])
    #expect(
      answers("OCO ETH stop=2850 take=2990 50%") == ["OK 6", "ORDER 6 open", "ORDER 7 open"])
    #expect(answers("TRAIL ETH 2%") == ["OK 8", "ORDER 8 open"])
    #expect(answers("TAKE ETH 2980") == ["OK 9", "ORDER 9 open"])
    #expect(answers("LIMIT LONG BTC 58500 q=0.1") == ["OK 10", "FILL 10 limit"])
    #expect(both.world.ask("CANCEL 6", on: both.ada).first == "OK CANCEL count=2")
    #expect(both.world.ask("#c cancel btc", on: both.ada).first == "OK #c CANCEL count=2")
    #expect(
      both.world.ask("CLOSE all", on: both.ada).first == "OK CLOSE order=11 count=2")
    #expect(value("count", in: both.world.ask("ORDERS", on: both.ada).first) == "0")
    #expect(both.world.refusal(of: "CANCEL all", on: both.ada) == "unknown-order")
    #expect(both.world.refusal(of: "CLOSE all", on: both.ada) == "no-position")
  }

  @Test func aCloseTellsWhatItEnds() throws {
    let both = try Duelists.live(settings)
    both.world.say("LONG BTC q=0.1 10x stop=58000 take=59000", on: both.ada)
    both.forget()
    #expect(
      gists(both.world.ask("CLOSE BTC", on: both.ada)) == [
        "OK 4", "FILL 4 close", "ORDER 2 position-closed", "ORDER 3 position-closed",
      ])
  }

  @Test func aCommandIsMeantForATick() throws {
    let both = try Duelists.live(settings)
    let late = both.world.ask("LONG BTC 500 tick=1", on: both.ada)
    #expect(late == ["ERR code=stale-tick field=tick text=\"the match is at tick 0 by now\""])
    #expect(both.world.refusal(of: "LEVERAGE BTC 5 tick=x", on: both.ada) == "bad-number")
    for line in ["LONG BTC 500 tick=0", "MODE ETH cross tick=0", "LEVERAGE ETH 9 tick=0"] {
      #expect(both.world.refusal(of: line, on: both.ada) == nil)
    }
    #expect(both.world.log.joined().contains("command m1 0 LONG BTC margin=500.00 tick=0\n"))
    both.bothDone()
    both.forget()
    #expect(both.world.refusal(of: "CLOSE BTC tick=0", on: both.ada) == "stale-tick")
  }

  @Test(arguments: [
    ("LIMIT BTC 58000 500", "bad-argument", nil), ("LIMIT LONG BTC", "missing-argument", "price"),
    ("LIMIT LONG BTC 58000.001 500", "off-step", "price"),
    ("LIMIT LONG BTC 9999999 500", "price-limit", "price"),
    ("STOP LONG BTC 58000 500", "would-trigger", "price"),
    ("LONG BTC 500 worst=58374.22", "worst-price", "worst"),
    ("LONG BTC 500 10x stop=52000", "beyond-liquidation", "price"),
    ("LONG BTC 500 stop=59000", "would-trigger", "price"),
    ("LONG BTC risk=2%", "bad-argument", "risk"), ("STOP BTC 58000", "no-position", nil),
    ("CLOSE BTC stop=5", "bad-argument", "stop"), ("CANCEL 1", "unknown-order", "order"),
    ("LONG BTC q=1 reduce-only", "no-position", nil), ("TRAIL BTC 2%", "no-position", nil),
    ("OCO BTC stop=5", "missing-argument", "take"),
    ("LIMIT LONG BTC 58000 99999", "insufficient-margin", "size"),
  ])
  func aRefusedOrderChangesNothing(_ line: String, _ expected: String, _ field: String?) throws {
    let both = try Duelists.live(settings)
    let before = both.world.ask("ACCOUNT", on: both.ada) + both.world.ask("ORDERS", on: both.ada)
    let reply = both.world.ask(line, on: both.ada)
    #expect(reply.count == 1 && code(reply.first) == expected)
    #expect(value("field", in: reply.first) == field)
    let after = both.world.ask("ACCOUNT", on: both.ada) + both.world.ask("ORDERS", on: both.ada)
    #expect(after == before)
  }

  @Test func fortyOrdersAreEnough() throws {
    let both = try Duelists.live(settings)
    for _ in 0..<40 { both.world.say("LIMIT LONG BTC 50000 q=0.001 10x", on: both.ada) }
    both.forget()
    #expect(both.world.refusal(of: "LIMIT LONG BTC 50000 q=0.001", on: both.ada) == "order-limit")
    let lines = both.world.ask("ORDERS", on: both.ada)
    #expect(lines.count == 41 && lines.allSatisfy { $0.utf8.count < 4096 })
    #expect(both.world.ask("CANCEL all", on: both.ada).first == "OK CANCEL count=40")
  }

  // MARK: - Who is told

  @Test func othersAreToldWithTheRanking() throws {
    let both = try Duelists.live(settings)
    both.world.say("LIMIT SHORT BTC 58500 q=0.1 10x", on: both.ada)
    #expect(both.world.lines(of: both.bob).isEmpty)
    both.bothDone()
    let shown = both.world.lines(of: both.bob).filter { word($0) != "OK" }
    #expect(gists(shown) == ["TICK", "ORDER 1 open", "RANK"])
    #expect(
      shown[1]
        == "ORDER match=m1 seq=68 order=1 instrument=BTC kind=limit side=sell price=58500.00 "
        + "quantity=0.1 state=open reason=none seat=0 reserved=585.00 pair=none worst=none "
        + "stop=none take=none reduce=no trail=none")
    both.forget()
    // The bid is 58528.10 at tick 2: the order fills.
    both.bothDone()
    #expect(
      gists(both.world.lines(of: both.bob).filter { word($0) != "OK" })
        == ["TICK", "POSITION", "ORDER 1 gone", "RANK"])
    #expect(
      gists(both.world.lines(of: both.ada).filter { word($0) != "OK" })
        == ["TICK", "FILL 1 limit", "RANK"])
    both.bothDone()
    #expect(
      gists(both.world.lines(of: both.bob).filter { word($0) != "OK" }) == ["TICK", "RANK"])
  }

  /// What came and went between two rankings was never there; a trailing stop is told once.
  @Test func onlyTheNetChangeIsTold() throws {
    let both = try Duelists.live(settings)
    both.world.say("LIMIT LONG BTC 50000 q=0.1 10x", on: both.ada)
    both.world.say("CANCEL 1", on: both.ada)
    both.world.say("LIMIT SHORT BTC 58400 q=0.1", on: both.ada)
    both.world.say("LONG ETH q=1 10x", on: both.ada)
    both.world.say("TRAIL ETH 2%", on: both.ada)
    both.bothDone()
    // Order 2 filled at tick 1 before it was shown.
    #expect(
      gists(both.world.lines(of: both.bob).filter { word($0) != "OK" })
        == ["TICK", "POSITION", "POSITION", "ORDER 4 open", "RANK"])
    both.bothDone()
    #expect(
      gists(both.world.lines(of: both.bob).filter { word($0) != "OK" }) == ["TICK", "RANK"])
  }

  @Test(arguments: ["ranked", "sealed"])
  func secretsStaySecret(_ visibility: String) throws {
    let both = try Duelists.live(settings + " visibility=\(visibility)")
    let eve = both.world.connect()
    both.world.say("WATCH match=m1", on: eve)
    both.world.say("LIMIT SHORT BTC 58500 q=0.1 10x", on: both.ada)
    both.bothDone()
    let late = both.world.connect()
    both.world.say("WATCH match=m1", on: late)
    for client in [both.bob, eve, late] {
      #expect(!both.world.lines(of: client).contains { word($0) == "ORDER" })
    }
    #expect(both.world.lines(of: both.ada).contains { word($0) == "ORDER" })
  }

  @Test func whoComesLaterIsShownWhatWaits() throws {
    let both = try Duelists.live(settings)
    both.world.say("LIMIT SHORT BTC 59500 q=0.1 10x", on: both.ada)
    both.world.say("LIMIT LONG ETH 2700 q=1 10x", on: both.bob)
    both.bothDone()
    both.world.say("LIMIT LONG BTC 50000 q=0.1", on: both.ada)
    let eve = both.world.connect()
    both.world.say("WATCH match=m1", on: eve)
    #expect(
      gists(both.world.lines(of: eve).filter { word($0) == "ORDER" || word($0) == "RANK" })
        == ["ORDER 1 open", "ORDER 1 open", "RANK"])
    both.bothDone()
    #expect(
      gists(both.world.lines(of: eve)) == ["TICK", "ORDER 2 open", "RANK"])
  }

  /// Its own orders as they are, those of others as they were shown.
  @Test func whoComesBackIsShownWhatWaits() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    let bob = world.player("bob")
    let token = value("token", in: world.ask("CREATE \(settings)", on: ada).first) ?? ""
    world.say("JOIN match=m1", on: bob)
    for player in [ada, bob] { world.say("READY", on: player) }
    world.say("LIMIT SHORT BTC 59500 q=0.1 10x", on: ada)
    world.say("LIMIT LONG BTC 50000 q=0.1 10x", on: bob)
    let again = world.connect()
    _ = world.lines(of: again)
    // In another format nothing was kept, so the match is shown as it stands.
    let line = #"{"verb":"RESUME","match":"m1","token":"\#(token)","seq":5}"#
    let shown = world.ask(line, on: again).filter { $0.contains(#""type":"ORDER""#) }
    #expect(shown.count == 1 && shown[0].contains(#""seat":0"#))
    #expect(shown[0].contains(#""price":"59500.00""#))
  }

  /// The public is shown an order as it was, not as it is.
  @Test func theDelayedPublicSeesNoFuture() throws {
    let both = try Duelists.live(settings + " spectator-delay=2")
    let eve = both.world.connect()
    both.world.say("WATCH match=m1", on: eve)
    _ = both.world.lines(of: eve)
    both.world.say("LIMIT SHORT BTC 59500 q=0.1 10x", on: both.ada)
    both.bothDone()
    both.world.say("LIMIT SHORT ETH 3500 q=1 10x", on: both.ada)
    both.bothDone()
    #expect(!both.world.lines(of: eve).contains { word($0) == "ORDER" })
    both.bothDone()
    let first = both.world.lines(of: eve).filter { word($0) == "ORDER" }
    #expect(gists(first) == ["ORDER 1 open"])
    #expect(value("reserved", in: first.first) == "595.00")
    let late = both.world.connect()
    both.world.say("WATCH match=m1", on: late)
    let shown = both.world.lines(of: late).filter { word($0) == "ORDER" }
    #expect(gists(shown) == ["ORDER 1 open"])
    #expect(value("reserved", in: shown.first) == "595.00")
  }

  // MARK: - What the engine does by itself

  /// 0.1 at 58471.62 and 0.01 %, up: 0.58471620.
  @Test func fundingIsToldToItsSeat() throws {
    let both = try Duelists.live(settings + " funding-rate=0.0001 funding-interval=1")
    both.world.say("LONG BTC q=0.1 10x", on: both.ada)
    both.bothDone()
    let own = both.world.lines(of: both.ada).filter { word($0) == "FUNDING" }
    #expect(own.count == 1)
    #expect(
      own[0].hasPrefix("FUNDING match=m1 seq=")
        && own[0].contains(
          " instrument=BTC amount=-0.5847162 mark=58471.62 insurance=0.00 position=0.1 margin=")
    )
    let other = both.world.lines(of: both.bob)
    #expect(!other.contains { word($0) == "FUNDING" })
    #expect(
      value("margin", in: other.first { word($0) == "POSITION" }) == value("margin", in: own[0]))
    #expect(
      value("funding", in: both.world.ask("ACCOUNT", on: both.ada).first) == "-0.5847162")
    both.forget()
    both.bothDone()
    #expect(both.world.lines(of: both.bob).contains { word($0) == "POSITION" })
  }

  /// A stop beyond what the margin bears is refused; one that is reached goes before liquidation.
  @Test func aReachedStopIsAFill() throws {
    let both = try Duelists.live(settings)
    both.world.say("SHORT BTC q=0.1 10x stop=58400", on: both.ada)
    both.forget()
    both.bothDone()
    let lines = both.world.lines(of: both.ada).filter { word($0) != "OK" }
    #expect(gists(lines) == ["TICK", "FILL 2 stop", "RANK"])
    #expect(value("price", in: lines[1]) == "58471.62" && value("position", in: lines[1]) == "0")
  }

  @Test func anOrderThatIsReachedMayBeRefused() throws {
    let both = try Duelists.live(settings)
    both.world.say("STOP LONG BTC 58400 q=0.1 10x worst=58450", on: both.ada)
    both.bothDone()
    let order = both.world.lines(of: both.ada).last { word($0) == "ORDER" }
    #expect(order.map(gist) == "ORDER 1 worst-price")
    #expect(value("reserved", in: order) == "0.00")
    #expect(!both.world.lines(of: both.bob).contains { word($0) == "ORDER" })
  }
}
