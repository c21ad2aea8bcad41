import Margin
import PriceTape
public import Primitives

// What `Rules` asks of the numbers before engine and tape look at theirs.

extension Rules {
  /// Checks the numbers of the match itself and the names of its instruments.
  static func check(_ values: RuleValues) throws(RuleError) {
    try require(
      RulesPreset.named(values.preset) != nil, "preset", RulesPreset.unknown(values.preset))
    try require(
      (1...Bounds.seatsMax).contains(values.seats), "seats", "1 to \(Bounds.seatsMax) seats")
    try require(
      (1...Bounds.ticksMax).contains(values.ticks), "ticks", "1 to \(Bounds.ticksMax) ticks")
    try require(
      values.clock.isInRange, "clock",
      "1 to \(Clock.millisecondsRange.upperBound) milliseconds")
    try require(
      (0...3_600_000).contains(values.timeBankMilliseconds), "time-bank",
      "0 to 3600000 milliseconds")
    try require(
      values.balance > .zero && values.balance <= Bounds.balanceMax, "balance",
      "above 0 to \(Bounds.balanceMax)")
    try checkHandicap(values)
    try require(
      spectatorDelayRange.contains(values.spectatorDelay), "spectator-delay",
      "0 to \(spectatorDelayRange.upperBound) ticks")
    try require(
      abandonAfterRange.contains(values.abandonAfterSeconds), "abandon-after",
      "0 to \(abandonAfterRange.upperBound) seconds")
    try checkInstruments(values)
    try checkBrackets(values)
    try checkScheduledGaps(values)
  }

  /// Across a gap that is known beforehand leverage is at most 1 / (3 x gap deviation). Rule:
  /// TAPE-14.
  private static func checkScheduledGaps(_ values: RuleValues) throws(RuleError) {
    let deviations = Int64(values.generator.scheduledGapDeviations)
    guard values.tape == nil, deviations > 0 else { return }
    for instrument in values.instruments where instrument.volatility > .zero {
      let gap = 3 * deviations * instrument.volatility.units
      let most = unitsPerOne / gap
      try require(
        values.leverageMax <= most, "leverage-max",
        "at most \(most)x across the gaps of \(values.generator.rawValue), which have "
          + "\(deviations) deviations of \(instrument.name)")
    }
  }

  private static func require(
    _ isRight: Bool, _ key: String, _ reason: @autoclosure () -> String
  ) throws(RuleError) {
    if !isRight { throw RuleError(key: key, reason: reason()) }
  }

  /// Rule: MATCH-13.
  private static func checkHandicap(_ values: RuleValues) throws(RuleError) {
    guard !values.handicap.isEmpty else { return }
    let (given, seats) = (values.handicap.count, values.seats)
    try require(
      given == seats, "handicap",
      "\(given) \(given == 1 ? "factor" : "factors") for \(seats) "
        + "\(seats == 1 ? "seat" : "seats"); one for each, such as 1,0.8")
    for (seat, factor) in values.handicap.enumerated() {
      try require(
        factor > .zero && factor <= .one, "handicap",
        "the factor of seat \(seat) is \(factor); above 0 and at most 1")
      try require(
        values.startingBalance(of: Seat(seat)) > .zero, "handicap",
        "seat \(seat) would begin with less than 0.01")
    }
  }

  private static func checkInstruments(_ values: RuleValues) throws(RuleError) {
    let names = values.instruments.map(\.name)
    try require(
      (1...Bounds.instrumentsMax).contains(names.count), "instruments",
      "1 to \(Bounds.instrumentsMax) instruments")
    for (index, name) in names.enumerated() {
      try require(
        StoredInstrument.isName(name), "instruments", "'\(name)' is not 1 to 12 of A-Z and 0-9")
      try require(
        values.tape != nil || InstrumentCatalog.instrument(named: name) != nil, "instruments",
        InstrumentCatalog.unknown(name))
      try require(!names[..<index].contains(name), "instruments", "\(name) is named twice")
    }
  }

  /// Says which bracket does not follow from the one before it. Rule: MARGIN-15.
  ///
  /// A first bracket that cannot be is left to the engine, which knows it by its own keys.
  private static func checkBrackets(_ values: RuleValues) throws(RuleError) {
    let first = values.maintenanceRate
    guard let leverageMax = Leverage(values.leverageMax), first >= .zero, first < .one,
      Int128(first.units) * Int128(leverageMax.value) < Int128(unitsPerOne)
    else { return }
    try require(
      values.brackets.count < MaintenanceSchedule.countMax, "brackets",
      "\(values.brackets.count); at most \(MaintenanceSchedule.countMax - 1) above the first")
    var last = BracketValues(floor: .zero, rate: first, leverageMax: leverageMax.value)
    for bracket in values.brackets {
      if let flaw = bracket.flaw(behind: last) {
        throw RuleError(key: "brackets", reason: "\(bracket): \(flaw)")
      }
      last = bracket
    }
  }

  /// The starting inventory by instrument, empty for none. Rule: MATCH-14.
  static func inventory(
    _ values: RuleValues, _ margin: MarginRules
  ) throws(RuleError) -> [Quantity] {
    guard !values.startingInventory.isEmpty else { return [] }
    let key = "starting-inventory"
    let names = values.instruments.map(\.name)
    var quantities = Array(repeating: Quantity.zero, count: names.count)
    for item in values.startingInventory {
      guard let index = names.firstIndex(of: item.name) else {
        let known = names.joined(separator: ",")
        throw RuleError(
          key: key, reason: "there is no '\(item.name)' in this match; instruments are \(known)")
      }
      try require(quantities[index] == .zero, key, "\(item.name) is named twice")
      let limits = margin.instruments[index]
      try require(
        (-Bounds.quantityMax...Bounds.quantityMax).contains(item.quantity), key,
        "\(item) is more than any position can be")
      try require(
        item.quantity.magnitude >= limits.quantityStep, key,
        "\(item) is less than the smallest quantity, \(limits.quantityStep)")
      quantities[index] = item.quantity
    }
    return quantities
  }
}

extension BracketValues {
  /// What keeps it from being the next bracket behind another one; nil for nothing.
  fileprivate func flaw(behind last: BracketValues) -> String? {
    guard floor > last.floor, floor <= Bounds.notionalMax else {
      return "its floor must be above \(last.floor) and at most \(Bounds.notionalMax)"
    }
    guard rate >= last.rate, rate < .one else {
      return "its rate must be below 1 and at least \(last.rate), that of the bracket before it"
    }
    guard (1...last.leverageMax).contains(leverageMax) else {
      return "its leverage must be 1 to \(last.leverageMax), that of the bracket before it"
    }
    guard Int128(rate.units) * Int128(leverageMax) < Int128(unitsPerOne) else {
      return "its rate times its leverage must be below 1"
    }
    let step = Int128(productOf: floor.units, rate.units - last.rate.units)
    guard step % Int128(unitsPerOne) == 0 else {
      return "floor x the step of the rate must have no more than 8 decimals"
    }
    return nil
  }
}

extension RuleValues {
  /// What a seat starts with: `balance`, or its part of it, down to 0.01. Rule: MATCH-13.
  public func startingBalance(of seat: Seat) -> Money {
    guard handicap.indices.contains(seat.index), handicap[seat.index] != .one else {
      return balance
    }
    let cent = unitsPerOne / 100
    let part = balance.times(handicap[seat.index], rounding: .down)
    return Money(units: part.units.divided(by: cent, rounding: .down) * cent)
  }
}
