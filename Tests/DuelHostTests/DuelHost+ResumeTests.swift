import DuelHost
import TestKit
import Testing
import WireProtocol

/// Taking a seat again: what comes, who is told, and who is refused.
struct DuelHostResumeTests {
  /// Two players of a running match, and the token of ada's seat.
  private struct Table {
    let world: HostWorld
    var ada: Int
    let bob: Int
    let token: String

    init(_ settings: String = "ticks=9 seed=7 clock=lockstep:60000", live: Bool = true) throws {
      world = try HostWorld()
      ada = world.player("ada")
      bob = world.player("bob")
      let created = world.ask("CREATE \(settings)", on: ada)
      token = value("token", in: created.first) ?? ""
      world.unread(created, of: ada)
      world.say("JOIN match=m1", on: bob)
      guard live else { return }
      for player in [ada, bob] { world.say("READY", on: player) }
    }

    /// A new connection resumes behind push `seq`; gives what it is sent behind the greeting.
    mutating func resume(_ seq: Int, extra: String = "") -> [String] {
      ada = world.connect()
      _ = world.lines(of: ada)
      return world.ask("RESUME match=m1 token=\(token) seq=\(seq)\(extra)", on: ada)
    }

    func bothDone() { for player in [ada, bob] { world.say("DONE", on: player) } }
  }

  private func isPush(_ line: String) -> Bool { line.contains(" match=m1 seq=") }

  private func last(_ lines: [String]) -> Int {
    lines.last.flatMap { value("seq", in: $0) }.flatMap { Int($0) } ?? 0
  }

  // MARK: - The stream

  private static let trades = [
    "LONG BTC 3000 20x", "SHORT ETH 25% 18x", "LONG ETH n=900", "CLOSE BTC 50%", "CLOSE ETH",
    "SHORT BTC q=0.01 5x", "LONG BTC 99999", "SAY text=hello", "LIMIT LONG BTC 58900 300",
    "STOP SHORT ETH 2950 50", "TRAIL BTC 0.5%", "CANCEL all",
  ]

  /// Plays a match; `afterEach` may lose ada's connection. Gives the pushes ada has read.
  private func play(
    _ seed: Int, live: Bool, _ afterEach: (inout Table, [String]) -> [String]
  ) throws -> [String] {
    var dice = Dice(seed: seed)
    var table = try Table("ticks=40 seed=\(seed) clock=lockstep:60000", live: live)
    var read = afterEach(&table, [])
    if !live {
      for player in 0...1 {
        table.world.say("READY", on: player == 0 ? table.ada : table.bob)
        read = afterEach(&table, read)
      }
    }
    for _ in 0..<39 {
      for _ in 0..<dice.roll(0...2) {
        table.world.say(dice.pick(Self.trades), on: dice.once(in: 2) ? table.ada : table.bob)
        table.world.wait(milliseconds: 2500)
        read = afterEach(&table, read)
      }
      table.world.say("DONE", on: table.bob)
      read = afterEach(&table, read)
      table.world.say("DONE", on: table.ada)
      read = afterEach(&table, read)
    }
    return read + table.world.lines(of: table.ada).filter(isPush)
  }

  /// Cut anywhere, taken over, stitched together: byte for byte the stream of nobody's trouble.
  @Test(arguments: 1...12)
  func theStitchedStreamIsTheUndisturbedOne(_ seed: Int) throws {
    let whole = try play(seed, live: false) { table, read in
      read + table.world.lines(of: table.ada).filter(isPush)
    }
    var dice = Dice(seed: seed + 1000)
    var cuts = 0
    let stitched = try play(seed, live: false) { table, read in
      let came = table.world.lines(of: table.ada).filter(isPush)
      // A seat that is not begun yet can be taken over like any other.
      guard dice.once(in: 4), came.last?.hasPrefix("END") != true else { return read + came }
      cuts += 1
      let kept = read + came.prefix(dice.roll(0...came.count))
      table.world.wait(milliseconds: 1001)
      let replies = table.resume(last(kept))
      #expect(replies.first?.hasPrefix("OK RESUME match=m1 seat=0 player=ada seq=") == true)
      return kept + replies.filter(isPush)
    }
    #expect(stitched == whole)
    #expect(cuts > 10 && whole.last?.hasPrefix("END ") == true)
  }

