import Primitives
import TestKit
import Testing
import WireProtocol

@testable import ClientCore

struct MatchViewTests {
  // MARK: - Seats and the start

  @Test func seatsFillBeforeTheStart() {
    var seen = SeenMatch()
    #expect(seen.take("SEAT match=m7 seq=1 seat=1 name=bob state=taken") == .seat(1))
    #expect(seen.view.match == "m7" && seen.view.sequence == 1)
    #expect(seen.view.seats.map(\.name) == [nil, "bob"])
    #expect(seen.take("SEAT match=m7 seq=2 seat=0 name=ada state=ready") == .seat(0))
    #expect(seen.view.seats.map(\.name) == ["ada", "bob"])
    #expect(seen.take("SEAT match=m7 seq=3 seat=1 name=none state=left") == .seat(1))
    #expect(seen.view.seats.map(\.name) == ["ada", nil])
    #expect(seen.view.seats.map(\.isAway) == [false, false])
  }

  @Test func theStartNamesEverything() {
    let view = SeenMatch.begun(seat: 1).view
    #expect(view.match == "m1" && view.sequence == 5)
    #expect(view.instruments == ["BTC", "ETH"])
    #expect(view.ticks == 3 && view.tick == -1)
    #expect(view.isLockstep)
    #expect(view.balance == money("10000") && view.wallet == money("10000"))
    #expect(view.commitment == "ab12")
    #expect(view.seats.map(\.name) == ["ada", "bob"])
    #expect(view.seats.map(\.equity) == [money("10000"), money("10000")])
    #expect(view.ranking == [0, 1])
    #expect(view.index(of: "ETH") == 1 && view.index(of: "XAU") == nil)
  }

  @Test func aHandicapIsSeen() {
    var seen = SeenMatch(seat: 1)
    seen.take(SeenMatch.start + " balances=10000.00,8000.00")
    #expect(seen.view.balances == [money("10000"), money("8000")])
    #expect(seen.view.seats.map(\.equity) == [money("10000"), money("8000")])
    #expect(seen.view.wallet == money("8000"))
  }

  /// Balances that do not fit the seats mean nothing.
  @Test(arguments: ["", " balances=1.00", " balances=1.00,2.00,3.00", " balances=1.00,x"])
  func withoutAHandicapAllBeginWithTheSame(_ field: String) {
    var seen = SeenMatch()
    seen.take(SeenMatch.start + field)
    #expect(seen.view.balances == [money("10000"), money("10000")])
  }

  @Test func whatOneBeginsWithIsSeen() {
    var seen = SeenMatch.begun(seat: 0)
    let news = seen.take(
      "POSITION match=m1 seq=66 seat=0 instrument=BTC quantity=0.2 entry=60000.00 mode=isolated "
        + "leverage=10 margin=1200.00 liquidation=54000.00")
    #expect(news == .position(seat: 0, instrument: 0))
    #expect(seen.view.seats[0].positions[0].quantity == quantity("0.2"))
    #expect(seen.view.wallet == nil)
  }

  /// Whoever holds a view may look up its own seat, whatever the server said.
  @Test(arguments: [(-1, nil), (8, nil), (999_999_999, nil), (3, 3)])
  func onesOwnSeatIsAlwaysThere(_ told: Int, _ expected: Int?) {
    var seen = SeenMatch(seat: told)
    #expect(seen.view.seat == expected)
    seen.take(SeenMatch.start)
    #expect(seen.view.seats.count == (expected ?? 1) + 1)
    #expect(seen.view.ranking == Array(seen.view.seats.indices))
  }

