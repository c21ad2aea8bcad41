public import Primitives

/// What the last prices say of a position, as numbers. Rule: MARGIN-23.
public struct MarketFacts: Hashable, Sendable {
  /// An instrument that another one moves with.
  public struct Correlation: Hashable, Sendable {
    /// The other instrument.
    public let instrument: Instrument
    /// From -1 to 1, to 0.01.
    public let value: Rate

    init(instrument: Instrument, value: Rate) {
      self.instrument = instrument
      self.value = value
    }
  }

  /// The deviation of one tick over the last 60 ticks; nil while it is not known.
  public let deviation: Rate?
  /// The open position that loses together with this one, and how alike they move; nil for none.
  public let stacked: Correlation?
  /// The deviation of the last 20 ticks as a multiple of the pre-roll's; nil while it is not known.
  public let volatility: Rate?

  /// How many ticks are the last ones of `volatility`.
  public static let volatilityTicks = 20

  /// The deviation of the last ticks as a multiple of another, half-even to 0.01.
  static func multiple(_ deviation: Rate?, of usual: Rate?) -> Rate? {
    guard let deviation, let usual, usual > .zero else { return nil }
    let hundredths = (Int128(deviation.units) * 100)
      .divided(by: Int128(usual.units), rounding: .halfEven)
    return Rate(units: Int64(hundredths) * (unitsPerOne / 100))
  }

  /// Of the positions that are held beside one, the one that is most alike and would lose with it:
  /// in the same direction and moving alike, or in the other one and moving against it.
  ///
  /// `held` are signed quantities by instrument; of equals the first instrument is given.
  static func stacked(
    _ quantity: Quantity, in instrument: Instrument, beside held: [Quantity],
    _ returns: (Instrument) -> Returns
  ) -> Correlation? {
    guard quantity != .zero else { return nil }
    let own = returns(instrument)
    var strongest: Correlation?
    for index in held.indices where index != instrument.index && held[index] != .zero {
      guard let value = own.strongCorrelation(with: returns(Instrument(index))) else { continue }
      let isSameWay = (held[index] > .zero) == (quantity > .zero)
      guard (value > .zero) == isSameWay else { continue }
      if let known = strongest, abs(known.value.units) >= abs(value.units) { continue }
      strongest = Correlation(instrument: Instrument(index), value: value)
    }
    return strongest
  }
}
