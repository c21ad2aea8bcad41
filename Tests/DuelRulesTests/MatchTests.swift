import Digests
import DuelRules
import Margin
import Primitives
import TestKit
import Testing

/// Phases, seats and what each entry may do when.
struct MatchTests {
  private func name(_ text: String) throws -> PlayerName { try #require(PlayerName(text)) }

  private let order = TradeCommand.enter(
    EntryOrder(side: .buy, instrument: Instrument(0), size: .margin(money("100"))))

  /// A short match in a phase; while it is open, seat 0 is taken.
  private func duel(in phase: MatchPhase, _ settings: String = "ticks=3") throws -> Duel {
    let duel = Duel(try makeRules(settings))
    switch phase {
    case .open: duel.apply(.join(try name("p0")))
    case .ready: duel.fillSeats()
    case .countdown: duel.countDown()
    case .live: duel.begin()
    case .settled:
      duel.begin()
      duel.finish()
    case .aborted: duel.apply(.abort)
    }
    #expect(duel.match.phase == phase)
    return duel
  }

  @Test func aSeatHasSoManyCommandsAndNoMore() throws {
    let duel = try duel(in: .live)
    let most = Match.commandsMax(ticks: 3)
    #expect(most == 20_060)
    for count in 1...most {
      let leverage = TradeCommand.setLeverage(Instrument(0), leverage(1 + count % 2))
      #expect(duel.trade(0, leverage) == nil)
    }
    #expect(duel.trade(0, order) == .tooManyCommands(most))
    #expect(duel.trade(1, order) == nil)
    #expect(duel.match.commands.last?.number == 1)
    #expect(duel.match.commands.count == most + 1)
    duel.finish()
    #expect(duel.match.phase == .settled)
  }

  // MARK: - Which entry in which phase

  @Test func everyEntryInEveryPhase() throws {
    let stranger = MatchEntry.join(try name("stranger"))
    let again = MatchEntry.join(try name("p0"))
    let seats = [
      stranger, again, .leave(Seat(0)), .leave(Seat(1)), .ready(Seat(0)), .ready(Seat(1)),
    ]
    func course(_ tick: Tick) -> [MatchEntry] {
      [.command(Seat(0), order), .done(Seat(0), nil), .advance(from: tick), .abort]
    }
    typealias Answers = [MatchRejection?]
    func wrong(_ phase: MatchPhase, _ count: Int) -> Answers {
      Array(repeating: .wrongPhase(phase), count: count)
    }
    let table: [(MatchPhase, Answers, Answers)] = [
      (.open, [nil, .alreadySeated, nil, .emptySeat, nil, .emptySeat], wrong(.open, 3) + [nil]),
      (.ready, [.full, .full, nil, nil, nil, nil], wrong(.ready, 3) + [nil]),
      (.countdown, wrong(.countdown, 6), wrong(.countdown, 2) + [nil, nil]),
      (.live, wrong(.live, 6), [nil, nil, nil, nil]),
      (.settled, wrong(.settled, 6), wrong(.settled, 4)),
      (.aborted, wrong(.aborted, 6), wrong(.aborted, 4)),
    ]
    for (phase, seatAnswers, courseAnswers) in table {
      let tick = try duel(in: phase).match.tick
      for (entry, answer) in zip(seats + course(tick), seatAnswers + courseAnswers) {
        let duel = try duel(in: phase)
        #expect(duel.apply(entry) == answer, "\(entry) in \(phase)")
        #expect(duel.events.isEmpty == (answer != nil || entry == .done(Seat(0), nil)))
        if answer != nil { #expect(duel.match.phase == phase) }
      }
    }
  }

  @Test func aRefusedCommandIsTheEnginesRefusal() throws {
    let duel = try duel(in: .live)
    let close = TradeCommand.close(CloseOrder(instrument: Instrument(0), size: .share(.one)))
    #expect(duel.trade(0, close) == .margin(.noPosition))
    #expect(duel.match.commands.isEmpty)
    #expect(duel.events.isEmpty)
  }

  /// A tick that is over, or yet to come, is wrong before anything else is looked at.
  @Test func aCommandMayBeMeantForOneTick() throws {
    let duel = try duel(in: .live)
    #expect(duel.apply(.command(Seat(0), order, at: Tick(1))) == .staleTick(Tick(0)))
    let close = TradeCommand.close(CloseOrder(instrument: Instrument(0), size: .share(.one)))
    #expect(duel.apply(.command(Seat(0), close, at: Tick(-1))) == .staleTick(Tick(0)))
    #expect(duel.match.commands.isEmpty)
    #expect(duel.apply(.command(Seat(0), order, at: Tick(0))) == nil)
    #expect(duel.match.commands.map(\.command) == [order])
    duel.advance()
    #expect(duel.apply(.command(Seat(0), close, at: Tick(0))) == .staleTick(Tick(1)))
    let ready = try self.duel(in: .ready)
    #expect(ready.apply(.command(Seat(0), order, at: Tick(9))) == .wrongPhase(.ready))
  }

  @Test func thereIsNoWaitingOnATimer() throws {
    let duel = try duel(in: .live, "clock=live:100")
    #expect(duel.done(0) == .notLockstep)
    let early = try self.duel(in: .ready, "clock=live:100")
    #expect(early.done(0) == .wrongPhase(.ready))
  }

  // MARK: - Seats

  @Test func aPlayerTakesTheLowestFreeSeat() throws {
    let duel = Duel(try makeRules("seats=3"))
    for (seat, text) in ["ada", "bob", "eve"].enumerated() {
      #expect(duel.match.phase == .open)
      #expect(duel.apply(.join(try name(text))) == nil)
      #expect(duel.events == [.joined(Seat(seat))])
    }
    #expect(duel.match.phase == .ready)
    duel.apply(.leave(Seat(1)))
    #expect(duel.events == [.left(Seat(1))])
    #expect(duel.match.phase == .open)
    #expect(duel.match.players[1] == nil)
    #expect(duel.apply(.join(try name("eve"))) == .alreadySeated)
    duel.apply(.join(try name("zoe")))
    #expect(duel.events == [.joined(Seat(1))])
    #expect(duel.match.players.map { $0?.text } == ["ada", "zoe", "eve"])
  }

  @Test func theLastOneReadyBeginsTheCountdown() throws {
    let duel = Duel(try makeRules("seats=2"))
    duel.apply(.join(try name("ada")))
    duel.apply(.ready(Seat(0)))
    #expect(duel.events == [.readied(Seat(0))])
    #expect(duel.apply(.ready(Seat(0))) == nil)
    #expect(duel.events.isEmpty)
    duel.apply(.join(try name("bob")))
    #expect(duel.ready == [0])
    #expect(duel.match.phase == .ready)
    #expect(duel.match.preroll.isEmpty)
    duel.apply(.ready(Seat(1)))
    #expect(duel.events == [.readied(Seat(1)), .started])
    #expect(duel.match.phase == .countdown)
  }

  @Test func whoeverTakesALeftSeatIsNotReady() throws {
    let duel = Duel(try makeRules("seats=2"))
    duel.fillSeats()
    duel.apply(.ready(Seat(0)))
    duel.apply(.leave(Seat(0)))
    #expect(duel.ready.isEmpty)
    duel.fillSeats()
    duel.apply(.ready(Seat(1)))
    #expect(duel.match.phase == .ready)
    duel.apply(.ready(Seat(0)))
    #expect(duel.match.phase == .countdown)
  }

  @Test func whoeverStaysIsStillReady() throws {
    let duel = Duel(try makeRules("seats=2"))
    duel.fillSeats()
    duel.apply(.ready(Seat(0)))
    duel.apply(.leave(Seat(1)))
    #expect(duel.ready == [0])
    duel.fillSeats()
    duel.apply(.ready(Seat(1)))
    #expect(duel.match.phase == .countdown)
  }

  @Test(arguments: [1, 8])
  func oneToEightSeatsPlay(_ seats: Int) throws {
    let duel = Duel(try makeRules("seats=\(seats)", "ticks=2"))
    #expect(duel.match.seatCount == seats)
    duel.begin()
    for seat in 0..<seats { #expect(duel.trade(seat, order) == nil) }
    duel.finish()
    #expect(duel.match.phase == .settled)
    #expect(duel.match.ranking.places.count == seats)
  }

  // MARK: - The countdown

  /// Practice match 7 under the standard rules, computed by another program in another language.
  @Test func thePrerollAndTheFirstTicksAreThoseOfTheSeed() throws {
    let duel = Duel(try makeRules(), practice: 7)
    duel.countDown()
    let preroll = duel.match.preroll
    #expect(preroll.count == 60)
    #expect(preroll.first == [price("60109.30"), price("3013.65")])
    #expect(preroll.last == [price("58332.11"), price("2904.09")])
    #expect(duel.match.quotes.map(\.mark) == preroll.last)
    #expect(duel.match.tick == Tick(-1))
    duel.advance()
    #expect(duel.match.tick == Tick(0))
    #expect(duel.match.quotes.map(\.mark) == [price("58374.23"), price("2909.30")])
    duel.advance()
    #expect(duel.match.quotes.map(\.mark) == [price("58471.62"), price("2913.40")])
  }

  @Test func theCommitmentStandsFromTheBeginning() throws {
    let duel = Duel(try makeRules(), practice: 3)
    let committed = MatchSecret(practice: 3).commitment(rules: duel.match.rules)
    #expect(duel.match.commitment == committed)
    duel.begin()
    duel.finish()
    #expect(duel.match.commitment == committed)
    #expect(duel.match.secret == MatchSecret(practice: 3))
  }

  @Test func theBalanceIsThatOfTheRules() throws {
    let duel = Duel(try makeRules("balance=123.45"))
    duel.begin()
    for seat in 0..<2 {
      #expect(duel.match.available(to: Seat(seat)) == money("123.45"))
      #expect(duel.match.equity(of: Seat(seat)) == ExactMoney(money("123.45")))
    }
    #expect(duel.match.moneyTotal == Int128(money("246.90").units))
  }

  @Test(arguments: [MatchPhase.open, .ready, .countdown, .live])
  func aMatchIsAbortedOnce(_ phase: MatchPhase) throws {
    let duel = try duel(in: phase)
    #expect(duel.apply(.abort) == nil)
    #expect(duel.events == [.aborted])
    #expect(duel.match.phase == .aborted)
    #expect(duel.apply(.abort) == .wrongPhase(.aborted))
  }
}