  @Test func aSpectatorHasNoWallet() { #expect(SeenMatch.begun().view.wallet == nil) }

  @Test func aLiveClockIsNotLockstep() {
    var seen = SeenMatch()
    seen.take(SeenMatch.start.replacing("clock=lockstep:60000", with: "clock=live:500"))
    #expect(!seen.view.isLockstep)
  }

  @Test func whoGoesAwayIsMarked() {
    var seen = SeenMatch.begun()
    #expect(seen.take("SEAT match=m1 seq=9 seat=1 name=bob state=away") == .seat(1))
    #expect(seen.view.seats.map(\.isAway) == [false, true])
    #expect(seen.view.seats[1].name == "bob")
  }

  @Test func whoIsGoneForTooLongIsMarked() {
    var seen = SeenMatch.begun()
    seen.take("SEAT match=m1 seq=9 seat=1 name=bob state=away abandon_ms=5000")
    #expect(!seen.view.seats[1].isAbandoned)
    seen.take("SEAT match=m1 seq=10 seat=1 name=bob state=abandoned")
    #expect(seen.view.seats[1].isAway && seen.view.seats[1].isAbandoned)
  }

  // MARK: - What is not told

  @Test func whatIsNotToldStaysAsItWas() {
    var seen = SeenMatch.begun(seat: 0)
    seen.take("RANK match=m1 seq=6 tick=20 ranking=1,0 equity=10200.00,9999.99")
    #expect(seen.take("RANK match=m1 seq=7 tick=21 ranking=0,1 equity=10300.01,none") == .ranked)
    #expect(seen.view.ranking == [0, 1])
    #expect(seen.view.seats.map(\.equity) == [money("10300.01"), money("10200")])
  }

  @Test func aSealedRankingNamesOneOrNobody() {
    var seen = SeenMatch.begun(seat: 0)
    seen.take("RANK match=m1 seq=6 tick=1 ranking=0 equity=9000.00")
    #expect(seen.view.ranking == [0] && seen.view.seats[0].equity == money("9000"))
    seen.take("RANK match=m1 seq=7 tick=2 ranking=none equity=none")
    #expect(seen.view.ranking.isEmpty)
  }

  @Test func knockOutsAndSeriesAreTold() {
    var seen = SeenMatch.begun()
    #expect(seen.take("KNOCKOUT match=m1 seq=6 seat=1 tick=9") == .knockedOut(seat: 1))
    #expect(seen.view.seats.map(\.isKnockedOut) == [false, true])
    #expect(seen.take("KNOCKOUT match=m1 seq=6 seat=9 tick=9") == nil)
    #expect(
      seen.take("SERIES match=m1 seq=7 of=3 played=1 wins=0,1 next=m2 winner=none")
        == .series(of: 3, wins: [0, 1]))
    #expect(seen.view.nextMatch == "m2")
    seen.take("SERIES match=m1 seq=8 of=3 played=2 wins=0,2 next=none winner=1")
    #expect(seen.view.nextMatch == nil)
  }

  // MARK: - Ticks

