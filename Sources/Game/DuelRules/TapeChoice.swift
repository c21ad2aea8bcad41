public import Digests
import Margin
public import PriceTape
import Primitives

/// Which stored tape a match is played on. Rule: TAPE-12.
public struct TapeChoice: Hashable, Sendable {
  /// The tape's name.
  public var name: String
  /// The digest of the ticks that the match uses, as a tape of their own.
  public var digest: Digest
  /// The first tick used, counted from the beginning of the whole tape.
  public var offset: Int

  /// Names ticks of a tape.
  public init(name: String, digest: Digest, offset: Int) {
    self.name = name
    self.digest = digest
    self.offset = offset
  }

  /// How many ticks a match can have that begins at a tick of a tape: what is left of it behind
  /// the pre-roll; negative when that does not fit either.
  public static func ticksAvailable(on tape: StoredTape, from offset: Int) -> Int {
    tape.tickCount - offset - Rules.prerollTicks
  }
}

extension RuleValues {
  /// Takes the instruments of a stored tape and returns the ticks that the match uses.
  ///
  /// The quantity step is the largest power of ten that is worth at most 1 at the first mark.
  mutating func choose(_ stored: StoredTape, offset: Int) throws(RuleError) -> StoredTape {
    guard offset >= 0, TapeChoice.ticksAvailable(on: stored, from: offset) >= 1 else {
      let last = stored.tickCount - Rules.prerollTicks - 1
      let reason =
        last < 0
        ? "\(stored.name) has \(stored.tickCount) ticks; a match needs \(Rules.prerollTicks + 1)"
        : "0 to \(last) on \(stored.name), which has \(stored.tickCount) ticks"
      throw RuleError(key: "tape-offset", reason: reason)
    }
    let available = TapeChoice.ticksAvailable(on: stored, from: offset)
    guard (1...available).contains(ticks),
      let excerpt = stored.excerpt(from: offset, ticks: ticks + Rules.prerollTicks)
    else {
      throw RuleError(
        key: "ticks", reason: "1 to \(available) ticks on \(stored.name) from tick \(offset)")
    }
    tape = TapeChoice(name: excerpt.name, digest: excerpt.digest, offset: offset)
    instruments = excerpt.instruments.enumerated().map { index, instrument in
      var values = InstrumentValues(named: instrument.name)
      values.startPrice = excerpt.marks(ofTick: 0)[index]
      values.priceStep = instrument.priceStep
      values.priceMax = excerpt.priceMax(ofInstrument: index)
      values.quantityStep = Self.quantityStep(at: values.startPrice)
      return values
    }
    return excerpt
  }

  private static func quantityStep(at price: Price) -> Quantity {
    let one = Int128(unitsPerOne) * Int128(unitsPerOne)
    var step: Int64 = 1
    while Int128(step) * 10 * Int128(price.units) <= one { step *= 10 }
    return Quantity(units: step)
  }
}

extension InstrumentValues {
  /// An instrument of a stored tape whose prices are still to be set.
  init(named name: String) {
    self.init(
      name: name, startPrice: .zero, priceStep: .zero, quantityStep: .zero,
      minNotional: Money(whole: 5), volatility: .zero, drift: .zero, loading: .zero)
  }
}

extension Rules {
  /// The rules of a match on a stored tape that begins at tick `offset`; the tape's instruments
  /// take the place of those in `values`. Rule: TAPE-12.
  public init(
    _ values: RuleValues, on tape: StoredTape, offset: Int = 0
  ) throws(RuleError) {
    var chosen = values
    let excerpt = try chosen.choose(tape, offset: offset)
    try self.init(chosen, tape: excerpt)
  }

  /// What of the rules does not fit the marks they are to be played on. Rule: TAPE-13.
  static func mismatch(
    _ values: RuleValues, _ choice: TapeChoice, _ tape: StoredTape?
  ) -> RuleError? {
    guard let tape else {
      return RuleError(key: "tape", reason: "the marks of the tape are missing")
    }
    guard choice.digest == tape.digest, choice.name == tape.name else {
      return RuleError(
        key: "tape", reason: "the marks are those of \(tape.name) with digest \(tape.digest)")
    }
    guard choice.offset >= 0, choice.offset <= StoredTape.ticksMax else {
      return RuleError(key: "tape-offset", reason: "0 to \(StoredTape.ticksMax)")
    }
    guard tape.tickCount == values.ticks + prerollTicks else {
      return RuleError(
        key: "ticks", reason: "the tape has the marks of \(tape.tickCount - prerollTicks) ticks")
    }
    guard values.instruments.map(\.name) == tape.instruments.map(\.name) else {
      return RuleError(
        key: "instruments",
        reason: "the tape has \(tape.instruments.map(\.name).joined(separator: ","))")
    }
    for (index, instrument) in values.instruments.enumerated() {
      let name = instrument.name
      guard instrument.priceStep == tape.instruments[index].priceStep else {
        let step = tape.instruments[index].priceStep
        return RuleError(key: "\(name).price-step", reason: "the tape has \(step)")
      }
      let first = tape.marks(ofTick: 0)[index]
      guard instrument.startPrice == first else {
        return RuleError(key: "\(name).start-price", reason: "the tape's first mark is \(first)")
      }
      let highest = tape.priceMax(ofInstrument: index)
      guard instrument.priceMax == highest else {
        return RuleError(key: "\(name).price-max", reason: "on this tape it is \(highest)")
      }
    }
    return nil
  }
}
