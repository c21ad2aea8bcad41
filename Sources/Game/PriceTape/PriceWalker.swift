import Primitives

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

  /// The storm factor: this tick's deviation as a multiple of the usual one, times 2^16.
  private var storm: Int64 = 1 << 16
  private var regime = Regime.none
  /// Where the present phase began.
  private var anchor: Int64 = 1 << 44
  /// What this tick adds to the return beside drift and noise, times 2^32.
  private var extra: Int64 = 0

  /// What an instrument is about.
  private enum Regime {
    case none
    case up
    case down
    case back
    case aimless
  }

  /// One tick in 60 begins a new phase.
  private static let regimeThreshold: UInt32 = 71_582_788
  /// The drift of a phase, in deviations times 2^16.
  private static let regimeDrift: Int64 = 11_141
  /// The mean size of a deviate, times 2^16.
  private static let meanSize: Int64 = 52_289

  /// The largest deviation of a tick, a quarter, times 2^32.
  private static let widthMax: Int64 = 1 << 30

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

  /// Draws the phase and the jumps of this tick. Rules: TAPE-14 to TAPE-16.
  mutating func prepare(
    _ terms: GeneratorTerms, event: UInt32, size: UInt32, isEvent: Bool, push: Int64
  ) {
    extra = (volatility * push) >> 16
    if terms.hasRegimes { followRegime(event: event, choice: size >> 28) }
    if terms.pull > 0 { extra -= (relative - Self.one) >> terms.pull }
    var jump: Int64 = 0
    if terms.jumpEvery > 0, event > UInt32.max - UInt32.max / terms.jumpEvery {
      jump = Int64(terms.jumpSize)
    }
    if isEvent { jump = Int64(terms.eventSize) }
    guard jump != 0 else { return }
    extra += jump * ((volatility * NormalDeviate.shared.make(from: size)) >> 28)
  }

  /// A new phase begins with the first tick and whenever the word says so: five of sixteen go up,
  /// five down, three back to where they began, three nowhere. Rule: TAPE-15.
  private mutating func followRegime(event: UInt32, choice: UInt32) {
    if regime == .none || event < Self.regimeThreshold {
      regime = choice < 5 ? .up : choice < 10 ? .down : choice < 13 ? .back : .aimless
      anchor = relative
    }
    switch regime {
    case .up: extra += (volatility * Self.regimeDrift) >> 16
    case .down: extra -= (volatility * Self.regimeDrift) >> 16
    case .back: extra -= (relative - anchor) >> 17
    case .aimless, .none: break
    }
  }

  /// Moves by drift + volatility x (loading x common + remainder x own) + what was prepared. Rules:
  /// TAPE-4, TAPE-14.
  mutating func move(common: Int64, own: Int64, _ terms: GeneratorTerms) {
    let deviate = (loading * common + remainder * own) >> 30
    let width =
      terms.hasStorms ? min((volatility * storm) >> 16, Self.widthMax) : volatility
    let wanted = drift + (width * deviate) >> 28 + extra
    let half = Int64(1) << 31
    let change = max(-half, min(half, wanted))
    let moved = relative + Int64(truncatingIfNeeded: (Int128(relative) * Int128(change)) >> 32)
    relative = max(Self.lowest, min(Self.highest, moved))
    if terms.hasStorms { stir(deviate, terms) }
  }

  /// A large move makes the next ones larger, a small one calms. Rule: TAPE-14.
  private mutating func stir(_ deviate: Int64, _ terms: GeneratorTerms) {
    let surprise = (abs(deviate) >> 12) - Self.meanSize
    storm +=
      (terms.calm * ((1 << 16) - storm)) >> 16
      + (((terms.stir * storm) >> 16) * surprise) >> 16
    storm = max(1 << 14, min(1 << 18, storm))
  }

  /// The start price times the relative price, half-even to the price step, one step at least.
  var mark: Price {
    let product = Int128(startSteps) * Int128(relative)
    let whole = Int64(product >> 44)
    let rest = Int64(truncatingIfNeeded: product & Int128(Self.one - 1))
    let isUp = rest > Self.one / 2 || (rest == Self.one / 2 && whole & 1 == 1)
    let steps = whole + (isUp ? 1 : 0)
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