  /// With a hang-up in between everybody is told, and nothing else differs.
  @Test(arguments: 1...6)
  func aHangUpInBetweenIsAllThatDiffers(_ seed: Int) throws {
    let whole = try play(seed, live: true) { table, read in
      read + table.world.lines(of: table.ada).filter(isPush)
    }
    var dice = Dice(seed: seed + 2000)
    let stitched = try play(seed, live: true) { table, read in
      let came = table.world.lines(of: table.ada).filter(isPush)
      guard dice.once(in: 5), came.last?.hasPrefix("END") != true else { return read + came }
      let kept = read + came.prefix(dice.roll(0...came.count))
      table.world.wait(milliseconds: 1001)
      table.world.hangUp(table.ada)
      return kept + table.resume(last(kept)).filter(isPush)
    }
    #expect(stitched.indices.allSatisfy { value("seq", in: stitched[$0]) == "\($0 + 1)" })
    func rest(_ lines: [String]) -> [String] {
      lines.filter { word($0) != "SEAT" }.map {
        $0.split(separator: " ").filter { !$0.hasPrefix("seq=") }.joined(separator: " ")
      }
    }
    #expect(rest(stitched) == rest(whole))
  }

  @Test func nothingMissedNothingSent() throws {
    var table = try Table()
    let seen = last(table.world.lines(of: table.ada))
    let lines = table.resume(seen)
    #expect(lines.first == "OK RESUME match=m1 seat=0 player=ada seq=\(seen)")
    #expect(lines.dropFirst().map(word) == ["COMMITMENT"])
  }

