import DuelHost
import TestKit
import Testing

/// The replies of a connection come in the order of its lines, whatever waits for the log.
struct DuelHostOrderTests {
  /// What is left of each reply: its tag, or its code.
  private func order(_ world: HostWorld, _ connection: Int) -> [String] {
    world.lines(of: connection).filter { word($0) == "OK" || word($0) == "ERR" }.map { line in
      line.split(separator: " ")[1].description
    }
  }

  private func tags(_ range: ClosedRange<Int>) -> [String] { range.map { "#\($0)" } }

  private func answerAll(_ world: HostWorld) {
    while !world.waiting.isEmpty { world.answerStore() }
  }

  @Test(arguments: [true, false])
  func queriesAndErrorsWaitForCommandsBeforeThem(_ comesTogether: Bool) throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    let lines = [
      "#1 LONG BTC 500", "#2 ACCOUNT", "#3 FOO", "#4 CLOSE ETH", "#5 LIST", "#6 LONG BTC x",
      "#7 DONE", "#8 PING", "#9 SYNC",
    ]
    if comesTogether {
      both.world.say(lines.joined(separator: "\n"), on: both.ada)
    } else {
      for line in lines { both.world.say(line, on: both.ada) }
    }
    #expect(both.world.lines(of: both.ada).isEmpty)
    answerAll(both.world)
    #expect(order(both.world, both.ada) == tags(1...9))
  }

  /// Lines keep coming while earlier ones are being stored.
  @Test func aLineThatWaitedIsNotOvertaken() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("#1 LONG BTC 500", on: both.ada)
    both.world.say("#2 ACCOUNT", on: both.ada)
    both.world.say("#3 SHORT ETH 100", on: both.ada)
    both.world.answerStore()
    both.world.say("#4 LEVERAGE BTC 3", on: both.ada)
    both.world.say("#5 PING", on: both.ada)
    both.world.answerStore()
    both.world.say("#6 CLOSE ETH", on: both.ada)
    both.world.say("#7 POSITIONS", on: both.ada)
    answerAll(both.world)
    #expect(order(both.world, both.ada) == tags(1...7))
  }

  /// READY has a seat only when CREATE is stored; what comes meanwhile must stay behind it.
  @Test func aPipelineFromTheFirstLineKeepsItsOrder() throws {
    let world = try HostWorld()
    let ada = world.connect()
    _ = world.lines(of: ada)
    world.storesAtOnce = false
    world.say(
      "#1 HELLO name=ada\n#2 CREATE seats=1 seed=7\n#3 READY\n#4 LIST\n#5 LONG BTC 500", on: ada)
    world.say("#6 PING", on: ada)
    world.answerStore()
    world.say("#7 ACCOUNT", on: ada)
    world.answerStore()
    world.say("#8 DONE", on: ada)
    answerAll(world)
    #expect(order(world, ada) == tags(1...8))
  }

  /// A query sees what the commands before it did, and nothing of those after it.
  @Test func aQueryIsAnsweredAsOfItsPlace() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say(
      "LONG BTC q=0.1\nPOSITIONS\nCLOSE BTC\nPOSITIONS\nSHORT BTC q=0.2\nPOSITIONS", on: both.ada)
    answerAll(both.world)
    let counts = both.world.pushes("OK", of: both.ada).filter { $0.contains("POSITIONS") }
      .map { value("BTC", in: $0)?.split(separator: "/").prefix(2).joined(separator: " ") }
    #expect(counts == ["long 0.1", nil, "short 0.2"])
  }

  @Test func oneConnectionDoesNotWaitForAnother() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("LONG BTC 500", on: both.ada)
    #expect(both.world.ask("PING", on: both.bob) == ["OK PING"])
    #expect(both.world.ask("POSITIONS", on: both.bob) == ["OK POSITIONS match=m1 tick=0 count=0"])
  }

  @Test func quitWaitsForWhatCameBeforeIt() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("#1 LONG BTC 500\n#2 QUIT\n#3 PING", on: both.ada)
    #expect(both.world.closed.isEmpty)
    answerAll(both.world)
    #expect(both.world.lines(of: both.ada).map(word) == ["OK", "FILL", "OK", "BYE"])
    #expect(both.world.closed == [both.ada])
  }

  /// A line refused for its rate has its place too.
  @Test func aLineThatCameTooFastIsRefusedInItsPlace() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.wait(milliseconds: 2000)
    both.world.storesAtOnce = false
    let count = 350
    both.world.say(
      (1...count).map { "#\($0) LEVERAGE BTC 5" }.joined(separator: "\n"), on: both.ada)
    answerAll(both.world)
    let replies = order(both.world, both.ada)
    #expect(replies.count == count)
    let taken = replies.prefix { $0.hasPrefix("#") }
    #expect(taken.count >= 200 && taken.count < count)
    #expect(!replies.dropFirst(taken.count).contains { $0.hasPrefix("#") && !$0.contains("code") })
  }

  @Test func theStoreFailingKeepsTheOrder() throws {
    let both = try Duelists.live("ticks=5 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    both.world.say("#1 LONG BTC 500\n#2 PING\n#3 DONE\n#4 FOO", on: both.ada)
    both.world.answerStore(.failed)
    answerAll(both.world)
    #expect(order(both.world, both.ada) == tags(1...4))
  }

  @Test(arguments: 1...20)
  func anyMixtureOfLinesAndAnswersKeepsTheOrder(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let both = try Duelists.live("ticks=500 seed=7 clock=lockstep:60000")
    both.world.storesAtOnce = false
    let kinds = [
      "LONG BTC 10", "CLOSE BTC", "ACCOUNT", "FOO", "PING", "LEVERAGE BTC 5", "LONG x", "LIST",
    ]
    var sent = 0
    var seen: [String] = []
    for _ in 0..<60 {
      let lines = (0..<dice.roll(0...3)).map { _ in
        sent += 1
        return "#\(sent) \(dice.pick(kinds))\n"
      }
      both.world.send(Array(lines.joined().utf8), on: both.ada)
      if dice.once(in: 3) { both.world.answerStore(dice.once(in: 8) ? .failed : .stored) }
      seen += order(both.world, both.ada)
    }
    answerAll(both.world)
    seen += order(both.world, both.ada)
    #expect(seen == (sent == 0 ? [] : tags(1...sent)))
  }
}
