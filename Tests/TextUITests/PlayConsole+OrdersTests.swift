import ClientCore
import Testing

@testable import TextUI

/// What an order costs and what waits, on a player's screen.
struct PlayConsoleOrderTests {
  /// The numbers of rules.md MARGIN-23, in words.
  @Test func aQuoteWarns() {
    var world = ConsoleWorld.begun(width: 120)
    world.type("q long btc 10x 500\r")
    let sent = world.takeSent().first ?? ""
    world.hear(
      "OK \(sent.split(separator: " ")[0]) QUOTE instrument=BTC side=buy quantity=0.1 "
        + "price=50005.00 notional=5000.00 margin=500.05 fee=2.50 liquidation=45228.00 "
        + "distance=0.50 deviations=2.5 bankruptcy=45004.50 worst=500.05 breakeven=50055.03 "
        + "position=0.1 funding=-0.50 spread=0.50 impact=0.12 close_fee=2.50 "
        + "correlation=ETH:0.82 volatility=1.73")
    let expected = [
      "  costs: spread 0.50, moving the price 0.12, fee to close 2.50, funding takes 0.50 each "
        + "time",
      "  ! liquidation is inside normal volatility: about 6 ticks of it, and 8 are left",
      "  ! stacked: ETH moves with BTC (0.82); your position there loses when this one does",
      "  ! the last 20 ticks moved 1.73 times as much as the pre-roll",
    ]
    #expect(Array(world.emulator.rows.suffix(6).prefix(4)) == expected)
  }

  /// 47.7 deviations are what 2275 ticks bring; 1.49 is less than half as much again.
  @Test func aCalmQuoteDoesNotWarn() {
    var world = ConsoleWorld.begun()
    world.type("q short btc 10x 500\r")
    let sent = world.takeSent().first ?? ""
    world.hear(
      "OK \(sent.split(separator: " ")[0]) QUOTE instrument=BTC side=sell quantity=0.1 "
        + "price=50005.00 notional=5000.00 margin=500.05 fee=0.00 liquidation=none distance=none "
        + "deviations=47.7 bankruptcy=none worst=500.05 breakeven=none position=-0.1 funding=0.00 "
        + "spread=0.00 impact=0.00 close_fee=0.00 correlation=none volatility=1.49")
    #expect(!world.emulator.rows.contains { $0.hasPrefix("  !") || $0.contains("costs") })
  }

  /// The last lines above the status line.
  private func lines(_ world: ConsoleWorld, _ count: Int) -> String {
    world.emulator.rows.suffix(count + 2).prefix(count).joined(separator: "\n")
  }

  private func order(
    _ number: Int, _ kind: String, _ state: String = "open reason=none", seat: Int = 0,
    side: String = "sell", price: String = "49000.00", quantity: String = "none",
    further: String = "pair=none worst=none stop=none take=none reduce=yes trail=none"
  ) -> String {
    "ORDER match=m1 seq=8 order=\(number) instrument=BTC kind=\(kind) side=\(side) price=\(price) "
      + "quantity=\(quantity) state=\(state) seat=\(seat) reserved=0.00 \(further)"
  }

