import Digests
import DuelRules
import Records
import TestKit
import Testing
import WireProtocol

/// LIST, RULES, HELP, RECORD: questions that change nothing.
struct DuelHostQueryTests {
  // MARK: - LIST

  @Test func listShowsOpenAndRunningMatches() throws {
    let both = try Duelists.live("ticks=2 seed=7 clock=live:100")
    both.world.wait(milliseconds: 100)
    let eve = both.world.player("eve")
    both.world.say("CREATE rules=classroom seats=1", on: eve)
    _ = both.world.lines(of: eve)
    let lines = both.world.ask("#1 LIST", on: eve)
    #expect(lines.first?.hasPrefix("OK #1 LIST count=2 number=1 link=") == true)
    #expect(
      lines.dropFirst() == [
        "MATCH match=m1 phase=live rules=standard clock=live:100 ticks=2 tick=0 seats=ada,bob"
          + " private=no series=1 visibility=open nonces=optional",
        "MATCH match=m2 phase=ready rules=classroom clock=lockstep ticks=360 tick=-1 seats=eve"
          + " private=no series=1 visibility=open nonces=optional",
      ])
    both.world.wait(milliseconds: 100)
    #expect(both.world.ask("LIST", on: eve).filter { word($0) == "MATCH" }.count == 1)
  }

  @Test func listBringsTheNewestHundred() throws {
    let world = try HostWorld()
    for number in 0..<101 { world.say("CREATE", on: world.player("p\(number)")) }
    let visitor = world.connect()
    _ = world.lines(of: visitor)
    let lines = world.ask("LIST", on: visitor)
    #expect(lines.first?.hasPrefix("OK LIST count=100 number=101 link=") == true)
    #expect(lines.dropFirst().map { value("match", in: $0) } == (2...101).map { "m\($0)" })
  }

  // MARK: - RULES

  private let classroom =
    " preset=classroom instruments=BTC seats=2 ticks=3 clock=lockstep time-bank=10000 "
    + "balance=10000.00 handicap=none starting-inventory=none leverage-default=3 "
    + "leverage-max=100 maintenance-rate=0 brackets=none margin-mode=isolated taker-fee=0 "
    + "maker-fee=0 half-spread=0 impact=0 funding-rate=0 funding-interval=0 "
    + "liquidation-fee=0 liquidation-remainder=returned closing-fee=on "
    + "visibility=open spectator-delay=0 participation=off knockout=ends-match "
    + "abandon-after=0 nonces=optional generator=brownian BTC.start-price=60000.00 "
    + "BTC.price-step=0.01 BTC.quantity-step=0.0001 "
    + "BTC.min-notional=5.00 BTC.volatility=0.002 BTC.drift=0 BTC.loading=0.8"

  @Test func rulesShowEveryKeyInTheOrderOfTheRecord() throws {
    let both = try Duelists()
    both.world.say("CREATE rules=classroom instruments=BTC ticks=3 seed=7", on: both.ada)
    both.forget()
    #expect(both.world.ask("RULES", on: both.ada) == ["OK RULES match=m1" + classroom])
    #expect(
      both.world.ask("#2 rules match=m1", on: both.bob) == ["OK #2 RULES match=m1" + classroom])
  }

  @Test func aSpectatorsRulesAreThoseOfItsMatch() throws {
    let both = try Duelists.live("ticks=3 seed=7")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    #expect(both.world.ask("RULES", on: eve).first?.hasPrefix("OK RULES match=m1 preset=") == true)
  }

  /// Without a match they are those of matches that name none, before and after a HELLO.
  @Test func rulesOfNoMatchAreTheServers() throws {
    let world = try HostWorld(rules: .forex)
    let visitor = world.connect()
    _ = world.lines(of: visitor)
    let text = RulesPreset.forex.values.text.map { " \($0.key)=\($0.value)" }.joined()
    #expect(world.ask("RULES", on: visitor) == ["OK RULES match=none" + text])
    let json = world.ask("{\"verb\":\"RULES\"}", on: visitor).first ?? ""
    let start = "{\"type\":\"OK\",\"verb\":\"RULES\",\"match\":null,\"preset\":\"forex\","
    #expect(json.hasPrefix(start))
  }

  @Test func rulesAreThoseOfAMatchThatIsThere() throws {
    let both = try Duelists()
    #expect(both.world.refusal(of: "RULES match=m1", on: both.ada) == "unknown-match")
    #expect(both.world.refusal(of: "RULES match=x", on: both.ada) == "unknown-match")
  }

  // MARK: - HELP

  @Test func helpListsTheVerbs() throws {
    let world = try HostWorld()
    let visitor = world.connect()
    _ = world.lines(of: visitor)
    #expect(
      world.ask("help", on: visitor) == [
        "OK HELP verbs=HELLO,CREATE,ARRANGE,JOIN,QUEUE,CHALLENGE,DECLINE,REMATCH,LEAVE,READY,OPEN,"
          + "LIST,RULES,TAPES,WATCH,UNWATCH,RESUME,SAY,LONG,SHORT,CLOSE,LIMIT,STOP,TAKE,TRAIL,OCO,"
          + "CANCEL,LEVERAGE,MODE,MARGIN,QUOTE,DONE,ACCOUNT,POSITIONS,ORDERS,RECORD,PING,PONG,"
          + "SYNC,STATS,HELP,QUIT "
          + "text=\"HELP VERB explains one\""
      ])
    #expect(
      world.ask("#h HELP long", on: visitor) == [
        "OK #h HELP topic=LONG usage=\"LONG INSTRUMENT SIZE [10x] [isolated|cross] "
          + "[reduce-only] [stop=P] [take=P] [worst=P]\" text=\"Buys at the ask. SIZE is 500 "
          + "(margin), n=500 (notional), q=0.2, 25% or risk=2%.\""
      ])
    #expect(
      world.ask("HELP LOGN", on: visitor) == [
        "ERR code=unknown-verb text=\"there is no such verb; did you mean LONG?\""
      ])
  }

  @Test(arguments: Verb.allCases)
  func everyVerbIsExplained(_ verb: Verb) throws {
    let world = try HostWorld()
    let visitor = world.connect()
    _ = world.lines(of: visitor)
    let usage = verb.usage.replacing("\"", with: "\\\"")
    #expect(
      world.ask("HELP \(verb)", on: visitor) == [
        "OK HELP topic=\(verb.rawValue) usage=\"\(usage)\" text=\"\(verb.summary)\""
      ])
  }

  // MARK: - RECORD

  /// The record that RECORD brings, page by page.
  private func record(_ match: String, of world: HostWorld, _ connection: Int) -> [UInt8] {
    var text = ""
    var next = 1
    var total = 1
    while next <= total {
      let lines = world.ask("RECORD match=\(match) from=\(next)", on: connection)
      total = value("lines", in: lines.first).flatMap { Int($0) } ?? 0
      for line in lines.dropFirst() {
        #expect(line.hasPrefix("RECORD-LINE match=\(match) line=\(next) text=\""))
        text += line.split(separator: "\"")[1] + "\n"
        next += 1
      }
    }
    return Array(text.utf8)
  }

  @Test func theRecordOfASettledMatchVerifies() throws {
    let both = try Duelists.live("ticks=3 seed=7")
    both.world.say("LONG BTC 500 10x", on: both.ada)
    both.playOut(ticks: 2)
    let end = both.world.pushes("END", of: both.ada).first
    let visitor = both.world.connect()
    _ = both.world.lines(of: visitor)
    let text = record("m1", of: both.world, visitor)
    guard case .verified(let digest) = try RecordVerifier.verify(text) else {
      Issue.record("the record does not verify")
      return
    }
    #expect(value("digest", in: end) == digest.description)
    #expect(
      String(decoding: text, as: UTF8.self).contains("\ncommand 0 0 1 LONG BTC margin=500.00 "))
  }

  /// 1 + 4 + 2 seats + 599 commands + 12 states + 2 results + 1, and a line for each rule.
  @Test func aLongRecordComesInPagesOf500Lines() throws {
    let both = try Duelists.live("ticks=600 seed=7 rules=classroom")
    for _ in 0..<599 {
      both.world.say("LEVERAGE BTC 5", on: both.ada)
      both.bothDone()
    }
    both.forget()
    let count = 621 + RulesPreset.classroom.values.text.count
    let first = both.world.ask("#1 record match=m1", on: both.ada)
    #expect(first.count == 501)
    #expect(first[0].hasPrefix("OK #1 RECORD match=m1 lines=\(count) from=1 to=500 digest="))
    #expect(first[1] == "RECORD-LINE match=m1 line=1 text=\"margin-duel-record 1\"")
    let last = both.world.ask("RECORD match=m1 from=\(count)", on: both.ada)
    #expect(last.count == 2 && value("to", in: last.first) == "\(count)")
    #expect(last.last?.hasPrefix("RECORD-LINE match=m1 line=\(count) text=\"end sha256=") == true)
    #expect(
      both.world.ask("RECORD match=m1 from=\(count + 1)", on: both.ada) == [
        "ERR code=out-of-range field=from text=\"from must be 1 to \(count)\""
      ])
    let all = record("m1", of: both.world, both.bob)
    #expect(throws: Never.self) { try RecordReader.read(all) }
  }

  @Test(arguments: [
    ("from=0", "out-of-range"), ("from=-1", "out-of-range"), ("from=x", "bad-number"),
  ])
  func aPageBeginsAtALine(_ field: String, _ expected: String) throws {
    let both = try Duelists.live("ticks=1 seed=7")
    #expect(both.world.refusal(of: "RECORD match=m1 \(field)", on: both.ada) == expected)
  }

  @Test func thereIsNoRecordBeforeTheEnd() throws {
    let both = try Duelists.live("ticks=3 seed=7")
    #expect(both.world.refusal(of: "RECORD match=m1", on: both.ada) == "no-record")
    #expect(both.world.refusal(of: "RECORD match=m2", on: both.ada) == "no-record")
    #expect(both.world.refusal(of: "RECORD match=x", on: both.ada) == "no-record")
    #expect(both.world.refusal(of: "RECORD", on: both.ada) == "missing-argument")
  }

  @Test func anAbortedMatchHasNoRecord() throws {
    let both = try Duelists()
    both.world.say("CREATE seed=7", on: both.ada)
    both.world.say("LEAVE", on: both.ada)
    both.forget()
    #expect(both.world.refusal(of: "RECORD match=m1", on: both.ada) == "no-record")
  }
}
