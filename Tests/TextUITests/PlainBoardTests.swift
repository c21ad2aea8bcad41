import ClientCore
import TestKit
import Testing
import TextUI
import WireProtocol

struct PlainBoardTests {
  /// What a board shows of a match that a spectator is told in these lines.
  private func shown(_ lines: [String], every: Int = 0) -> String {
    let board = PlainBoard(every: every)
    var view = MatchView()
    var reader = ServerLineReader()
    var text: [String] = []
    for line in lines {
      let bytes = Array(line.utf8)
      guard case .push(let type) = reader.read(bytes.span),
        let news = view.take(type, bytes.span, reader)
      else { continue }
      text += board.lines(for: news, view)
    }
    return text.joined(separator: "\n")
  }

  private func start(ticks: Int = 3) -> String {
    "START match=m1 seq=1 ticks=\(ticks) clock=lockstep instruments=BTC,ETH balance=10000.00 "
      + "commitment=9c0ffee0 preroll=60 rules=classroom seats=ada,bob"
  }

  private func tick(_ tick: Int, _ bitcoin: String = "60000.00") -> [String] {
    [
      "TICK match=m1 seq=2 tick=\(tick) BTC=\(bitcoin)/1/1 ETH=3000.50/1/1",
      "RANK match=m1 seq=3 tick=\(tick) ranking=1,0 equity=10142.57,9008.65",
    ]
  }

