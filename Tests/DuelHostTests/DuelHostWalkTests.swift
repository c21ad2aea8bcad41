import DuelHost
import DuelRules
import Margin
import Records
import TestKit
import Testing

/// Several connections say whatever comes to mind; the promises of the protocol hold throughout.
struct DuelHostWalkTests {
  /// One connection as a client sees it: what it asked, and what came.
  private struct Walker {
    let connection: Int
    var asked: [String] = []
    var answered: [String] = []
    /// Of each match and stream, the number of the last push.
    var sequence = 0
    var lastMatch = ""
    var hasSkipped = false
  }

  private static let lines = [
    "CREATE seats=2 ticks=6", "CREATE seats=1 ticks=4 rules=classroom", "QUEUE ticks=6", "QUEUE",
    "JOIN match=m1", "JOIN match=m2", "JOIN match=m3", "READY", "READY", "READY", "LEAVE", "LIST",
    "RULES", "LONG BTC 500 10x", "SHORT BTC 30%", "LONG ETH n=900", "CLOSE BTC", "CLOSE ETH 50%",
    "LEVERAGE BTC 15", "LONG BTC 99999", "DONE", "DONE", "DONE", "DONE", "DONE tick=2", "ACCOUNT",
    "POSITIONS", "RECORD match=m1", "PING", "SYNC", "HELP", "FOO", "LONG", "LONG BTC x",
    "HELLO name=other", "SAY text=hi", "CREATE ticks=0", "a=b", "a=",
  ]

  /// Takes what came on a connection, and checks what can be checked line by line.
  private func read(_ world: HostWorld, _ walker: inout Walker) {
    for line in world.lines(of: walker.connection) {
      switch word(line) {
      case "OK", "ERR":
        walker.answered.append(line.split(separator: " ")[1].description)
      case "SEAT", "START", "TICK", "FILL", "MARGIN-CALL", "LIQUIDATION", "POSITION", "RANK", "END",
        "CHAT":
        let match = value("match", in: line) ?? ""
        let number = value("seq", in: line).flatMap { Int($0) } ?? -1
        if match != walker.lastMatch || number == 1 {
          #expect(number == 1, "a stream begins with 1: \(line)")
        } else {
          #expect(number == walker.sequence + 1, "a gap: \(line)")
        }
        walker.lastMatch = match
        walker.sequence = number
      case "MATCH", "RECORD-LINE", "PING", "INFO", "COMMITMENT": break
      default: Issue.record("nobody knows this line: \(line)")
      }
    }
  }

  @Test(arguments: 1...20)
  func everyCommandGetsOneReplyInOrder(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let world = try HostWorld()
    var walkers: [Walker] = (0..<4).map { Walker(connection: world.player("walker\($0)")) }
    for _ in 0..<250 {
      world.storesAtOnce = dice.once(in: 2)
      for index in walkers.indices where dice.once(in: 2) {
        let tag = "#\(walkers[index].asked.count + 1)"
        walkers[index].asked.append(tag)
        world.say("\(tag) \(dice.pick(Self.lines))", on: walkers[index].connection)
      }
      if dice.once(in: 3) { world.answerStore(dice.once(in: 20) ? .failed : .stored) }
      if dice.once(in: 4) { world.wait(milliseconds: dice.roll(1...300)) }
      for index in walkers.indices { read(world, &walkers[index]) }
    }
    world.storesAtOnce = true
    world.wait(milliseconds: 100)
    for index in walkers.indices {
      read(world, &walkers[index])
      #expect(walkers[index].answered == walkers[index].asked)
    }
    #expect(world.closed.isEmpty)
  }

  /// Whatever was played, every record that came of it verifies.
  @Test(arguments: 1...10)
  func everyMatchOfAWalkLeavesARecordThatVerifies(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let both = try Duelists.live("ticks=30 rules=classroom clock=lockstep:60000")
    let trades = Self.lines.filter { $0.contains("BTC") || $0.contains("ETH") }
    for _ in 0..<29 {
      for _ in 0..<dice.roll(0...3) {
        both.world.say(dice.pick(trades), on: dice.once(in: 2) ? both.ada : both.bob)
      }
      both.bothDone()
    }
    both.forget()
    let text = both.world.ask("RECORD match=m1", on: both.ada).dropFirst()
      .map { $0.split(separator: "\"")[1] + "\n" }.joined()
    let verification = try RecordVerifier.verify(Array(text.utf8))
    guard case .verified = verification else {
      Issue.record("\(verification)")
      return
    }
  }

  /// Bytes without sense, cut anywhere, with hang-ups in between: the host stays in order.
  @Test(arguments: 1...15)
  func nonsenseDoesNoHarm(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let both = try Duelists.live("ticks=90 seed=7 clock=lockstep:60000")
    let alphabet = Array("HELOJINWATCPGQUDR#=\"\\ \t\r\n\n\nabc019.-%:m".utf8) + [0, 127, 128, 255]
    for round in 0..<120 {
      let stranger = both.world.connect()
      for _ in 0..<dice.roll(1...4) where !both.world.closed.contains(stranger) {
        let isWild = dice.once(in: 3)
        let bytes = (0..<dice.rollLogarithmic(0...400)).map { _ in
          isWild ? UInt8(dice.roll(0...255)) : dice.pick(alphabet)
        }
        both.world.send(bytes, on: stranger)
      }
      if dice.once(in: 2), !both.world.closed.contains(stranger) { both.world.hangUp(stranger) }
      if round % 4 == 0 { both.bothDone() }
    }
    let ticks = both.world.pushes("TICK", of: both.ada).compactMap { value("tick", in: $0) }
    #expect(ticks == (1...30).map { "\($0)" })
    #expect(both.world.ask("LONG BTC 500", on: both.ada).first == "OK LONG order=1")
  }

  /// A player may vanish after any byte of what it says; the other's match goes on.
  @Test(arguments: 0...42)
  func aPlayerMayHangUpAnywhere(_ length: Int) throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    world.say("CREATE ticks=3 seed=7 clock=lockstep:100", on: ada)
    world.say("READY", on: ada)
    let bob = world.connect()
    let text = Array("HELLO name=bob\nJOIN match=m1\nREADY\nDONE\n".utf8)
    world.send(Array(text.prefix(length)), on: bob)
    world.hangUp(bob)
    _ = world.lines(of: ada)
    let listed = world.ask("LIST", on: ada).last ?? ""
    if listed.contains(" phase=open ") {
      #expect(listed.contains(" seats=ada,none "))
      let eve = world.player("eve")
      #expect(world.ask("JOIN match=m1", on: eve).first?.hasPrefix("OK JOIN ") == true)
    } else {
      #expect(listed.contains(" phase=live "))
      for _ in 0..<3 {
        world.say("DONE", on: ada)
        world.wait(milliseconds: 200)
      }
      #expect(world.pushes("END", of: ada).count == 1)
    }
  }
}
