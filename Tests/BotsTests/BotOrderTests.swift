import ClientCore
import Primitives
import TestKit
import Testing

@testable import Bots

struct BotOrderTests {
  private func text(_ order: BotOrder) -> String {
    var output = ByteBuffer()
    order.write(Course([1000]).view, &output)
    return output.withSpan { String(decoding: $0) }
  }

  private func entry(_ change: (inout BotEntry) -> Void) -> BotOrder {
    var entry = BotEntry(isLong: true, instrument: 0, sharePercent: 20, leverage: 5)
    change(&entry)
    return .place(entry)
  }

  @Test func ordersAreLinesOfTheWire() {
    #expect(
      text(.enter(isLong: false, instrument: 0, sharePercent: 7, leverage: 3))
        == "SHORT BTC 7% 3x\n")
    #expect(text(.close(instrument: 0)) == "CLOSE BTC\n")
    #expect(text(.cancel(instrument: 0)) == "CANCEL BTC\n")
    #expect(text(.choose(isCross: true, instrument: 0)) == "MODE BTC cross\n")
    #expect(text(.choose(isCross: false, instrument: 0)) == "MODE BTC isolated\n")
    #expect(text(.trail(instrument: 0, distance: Price(whole: 12))) == "TRAIL BTC 12.00\n")
  }

  @Test func entriesCarryTheirTerms() {
    #expect(text(entry { _ in }) == "LONG BTC 20% 5x isolated\n")
    #expect(
      text(
        entry {
          $0.isLong = false
          $0.isCross = true
          $0.trigger = .stop(Price(whole: 990))
        }) == "STOP SHORT BTC 990.00 20% 5x cross\n")
    #expect(
      text(
        entry {
          $0.trigger = .limit(Price(whole: 990))
          $0.stop = Price(whole: 900)
          $0.take = Price(whole: 1100)
        }) == "LIMIT LONG BTC 990.00 20% 5x isolated stop=900.00 take=1100.00\n")
  }
}