  @Test func aTickBringsQuotesAndHistory() {
    var seen = SeenMatch.begun()
    let first =
      "TICK match=m1 seq=6 tick=-60 BTC=60000.00/59994.00/60006.00 ETH=3000.00/2999.70/3000.30"
    #expect(seen.take(first) == .tick)
    #expect(seen.view.tick == -60)
    #expect(
      seen.view.quotes == [
        SeenQuote(mark: price("60000"), bid: price("59994"), ask: price("60006")),
        SeenQuote(mark: price("3000"), bid: price("2999.7"), ask: price("3000.3")),
      ])
    seen.take("TICK match=m1 seq=7 tick=-59 BTC=60001.00/1/2 ETH=3001.00/1/2 NEW=1/2/3 more=5")
    #expect(
      seen.view.marks == [[price("60000"), price("60001")], [price("3000"), price("3001")]])
    #expect(seen.view.quotes.count == 2)
  }

  @Test func theHistoryIsBounded() {
    var seen = SeenMatch.begun()
    for tick in 0..<600 {
      seen.take("TICK match=m1 seq=\(tick) tick=\(tick) BTC=\(tick + 1)/1/2 ETH=1/1/1")
    }
    #expect(seen.view.marks[0].count == MatchView.historyMax)
    #expect(seen.view.marks[0].first == price("89") && seen.view.marks[0].last == price("600"))
  }

  @Test func aRankingOrdersTheSeats() {
    var seen = SeenMatch.begun()
    #expect(
      seen.take("RANK match=m1 seq=8 tick=0 ranking=1,0 equity=10001.50,9999.00") == .ranked)
    #expect(seen.view.ranking == [1, 0])
    #expect(seen.view.seats.map(\.equity) == [money("9999"), money("10001.5")])
  }

  // MARK: - Trades

  @Test func aFillChangesTheOwnPosition() {
    var seen = SeenMatch.begun(seat: 1)
    let line =
      "FILL match=m1 seq=9 order=1 instrument=ETH side=sell quantity=2 price=3000.00 fee=3.00 "
      + "liquidation=3300.00 reason=market realized=0.00 position=-2 margin=600.00 "
      + "wallet=9397.00 insurance=0.00"
    #expect(seen.take(line) == .fill(instrument: 1))
    #expect(seen.view.wallet == money("9397"))
    let position = seen.view.seats[1].positions[1]
    #expect(position.quantity == quantity("-2") && position.margin == money("600"))
    #expect(position.liquidation == price("3300"))
    #expect(seen.view.seats[0].positions[1] == SeenPosition())
  }

  @Test func aPositionOfAnotherSeatIsShown() {
    var seen = SeenMatch.begun(seat: 1)
    let line =
      "POSITION match=m1 seq=9 seat=0 instrument=BTC quantity=0.2 entry=50000.00 mode=isolated "
      + "leverage=10 margin=1000.00 liquidation=45000.00"
    #expect(seen.take(line) == .position(seat: 0, instrument: 0))
    #expect(
      seen.view.seats[0].positions[0]
        == SeenPosition(
          quantity: quantity("0.2"), margin: money("1000"), entry: price("50000"), leverage: 10,
          isCross: false, liquidation: price("45000")))
    seen.take(
      "POSITION match=m1 seq=10 seat=0 instrument=BTC quantity=0 entry=none mode=isolated "
        + "leverage=10 margin=0.00 liquidation=none")
    let flat = seen.view.seats[0].positions[0]
    #expect(flat.quantity == .zero && flat.entry == nil && flat.liquidation == nil)
  }

  @Test(arguments: [(0, "10000"), (1, "9000")])
  func aLiquidationEmptiesThePosition(_ seat: Int, _ wallet: String) {
    var seen = SeenMatch.begun(seat: seat)
    seen.take(
      "POSITION match=m1 seq=9 seat=1 instrument=BTC quantity=0.2 entry=50000.00 mode=isolated "
        + "leverage=10 margin=1000.00 liquidation=45000.00")
    let line =
      "LIQUIDATION match=m1 seq=10 instrument=BTC quantity=0.2 price=44000.00 loss=1000.00 "
      + "fee=0.00 insurance=200.00 seat=1 side=sell returned=0.00 wallet=9000.00"
    #expect(
      seen.take(line)
        == .liquidation(
          seat: 1, instrument: 0, quantity: quantity("0.2"), price: price("44000"),
          loss: money("1000")))
    #expect(seen.view.seats[1].positions[0] == SeenPosition())
    #expect(seen.view.seats.map(\.liquidations) == [0, 1])
    #expect(seen.view.wallet == money(wallet))
  }

  @Test func aMarginCallNamesItsLevel() {
    var seen = SeenMatch.begun()
    let line =
      "MARGIN-CALL match=m1 seq=9 seat=0 instrument=ETH level=20 mark=2700.00 balance=200.00 "
      + "maintenance=0.00 liquidation=2500.00"
    #expect(seen.take(line) == .marginCall(seat: 0, instrument: 1, percent: 20))
  }

  // MARK: - Orders that wait

  private func order(
    _ number: Int, seat: Int, state: String = "open", reason: String = "none",
    kind: String = "stop"
  ) -> String {
    "ORDER match=m1 seq=9 order=\(number) instrument=ETH kind=\(kind) side=sell price=2900.00 "
      + "quantity=none state=\(state) reason=\(reason) seat=\(seat) reserved=0.00 pair=4 "
      + "worst=2890.00 stop=none take=none reduce=yes trail=none"
  }

  @Test func anOrderIsSeenWithEverything() throws {
    var seen = SeenMatch.begun(seat: 0)
    guard case .order(let seat, let order, .open)? = seen.take(order(3, seat: 0)) else {
      Issue.record("no order")
      return
    }
    #expect(seat == 0 && order.number == 3 && order.instrument == 1 && order.kind == "stop")
    #expect(!order.isBuy && order.price == price("2900") && order.quantity == nil)
    #expect(order.isReduceOnly && order.pair == 4 && order.worst == price("2890"))
    #expect(order.stop == nil && order.take == nil && order.trail == nil)
    #expect(seen.view.seats[0].orders == [order] && seen.view.seats[1].orders.isEmpty)
  }

  @Test func ordersAreKeptByNumber() {
    var seen = SeenMatch.begun(seat: 0)
    for number in [7, 3, 5, 5] { seen.take(order(number, seat: 1)) }
    #expect(seen.view.seats[1].orders.map(\.number) == [3, 5, 7])
    guard
      case .order(1, let gone, .gone)? = seen.take(order(5, seat: 1, state: "gone")),
      case .order(1, let cancelled, .cancelled(let reason))? = seen.take(
        order(3, seat: 1, state: "cancelled", reason: "pair"))
    else {
      Issue.record("not told")
      return
    }
    #expect(gone.number == 5 && cancelled.number == 3 && reason == "pair")
    #expect(seen.view.seats[1].orders.map(\.number) == [7])
  }

  /// Orders are filled whole; those of others stay until they are told to be gone.
  @Test func aFillEndsTheOrderThatWaited() {
    var seen = SeenMatch.begun(seat: 0)
    seen.take(order(3, seat: 0))
    seen.take(order(3, seat: 1))
    seen.take("FILL match=m1 seq=9 order=3 instrument=ETH position=0 margin=0.00 wallet=9999.00")
    #expect(seen.view.seats.map { $0.orders.count } == [0, 1])
    seen.take(
      "END match=m1 seq=20 ranking=1,0 equity=10200.00,9800.00 digest=5b01 places=1,2 "
        + "reason=finished")
    #expect(seen.view.seats.allSatisfy { $0.orders.isEmpty })
  }

  @Test func fundingMovesTheMargin() {
    var seen = SeenMatch.begun(seat: 0)
    let line =
      "FUNDING match=m1 seq=9 instrument=BTC amount=-1.00 mark=50000.00 insurance=0.00 "
      + "position=0.2 margin=999.00 wallet=9000.00 seat=0"
    #expect(seen.take(line) == .funding(instrument: 0, amount: money("-1")))
    #expect(seen.view.seats[0].positions[0].margin == money("999"))
    #expect(seen.view.wallet == money("9000"))
  }

  @Test(arguments: [
    "ORDER match=m1 seq=9 seat=0", "ORDER match=m1 seq=9 seat=5 order=1 instrument=BTC kind=stop",
    "ORDER match=m1 seq=9 seat=0 order=1 instrument=XAU kind=stop side=buy price=1.00 state=open",
    "ORDER match=m1 seq=9 seat=0 order=x instrument=BTC kind=stop side=buy price=1.00 state=open",
    "FUNDING match=m1 seq=9 seat=0 instrument=XAU amount=1.00", "FUNDING match=m1 seq=9 seat=0",
  ])
  func anOrderThatMakesNoSenseIsNoNews(_ line: String) {
    var seen = SeenMatch.begun(seat: 0)
    #expect(seen.take(line) == nil)
    #expect(seen.view.seats.allSatisfy { $0.orders.isEmpty })
  }

  // MARK: - The end

  /// Ranking, equity and places go together, whatever the server left out.
  @Test(arguments: [
    "ranking=1,0", "ranking=1,0 places=1", "ranking=1,0 equity=1.00",
    "ranking=7 equity=1.00 places=1",
  ])
  func theEndHasAnEquityAndAPlaceForEach(_ fields: String) {
    var seen = SeenMatch.begun()
    seen.take("START match=m1 seq=5 ticks=3 clock=live:500 instruments=BTC seats=ada,bob")
    seen.take("END match=m1 seq=20 reason=finished \(fields)")
    #expect(seen.view.end?.equity == [.zero, .zero])
    #expect(seen.view.end?.places == [1, 2])
  }

  @Test func theEndIsKept() {
    var seen = SeenMatch.begun()
    let line =
      "END match=m1 seq=20 ranking=1,0 equity=10200.00,9800.00 digest=5b01 seed=aa salt=bb "
      + "places=1,2 reason=finished winner=1"
    #expect(seen.take(line) == .ended)
    #expect(
      seen.view.end
        == SeenEnd(
          ranking: [1, 0], equity: [money("10200"), money("9800")], places: [1, 2],
          digest: "5b01", reason: "finished"))
    seen.take(SeenMatch.start)
    #expect(seen.view.end == nil)
  }

  @Test func anAbortedMatchHasNoDigest() {
    var seen = SeenMatch.begun()
    seen.take(
      "END match=m1 seq=20 ranking=0,1 equity=10000.00,10000.00 digest=none seed=aa salt=bb "
        + "places=1,1 reason=aborted winner=none")
    #expect(seen.view.end?.digest == nil && seen.view.end?.reason == "aborted")
  }

  @Test func skippedLinesAreNews() {
    var seen = SeenMatch.begun()
    #expect(seen.take("SKIPPED match=m1 seq=40 dropped=12") == .skipped)
    #expect(seen.view.sequence == 40)
  }

  @Test func pausesAreNews() {
    var seen = SeenMatch.begun()
    #expect(
      seen.take("PAUSE match=m1 seq=40 grace_ms=30000") == .paused(milliseconds: 30_000))
    #expect(seen.take("CONTINUE match=m1 seq=41") == .resumed)
  }

  // MARK: - What a view does not take

  @Test(arguments: [
    "INFO proto=1", "PING", "BYE code=quit", "MATCH match=m9",
    "RECORD-LINE match=m9 line=1 text=\"x\"",
  ])
  func linesOutsideOfTheStreamAreNotItsBusiness(_ line: String) {
    var seen = SeenMatch.begun()
    #expect(seen.take(line) == nil)
    #expect(seen.view.match == "m1")
  }

  /// Lines that no server sends: nothing in them may bring a client down.
  @Test(arguments: [
    "SEAT match=m1 seq=6 seat=9 name=x state=taken",
    "SEAT match=m1 seq=6 seat=-1 name=x state=taken",
    "SEAT match=m1 seq=6", "POSITION match=m1 seq=6 seat=7 instrument=BTC quantity=1",
    "POSITION match=m1 seq=6 seat=0 instrument=XAU quantity=1",
    "LIQUIDATION match=m1 seq=6 seat=2 instrument=BTC",
    "MARGIN-CALL match=m1 seq=6 seat=0 instrument=X",
    "FILL match=m1 seq=6 instrument=BTC position=1", "TICK match=m1 seq=6 tick=x BTC=1/2 ETH=a/b/c",
  ])
  func nonsenseIsNoNews(_ line: String) {
    var seen = SeenMatch.begun()
    let news = seen.take(line)
    #expect(news == nil || news == .tick)
    #expect(seen.view.seats.map(\.name) == ["ada", "bob"])
  }

  @Test func aSeatThatWasNotThereAtTheStartHasPositionsToo() {
    var seen = SeenMatch.begun(seat: 5)
    seen.take("SEAT match=m1 seq=6 seat=5 name=eve state=taken")
    seen.take("POSITION match=m1 seq=7 seat=5 instrument=ETH quantity=1 margin=5.00")
    seen.take("LIQUIDATION match=m1 seq=8 seat=5 instrument=BTC quantity=1 price=1 loss=1")
    seen.take("FILL match=m1 seq=9 instrument=ETH position=2 margin=1 wallet=5")
    #expect(seen.view.seats.count == 6)
  }

  @Test(arguments: [
    "RANK match=m1 seq=6 tick=0 ranking=0,5 equity=1,2",
    "RANK match=m1 seq=6 tick=0 ranking=0,1 equity=1",
  ])
  func aRankingThatDoesNotFitIsNotTaken(_ line: String) {
    var seen = SeenMatch.begun()
    seen.take(line)
    #expect(seen.view.ranking == [0, 1])
    #expect(seen.view.seats.map(\.equity) == [money("10000"), money("10000")])
  }
}
