import Digests
import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// What happens from tick to tick.
struct MatchCourseTests {
  private let order = TradeCommand.enter(
    EntryOrder(side: .buy, instrument: Instrument(0), size: .margin(money("1000"))))

  // MARK: - Done and missed

  @Test func theTickComesWhenAllAreDone() throws {
    let duel = Duel(try makeRules("seats=3"))
    duel.begin()
    duel.done(0)
    #expect(duel.events.isEmpty && duel.match.tick == Tick(0))
    #expect(duel.doneSeats == [0])
    duel.done(2)
    duel.done(2)
    #expect(duel.match.tick == Tick(0))
    duel.done(1)
    #expect(duel.match.tick == Tick(1))
    #expect(duel.events == [.ticked(Tick(1)), .ranked(Tick(1))])
    #expect(duel.doneSeats.isEmpty)
  }

  @Test func aDoneForAnotherTickIsStale() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.advance()
    #expect(duel.done(0, 0) == .staleTick(Tick(1)))
    #expect(duel.done(0, 2) == .staleTick(Tick(1)))
    #expect(duel.doneSeats.isEmpty)
    #expect(duel.done(0, 1) == nil)
    #expect(duel.doneSeats == [0])
  }

  @Test func tradingAfterDoneIsAllowedUntilTheTick() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.done(0)
    #expect(duel.trade(0, order) == nil)
    #expect(duel.doneSeats == [0])
  }

  /// Rule MATCH-7: three missed moves in a row, and the others go on alone.
  @Test func afterThreeMissedMovesASeatIsNotWaitedFor() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    for missed in 1...3 {
      #expect(duel.waitedFor == [0, 1], "\(missed)")
      duel.done(0)
      duel.advance()
    }
    #expect(duel.waitedFor == [0])
    #expect(duel.match.tick == Tick(3))
    duel.done(0)
    #expect(duel.match.tick == Tick(4))
    duel.done(0)
    #expect(duel.match.tick == Tick(5))
  }

  @Test func theFirstTickIsNobodysMissedMove() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.advance(2)
    #expect(duel.waitedFor == [0, 1])
    duel.advance()
    #expect(duel.waitedFor.isEmpty)
    #expect(duel.match.isAnybodyWaitedFor == false)
  }

  @Test func aDoneTakesASeatBackAndForgivesItsMisses() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    for _ in 0..<3 {
      duel.done(0)
      duel.advance()
    }
    duel.done(1)
    #expect(duel.waitedFor == [0, 1])
    #expect(duel.match.tick == Tick(3))
    duel.done(0)
    #expect(duel.match.tick == Tick(4))
    // Two more misses are not three in a row.
    for _ in 0..<2 {
      duel.done(0)
      duel.advance()
    }
    #expect(duel.waitedFor == [0, 1])
  }

  @Test func aSeatThatIsAloneWaitedForMovesTheTick() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.advance(3)
    #expect(duel.match.isAnybodyWaitedFor == false)
    duel.done(1)
    #expect(duel.match.tick == Tick(4))
  }

  @Test func onATimerNobodyMisses() throws {
    let duel = Duel(try makeRules("clock=live:100"))
    duel.begin()
    duel.advance(10)
    #expect(duel.waitedFor == [0, 1])
  }

  // MARK: - Commands

  @Test func commandsAreCountedSeatBySeat() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.trade(0, order)
    duel.trade(1, order)
    duel.trade(0, .close(CloseOrder(instrument: Instrument(1), size: .share(.one))))
    duel.advance()
    duel.trade(0, .setLeverage(Instrument(0), leverage(2)))
    let commands = duel.match.commands
    #expect(commands.map(\.tick.number) == [0, 0, 1])
    #expect(commands.map(\.seat.index) == [0, 1, 0])
    #expect(commands.map(\.number) == [1, 1, 2])
    #expect(commands[0].command == order)
  }

  @Test func aTradeFillsAtTheQuoteOfItsTick() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    duel.trade(0, order)
    guard case .margin(.fill(let fill))? = duel.events.first else {
      Issue.record("no fill")
      return
    }
    #expect(fill.price == duel.match.quotes[0].ask)
    #expect(duel.match.position(of: Seat(0), in: Instrument(0)) == fill.position)
    #expect(duel.match.account(of: Seat(0)).wallet == fill.wallet)
    #expect(duel.match.available(to: Seat(1)) == money("10000"))
    #expect(duel.match.liquidationPrice(of: Seat(0), in: Instrument(0)) != nil)
  }

  @Test func theLastTickTakesNoCommands() throws {
    let duel = Duel(try makeRules("ticks=2"))
    duel.begin()
    #expect(duel.trade(0, order) == nil)
    duel.done(0)
    duel.done(1)
    #expect(duel.events == [.ticked(Tick(1)), .ranked(Tick(1)), .settled])
    #expect(duel.match.phase == .settled)
    #expect(duel.trade(0, order) == .wrongPhase(.settled))
    #expect(duel.done(0) == .wrongPhase(.settled))
    #expect(duel.match.tick == Tick(1))
  }

  @Test func aMatchOfOneTickIsSettledAtOnce() throws {
    let duel = Duel(try makeRules("ticks=1"))
    duel.countDown()
    duel.advance()
    #expect(duel.events == [.ticked(Tick(0)), .ranked(Tick(0)), .settled])
  }

  private func isPartOfAKnockout(_ event: MatchEvent) -> Bool {
    switch event {
    case .knockedOut: true
    case .margin(.order(let change)): change.state == .cancelled(.knockedOut)
    default: false
    }
  }

  /// Rule MATCH-4: the tick, what the engine does, knock-outs and the orders that they end, the
  /// ranking, at last the end.
  @Test(arguments: 1...4)
  func eventsOfATickComeInOrder(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let duel = Duel(
      try makeRules(
        "ticks=40", "BTC.volatility=0.05", "leverage-max=100", "maintenance-rate=0",
        "knockout=plays-on"),
      practice: seed)
    duel.begin()
    var happened = 0
    while duel.match.phase == .live {
      for seat in 0..<2 { duel.trade(seat, dice.command(duel.match.rules)) }
      duel.advance()
      let tick = duel.match.tick
      let isLast = tick == Tick(39)
      let end: [MatchEvent] = isLast ? [.ranked(tick), .settled] : [.ranked(tick)]
      #expect(duel.events.first == .ticked(tick))
      #expect(Array(duel.events.suffix(end.count)) == end)
      var middle = duel.events.dropFirst().dropLast(end.count)
      while let last = middle.last, isPartOfAKnockout(last) { middle.removeLast() }
      for event in middle {
        guard case .margin = event else {
          Issue.record("\(event) stands among the engine's")
          continue
        }
        happened += 1
      }
    }
    #expect(happened > 0)
  }

  // MARK: - Ranking

  @Test func theRankingIsThatOfTheLastTick() throws {
    let duel = Duel(try makeRules())
    duel.begin()
    let before = duel.match.ranking
    #expect(before.standings.map(\.equity) == [money("10000"), money("10000")])
    #expect(before.places == [1, 1] && before.winner == nil)
    duel.trade(0, order)
    #expect(duel.match.equity(of: Seat(0)) < ExactMoney(money("10000")))
    #expect(duel.match.ranking == before)
    duel.advance()
    let equity = duel.match.equity(of: Seat(0))
    #expect(duel.match.ranking.standings[0].equity == equity.rounded(.down))
    #expect(duel.match.ranking.standings[1].equity == money("10000"))
  }

  @Test(arguments: 1...3)
  func drawdownsAreThoseOfTheEquitiesSeen(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let duel = Duel(try makeRules("ticks=60", "BTC.volatility=0.03"), practice: seed)
    duel.begin()
    var seen = [[ExactMoney(duel.match.rules.values.balance)]]
    seen.append(seen[0])
    func look() { for seat in 0..<2 { seen[seat].append(duel.match.equity(of: Seat(seat))) } }
    look()
    while duel.match.phase == .live {
      for seat in 0..<2 { duel.trade(seat, dice.command(duel.match.rules)) }
      duel.advance()
      look()
    }
    for seat in 0..<2 {
      var worst = ExactMoney.zero
      for (place, peak) in seen[seat].enumerated() {
        for later in seen[seat].dropFirst(place) { worst = max(worst, peak - later) }
      }
      #expect(duel.match.ranking.standings[seat].drawdown == worst.rounded(.up))
      let account = duel.match.account(of: Seat(seat))
      #expect(duel.match.ranking.standings[seat].liquidations == account.liquidations)
    }
  }

  // MARK: - State digests

  @Test func aDigestComesEveryFiftyTicksAndAtTheEnd() throws {
    let duel = Duel(try makeRules("ticks=120"))
    duel.begin()
    duel.advance(48)
    #expect(duel.match.stateDigests.isEmpty)
    duel.advance()
    #expect(duel.match.stateDigests.map(\.tick) == [Tick(49)])
    duel.finish()
    #expect(duel.match.stateDigests.map(\.tick.number) == [49, 99, 119])
  }

  @Test func anEndOnTheFiftiethTickHasOneDigest() throws {
    let duel = Duel(try makeRules("ticks=50"))
    duel.begin()
    duel.finish()
    #expect(duel.match.stateDigests.map(\.tick.number) == [49])
  }

  /// An engine beside the match is given the same marks and commands. Rule: RECORD-4.
  @Test(arguments: 1...3)
  func digestsChainTheStateFromTheCommitment(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let rules = try makeRules("ticks=104", "seats=3", "BTC.volatility=0.02", "knockout=plays-on")
    let duel = Duel(rules, practice: seed)
    duel.countDown()
    let beside = Engine(
      rules: rules.margin, balances: Array(repeating: rules.values.balance, count: 3),
      marks: duel.match.quotes.map(\.mark))
    var previous = duel.match.commitment
    var expected: [Digest] = []
    duel.advance()
    while true {
      beside.advance(duel.match.quotes.map(\.mark))
      let tick = duel.match.tick.number
      if [49, 99, 103].contains(tick) {
        var state = ByteBuffer()
        state.append(bigEndian: UInt64(tick))
        state.append(beside.state.span)
        previous = Digest.of(domain: "margin-duel/state/1", [previous.bytes, state.bytes])
        expected.append(previous)
      }
      guard duel.match.phase == .live else { break }
      for seat in 0..<3 {
        let command = dice.command(rules)
        if duel.match.isKnockedOut(Seat(seat)) { continue }
        let answer = beside.execute(command, seat: seat)
        #expect(duel.trade(seat, command) == answer.map { .margin($0) })
      }
      duel.advance()
    }
    #expect(duel.match.stateDigests.map(\.digest) == expected)
  }

  // MARK: - Determinism

  /// What is compared of two matches.
  private func outcome(_ duel: Duel) -> [String] {
    let match = duel.match.commands.sorted {
      ($0.tick, $0.seat, $0.number) < ($1.tick, $1.seat, $1.number)
    }
    return match.map { "\($0)" } + duel.match.stateDigests.map { "\($0)" }
      + ["\(duel.match.ranking)", "\(duel.match.moneyTotal)"]
  }

  /// Each seat's commands in their order, the seats mixed differently: the same outcome.
  @Test(arguments: 1...4)
  func theOrderOfArrivalBetweenSeatsDoesNotMatter(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let rules = try makeRules("ticks=60", "seats=3", "BTC.volatility=0.03", "leverage-max=100")
    let forward = Duel(rules, practice: seed)
    let mixed = Duel(rules, practice: seed)
    forward.begin()
    mixed.begin()
    while forward.match.phase == .live {
      var queues = (0..<3).map { _ in (0..<dice.roll(0...3)).map { _ in dice.command(rules) } }
      for (seat, queue) in queues.enumerated() {
        for command in queue { forward.trade(seat, command) }
      }
      while queues.contains(where: { !$0.isEmpty }) {
        let seat = dice.pick(queues.indices.filter { !queues[$0].isEmpty })
        mixed.trade(seat, queues[seat].removeFirst())
      }
      forward.advance()
      for seat in [2, 0, 1] { mixed.done(seat) }
    }
    #expect(mixed.match.phase == .settled)
    #expect(outcome(mixed) == outcome(forward))
  }

  @Test func anotherSeedIsAnotherMatch() throws {
    let duels = try [1, 2].map { Duel(try makeRules("ticks=50"), practice: $0) }
    for duel in duels {
      duel.begin()
      duel.finish()
    }
    #expect(duels[0].match.stateDigests != duels[1].match.stateDigests)
  }
}
