import Digests
import Primitives
import TestKit
import Testing

@testable import PriceTape

/// An instrument as a test writes it.
private func instrument(
  _ start: String, step: String, volatility: String, drift: String = "0", loading: String = "0"
) throws(TapeRecipeError) -> TapeInstrument {
  try TapeInstrument(
    startPrice: price(start), priceStep: price(step), volatility: rate(volatility),
    drift: rate(drift), loading: rate(loading))
}

/// The marks of so many ticks, in units.
private func marks(_ recipe: TapeRecipe, _ seed: Digest, ticks: Int) -> [[Int64]] {
  var tape = Tape(recipe: recipe, seed: seed)
  var marks = recipe.instruments.map(\.startPrice)
  return (0..<ticks).map { _ in
    tape.next(into: &marks)
    return marks.map(\.units)
  }
}

struct TapeTests {
  private let golden = Digest(bytes: Array(0..<32))

  private func digest(_ number: Int) -> Digest {
    Digest.of(domain: "test", [Array(String(number).utf8)])
  }

  @Test(arguments: TapeGenerator.allCases)
  func aCopyGoesOnAsTheTapeDoes(_ generator: TapeGenerator) throws {
    let recipe = TapeRecipe(generator: generator, instruments: try usual().instruments)
    var tape = Tape(recipe: recipe, seed: golden)
    var marks = recipe.instruments.map(\.startPrice)
    for _ in 0..<100 { tape.next(into: &marks) }
    var copy = tape.copy()
    var others = marks
    for _ in 0..<100 { copy.next(into: &others) }
    for _ in 0..<100 { tape.next(into: &marks) }
    #expect(marks == others)
  }

  private func usual() throws -> TapeRecipe {
    TapeRecipe(
      generator: .brownian,
      instruments: [
        try instrument("60000", step: "0.01", volatility: "0.002", loading: "0.8"),
        try instrument("3000", step: "0.01", volatility: "0.0025", loading: "0.8"),
      ])
  }

  private func strange() throws -> TapeRecipe {
    TapeRecipe(
      generator: .brownian,
      instruments: [
        try instrument(
          "0.00005", step: "0.00000001", volatility: "0.25", drift: "-0.01", loading: "-0.6"),
        try instrument(
          "625000000", step: "1", volatility: "0.00123456", drift: "0.00654321", loading: "1"),
        try instrument("0.00000105", step: "0.00000007", volatility: "0.05"),
      ])
  }

  // MARK: - Golden numbers, computed by another program in another language

