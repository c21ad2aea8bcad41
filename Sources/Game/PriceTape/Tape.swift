public import Digests
public import Primitives

/// The marks of a match, tick by tick, the same for every seat.
///
/// Rules: TAPE-2 to TAPE-5. Complexity: O(instruments) a tick, no allocation.
public struct Tape: ~Copyable {
  /// What the tape is made by.
  public let recipe: TapeRecipe

  private var stream: KeyedStream
  private let deviate = NormalDeviate()
  private var walkers: [PriceWalker]

  /// Starts the tape of a seed.
  public init(recipe: TapeRecipe, seed: Digest) {
    self.recipe = recipe
    stream = KeyedStream(key: Digest.of(domain: "margin-duel/tape/1", [seed.bytes]))
    walkers = recipe.instruments.map { PriceWalker($0) }
  }

  /// Moves every instrument by one tick and writes its new mark.
  public mutating func next(into marks: inout [Price]) {
    precondition(marks.count == walkers.count, "TAPE-4: a mark for each instrument")
    switch recipe.generator {
    case .brownian:
      let common = deviate.make(from: stream.nextWord())
      for index in walkers.indices {
        let own = deviate.make(from: stream.nextWord())
        walkers[index].move(common: common, own: own)
        marks[index] = walkers[index].mark
      }
    }
  }
}

/// One instrument's walk. All divisions are shifts, which round down.
struct PriceWalker {
  /// The price relative to its start, times 2^44.
  private var relative: Int64
  private let startSteps: Int64
  private let priceStep: Int64
  private let volatility: Int64  // times 2^32
  private let drift: Int64  // times 2^32
  private let loading: Int64  // times 2^30
  private let remainder: Int64  // times 2^30: what the common factor leaves to the own one

  private static let one: Int64 = 1 << 44
  private static let lowest = one / TapeInstrument.rangeFactor
  private static let highest = one * TapeInstrument.rangeFactor

  init(_ instrument: TapeInstrument) {
    relative = Self.one
    priceStep = instrument.priceStep.units
    startSteps = instrument.startPrice.units / priceStep
    volatility = Self.scale(instrument.volatility, bits: 32)
    drift = Self.scale(instrument.drift, bits: 32)
    loading = Self.scale(instrument.loading, bits: 30)
    let square = (Int64(1) << 60) - loading * loading
    remainder = Int64(UInt64(square).squareRootDown)
  }

  /// A rate as a binary fraction, rounded down.
  private static func scale(_ rate: Rate, bits: Int) -> Int64 {
    Int64(
      (Int128(rate.units) << Int128(bits)).divided(by: Int128(unitsPerOne), rounding: .down))
  }

  /// Moves by drift + volatility x (loading x common + remainder x own). Rule: TAPE-4.
  mutating func move(common: Int64, own: Int64) {
    let deviate = (loading * common + remainder * own) >> 30
    let wanted = drift + (volatility * deviate) >> 28
    let half = Int64(1) << 31
    let change = max(-half, min(half, wanted))
    let moved = relative + Int64(truncatingIfNeeded: (Int128(relative) * Int128(change)) >> 32)
    relative = max(Self.lowest, min(Self.highest, moved))
  }

  /// The start price times the relative price, half-even to the price step, one step at least.
  var mark: Price {
    let product = Int128(startSteps) * Int128(relative)
    let steps = Int64(product.divided(by: Int128(Self.one), rounding: .halfEven))
    return Price(units: max(steps, 1) * priceStep)
  }
}

extension UInt64 {
  /// The largest whole number whose square is not above this one.
  var squareRootDown: UInt64 {
    guard self > 0 else { return 0 }
    var estimate = UInt64(1) << UInt64((65 - leadingZeroBitCount) / 2 + 1)
    while true {
      let better = (estimate + self / estimate) / 2
      if better >= estimate { return estimate }
      estimate = better
    }
  }
}
