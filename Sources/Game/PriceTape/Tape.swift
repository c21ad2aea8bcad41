public import Digests
public import Primitives

/// The marks of a match, tick by tick, the same for every seat.
///
/// Rules: TAPE-2 to TAPE-5. Complexity: O(instruments) a tick, no allocation.
public struct Tape: ~Copyable {
  /// What makes the next marks.
  private enum Course {
    case walkers(TapeGenerator, [PriceWalker])
    /// The marks that are given, and the next tick.
    case stored(StoredTape, next: Int)
  }

  private var stream: KeyedStream
  private let deviate = NormalDeviate()
  private var course: Course

  /// Starts the tape of a source; the seed decides a generated one and nothing of a stored one.
  public init(source: TapeSource, seed: Digest) {
    stream = KeyedStream(key: Digest.of(domain: "margin-duel/tape/1", [seed.bytes]))
    switch source {
    case .generated(let recipe):
      course = .walkers(recipe.generator, recipe.instruments.map { PriceWalker($0) })
    case .stored(let tape): course = .stored(tape, next: 0)
    }
  }

  /// Starts the generated tape of a seed.
  public init(recipe: TapeRecipe, seed: Digest) {
    self.init(source: .generated(recipe), seed: seed)
  }

  /// The same tape at the same tick once more; each goes on by itself.
  public func copy() -> Tape { Tape(copying: self) }

  private init(copying other: borrowing Tape) {
    stream = other.stream.copy()
    course = other.course
  }

  /// Moves every instrument by one tick and writes its new mark. A stored tape must have the tick.
  public mutating func next(into marks: inout [Price]) {
    switch course {
    case .walkers(.brownian, var walkers):
      precondition(marks.count == walkers.count, "TAPE-4: a mark for each instrument")
      // The walkers are moved in place: nothing else holds them meanwhile.
      course = .walkers(.brownian, [])
      let common = deviate.make(from: stream.nextWord())
      for index in walkers.indices {
        let own = deviate.make(from: stream.nextWord())
        walkers[index].move(common: common, own: own)
        marks[index] = walkers[index].mark
      }
      course = .walkers(.brownian, walkers)
    case .stored(let tape, let tick):
      precondition(tick < tape.tickCount, "TAPE-12: a match ends with its tape")
      for index in marks.indices { marks[index] = tape.mark(ofTick: tick, instrument: index) }
      course = .stored(tape, next: tick + 1)
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
