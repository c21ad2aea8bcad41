import Digests
import DuelHost
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

/// A match that is rebuilt from log lines.
private final class Replayed {
  var match: Match
  private var events: [MatchEvent] = []

  init(_ rules: Rules, _ secret: MatchSecret, after link: ChainLink) {
    match = Match(rules: rules, secret: secret, after: link)
  }

  func apply(_ entry: MatchEntry) { _ = match.apply(entry, events: &events) }

  /// Its record when it is settled, its phase until then.
  var outcome: String {
    guard match.phase == .settled else { return match.phase.rawValue }
    return written { _ = RecordWriter.write(match, into: &$0) }
  }
}

/// Log, then execute.
struct DuelHostLogTests {
  // MARK: - Nothing before it is stored

  @Test func nothingIsAnsweredOrShownBeforeItIsStored() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    #expect(both.world.ask("#1 LONG BTC 500 10x", on: both.ada) == [])
    #expect(both.world.waiting.count == 1)
    both.world.answerStore()
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "FILL"])
    both.world.say("DONE", on: both.ada)
    both.world.say("DONE", on: both.bob)
    #expect(both.world.lines(of: both.ada) == [] && both.world.lines(of: both.bob) == [])
    both.world.answerStore()
    #expect(both.world.lines(of: both.ada) == ["OK DONE"])
    #expect(both.world.lines(of: both.bob) == [])
    both.world.answerStore()
    #expect(both.world.lines(of: both.bob).map(word) == ["OK", "TICK", "POSITION", "RANK"])
  }

  @Test func aMatchIsThereWhenItIsStored() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    #expect(both.world.ask("CREATE seed=7", on: both.ada) == [])
    #expect(both.world.isListEmpty(for: both.bob))
    both.world.answerStore()
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "COMMITMENT", "SEAT"])
    #expect(both.world.ask("LIST", on: both.bob).count == 2)
  }

  @Test func aMatchMayBeJoinedWhileItIsBeingWritten() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("CREATE seed=7", on: both.ada)
    both.world.say("JOIN match=m1", on: both.bob)
    both.world.answerStore()
    both.world.answerStore()
    #expect(both.world.lines(of: both.bob).first?.hasPrefix("OK JOIN match=m1 seat=1 ") == true)
  }

  @Test func batchesFormWhileOneIsBeingStored() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    let before = both.world.log.count
    both.world.say("LONG BTC 500", on: both.ada)
    for _ in 0..<3 {
      both.world.say("LEVERAGE ETH 7", on: both.ada)
      both.world.say("SHORT ETH 100", on: both.bob)
    }
    #expect(both.world.log.count == before + 1)
    both.world.answerStore()
    #expect(both.world.log.count == before + 2)
    #expect(
      both.world.log.last == """
        command m1 0 LEVERAGE ETH 7
        command m1 1 SHORT ETH margin=100.00
        command m1 0 LEVERAGE ETH 7
        command m1 1 SHORT ETH margin=100.00
        command m1 0 LEVERAGE ETH 7
        command m1 1 SHORT ETH margin=100.00

        """)
    both.world.answerStore()
    #expect(both.world.waiting.isEmpty)
  }

  @Test func onlyWhatChangesAMatchIsWritten() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let before = both.world.log.count
    for line in ["PING", "LIST", "RULES", "ACCOUNT", "POSITIONS", "WATCH", "UNWATCH", "FOO"] {
      #expect(!both.world.ask(line, on: both.ada).isEmpty)
    }
    #expect(both.world.log.count == before)
  }

  @Test func anAnswerForAnotherTicketIsIgnored() throws {
    var host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try makeRules()),
      entropy: Digest.of(domain: "test", []), now: Instant(nanoseconds: 0))
    var effects = EffectBuffer()
    let now = Instant(nanoseconds: 0)
    let connection = ConnectionID(slot: 0, generation: 0)
    host.step(.opened(connection), now: now, effects: &effects)
    let bytes = Array("HELLO name=ada\nCREATE\n".utf8)
    host.step(.received(connection, bytes.span), now: now, effects: &effects)
    host.step(.roundEnded, now: now, effects: &effects)
    host.step(.stored(ticket: 7, .stored), now: now, effects: &effects)
    #expect(host.population.matches == 0)
    host.step(.stored(ticket: 1, .stored), now: now, effects: &effects)
    #expect(host.population.matches == 1)
    host.step(.stored(ticket: 1, .stored), now: now, effects: &effects)
    #expect(host.population.matches == 1)
  }

  // MARK: - A failed batch

  private let storeFull =
    "code=store-full retry_ms=1000 "
    + "text=\"the server could not write its log; nothing happened, try again\""

  @Test func aFailedBatchHasNotHappened() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let account = both.world.ask("ACCOUNT", on: both.ada)
    both.world.storesAtOnce = false
    both.world.sayTogether([
      ("#1 LONG BTC 500 10x", both.ada), ("DONE", both.ada), ("#b DONE", both.bob),
    ])
    both.world.answerStore(.failed)
    #expect(both.world.lines(of: both.ada) == ["ERR #1 \(storeFull)", "ERR \(storeFull)"])
    #expect(both.world.lines(of: both.bob) == ["ERR #b \(storeFull)"])
    #expect(both.world.ask("ACCOUNT", on: both.ada) == account)
    both.world.storesAtOnce = true
    #expect(both.world.ask("LONG BTC 500 10x", on: both.ada).first == "OK LONG order=1")
    #expect(both.world.ask("DONE", on: both.ada) == ["OK DONE"])
  }

  @Test func aFailedCreateOpensNothingAndIsForgotten() throws {
    let both = try Duelists()
    both.world.storesAtOnce = false
    both.world.say("#1 QUEUE", on: both.ada)
    both.world.answerStore(.failed)
    #expect(both.world.lines(of: both.ada) == ["ERR #1 \(storeFull)"])
    both.world.storesAtOnce = true
    #expect(both.world.isListEmpty(for: both.bob))
    #expect(both.world.refusal(of: "JOIN match=m1", on: both.bob) == "unknown-match")
    #expect(value("match", in: both.world.ask("QUEUE", on: both.bob).first) == "m2")
    #expect(value("match", in: both.world.ask("QUEUE", on: both.ada).first) == "m2")
  }

  @Test func aFailedJoinLeavesTheSeatFree() throws {
    let both = try Duelists()
    both.world.say("CREATE ticks=3", on: both.ada)
    both.world.storesAtOnce = false
    both.world.say("QUEUE ticks=3", on: both.bob)
    both.world.answerStore(.failed)
    both.forget()
    both.world.storesAtOnce = true
    #expect(value("seat", in: both.world.ask("QUEUE ticks=3", on: both.bob).first) == "1")
  }

  @Test func theClockTriesAgain() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=live:500")
    both.world.storesAtOnce = false
    for _ in 0..<3 {
      both.world.wait(milliseconds: 1000)
      both.world.answerStore(.failed)
      #expect(both.world.lines(of: both.ada).isEmpty)
    }
    both.world.wait(milliseconds: 1000)
    both.world.answerStore()
    let ticks = both.world.pushes("TICK", of: both.ada)
    #expect(ticks.map { value("tick", in: $0) } == ["0"])
  }

  /// bob's DONE was late by 3 s of his 10 s; it is charged when it counts, and once.
  @Test func aFailedDoneCostsNoTime() throws {
    let both = try Duelists.live("ticks=9 seed=7 clock=lockstep:1000")
    both.world.say("DONE", on: both.ada)
    both.world.wait(milliseconds: 4000)
    both.world.storesAtOnce = false
    both.world.say("DONE", on: both.bob)
    both.world.answerStore(.failed)
    both.world.storesAtOnce = true
    both.world.say("DONE", on: both.bob)
    both.world.say("DONE", on: both.ada)
    both.forget()
    both.world.wait(milliseconds: 7999)
    #expect(both.world.lines(of: both.ada).isEmpty)
    both.world.wait(milliseconds: 2)
    #expect(both.world.pushes("TICK", of: both.ada).count == 1)
  }

  // MARK: - Replay

  /// Every match that the log lines lead to, as its record or its last digest.
  private func replay(_ log: [String]) throws -> [String] {
    var reader = LogReader()
    var matches: [Replayed] = []
    var chain = ChainLink.beginning
    for line in log.joined().split(separator: "\n") {
      let bytes = Array(line.utf8)
      let entry = reader.read(bytes.span) { matches[$0.number - 1].match.rules }
      switch try #require(entry, "not a log line: \(line)") {
      case .create(let id, let rules, let secret, let terms):
        #expect(id.number == matches.count + 1)
        let isPractice = terms.practice != nil
        matches.append(Replayed(rules, secret, after: isPractice ? .beginning : chain))
        if !isPractice { chain = matches[matches.count - 1].match.link }
      case .join(let id, let name, _): matches[id.number - 1].apply(.join(name))
      case .change(let id, let change): matches[id.number - 1].apply(change)
      case .restart: break
      }
    }
    return matches.map(\.outcome)
  }

  private func record(_ number: Int, of world: HostWorld, _ connection: Int) -> String {
    world.ask("RECORD match=m\(number)", on: connection).dropFirst().map {
      $0.split(separator: "\"")[1] + "\n"
    }.joined()
  }

  @Test func theLogReplaysToTheSameRecords() throws {
    let both = try Duelists.live("ticks=60 seed=7 rules=classroom")
    let eve = both.world.player("eve")
    both.world.say("CREATE seats=1 ticks=3 instruments=SOL,XRP", on: eve)
    both.world.say("READY", on: eve)
    for tick in 0..<59 {
      both.world.say(tick % 7 == 0 ? "LONG BTC 30% 90x" : "CLOSE BTC", on: both.ada)
      both.world.say(tick % 5 == 0 ? "SHORT ETH 500 50x" : "LEVERAGE ETH 40x", on: both.bob)
      if tick == 20 { both.world.say("CREATE", on: both.world.player("dan")) }
      both.bothDone()
    }
    both.world.wait(milliseconds: 60_000)
    both.forget()
    _ = both.world.lines(of: eve)
    let replayed = try replay(both.world.log)
    #expect(replayed.count == 3)
    #expect(replayed[0] == record(1, of: both.world, both.ada))
    #expect(replayed[0].contains("\ncommand 0 0 1 LONG BTC share=0.3 leverage=90\n"))
    #expect(replayed[1] == record(2, of: both.world, eve))
    #expect(replayed[2] == "open")
  }

  @Test func theLogIsTextThatReadsBack() throws {
    let both = try Duelists()
    both.world.say("CREATE rules=classroom instruments=BTC ticks=3 seed=7", on: both.ada)
    both.world.say("JOIN match=m1", on: both.bob)
    let tokens = [both.ada, both.bob].map {
      value("token", in: both.world.lines(of: $0).first) ?? ""
    }
    both.world.say("READY", on: both.ada)
    both.world.say("LEAVE", on: both.bob)
    both.world.say("JOIN match=m1", on: both.bob)
    let again = value("token", in: both.world.pushes("OK", of: both.bob).last) ?? ""
    both.world.say("READY", on: both.bob)
    both.world.say("LONG BTC 500 10x", on: both.ada)
    both.world.say("DONE tick=0", on: both.ada)
    let lines = both.world.log.joined().split(separator: "\n").map(String.init)
    let secret = MatchSecret(practice: 7)
    #expect(
      lines[0].hasPrefix("create m1 seed=\(secret.seed) salt=\(secret.salt) preset=classroom "))
    #expect(
      lines.dropFirst().map { $0 } == [
        "join m1 name=ada token=\(tokens[0])", "join m1 name=bob token=\(tokens[1])", "ready m1 0",
        "leave m1 1", "join m1 name=bob token=\(again)", "ready m1 1", "advance m1 -1",
        "command m1 0 LONG BTC margin=500.00 leverage=10", "done m1 0 tick=0",
      ])
  }

  @Test func whatASeatMayNotDoIsWrittenAndRefusedAgainInReplay() throws {
    let both = try Duelists.live("ticks=2 seed=7")
    #expect(both.world.refusal(of: "CLOSE BTC", on: both.ada) == "no-position")
    #expect(both.world.refusal(of: "LONG BTC 99999", on: both.bob) == "insufficient-margin")
    both.bothDone()
    both.forget()
    let replayed = try replay(both.world.log)
    #expect(replayed == [record(1, of: both.world, both.ada)])
  }

  /// Two servers with the same entropy and the same lines write the same log.
  @Test func theSameLinesMakeTheSameLog() throws {
    let logs = try (0..<2).map { _ in
      let both = try Duelists.live("ticks=4")
      both.playOut(ticks: 3)
      return both.world.log
    }
    #expect(logs[0] == logs[1])
    #expect(!logs[0].joined().contains(MatchSecret(practice: 7).seed.description))
  }
}
