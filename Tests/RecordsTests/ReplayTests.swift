import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct ReplayTests {
  /// How a match stands, as text.
  private func state(_ replay: borrowing Replay) -> String {
    var text = "\(replay.match.tick.number) \(replay.match.phase) \(replay.match.quotes)"
    for seat in 0..<replay.match.seatCount {
      text += " \(replay.match.account(of: Seat(seat))) \(replay.match.equity(of: Seat(seat)))"
      for index in replay.match.quotes.indices {
        text += " \(replay.match.position(of: Seat(seat), in: Instrument(index)))"
      }
      text += " \(replay.match.openOrders(of: Seat(seat)))"
    }
    return text + " \(replay.match.stateDigests) \(replay.match.ranking) \(replay.events)"
  }

  private func contents(_ seed: Int, ticks: Int) throws -> RecordContents {
    let rules = try makeRules("ticks=\(ticks)", preset: seed % 2 == 0 ? "exchange" : "crypto")
    return try RecordReader.read(PlayedRecord.random(rules, seed: seed).bytes)
  }

  /// Going there in one jump, from anywhere, shows what stepping there shows.
  @Test(arguments: 1...4, [0, 1, 7, 50])
  func aJumpEqualsTheSteps(_ seed: Int, _ interval: Int) throws {
    let contents = try contents(seed, ticks: 45)
    var walker = Replay(contents)
    var states: [String] = []
    var commands: [Int] = []
    while walker.advance() {
      states.append(state(walker))
      walker.act()
      commands.append(walker.commands.count)
    }
    #expect(states.count == 45 && walker.isOver)
    var dice = Dice(seed: seed)
    var jumper = Replay(contents, keepingEvery: interval)
    for _ in 0..<60 {
      let tick = dice.roll(0...44)
      jumper.seek(to: Tick(tick))
      let shown = state(jumper)
      #expect(shown == states[tick], "seed \(seed), tick \(tick)")
      guard dice.once(in: 2) else { continue }
      jumper.act()
      jumper.act()
      #expect(jumper.commands.count == commands[tick])
      #expect(jumper.commands.allSatisfy { $0.recorded.tick.number == tick })
    }
  }

  @Test func aJumpBeyondTheEndsStopsThere() throws {
    var replay = Replay(try contents(1, ticks: 9), keepingEvery: 4)
    #expect(replay.match.tick == Tick(-1) && replay.match.phase == .countdown)
    replay.seek(to: Tick(1_000))
    #expect(replay.match.tick == Tick(8) && replay.isOver)
    let hasMore = replay.advance()
    #expect(!hasMore)
    replay.seek(to: Tick(-5))
    #expect(replay.match.tick == Tick(0) && !replay.isOver)
  }

  @Test func aTickIsShownBeforeItsCommands() throws {
    let duel = Duel(try makeRules(marks: ["100", "102", "101"]))
    duel.play([(1, 0, .market(.buy, "5"))])
    var replay = Replay(try RecordReader.read(PlayedRecord(duel).bytes))
    replay.seek(to: Tick(1))
    #expect(replay.match.position(of: Seat(0), in: Instrument(0)).quantity == .zero)
    #expect(replay.commands.isEmpty)
    replay.act()
    #expect(replay.match.position(of: Seat(0), in: Instrument(0)).quantity == quantity("5"))
    #expect(replay.commands.map(\.number) == [1])
    #expect(replay.commands[0].events.count == 1)
    _ = replay.advance()
    #expect(replay.commands.isEmpty)
    #expect(replay.match.ranking.standings[0].equity == money("9995"))
  }

  @Test func aCopyOfAMatchGoesOnAsTheMatchDoes() throws {
    for seed in 1...6 {
      let rules = try makeRules("ticks=60", preset: ["exchange", "ranked", "stocks"][seed % 3])
      let duel = Duel(rules, practice: seed)
      var dice = Dice(seed: seed)
      duel.begin()
      for _ in 0..<30 {
        for seat in 0..<2 { duel.trade(seat, dice.command(rules)) }
        duel.advance()
        guard duel.match.phase == .live else { break }
      }
      let twin = Duel(rules, practice: seed)
      twin.match = duel.match.copy()
      var same = dice
      finish(duel, &dice)
      finish(twin, &same)
      #expect(PlayedRecord(duel).lines == PlayedRecord(twin).lines, "seed \(seed)")
    }
  }

  private func finish(_ duel: Duel, _ dice: inout Dice) {
    while duel.match.phase == .live {
      for seat in 0..<2 { duel.trade(seat, dice.command(duel.match.rules)) }
      duel.apply(.done(Seat(0), nil))
      duel.advance()
    }
  }
}
