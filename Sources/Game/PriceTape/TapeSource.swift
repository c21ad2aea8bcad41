public import Primitives

/// Where the marks of a match come from.
public enum TapeSource: Hashable, Sendable {
  /// They are made from the match seed.
  case generated(TapeRecipe)
  /// They are given.
  case stored(StoredTape)

  /// The prices before the first tick: those the tape starts from, or the first marks given.
  public var startPrices: [Price] {
    switch self {
    case .generated(let recipe): recipe.instruments.map(\.startPrice)
    case .stored(let tape): tape.marks(ofTick: 0)
    }
  }

  /// The highest price that an instrument's positions are bounded by.
  public func priceMax(ofInstrument index: Int) -> Price {
    switch self {
    case .generated(let recipe): recipe.instruments[index].priceMax
    case .stored(let tape): tape.priceMax(ofInstrument: index)
    }
  }

  /// The stored tape; nil for a generated one.
  public var storedTape: StoredTape? {
    if case .stored(let tape) = self { return tape }
    return nil
  }
}