  @Test func whoIsOutOrGoneIsNamed() {
    let text = shown([
      start(), "SERIES match=m1 seq=2 of=3 played=1 wins=0,1 next=none winner=none",
      "KNOCKOUT match=m1 seq=3 seat=0 tick=9",
      "SEAT match=m1 seq=4 seat=1 name=bob state=away abandon_ms=5000",
      "SEAT match=m1 seq=5 seat=1 name=bob state=abandoned",
      "SEAT match=m1 seq=6 seat=1 name=bob state=back",
    ])
    #expect(
      text.split(separator: "\n").suffix(5) == [
        "series, best of 3: ada 0, bob 1", "  tick -1  ada: is knocked out",
        "  tick -1  bob: is away", "  tick -1  bob: has abandoned the match",
        "  tick -1  bob: is back",
      ])
  }

  @Test func withAHandicapChangesAreFromTheSeatsOwnBalance() {
    let text = shown([start() + " balances=10000.00,8000.00"] + tick(0))
    #expect(text.contains("ada vs bob, 3 ticks of BTC and ETH, 10000.00 and 8000.00\n"))
    #expect(text.contains("bob 10142.57 +26.78%  |  ada 9008.65 -9.91%"))
  }

  @Test func aMatchIsToldFromTheStartToTheRanking() {
    var lines = ["SEAT match=m1 seq=1 seat=0 name=ada state=ready", start()]
    lines += ["TICK match=m1 seq=2 tick=-60 BTC=1.00/1/1 ETH=1.00/1/1"]
    lines += tick(0)
    lines += [
      "POSITION match=m1 seq=4 seat=0 instrument=BTC quantity=0.2 entry=50000.00 mode=isolated "
        + "leverage=10 margin=1000.005 liquidation=45000.00",
      "POSITION match=m1 seq=4 seat=1 instrument=ETH quantity=-2 entry=3000.25 mode=isolated "
        + "leverage=5 margin=1200.10 liquidation=none",
    ]
    lines += tick(1, "46000.00")
    lines += [
      "MARGIN-CALL match=m1 seq=5 seat=0 instrument=BTC level=20 mark=46000.00 balance=200.00 "
        + "maintenance=0.00 liquidation=45000.00",
      "POSITION match=m1 seq=6 seat=1 instrument=ETH quantity=0 entry=none mode=isolated "
        + "leverage=5 margin=0.00 liquidation=none",
      "SEAT match=m1 seq=7 seat=1 name=bob state=away",
      "LIQUIDATION match=m1 seq=8 instrument=BTC quantity=0.2 price=44000.00 loss=1000.005 "
        + "fee=0.00 "
        + "insurance=200.00 seat=0 side=sell returned=0.00 wallet=9000.00",
    ]
    lines += tick(2, "44000.00")
    lines += [
      "END match=m1 seq=9 ranking=1,0 equity=10142.57,9008.65 digest=5b seed=aa salt=bb places=1,2 "
        + "reason=finished winner=1"
    ]
    let expected = """
      match m1: ada vs bob, 3 ticks of BTC and ETH, 10000.00 each
      commitment 9c0ffee0
      tick 0/3  BTC 60000.00  ETH 3000.50  |  bob 10142.57 +1.43%  |  ada 9008.65 -9.91%
        tick 0  ada: long 0.2 BTC from 50000.00, 10x, margin 1000.00, liquidation 45000.00
        tick 0  bob: short 2 ETH from 3000.25, 5x, margin 1200.10
      tick 1/3  BTC 46000.00  ETH 3000.50  |  bob 10142.57 +1.43%  |  ada 9008.65 -9.91%
        tick 1  ada: MARGIN CALL BTC: 20% of its margin is left
        tick 1  bob: flat in ETH
        tick 1  bob: is away
        tick 1  ada: LIQUIDATED 0.2 BTC at 44000.00, loss 1000.00
      tick 2/3  BTC 44000.00  ETH 3000.50  |  bob 10142.57 +1.43%  |  ada 9008.65 -9.91%
      ranking
        1. bob              10142.57    +1.43%  liquidations 0
        2. ada               9008.65    -9.91%  liquidations 1
      """
    #expect(shown(lines) == expected)
  }

  @Test(arguments: [
    (0, 300, [0, 10, 20, 299]), (7, 300, [0, 7, 14, 21, 299]), (1, 300, Array(0...22) + [299]),
    (0, 10, Array(0...9)),
  ])
  func standingsComeEverySoManyTicksAndAtTheEnd(_ every: Int, _ ticks: Int, _ expected: [Int]) {
    var lines = [start(ticks: ticks)]
    for number in Array(0...22) + [299] where number < ticks { lines += tick(number) }
    let width = String(ticks).count
    let ticksShown = shown(lines, every: every).split(separator: "\n").filter {
      $0.hasPrefix("tick ")
    }.map { $0.dropFirst(5).prefix(width).filter { $0 != " " } }
    #expect(ticksShown == expected.map { "\($0)" })
  }

  @Test func placesMayBeShared() {
    let end =
      "END match=m1 seq=9 ranking=0,1 equity=10000.00,10000.00 digest=5b seed=aa salt=bb "
      + "places=1,1 "
      + "reason=finished winner=none"
    #expect(
      shown([start(), end]).hasSuffix(
        """
        ranking
          1. ada              10000.00    +0.00%  liquidations 0
          1. bob              10000.00    +0.00%  liquidations 0
        """))
  }

  @Test func anAbortedMatchHasNoRanking() {
    let end =
      "END match=m1 seq=9 ranking=0,1 equity=10000.00,10000.00 digest=none seed=aa salt=bb "
      + "places=1,1 reason=aborted winner=none"
    #expect(shown([start(), end]).hasSuffix("\nmatch m1 ended: aborted"))
  }

  @Test func skippedLinesAreAdmitted() {
    #expect(
      shown([start(), "SKIPPED match=m1 seq=9 dropped=12"]).hasSuffix(
        "\n  (some lines were skipped)"))
  }

  @Test func pausesAreExplained() {
    #expect(
      shown([start(), "PAUSE match=m1 seq=9 grace_ms=30000", "CONTINUE match=m1 seq=10"]).hasSuffix(
        """
          the server was started again; the match waits for its players, at most 30 s
          the match goes on
        """))
  }

  @Test func aSeatWithoutANameHasANumber() {
    let lines = [
      start(), "SEAT match=m1 seq=2 seat=1 name=none state=left",
      "POSITION match=m1 seq=4 seat=1 instrument=BTC quantity=1",
    ]
    #expect(shown(lines).hasSuffix("\n  tick -1  seat 1: long 1 BTC"))
  }

  @Test func ordersAreShownWhereTheyMayBeSeen() {
    let text = shown([
      start(),
      "ORDER match=m1 seq=8 order=2 instrument=BTC kind=take-profit side=buy price=49000.00 "
        + "quantity=0.1 state=open reason=none seat=1 reserved=0.00 pair=none worst=none stop=none "
        + "take=none reduce=yes trail=none",
    ])
    #expect(
      text.hasSuffix(
        "\n  tick -1  bob: waits to buy 0.1 BTC when it falls to 49000.00 (take-profit)"))
  }

  /// Of a stop that goes while its position stays there is a line, not of one that goes with it.
  @Test func anOrderGoesWithItsPosition() {
    func order(_ number: Int, _ state: String, reduce: String) -> String {
      "ORDER match=m1 seq=8 order=\(number) instrument=BTC kind=stop side=sell price=49000.00 "
        + "quantity=0.1 state=\(state) reason=none seat=1 reserved=0.00 pair=none worst=none "
        + "stop=none take=none reduce=\(reduce) trail=none"
    }
    func position(_ quantity: String) -> String {
      "POSITION match=m1 seq=4 seat=1 instrument=BTC quantity=\(quantity)"
    }
    let gone = "bob: no longer waits to sell 0.1 BTC when it falls to 49000.00 (stop"
    let open = order(2, "open", reduce: "yes")
    let stays = shown([start(), position("1"), open, order(2, "gone", reduce: "yes")])
    #expect(stays.hasSuffix("\n  tick -1  \(gone))"))
    let goes = shown([start(), position("1"), open, position("0"), order(2, "gone", reduce: "yes")])
    #expect(goes.hasSuffix("\n  tick -1  bob: flat in BTC"))
    let entry = shown([start(), order(3, "open", reduce: "no"), order(3, "gone", reduce: "no")])
    #expect(entry.hasSuffix("\n  tick -1  \(gone) entry)"))
  }

  @Test func talkIsShown() {
    let text = shown([start(), "CHAT match=m1 seq=2 from=fan text=\"go ada\""])
    #expect(text.hasSuffix("\n  fan says: go ada"))
  }
}
