public import Primitives

// PriceTape: where a match's prices come from.
//
// Goals: the same seed gives the same prices in any language; nobody can compute the next tick from
// the past ones; every price is positive, on its step and below a published maximum.
// Non-goals: quotes around the mark, who may see a tick when.

/// What a tape must know of one instrument.
public struct TapeInstrument: Hashable, Sendable {
  /// The price that the walk starts from, before the pre-roll; a whole number of price steps.
  public let startPrice: Price
  /// The distance between neighbouring prices.
  public let priceStep: Price
  /// The standard deviation of one tick's return; 0 to 0.25.
  public let volatility: Rate
  /// The mean of one tick's return; -0.01 to 0.01.
  public let drift: Rate
  /// How much of the return is the common factor; -1 to 1. Two instruments correlate by the
  /// product.
  public let loading: Rate

  /// A generated price stays within the start price divided and multiplied by this.
  public static let rangeFactor: Int64 = 16

  /// The highest volatility of one tick.
  public static let volatilityMax = Rate(units: 25_000_000)

  /// The strongest drift of one tick.
  public static let driftMax = Rate(units: 1_000_000)

  /// Checks and takes the numbers of an instrument.
  public init(
    startPrice: Price, priceStep: Price, volatility: Rate, drift: Rate, loading: Rate
  ) throws(TapeRecipeError) {
    guard priceStep > .zero else { throw .priceStep }
    guard startPrice > .zero, startPrice.units % priceStep.units == 0,
      startPrice.units <= Bounds.priceMax.units / Self.rangeFactor
    else { throw .startPrice }
    guard volatility >= .zero, volatility <= Self.volatilityMax else { throw .volatility }
    guard drift.units.magnitude <= Self.driftMax.units else { throw .drift }
    guard loading.units.magnitude <= unitsPerOne else { throw .loading }
    self.startPrice = startPrice
    self.priceStep = priceStep
    self.volatility = volatility
    self.drift = drift
    self.loading = loading
  }

  /// The highest price the tape can reach. Rule: TAPE-5.
  public var priceMax: Price { Price(units: startPrice.units * Self.rangeFactor) }
}

/// Everything but the seed that decides a tape.
public struct TapeRecipe: Hashable, Sendable {
  /// How prices move.
  public let generator: TapeGenerator
  /// The instruments in tape order, 1 to 8.
  public let instruments: [TapeInstrument]

  /// Takes a generator and 1 to 8 instruments.
  public init(generator: TapeGenerator, instruments: [TapeInstrument]) {
    precondition(
      (1...Bounds.instrumentsMax).contains(instruments.count), "TAPE-4: 1 to 8 instruments")
    self.generator = generator
    self.instruments = instruments
  }
}

/// Why a tape's numbers are refused.
public enum TapeRecipeError: Error, Hashable, Sendable {
  /// The price step is not positive.
  case priceStep
  /// The start price is not positive, not on the price step, or above `Bounds.priceMax` / 16.
  case startPrice
  /// The volatility is not within 0 to 0.25.
  case volatility
  /// The drift is not within -0.01 to 0.01.
  case drift
  /// The loading is not within -1 to 1.
  case loading
}
