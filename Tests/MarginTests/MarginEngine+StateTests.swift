import Margin
import Primitives
import TestKit
import Testing

struct MarginEngineStateTests {
  /// The state as 64-bit numbers, most significant byte first.
  private func numbers(_ engine: Engine) -> [Int64] {
    let bytes = engine.state
    #expect(bytes.count.isMultiple(of: 8))
    return stride(from: 0, to: bytes.count, by: 8).map { place in
      let word = bytes[place..<place + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int64(bitPattern: word)
    }
  }

  /// Marks; per seat wallet, draws, fees, realised profit, funding, liquidations, orders, call
  /// level, per instrument quantity, open cost, margin, leverage, mode, call level and what was
  /// traded in this tick, then the open orders; then house and insurance, 128 bits each.
  @Test func everythingStandsInItsOrder() throws {
    let engine = try Engine(at: "50000", "60000", seats: 2) {
      $0.costs.takerFee = rate("0.0005")
      $0.costs.liquidationFee = rate("0.0025")
    }
    engine.buy(.quantity(quantity("0.2")), seat: 1, instrument: 1)
    engine.sell(.quantity(quantity("0.1")), leverage: 4, seat: 0)
    engine.mark("50000", "55000")
    engine.mark("50000", "53000")
    let expected: [Int64] = [
      5_000_000_000_000, 5_300_000_000_000,
      // Seat 0: 10,000 - 1,250 - 2.50; short 0.1 for 5,000.
      874_750_000_000, 0, 250_000_000, 0, 0, 0, 1, 0,
      -10_000_000, 500_000_000_000, 125_000_000_000, 4, 0, 0, 0,
      0, 0, 0, 10, 0, 0, 0,
      0,
      // Seat 1: 10,000 - 1,200 - 6; a loss of 1,400 on a margin of 1,200.
      879_400_000_000, 20_000_000_000, 600_000_000, -140_000_000_000, 0, 1, 1, 0,
      0, 0, 0, 10, 0, 0, 0,
      0, 0, 0, 10, 0, 0, 0,
      0,
      // House: 2.50 + 6 + 1,400; insurance: -200.
      0, 140_850_000_000, -1, -20_000_000_000,
    ]
    #expect(numbers(engine) == expected)
  }

  /// Number, instrument, side, kind, distance, price, quantity, reduce-only, worst, stop, take,
  /// pair.
  @Test func anOpenOrderStandsBehindItsSeatsPositions() throws {
    let engine = try Engine(at: "50000")
    var entry = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .quantity(quantity("0.2")))
    entry.timing = .stop(price("51000"))
    entry.worst = price("51500")
    entry.stop = price("50500")
    entry.take = price("53000")
    engine.execute(.enter(entry))
    #expect(
      numbers(engine)[16...28] == [
        1, 1, 0, 0, 1, 0, 5_100_000_000_000, 20_000_000, 0, 5_150_000_000_000,
        5_050_000_000_000, 5_300_000_000_000, 0,
      ])
    engine.buy(.quantity(quantity("0.1")))
    engine.execute(
      .protect(
        ProtectiveOrder(instrument: Instrument(0), protection: .trail(.share(rate("0.02"))))))
    #expect(
      numbers(engine)[29...40] == [3, 0, 1, 4, 2_000_000, 4_900_000_000_000, 0, 1, 0, 0, 0, 0])
  }

  @Test func fundingAndTheCallLevelArePartOfTheState() throws {
    let engine = try Engine(at: "50000") {
      $0.costs.fundingRate = rate("0.001")
      $0.costs.fundingInterval = 1
    }
    engine.buy(.quantity(quantity("0.2")))
    engine.mark("45500")
    engine.mark("45500")
    #expect(numbers(engine)[5] == -910_000_000)
    #expect(numbers(engine)[14] == 2)
  }

  @Test func theModeAndTheCallsOfAnAccountArePartOfTheState() throws {
    let engine = try Engine(at: "50000", balance: "1000")
    engine.buy(.quantity(quantity("0.2")), mode: .cross)
    engine.mark("45500")
    #expect(numbers(engine)[8] == 1 && numbers(engine)[13] == 1)
  }

  @Test func everyAcceptedStepChangesIt() throws {
    let engine = try Engine(at: "50000") { $0.costs.takerFee = rate("0.0005") }
    var states = [engine.state]
    engine.setLeverage(5)
    states.append(engine.state)
    engine.buy(.quantity(quantity("0.1")))
    states.append(engine.state)
    engine.mark("50000.01")
    states.append(engine.state)
    engine.close(.share(rate("0.5")))
    states.append(engine.state)
    engine.close()
    states.append(engine.state)
    #expect(Set(states).count == 6)
  }

  @Test func appendingKeepsWhatWasThere() throws {
    let engine = try Engine(at: "50000")
    var buffer = ByteBuffer()
    buffer.append("before")
    engine.core.appendState(to: &buffer)
    #expect(buffer.bytes == Array("before".utf8) + engine.state)
  }
}
