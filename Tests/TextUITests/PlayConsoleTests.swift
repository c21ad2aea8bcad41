import ClientCore
import Testing

@testable import TextUI

struct PlayConsoleTests {
  private let position = " BTC=long/0.1/50000.00/isolated/5/1000.00/-10.00/40201.01"

  @Test func theFirstMinuteIsExplained() {
    let world = ConsoleWorld.begun()
    #expect(
      world.emulator.rows == [
        "you have seat 0 in m1", "bob has taken seat 1", "bob is ready",
        "m1: ada vs bob, 9 ticks of BTC and ETH, 10000.00 each", "  BTC 50000.00   ETH 3000.00",
        "  leverage up to 20x, fee 0.05%, maintenance margin 0.5%, rules standard",
        "  Enter says that you are done with this tick; done 20 lets 20 pass.",
        "    long btc 500 10x      buys with a margin of 500 at ten times",
        "    q short eth 25% 5x    tells what that would risk, before you do it",
        "    stop btc 48500.00     closes it by itself when the price comes there",
        "    close btc             closes the position; help lists the rest",
        " BTC 50000.00 +0.20%  ETH 3000.00 +0.00%  equity 9990.00 -0.10%  free 9000.00  tick 0/8"
          + "  rank 2/2", ">",
      ])
  }

  @Test func theStatusLineShowsTheServersNumbers() {
    var world = ConsoleWorld.begun(clock: "live:1000", width: 140)
    world.tick(1)
    world.answerStatus(positions: position)
    let status = world.emulator.rows.dropLast().last ?? ""
    for part in ["equity 9990.00", "free 9000.00", "ratio 3%", "liq BTC 19.6%", "tick 1/8 0:07"] {
      #expect(status.contains(part), "\(status)")
    }
  }

  @Test(arguments: [20, 30, 40, 60, 80])
  func aNarrowStatusLineKeepsWhatMatters(_ width: Int) {
    var world = ConsoleWorld.begun(width: width)
    world.tick(1)
    world.answerStatus(positions: position)
    let status = world.emulator.rows.dropLast().last ?? ""
    #expect(status.count < width)
    #expect(status.contains("equity 9990.00"))
  }

  @Test func oneQuestionAtATimeForTheStatus() {
    var world = ConsoleWorld.begun()
    world.tick(1)
    #expect(world.takeSent().count == 2)
    world.tick(2)
    #expect(world.takeSent().isEmpty)
  }

  @Test func whatIsTypedStaysBelowWhatHappens() {
    var world = ConsoleWorld.begun()
    world.type("long btc 10")
    world.hear(
      "FILL match=m1 seq=8 order=1 instrument=ETH side=sell quantity=2 price=3000.00 fee=3.00 "
        + "liquidation=3580.00 reason=market realized=0.00 position=-2 margin=1200.00 "
        + "wallet=8797.00 insurance=0.00",
      "CHAT match=m1 seq=9 from=bob text=\"good luck\"")
    #expect(
      world.emulator.rows.suffix(4).map { $0.hasPrefix(" BTC") ? "status" : $0 } == [
        "sold 2 ETH at 3000.00, fee 3.00; short 2, margin 1200.00, "
          + "liquidation 3580.00 (19.3% away)",
        "bob: good luck", "status", "> long btc 10",
      ])
    world.type("x 500\r")
    #expect(world.commands() == ["LONG BTC 500 10x"])
    #expect(world.emulator.rows.last == ">")
  }

  @Test func refusalsAndMistakesSayWhatToDo() {
    var world = ConsoleWorld.begun()
    world.type("long btc 90000\r")
    let tag = world.takeSent().first?.split(separator: " ").first ?? ""
    world.hear(
      "ERR \(tag) code=insufficient-margin field=size text=\"needs 90045.00, available is 9000.00\""
    )
    #expect(world.emulator.rows.contains("refused: needs 90045.00, available is 9000.00"))
    world.type("long xyzzy 5\r")
    #expect(
      world.emulator.rows.contains(
        "'xyzzy' is no instrument (btc or eth) and no size. Such as: long btc 500 10x"))
    world.type("lnog btc 5\r")
    #expect(
      world.emulator.rows.contains {
        $0.contains("there is no 'lnog'") && $0.contains("long btc 500 10x")
      })
    #expect(world.commands().isEmpty)
  }

  @Test func tabFinishesWords() {
    var world = ConsoleWorld.begun()
    world.type("lo\tb\t500 1\t")
    #expect(world.emulator.rows.last == "> long btc 500 10x")
    world.type("\u{15}m\t\t")
    #expect(world.emulator.rows.contains("  mode  margin"))
    #expect(world.emulator.rows.last == "> m")
  }

  @Test func enterPassesATickInLockstep() {
    var world = ConsoleWorld.begun()
    world.type("\r\r")
    #expect(world.commands() == ["DONE tick=0"])
    world.tick(1)
    #expect(world.commands().isEmpty)
    world.type("done 3\r")
    #expect(world.commands() == ["DONE tick=1"])
    world.tick(2)
    #expect(world.commands() == ["DONE tick=2"])
    world.hear(
      "MARGIN-CALL match=m1 seq=9 seat=0 instrument=BTC level=20 mark=41000.00 balance=100.00 "
        + "maintenance=20.00 liquidation=40201.01")
    world.tick(3)
    #expect(world.commands().isEmpty)
    #expect(world.emulator.rows.contains { $0.hasPrefix("MARGIN CALL BTC: 20%") })
  }

  @Test func aCrossMarginCallHasNoInstrument() {
    var world = ConsoleWorld.begun()
    world.hear("MARGIN-CALL match=m1 seq=9 seat=0 level=10 balance=100.00 maintenance=90.00")
    #expect(world.emulator.rows.contains { $0.hasPrefix("MARGIN CALL the cross account: 10%") })
  }

  @Test func aQuoteIsSpelledOut() {
    var world = ConsoleWorld.begun()
    world.type("q long btc 10x 500\r")
    let sent = world.takeSent().first ?? ""
    #expect(sent.hasSuffix("QUOTE LONG BTC 500 10x"))
    world.hear(
      "OK \(sent.split(separator: " ")[0]) QUOTE instrument=BTC side=buy quantity=0.1 "
        + "price=50005.00 notional=5000.50 margin=500.05 fee=2.50 liquidation=45228.00 "
        + "distance=9.54 deviations=47.7 bankruptcy=45004.50 worst=502.55 breakeven=50055.03")
    let expected = [
      "long 0.1 BTC at 50005.00: exposure 5000.50, margin 500.05, fee 2.50",
      "  liquidation 45228.00, 9.54% away (47.7 deviations of a tick)",
      "  worst loss 502.55, break-even 50055.03, bankruptcy 45004.50",
    ]
    #expect(Array(world.emulator.rows.suffix(5).prefix(3)) == expected)
  }

  @Test func modesAndMarginsAreConfirmed() {
    var world = ConsoleWorld.begun()
    world.type("margin btc +200\r")
    let tag = world.takeSent().first?.split(separator: " ").first ?? ""
    world.hear(
      "OK \(tag) MARGIN instrument=BTC margin=700.00 wallet=8800.00 liquidation=43000.00")
    #expect(
      world.emulator.rows.contains("BTC: margin 700.00, liquidation 43000.00 (14.0% away)"))
  }

  @Test func leavingARunningMatchNeedsASecondWord() {
    var world = ConsoleWorld.begun()
    world.type("quit\r")
    #expect(world.console.outcome == nil)
    #expect(world.emulator.rows.contains { $0.contains("goes on without you") })
    world.type("pos\rquit\r")
    #expect(world.console.outcome == nil)
    world.type("\u{03}")
    #expect(world.console.outcome == .left)
    #expect(world.commands() == ["QUIT"])
    var other = ConsoleWorld.begun()
    other.type("quit\r")
    #expect(other.console.outcome == nil)
    other.type("quit\r")
    #expect(other.console.outcome == .left)
  }

  @Test func theEndIsTheRanking() {
    var world = ConsoleWorld.begun()
    world.hear(
      "END match=m1 seq=20 ranking=1,0 equity=10210.55,9120.00 digest=5b seed=1 salt=2 places=1,2 "
        + "reason=finished winner=1")
    #expect(world.console.outcome == .finished)
    #expect(
      world.emulator.rows.contains("  2. ada               9120.00    -8.80%  liquidations 0"))
    #expect(world.emulator.rows.contains("digest=5b"))
  }

  @Test func aSeriesGoesOnWithTheNextMatch() {
    var world = ConsoleWorld.begun()
    world.tick(1)
    world.answerStatus(positions: position)
    world.hear(
      "SERIES match=m1 seq=19 of=3 played=1 wins=0,1 next=m2 winner=none",
      "END match=m1 seq=20 ranking=1,0 equity=10210.55,9120.00 digest=5b seed=1 salt=2 places=1,2 "
        + "reason=finished winner=1")
    #expect(world.console.outcome == nil)
    #expect(world.emulator.rows.contains("series, best of 3: ada 0, bob 1"))
    world.hear("SEATED match=m2 seat=1 token=0e after=m1 reason=series")
    #expect(world.emulator.rows.contains("m2 follows; you have seat 1"))
    world.type("pos\r")
    #expect(
      world.emulator.rows.contains("the match has not begun; help lists the words"))
    world.hear(
      "SEAT match=m2 seq=1 seat=0 name=bob state=ready",
      "START match=m2 seq=2 ticks=9 clock=lockstep:60000 instruments=BTC,ETH balance=10000.00 "
        + "commitment=9d preroll=60 rules=standard seats=bob,ada",
      "SERIES match=m2 seq=3 of=3 played=1 wins=1,0 next=none winner=none",
      "TICK match=m2 seq=4 tick=0 BTC=50000.00/1/1 ETH=3000.00/1/1",
      "RANK match=m2 seq=5 tick=0 ranking=0,1 equity=10000.00,10000.00")
    let asked = world.takeSent().first { $0.hasSuffix(" RULES") } ?? ""
    world.hear("OK \(asked) match=m2 preset=standard leverage-max=20")
    #expect(
      world.emulator.rows.contains("m2: bob vs ada, 9 ticks of BTC and ETH, 10000.00 each"))
    #expect(world.emulator.rows.last { $0.hasPrefix(" BTC") }?.contains("liq") == false)
    world.hear(
      "SERIES match=m2 seq=6 of=3 played=2 wins=2,0 next=none winner=0",
      "END match=m2 seq=7 ranking=0,1 equity=10210.55,9120.00 digest=5c seed=1 salt=2 places=1,2 "
        + "reason=finished winner=0")
    #expect(world.console.outcome == .finished)
  }

  @Test func whoIsOutOrBackIsTold() {
    var world = ConsoleWorld.begun()
    world.hear(
      "LIQUIDATION match=m1 seq=8 instrument=BTC quantity=0.2 price=44000.00 loss=-12.50 fee=0.00 "
        + "insurance=0.00 seat=1 side=buy returned=0.00 wallet=0.00",
      "KNOCKOUT match=m1 seq=9 seat=1 tick=0", "KNOCKOUT match=m1 seq=10 seat=0 tick=0",
      "SEAT match=m1 seq=11 seat=1 name=bob state=back")
    #expect(
      world.emulator.rows.suffix(6).prefix(4) == [
        "bob was LIQUIDATED: 0.2 BTC went at 44000.00, gain 12.50", "bob is knocked out",
        "you are knocked out", "tick 0  bob: is back",
      ])
  }

  @Test func aCrossPositionShowsNoMarginOfItsOwn() {
    var world = ConsoleWorld.begun()
    world.type("pos\r")
    let tag = world.takeSent().first?.split(separator: " ").first ?? ""
    world.hear(
      "OK \(tag) POSITIONS match=m1 tick=0 count=1 "
        + "BTC=long/0.1/50000.00/cross/5/0.00/-10.00/40000.00")
    #expect(
      world.emulator.rows.contains(
        "BTC long 0.1 from 50000.00, cross 5x, profit -10.00, liquidation 40000.00 (20.0% away)"))
  }

  @Test func whatCannotBeHadEndsTheClient() {
    var world = ConsoleWorld()
    world.hear("INFO proto=1", "ERR code=name-taken field=name text=\"somebody is here as ada\"")
    world.hear("ERR code=hello-first text=\"say who you are first\"")
    #expect(world.console.outcome == .refused("somebody is here as ada"))
    var other = ConsoleWorld()
    other.hear("BYE code=shutting-down text=\"the server is stopping\"")
    other.lose()
    #expect(other.console.outcome == .lost("the server is stopping"))
  }

  @Test func aServerThatKeepsItsMatchesIsComeBackTo() {
    var world = ConsoleWorld()
    world.hear("INFO proto=1 durability=strict", "OK HELLO player=ada")
    world.hear("OK QUEUE match=m1 seat=0 token=0123", "BYE code=shutting-down text=\"it stops\"")
    let canGoOn = world.cut()
    #expect(canGoOn && world.emulator.rows.contains("it stops"))
  }

  /// What is typed stays; what cannot be sent is said; nothing is sent before the seat is back.
  @Test func aBrokenConnectionIsMadeAgain() {
    var world = ConsoleWorld.begun()
    world.tick(1)
    _ = world.takeSent()
    world.type("short et")
    let canGoOn = world.cut()
    #expect(canGoOn)
    #expect(world.emulator.rows.contains("the connection broke; coming back"))
    #expect(world.emulator.rows.last == "> short et")
    world.type("h 5\r")
    #expect(world.takeSent().isEmpty)
    #expect(world.emulator.rows.contains("not connected; not sent: SHORT ETH 5"))
    world.type("long")
    world.hear("INFO proto=1")
    #expect(world.takeSent() == ["RESUME match=m1 token=0f seq=7"])
    world.hear("OK RESUME match=m1 seat=0 seq=7")
    #expect(world.emulator.rows.contains("you are back"))
    #expect(world.emulator.rows.last == "> long")
    world.type("\u{15}half btc\r")
    #expect(world.commands() == ["CLOSE BTC 50%"])
    #expect(world.console.outcome == nil)
  }

  @Test func withoutASeatThereIsNoComingBack() {
    var world = ConsoleWorld()
    world.hear("INFO proto=1")
    let canGoOn = world.cut()
    #expect(!canGoOn)
  }

  // MARK: - Pipes

  @Test func pipedLinesWaitForWhatTheyNeed() {
    var world = ConsoleWorld(isInteractive: false)
    world.type("long btc 10x 500\ndone 2\nacc\n")
    world.hear("INFO proto=1")
    #expect(world.commands().contains("HELLO proto=1 name=ada agent=\"test\""))
    #expect(!world.console.wantsInput)
    world = .begun(isInteractive: false)
    world.type("long btc 10x 500\ndone 2\nac")
    world.type("c\n")
    let first = world.takeSent()
    #expect(first == ["#2 LONG BTC 500 10x"])
    world.hear("OK #2 LONG order=1")
    #expect(world.commands() == ["DONE tick=0"])
    world.tick(1)
    #expect(world.commands() == ["DONE tick=1"])
    world.tick(2)
    let asked = world.takeSent()
    #expect(asked.count == 1 && asked[0].hasSuffix("ACCOUNT"))
    #expect(!world.written.contains("\u{1b}"))
  }

  @Test func theEndOfThePipePlaysOn() {
    var world = ConsoleWorld.begun(isInteractive: false)
    world.type("pos")
    world.endInput()
    let asked = world.takeSent()
    #expect(asked.count == 1 && asked[0].hasSuffix("POSITIONS"))
    world.hear("OK #2 POSITIONS match=m1 tick=0 count=0")
    #expect(world.written.contains("no positions\n"))
    #expect(world.commands() == ["DONE tick=0"])
    for tick in 1...8 {
      world.tick(tick)
      #expect(world.commands() == (tick < 8 ? ["DONE tick=\(tick)"] : []))
    }
    #expect(world.console.outcome == nil)
  }

  // MARK: - Another match

  private func ended(address: String?) -> ConsoleWorld {
    var world = ConsoleWorld.begun(address: address)
    world.hear(
      "END match=m1 seq=90 ranking=0,1 equity=10100.00,9900.00 digest=5b seed=aa salt=bb "
        + "places=1,2 reason=finished winner=0")
    return world
  }

  @Test func aMatchAmongPeopleMayBePlayedAgain() {
    var world = ended(address: "10.0.0.1:7171")
    #expect(world.console.outcome == nil)
    #expect(world.emulator.rows.contains { $0.hasPrefix("rematch asks for another match") })
    world.hear("REMATCH match=m1 by=bob")
    #expect(world.emulator.rows.contains("bob wants another match; rematch agrees"))
    _ = world.takeSent()
    world.type("rematch\r")
    let sent = world.takeSent()
    #expect(sent.last?.uppercased().hasSuffix("REMATCH") == true)
    world.hear("SEATED match=m2 seat=1 token=0e after=m1 reason=rematch")
    #expect(world.console.outcome == nil && world.takeSent().contains("READY"))
  }

  @Test func quitLeavesAnEndedMatchAtOnce() {
    var world = ended(address: "10.0.0.1:7171")
    world.type("quit\r")
    #expect(world.console.outcome == .finished)
  }

  @Test func practiceEndsWithItsMatch() {
    #expect(ended(address: nil).console.outcome == .finished)
  }

  // MARK: - From another client

  @Test func aSeatTellsHowItIsTakenAgain() {
    var world = ConsoleWorld(address: "10.0.0.1:7171")
    world.hear("INFO proto=1", "OK HELLO player=ada", "OK CREATE match=m1 seat=0 token=0f")
    #expect(
      world.emulator.rows.contains(
        "should this client be lost: duel play 10.0.0.1:7171 --resume m1:0f"))
    var practice = ConsoleWorld()
    practice.hear("INFO proto=1", "OK HELLO player=ada", "OK CREATE match=m1 seat=0 token=0f")
    #expect(!practice.emulator.rows.contains { $0.contains("--resume") })
  }

  /// What happened before is not told again; then the match goes on as for any player.
  @Test func anotherClientTakesTheSeatOver() {
    var world = ConsoleWorld(goal: .resume(match: "m1", token: "0f"))
    world.hear("INFO proto=1")
    #expect(world.takeSent() == ["RESUME match=m1 token=0f seq=0"])
    world.hear(
      "OK RESUME match=m1 seat=0 player=ada seq=4",
      "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      "START match=m1 seq=2 ticks=9 clock=lockstep:60000 instruments=BTC,ETH balance=10000.00 "
        + "commitment=9c preroll=60 rules=standard seats=ada,bob",
      "TICK match=m1 seq=3 tick=3 BTC=50000.00/1/1 ETH=3000.00/1/1",
      "RANK match=m1 seq=4 tick=3 ranking=0,1 equity=10000.00,9000.00")
    #expect(world.emulator.rows.contains("you are back"))
    #expect(!world.emulator.rows.contains { $0.hasPrefix("tick 3") })
    #expect(world.takeSent().contains("#1 RULES"))
    world.hear(
      "OK #1 RULES match=m1 preset=standard leverage-max=20 maintenance-rate=0.005 "
        + "taker-fee=0.0005",
      "TICK match=m1 seq=5 tick=4 BTC=51000.00/1/1 ETH=3000.00/1/1",
      "RANK match=m1 seq=6 tick=4 ranking=0,1 equity=10100.00,9000.00")
    #expect(world.emulator.rows.contains { $0.contains("BTC 51000.00") })
  }
}