  @Test func theUsualTapeIsTheSameInAnyLanguage() throws {
    let found = marks(try usual(), golden, ticks: 400)
    #expect(
      Array(found.prefix(5)) == [
        [6_026_512_000_000, 301_047_000_000], [6_054_350_000_000, 303_115_000_000],
        [6_050_774_000_000, 302_144_000_000], [6_047_987_000_000, 300_983_000_000],
        [6_041_226_000_000, 300_586_000_000],
      ])
    #expect(found[59] == [5_987_951_000_000, 298_974_000_000])
    #expect(found[399] == [5_617_557_000_000, 291_033_000_000])
  }

  @Test func aStrangeTapeIsTheSameInAnyLanguage() throws {
    let found = marks(try strange(), golden, ticks: 400)
    #expect(
      Array(found.prefix(5)) == [
        [4_971, 63_044_553_100_000_000, 112], [6_015, 63_572_082_700_000_000, 119],
        [5_938, 63_945_843_400_000_000, 112], [5_783, 64_331_987_000_000_000, 112],
        [5_966, 64_781_579_900_000_000, 119],
      ])
    #expect(found[59] == [582, 91_890_372_700_000_000, 98])
    #expect(found[399] == [312, 831_834_654_400_000_000, 168])
  }

  // MARK: - Against the plain tape

  @Test(arguments: 1...3)
  func agreesWithThePlainTape(_ number: Int) throws {
    for recipe in [try usual(), try strange()] {
      var plain = try PlainTape(recipe, seed: digest(number))
      for (tick, found) in marks(recipe, digest(number), ticks: 300).enumerated() {
        #expect(found == plain.next(), "tick \(tick)")
      }
    }
  }

  @Test(arguments: 1...12)
  func agreesWithThePlainTapeForAnyRecipe(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var instruments: [TapeInstrument] = []
    for _ in 0..<dice.roll(1...8) {
      let step = Int64(dice.rollLogarithmic(1...1_000_000_000))
      let most = Int(Bounds.priceMax.units / 16 / step)
      let edge = dice.pick([
        -unitsPerOne, 0, unitsPerOne, Int64(dice.roll(-99_999_999...99_999_999)),
      ])
      instruments.append(
        try TapeInstrument(
          startPrice: Price(units: Int64(dice.rollLogarithmic(1...most)) * step),
          priceStep: Price(units: step),
          volatility: Rate(units: Int64(dice.rollLogarithmic(0...25_000_000))),
          drift: Rate(units: Int64(dice.roll(-1_000_000...1_000_000))), loading: Rate(units: edge)))
    }
    for generator in TapeGenerator.allCases {
      let recipe = TapeRecipe(generator: generator, instruments: instruments)
      var plain = try PlainTape(recipe, seed: digest(seed))
      for (tick, found) in marks(recipe, digest(seed), ticks: 60).enumerated() {
        #expect(found == plain.next(), "\(generator) tick \(tick)")
      }
    }
  }

  /// Long enough for phases, storms, jumps, events and a whole scenario.
  @Test(arguments: TapeGenerator.allCases)
  func everyGeneratorAgreesWithThePlainOne(_ generator: TapeGenerator) throws {
    let recipe = TapeRecipe(
      generator: generator,
      instruments: [
        try instrument("60000", step: "0.01", volatility: "0.002", loading: "0.8"),
        try instrument("3000", step: "0.01", volatility: "0.0025", loading: "-0.5"),
      ])
    var plain = try PlainTape(recipe, seed: digest(3))
    for (tick, found) in marks(recipe, digest(3), ticks: 900).enumerated() {
      #expect(found == plain.next(), "tick \(tick)")
    }
  }

  // MARK: - Promises

  @Test func anotherSeedIsAnotherTape() throws {
    let recipe = try usual()
    #expect(marks(recipe, digest(1), ticks: 5) != marks(recipe, digest(2), ticks: 5))
    #expect(marks(recipe, digest(1), ticks: 5) == marks(recipe, digest(1), ticks: 5))
  }

  @Test(arguments: 1...6)
  func pricesStayPositiveOnTheirStepAndInRange(_ number: Int) throws {
    let recipe = TapeRecipe(
      generator: .brownian,
      instruments: [
        try instrument("0.00000003", step: "0.00000001", volatility: "0.25", drift: "-0.01"),
        try instrument("625000000", step: "0.05", volatility: "0.25", drift: "0.01", loading: "1"),
        try instrument("7", step: "0.07", volatility: "0.1", loading: "-1"),
      ])
    for tick in marks(recipe, digest(number), ticks: 400) {
      for (units, instrument) in zip(tick, recipe.instruments) {
        #expect(units > 0 && units <= instrument.priceMax.units)
        #expect(units % instrument.priceStep.units == 0)
        // Half-even rounding may pass the lowest price by less than a step.
        #expect(units > instrument.startPrice.units / 16 - instrument.priceStep.units)
      }
    }
  }

  @Test func withoutVolatilityOnlyTheDriftMoves() throws {
    let still = TapeRecipe(
      generator: .brownian,
      instruments: [try instrument("100", step: "0.01", volatility: "0", loading: "0.5")])
    #expect(marks(still, golden, ticks: 3) == Array(repeating: [10_000_000_000], count: 3))
    let rising = TapeRecipe(
      generator: .brownian,
      instruments: [try instrument("100", step: "0.01", volatility: "0", drift: "0.01")])
    #expect(
      marks(rising, golden, ticks: 3)
        == [[10_100_000_000], [10_201_000_000], [10_303_000_000]])
  }

  @Test func aDriftReachesTheEndsOfTheRange() throws {
    let recipe = TapeRecipe(
      generator: .brownian,
      instruments: [
        try instrument("100", step: "0.01", volatility: "0", drift: "0.01"),
        try instrument("100", step: "0.01", volatility: "0", drift: "-0.01"),
      ])
    let last = marks(recipe, golden, ticks: 300).last
    #expect(last == [160_000_000_000, 625_000_000])
  }

  @Test func theSquareRootIsTheLargestThatFits() {
    let numbers: [UInt64] = [
      0, 1, 2, 3, 4, 8, 9, 15, 16, 17, 1 << 60, (1 << 60) - 1, .max, .max - 1,
    ]
    for number in numbers + (0...200) {
      let root = UInt128(number.squareRootDown)
      #expect(root * root <= UInt128(number) && (root + 1) * (root + 1) > UInt128(number))
    }
    #expect(UInt64.max.squareRootDown == 4_294_967_295)
  }

  @Test func aMarkForEachInstrumentIsNeeded() async {
    await #expect(processExitsWith: .failure) {
      let one = try TapeInstrument(
        startPrice: Price(whole: 1), priceStep: Price(whole: 1), volatility: .zero, drift: .zero,
        loading: .zero)
      let recipe = TapeRecipe(generator: .brownian, instruments: [one])
      var tape = Tape(recipe: recipe, seed: Digest(bytes: Array(repeating: 0, count: 32)))
      var marks: [Price] = []
      tape.next(into: &marks)
    }
  }
}
