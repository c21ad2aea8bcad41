import Digests
import DuelRules
import TestKit
import Testing

/// Who is told what, and when.
struct DuelHostPushesTests {
  private func sequences(_ lines: [String]) -> [Int] {
    lines.compactMap { value("seq", in: $0).flatMap { Int($0) } }
  }

  // MARK: - Order

  @Test func everyStreamIsNumberedWithoutAGap() throws {
    let both = try Duelists()
    let eve = both.world.connect()
    both.world.say("CREATE ticks=6 seed=7 rules=classroom", on: both.ada)
    both.world.say("WATCH match=m1", on: eve)
    both.world.say("JOIN match=m1", on: both.bob)
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    for tick in 0..<5 {
      both.world.say(tick % 2 == 0 ? "LONG BTC 500 50x" : "SHORT BTC 800 50x", on: both.ada)
      both.world.say("LONG ETH 10%", on: both.bob)
      both.bothDone()
    }
    for (connection, first) in [(both.ada, 1), (both.bob, 1), (eve, 1)] {
      let lines = both.world.lines(of: connection)
      let numbers = sequences(lines)
      #expect(numbers.first == first)
      #expect(numbers == Array(first..<(first + numbers.count)), "connection \(connection)")
      #expect(lines.last.map(word) == "END")
    }
  }

  @Test func aTickIsPricesThenEventsThenPositionsThenTheRanking() throws {
    let both = try Duelists.live("ticks=60 seed=7 rules=classroom clock=lockstep:60000")
    let order = ["TICK", "LIQUIDATION", "MARGIN-CALL", "POSITION", "RANK", "END"]
    var seen: [String] = []
    for tick in 0..<59 {
      if tick % 15 == 0 {
        both.world.say("LONG BTC 2% 100x", on: both.ada)
        both.world.say("SHORT BTC 2% 100x", on: both.bob)
      }
      both.forget()
      both.bothDone()
      let kinds = both.world.lines(of: both.ada).map(word).filter { $0 != "OK" }
      let ranks = kinds.compactMap { order.firstIndex(of: $0) }
      #expect(ranks == ranks.sorted() && kinds.first == "TICK", "\(kinds)")
      seen += kinds
    }
    for kind in order { #expect(seen.contains(kind), "\(kind) never came") }
  }

  @Test func thePrerollIsSentAtOnce() throws {
    let both = try Duelists.seated("ticks=3 seed=7 clock=live:500")
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    let ticks = both.world.pushes("TICK", of: both.ada).map { value("tick", in: $0) }
    #expect(ticks == (-60...(-1)).map { "\($0)" })
  }

  @Test func bothSeatsAreShownTheSamePrices() throws {
    let both = try Duelists.live("ticks=20 seed=7")
    both.playOut(ticks: 19)
    let prices = [both.ada, both.bob].map { connection in
      both.world.pushes("TICK", of: connection).map { line in
        line.split(separator: " ").dropFirst(3).joined(separator: " ")
      }
    }
    #expect(prices[0].count == 19)
    #expect(prices[0] == prices[1])
  }

  // MARK: - What others may know

  /// Inside a tick the other seat is sent not one byte of what a seat does.
  @Test(arguments: [
    "LONG BTC 500 10x", "SHORT ETH 25%", "LEVERAGE BTC 7", "CLOSE BTC", "FOO", "DONE",
  ])
  func nothingOfATradeIsShownInsideItsTick(_ line: String) throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.say(line, on: both.ada)
    #expect(both.world.lines(of: both.bob).isEmpty)
    #expect(both.world.lines(of: eve).isEmpty)
  }

