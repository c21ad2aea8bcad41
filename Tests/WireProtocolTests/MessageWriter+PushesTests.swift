import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing
import WireProtocol

/// Every push as the specification shows it, from the second field of its stream on.
struct MessageWriterPushesTests {
  private let writer = MessageWriter(.text)

  // MARK: - Outside of matches

  @Test func infoSaysVersionAndLimits() {
    #expect(
      written { writer.info(durability: "memory", linesPerSecond: 200, &$0) }
        == "INFO proto=1 server=margin-duel/0.1.0 maxline=4096 ping_ms=15000 rate=200 "
        + "features=watch,queue,record,series,json,resume,chat,orders,nonces durability=memory "
        + "pong_ms=60000\n")
  }

  @Test func pingIsOneWord() { #expect(written { writer.ping(&$0) } == "PING\n") }

  @Test func byeSaysWhy() {
    #expect(
      written { writer.bye(.pingTimeout, text: "good night", &$0) }
        == "BYE code=ping-timeout text=\"good night\"\n")
    #expect(
      written { writer.bye(.serverFull, text: "no", retryMilliseconds: 5000, &$0) }
        == "BYE code=server-full text=\"no\" retry_ms=5000\n")
    #expect(written { writer.bye(nil, text: "goodbye", &$0) } == "BYE code=quit text=\"goodbye\"\n")
  }

  // MARK: - Seats and the start

  @Test(arguments: [
    (SeatChange.taken, " seat=1 name=ada state=taken"), (.ready, " seat=1 name=ada state=ready"),
    (.away, " seat=1 name=ada state=away"), (.abandoned, " seat=1 name=ada state=abandoned"),
  ])
  func aSeatSaysWhoSitsThere(_ change: SeatChange, _ expected: String) {
    let line = written { writer.seatFields(Seat(1), name: PlayerName("ada"), change, &$0) }
    #expect(line == expected)
  }

  @Test func aFreeSeatHasNoName() {
    let line = written { writer.seatFields(Seat(0), name: nil, .left, &$0) }
    #expect(line == " seat=0 name=none state=left")
  }

  @Test func startNamesTheTerms() throws {
    let rules = try makeRules("ticks=60", "clock=lockstep", preset: "classroom")
    let duel = Duel(rules, practice: 7)
    duel.countDown()
    let commitment = MatchSecret(practice: 7).commitment(rules: rules)
    #expect(
      written { writer.startFields(duel.match, &$0) }
        == " ticks=60 clock=lockstep instruments=BTC,ETH balance=10000.00 commitment=\(commitment) "
        + "preroll=60 rules=classroom seats=p0,p1")
  }

  // MARK: - Ticks

  @Test func aTickHasMarkBidAndAsk() {
    let quotes = [
      Quote(mark: price("60000.01"), halfSpread: rate("0.0001"), priceStep: price("0.01")),
      Quote(mark: price("0.5"), halfSpread: .zero, priceStep: price("0.0001")),
    ]
    let line = written {
      writer.tickFields(Tick(-60), quotes: quotes, names: ["BTC", "XRP"], &$0)
    }
    #expect(line == " tick=-60 BTC=60000.01/59994.00/60006.02 XRP=0.50/0.50/0.50")
  }

  @Test func aRankingIsBestFirst() throws {
    let duel = Duel(try makeRules("ticks=2", preset: "classroom"))
    duel.begin()
    let ranking = duel.match.ranking
    let values = duel.match.rules.values
    #expect(
      written {
        writer.rankFields(
          Tick(0), ranking, to: Audience(publicOf: values), of: values, &$0)
      }
        == " tick=0 ranking=0,1 equity=10000.00,10000.00")
  }

  // MARK: - Trades

  /// 0.2 bought at 50,000, 10x: margin 1,000, gone at 45,000.
  private func engineWithALong() throws -> Engine {
    let engine = try Engine(at: "50000")
    engine.buy(.quantity(quantity("0.2")))
    return engine
  }

  @Test func aFillSaysWhatIsHeldAfterIt() throws {
    let engine = try engineWithALong()
    let bought = try #require(engine.fills.first)
    let line = written {
      writer.fillFields(bought, instrument: "BTC", liquidation: engine.liquidationPrice(), &$0)
    }
    #expect(
      line == " order=1 instrument=BTC side=buy quantity=0.2 price=50000.00 fee=0.00 "
        + "liquidation=45000.00 reason=market realized=0.00 position=0.2 margin=1000.00 "
        + "wallet=9000.00 insurance=0.00 mode=isolated leverage=10 spread=0.00 impact=0.00")
    engine.mark("51000")
    engine.close()
    let sold = try #require(engine.fills.first)
    let closed = written { writer.fillFields(sold, instrument: "BTC", liquidation: nil, &$0) }
    #expect(
      closed == " order=2 instrument=BTC side=sell quantity=0.2 price=51000.00 fee=0.00 "
        + "liquidation=none reason=close realized=200.00 position=0 margin=0.00 "
        + "wallet=10200.00 insurance=0.00 mode=isolated leverage=10 spread=0.00 impact=0.00")
  }

  @Test func aMarginCallSaysHowFarLiquidationIs() throws {
    let engine = try engineWithALong()
    engine.mark("46000")
    let call = try #require(engine.calls.first)
    #expect(
      written { writer.marginCallFields(call, instrument: "BTC", &$0) }
        == " seat=0 instrument=BTC level=20 mark=46000.00 balance=200.00 maintenance=0.00 "
        + "liquidation=45000.00")
  }

  @Test func aLiquidationSaysWhatItCost() throws {
    let engine = try engineWithALong()
    engine.mark("44000")
    let liquidation = try #require(engine.liquidations.first)
    #expect(
      written { writer.liquidationFields(liquidation, instrument: "BTC", &$0) }
        == " instrument=BTC quantity=0.2 price=44000.00 loss=1000.00 fee=0.00 insurance=200.00 "
        + "seat=0 side=sell returned=0.00 wallet=9000.00 position=0 margin=0.00")
  }

  @Test func aPositionIsShownWithItsSign() throws {
    let engine = try Engine(at: "50000")
    engine.sell(.quantity(quantity("0.2")))
    let short = written {
      writer.positionFields(
        engine.position(), seat: Seat(1), instrument: "BTC",
        liquidation: engine.liquidationPrice(), &$0)
    }
    #expect(
      short == " seat=1 instrument=BTC quantity=-0.2 entry=50000.00 mode=isolated leverage=10 "
        + "margin=1000.00 liquidation=55000.00")
    engine.close()
    let flat = written {
      writer.positionFields(
        engine.position(), seat: Seat(1), instrument: "BTC",
        liquidation: engine.liquidationPrice(), &$0)
    }
    #expect(
      flat == " seat=1 instrument=BTC quantity=0 entry=none mode=isolated leverage=10 "
        + "margin=0.00 liquidation=none")
  }

  @Test func thePositionsOfASeatAreOneValueEach() throws {
    let engine = try engineWithALong()
    let long = written {
      writer.positionValue(
        engine.position(), mark: price("50100"), liquidation: price("45000"), &$0)
    }
    #expect(long == "long/0.2/50000.00/isolated/10/1000.00/20.00/45000.00")
    engine.close()
    engine.sell(.quantity(quantity("0.1")))
    let short = written {
      writer.positionValue(engine.position(), mark: price("50100"), liquidation: nil, &$0)
    }
    #expect(short == "short/0.1/50000.00/isolated/10/500.00/-10.00/none")
  }

  // MARK: - The end

  @Test func theEndRevealsTheSeed() throws {
    let duel = Duel(try makeRules("ticks=1", "seats=1", preset: "classroom"), practice: 7)
    duel.begin()
    let secret = MatchSecret(practice: 7)
    let digest = Digest(bytes: Array(repeating: 1, count: 32))
    #expect(
      written { writer.endFields(duel.match, digest: digest, &$0) }
        == " ranking=0 equity=10000.00 digest=\(digest) seed=\(secret.seed) salt=\(secret.salt) "
        + "places=1 reason=finished winner=0 ticks=1 knocked_out=none abandoned=none inactive=none "
        + "forfeited=none")
  }

  @Test func aDrawHasNoWinner() throws {
    let duel = Duel(try makeRules("ticks=1", preset: "classroom"))
    duel.begin()
    let line = written { writer.endFields(duel.match, digest: nil, &$0) }
    #expect(line.contains(" places=1,1 reason=finished winner=none "))
  }

  @Test func anAbortedMatchHasNoResult() throws {
    let duel = Duel(try makeRules("seats=1"))
    duel.begin()
    duel.apply(.abort)
    let line = written { writer.endFields(duel.match, digest: nil, &$0) }
    #expect(line.contains(" digest=none seed="))
    #expect(line.contains(" places=1 reason=aborted winner=none "))
  }
}