  @Test func whatLiesTooFarBackIsShownAsItStands() throws {
    var table = try Table("ticks=900 seed=7 clock=lockstep:60000")
    table.world.say("LONG BTC 500 2x", on: table.ada)
    let seen = last(table.world.lines(of: table.ada).filter(isPush))
    for _ in 0..<600 { table.bothDone() }
    let recent = last(table.world.lines(of: table.ada).filter(isPush))
    let lines = table.resume(seen)
    #expect(lines.first == "OK RESUME match=m1 seat=0 player=ada seq=\(recent)")
    #expect(
      lines.dropFirst().map(word)
        == ["COMMITMENT", "SKIPPED", "SEAT", "SEAT", "START", "TICK", "POSITION", "RANK"])
    #expect(lines[2] == "SKIPPED match=m1 seq=\(recent) dropped=\(recent - seen)")
    #expect(lines.dropFirst(2).allSatisfy { value("seq", in: $0) == "\(recent)" })
    #expect(value("tick", in: lines.last) == "600")
    #expect(lines.contains { $0.contains("POSITION") && $0.contains("seat=0 instrument=BTC") })
    table.bothDone()
    let next = table.world.lines(of: table.ada).filter(isPush)
    #expect(value("seq", in: next.first) == "\(recent + 1)")
    // The last 30 KiB are always there.
    let replayed = table.resume(recent - 100).filter(isPush)
    #expect(replayed.count == 102 && replayed.allSatisfy { word($0) != "SKIPPED" })
  }

  // MARK: - Who is told

  @Test func theOldConnectionIsSentAway() throws {
    var table = try Table()
    let old = table.ada
    let seen = last(table.world.lines(of: old))
    _ = table.world.lines(of: table.bob)
    _ = table.resume(seen)
    #expect(
      table.world.lines(of: old) == [
        "BYE code=taken-over text=\"your seat was taken again elsewhere\""
      ])
    #expect(table.world.closed == [old])
    #expect(table.world.lines(of: table.bob).isEmpty)
    #expect(table.world.ask("LONG BTC 500", on: table.ada).first == "OK LONG order=1")
  }

  @Test func theOthersSeeThatAPlayerIsBack() throws {
    var table = try Table()
    let eve = table.world.connect()
    table.world.say("WATCH match=m1", on: eve)
    table.world.hangUp(table.ada)
    for connection in [table.bob, eve] { _ = table.world.lines(of: connection) }
    let lines = table.resume(60)
    #expect(lines.suffix(2).map { value("state", in: $0) } == ["away", "back"])
    for connection in [table.bob, eve] {
      let seen = table.world.lines(of: connection)
      #expect(seen.map { value("state", in: $0) } == ["back"])
      #expect(seen.first?.contains(" seat=0 name=ada ") == true)
    }
  }

  /// An order that was on its way when the connection was taken over is executed for the seat.
  @Test func anOrderOnItsWayStands() throws {
    var table = try Table()
    let seen = last(table.world.lines(of: table.ada))
    table.world.storesAtOnce = false
    table.world.say("LONG BTC 500 10x", on: table.ada)
    #expect(table.resume(seen).map(word) == ["OK", "COMMITMENT"])
    table.world.answerStore()
    #expect(table.world.lines(of: table.ada).map(word) == ["FILL"])
  }

  // MARK: - Names

  @Test func theConnectionGetsTheNameOfTheSeat() throws {
    var table = try Table()
    table.world.hangUp(table.ada)
    #expect(table.world.refusal(of: "HELLO name=ada", on: table.world.connect()) == "name-taken")
    table.ada = table.world.player("other")
    let reply = table.world.ask("RESUME match=m1 token=\(table.token)", on: table.ada).first
    #expect(reply?.hasPrefix("OK RESUME match=m1 seat=0 player=ada") == true)
    #expect(table.world.refusal(of: "HELLO name=x", on: table.ada) == "hello-twice")
    #expect(table.world.refusal(of: "HELLO name=other", on: table.world.connect()) == nil)
  }

  // MARK: - Refusals

  @Test(arguments: [
    ("RESUME", "missing-argument"), ("RESUME match=m1", "missing-argument"),
    ("RESUME match=m1 token=T seq=x", "bad-number"), ("RESUME match=m9 token=T", "unknown-match"),
    ("RESUME match=m1 token=T seq=-1", "out-of-range"),
    ("RESUME match=m1 token=T seq=9999", "out-of-range"),
    ("RESUME match=m1 token=", "bad-token"), ("RESUME match=m1 token=ff", "bad-token"),
    ("RESUME match=m1 token=00000000000000000000000000000000", "bad-token"),
  ])
  func whatIsWrongIsSaid(_ line: String, _ expected: String) throws {
    let table = try Table()
    let eve = table.world.connect()
    let text = line.replacing("token=T", with: "token=\(table.token)")
    #expect(table.world.refusal(of: text, on: eve) == expected)
    #expect(table.world.ask("LONG BTC 500", on: table.ada).last?.hasPrefix("FILL") == true)
  }

  @Test func aSeatIsNotTakenWithASeat() throws {
    let table = try Table()
    let line = "RESUME match=m1 token=\(table.token)"
    #expect(table.world.refusal(of: line, on: table.bob) == "already-seated")
  }

  @Test func guessingEndsTheConnection() throws {
    let table = try Table()
    let eve = table.world.connect()
    let guess = "RESUME match=m1 token=\(String(table.token.reversed()))"
    for _ in 1..<Limits.wrongTokensMax {
      #expect(table.world.refusal(of: guess, on: eve) == "bad-token")
    }
    let lines = table.world.ask(guess, on: eve)
    #expect(lines.map { code($0) } == ["bad-token", "flood"])
    #expect(table.world.closed == [eve])
  }

  @Test func aSeatIsNotTakenAgainWithoutEnd() throws {
    var table = try Table()
    for _ in 0..<Limits.resumesMax { #expect(code(table.resume(60).first) == nil) }
    let refused = table.resume(60).first
    #expect(code(refused) == "rate-limit" && value("retry_ms", in: refused) == "10000")
    table.world.wait(milliseconds: 10_000)
    #expect(code(table.resume(60).first) == nil)
  }

  @Test func aSettledMatchIsShownToItsEndAndNotTakenAgain() throws {
    var table = try Table("ticks=1 seed=7")
    let sent = table.world.lines(of: table.ada).filter(isPush)
    #expect(sent.last.map(word) == "END")
    table.world.hangUp(table.ada)
    let shown = table.resume(0)
    #expect(shown.filter { isPush($0) && word($0) != "COMMITMENT" } == sent)
    #expect(table.world.refusal(of: "DONE", on: table.ada) == "not-seated")
    table.world.wait(milliseconds: 61_000)
    #expect(table.resume(0).map { code($0) } == ["unknown-match"])
  }

  @Test func aSeatThatIsGivenBackIsNotTakenAgain() throws {
    var table = try Table(live: false)
    table.world.storesAtOnce = false
    table.world.hangUp(table.ada)
    #expect(table.resume(0).map { code($0) } == ["wrong-phase"])
    table.world.answerStore()
    #expect(table.resume(0).map { code($0) } == ["bad-token"])
  }

  // MARK: - The clock

  /// With everybody gone the match waits 30 s; with one back it goes on at that one's pace.
  @Test func whoComesBackIsWaitedForAgain() throws {
    var table = try Table("ticks=9 seed=7 clock=lockstep:1000")
    for player in [table.ada, table.bob] { table.world.hangUp(player) }
    table.world.wait(milliseconds: 5000)
    let lines = table.resume(0)
    #expect(!lines.contains { value("tick", in: $0) == "1" })
    // 1 s and the bank of 10 s since the tick came.
    table.world.wait(milliseconds: 5900)
    #expect(table.world.pushes("TICK", of: table.ada).isEmpty)
    table.world.wait(milliseconds: 200)
    #expect(table.world.pushes("TICK", of: table.ada).count == 1)
    // DONE ends the move as soon as bob's move time is up.
    table.world.say("DONE", on: table.ada)
    table.world.wait(milliseconds: 1010)
    #expect(table.world.pushes("TICK", of: table.ada).count == 1)
  }
}