  /// Nor does asking help: every question has the same answer whether ada traded or not.
  @Test(arguments: [
    "LIST", "RULES", "ACCOUNT", "POSITIONS", "WATCH match=m1", "WATCH", "RECORD match=m1",
  ])
  func noQuestionTellsOfATradeInsideItsTick(_ question: String) throws {
    let answers = try ["PING", "LONG BTC 500 10x", "CLOSE BTC", "LEVERAGE BTC 3", "SHORT ETH 50"]
      .map {
        trade in
        let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
        both.world.say("SHORT BTC 300 5x", on: both.ada)
        both.bothDone()
        both.world.say(trade, on: both.ada)
        both.forget()
        return both.world.ask(question, on: both.bob)
      }
    #expect(answers[0].count >= 1)
    for answer in answers.dropFirst() { #expect(answer == answers[0]) }
  }

  @Test func aTradeIsShownWithTheNextRanking() throws {
    let both = try Duelists.live("ticks=5 seed=7 rules=classroom clock=lockstep:60000")
    both.world.say("LONG BTC q=0.1 10x", on: both.ada)
    both.world.say("LONG BTC q=0.1 10x", on: both.ada)
    both.bothDone()
    let bob = both.world.lines(of: both.bob).filter { word($0) != "OK" }
    #expect(bob.map(word) == ["TICK", "POSITION", "RANK"])
    #expect(value("quantity", in: bob[1]) == "0.2" && value("seat", in: bob[1]) == "0")
    #expect(!both.world.lines(of: both.ada).contains { word($0) == "POSITION" })
    both.bothDone()
    #expect(!both.world.lines(of: both.bob).contains { word($0) == "POSITION" })
  }

  /// The same fields for a seat and for the public, each numbered in its own stream.
  @Test func spectatorsSeeEverySeatsPosition() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.world.say("LONG BTC 500", on: both.ada)
    both.world.say("SHORT ETH 500", on: both.bob)
    both.bothDone()
    let shown = both.world.lines(of: eve)
    #expect(shown.map(word) == ["TICK", "POSITION", "POSITION", "RANK"])
    #expect(shown.compactMap { value("seat", in: $0) } == ["0", "1"])
    let told = both.world.pushes("POSITION", of: both.bob).first ?? ""
    #expect(
      told.split(separator: " ").dropFirst(3).map(String.init)
        == shown[1].split(separator: " ").dropFirst(3).map(String.init))
  }

  // MARK: - The end

  @Test func theEndIsToldToAllAndFreesTheSeats() throws {
    let both = try Duelists.live("ticks=2 seed=7 rules=classroom")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    _ = both.world.lines(of: eve)
    both.bothDone()
    let ends = [both.ada, both.bob, eve].map { both.world.pushes("END", of: $0) }
    let secret = MatchSecret(practice: 7)
    for end in ends {
      #expect(end.count == 1)
      #expect(value("ranking", in: end.first) == "0,1")
      #expect(value("equity", in: end.first) == "10000.00,10000.00")
      #expect(value("places", in: end.first) == "1,1")
      #expect(value("winner", in: end.first) == "none")
      #expect(value("reason", in: end.first) == "finished")
      #expect(value("seed", in: end.first) == secret.seed.description)
      #expect(value("salt", in: end.first) == secret.salt.description)
      #expect(value("digest", in: end.first) == value("digest", in: ends[0].first))
    }
    #expect(both.world.isListEmpty(for: both.ada))
    #expect(both.world.refusal(of: "LONG BTC 500", on: both.ada) == "not-seated")
    #expect(both.world.refusal(of: "UNWATCH", on: eve) == "not-watching")
    #expect(value("match", in: both.world.ask("CREATE", on: both.ada).first) == "m2")
  }

  /// The seed leaves the host with END and nowhere else.
  @Test func theSeedIsASecretUntilTheEnd() throws {
    let both = try Duelists.live("ticks=3 seed=7")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    both.world.say("LIST\nRULES\nACCOUNT\nPOSITIONS\nRECORD match=m1", on: both.ada)
    both.bothDone()
    let seed = MatchSecret(practice: 7).seed.description
    let salt = MatchSecret(practice: 7).salt.description
    for connection in [both.ada, both.bob, eve] {
      for line in both.world.lines(of: connection) {
        #expect(!line.contains(seed) && !line.contains(salt))
      }
    }
    both.bothDone()
    #expect(both.world.pushes("END", of: eve).first?.contains(seed) == true)
  }

  @Test func aMatchOfOneSeatHasOneStream() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    world.say("CREATE seats=1 ticks=2 seed=7", on: ada)
    world.say("READY", on: ada)
    world.say("DONE", on: ada)
    let lines = world.lines(of: ada).filter { value("seq", in: $0) != nil }
    #expect(sequences(lines) == Array(1...lines.count))
    #expect(value("winner", in: lines.last) == "0")
  }
}