  @Test func ordersAreToldInWords() {
    var world = ConsoleWorld.begun(width: 160)
    world.hear(
      order(
        2, "stop",
        further: "pair=3 worst=48900.00 stop=none take=none reduce=yes trail=none"),
      order(3, "take-profit", price: "52000.00", quantity: "0.1"),
      order(
        4, "trailing-stop",
        further: "pair=none worst=none stop=none take=none reduce=yes trail=2%"),
      order(
        5, "limit", side: "buy", price: "48000.00", quantity: "0.2",
        further: "pair=none worst=none stop=47000.00 take=51000.00 reduce=no trail=none"),
      order(
        6, "stop", side: "buy", price: "51000.00", quantity: "0.2",
        further: "pair=none worst=none stop=none take=none reduce=no trail=none"))
    let waiting = """
      order 2 waits: sell all BTC when it falls to 49000.00 (stop), at worst 48900.00, 2.0% away; \
      pair with 3
      order 3 waits: sell 0.1 BTC when it rises to 52000.00 (take-profit), 4.0% away
      order 4 waits: sell all BTC when it falls 2% below its best, 49000.00 now (trailing stop), \
      2.0% away
      order 5 waits: buy 0.2 BTC at 48000.00 or better, with a stop at 47000.00 and a take-profit \
      at 51000.00, 4.0% away
      order 6 waits: buy 0.2 BTC when it rises to 51000.00 (stop entry), 2.0% away
      """
    #expect(lines(world, 5) == waiting)
    #expect(world.emulator.rows.dropLast().last?.contains("  orders 5") == true)
    world.hear(
      "FILL match=m1 seq=9 order=2 instrument=BTC side=sell quantity=0.2 price=48990.00 fee=4.90 "
        + "liquidation=none reason=stop realized=-200.00 position=0 margin=0.00 wallet=9000.00 "
        + "insurance=0.00 mode=isolated leverage=10 spread=0.98 impact=0.00",
      order(3, "take-profit", "cancelled reason=pair", price: "52000.00", quantity: "0.1"),
      order(4, "trailing-stop", "cancelled reason=position-closed"),
      order(5, "limit", "cancelled reason=insufficient-margin", side: "buy", quantity: "0.2"))
    let gone = """
      sold 0.2 BTC at 48990.00 (stop, order 2), fee 4.90, spread 0.98, realized -200.00; flat in BTC
      order 3 is cancelled, the other one of the pair is done: sell 0.1 BTC when it rises to \
      52000.00 (take-profit)
      order 4 is cancelled, its position is gone: sell all BTC when it falls to 49000.00
      order 5 is cancelled, there was not enough margin when it was reached: buy 0.2 BTC at \
      49000.00 or better (reduce-only)
      """
    #expect(lines(world, 4) == gone)
    #expect(world.emulator.rows.dropLast().last?.contains("  orders 1") == true)
  }

  @Test func othersOrdersAreToldAsTheyAreShown() {
    var world = ConsoleWorld.begun()
    world.hear(
      "POSITION match=m1 seq=8 seat=1 instrument=BTC quantity=0.2", order(2, "stop", seat: 1),
      order(2, "stop", "gone reason=none", seat: 1))
    #expect(
      world.emulator.rows.suffix(4).prefix(2) == [
        "tick 0  bob: waits to sell all BTC when it falls to 49000.00 (stop)",
        "tick 0  bob: no longer waits to sell all BTC when it falls to 49000.00 (stop)",
      ])
    #expect(world.emulator.rows.dropLast().last?.contains("orders") == false)
  }

  @Test func openOrdersAreListed() {
    var world = ConsoleWorld.begun()
    world.type("orders\r")
    let sent = world.takeSent().first ?? ""
    #expect(sent.hasSuffix(" ORDERS"))
    let tag = sent.split(separator: " ").first ?? ""
    world.hear(
      "OK \(tag) ORDERS match=m1 tick=0 count=1 reserved=960.00",
      "OPEN-ORDER order=5 instrument=BTC kind=limit side=buy price=48000.00 quantity=0.2 pair=none "
        + "worst=none stop=none take=none reduce=no trail=none")
    #expect(
      world.emulator.rows.suffix(4).prefix(2) == [
        "1 open order, 960.00 reserved",
        "  order 5 waits: buy 0.2 BTC at 48000.00 or better, 4.0% away",
      ])
    world.hear("OK \(tag) ORDERS match=m1 tick=0 count=0 reserved=0.00")
    #expect(world.emulator.rows.contains("no open orders"))
  }

  @Test func fundingIsToldInWords() {
    var world = ConsoleWorld.begun()
    func line(_ amount: String, _ drawn: String) -> String {
      "FUNDING match=m1 seq=9 instrument=BTC amount=\(amount) mark=50000.00 insurance=\(drawn) "
        + "position=0.2 margin=999.00 wallet=9000.00 seat=0"
    }
    world.hear(line("-1.00", "0.00"), line("1.00", "0.00"), line("-5.00", "2.00"))
    #expect(
      world.emulator.rows.suffix(5).prefix(3) == [
        "funding: paid 1.00 for BTC, margin 999.00",
        "funding: received 1.00 for BTC, margin 999.00",
        "funding: paid 5.00 for BTC, 2.00 of it by the insurance, margin 999.00",
      ])
  }
}
