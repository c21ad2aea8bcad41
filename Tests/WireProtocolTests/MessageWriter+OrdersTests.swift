import Margin
import Primitives
import TestKit
import Testing
import WireProtocol

/// ORDER, OPEN-ORDER and FUNDING as the specification shows them.
struct MessageWriterOrdersTests {
  private let text = MessageWriter(.text)
  private let json = MessageWriter(.json)

  /// The changes that the commands of a seat make to its open orders.
  private func changes(_ engine: Engine) -> [OrderChange] {
    engine.events.compactMap { if case .order(let change) = $0 { change } else { nil } }
  }

  private func line(
    _ change: OrderChange, _ state: ToldOrderState, _ writer: MessageWriter? = nil
  ) -> String {
    written {
      (writer ?? text).orderFields(
        change.order, of: change.seat, instrument: "BTC", state, reserved: change.reserved, &$0)
    }
  }

  /// 0.2 at 49,000, 10x: 980 are reserved.
  private func limit(_ engine: Engine) throws -> OrderChange {
    var order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .quantity(quantity("0.2")))
    order.timing = .limit(price("49000"))
    order.stop = price("48000")
    engine.execute(.enter(order))
    return try #require(changes(engine).first)
  }

  @Test func anEntryThatRestsIsTold() throws {
    let change = try limit(try Engine(at: "50000"))
    let whole =
      " order=1 instrument=BTC kind=limit side=buy price=49000.00 quantity=0.2 state=open "
      + "reason=none seat=0 reserved=980.00 pair=none worst=none stop=48000.00 take=none reduce=no "
      + "trail=none"
    #expect(line(change, .open) == whole)
    #expect(line(change, .gone) == whole.replacing("state=open", with: "state=gone"))
    #expect(
      line(change, .cancelled(.refused(.wouldLiquidate)), json)
        == #","order":1,"instrument":"BTC","kind":"limit","side":"buy","price":"49000.00","#
        + #""quantity":"0.2","state":"cancelled","reason":"would-liquidate","seat":0,"#
        + #""reserved":"980.00","pair":null,"worst":null,"stop":"48000.00","take":null,"#
        + #""reduce":"no","trail":null"#)
  }

  @Test func theOrdersOfAPositionAreTold() throws {
    let engine = try Engine(at: "50000")
    engine.sell(.quantity(quantity("0.2")))
    engine.execute(
      .protect(
        ProtectiveOrder(
          instrument: Instrument(0), protection: .pair(stop: price("51000"), take: price("48000")),
          size: .share(rate("0.5")))))
    #expect(
      changes(engine).map { line($0, .open) } == [
        " order=2 instrument=BTC kind=stop side=buy price=51000.00 quantity=0.1 state=open "
          + "reason=none seat=0 reserved=0.00 pair=3 worst=none stop=none take=none reduce=yes "
          + "trail=none",
        " order=3 instrument=BTC kind=take-profit side=buy price=48000.00 quantity=0.1 state=open "
          + "reason=none seat=0 reserved=0.00 pair=2 worst=none stop=none take=none reduce=yes "
          + "trail=none",
      ])
  }

  @Test(arguments: [
    (TrailDistance.share(rate("0.02")), "51000.00", "2%"),
    (.share(rate("0.00125")), "50062.50", "0.125%"), (.price(price("500")), "50500.00", "500.00"),
  ])
  func aTrailingStopTellsItsDistance(
    _ distance: TrailDistance, _ trigger: String, _ expected: String
  ) throws {
    let engine = try Engine(at: "50000")
    engine.sell(.quantity(quantity("0.2")))
    engine.execute(
      .protect(
        ProtectiveOrder(
          instrument: Instrument(0), protection: .trail(distance), worst: price("60000"))))
    let change = try #require(changes(engine).first)
    #expect(
      written { text.openOrder(change.order, instrument: "BTC", &$0) }
        == "OPEN-ORDER order=2 instrument=BTC kind=trailing-stop side=buy price=\(trigger) "
        + "quantity=none pair=none worst=60000.00 stop=none take=none reduce=yes "
        + "trail=\(expected)\n")
    let whole = written { json.openOrder(change.order, instrument: "BTC", &$0) }
    #expect(whole.hasPrefix(#"{"type":"OPEN-ORDER","order":2,"#))
    #expect(whole.hasSuffix(#","reduce":"yes","trail":"\#(expected)"}"# + "\n"))
  }

  @Test(arguments: [
    (CancelReason.asked, "asked"), (.pair, "pair"), (.positionClosed, "position-closed"),
    (.liquidation, "liquidation"), (.knockedOut, "knocked-out"),
    (.refused(.worstPrice(price("5"))), "worst-price"),
    (
      .refused(.insufficientMargin(required: money("5"), available: money("4"))),
      "insufficient-margin"
    ),
    (.refused(.beyondLiquidation(price("5"))), "beyond-liquidation"),
  ])
  func aReasonIsAWord(_ reason: CancelReason, _ word: String) {
    #expect(reason.name == word)
  }

  /// 0.2 at 50,000 for 0.01 %: 1.
  @Test func fundingIsTold() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.fundingRate = rate("0.0001")
      $0.costs.fundingInterval = 1
    }
    engine.buy(.quantity(quantity("0.2")))
    engine.mark("50000")
    engine.mark("50000")
    let funding = try #require(
      engine.events.compactMap { if case .funding(let event) = $0 { event } else { nil } }.first)
    let line = written { text.fundingFields(funding, instrument: "BTC", &$0) }
    #expect(
      line.hasPrefix(
        " instrument=BTC amount=-1.00 mark=50000.00 insurance=0.00 position=0.2 margin=99"))
    #expect(line.hasSuffix(" wallet=9000.00 seat=0"))
  }
}
