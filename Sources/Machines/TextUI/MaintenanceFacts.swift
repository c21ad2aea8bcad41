import Primitives

/// Maintenance margin as the rules have it, for showing how near a position is to its end.
struct MaintenanceFacts: Hashable, Sendable {
  /// What of a notional above a floor is asked for beside what lower floors ask.
  private struct Step: Hashable {
    let floor: Money
    let rate: Rate
  }

  private var steps: [Step]
  /// Whether larger positions are asked for more.
  var hasBrackets: Bool { steps.count > 1 }
  /// Whether nothing is asked for at all.
  var isNothing: Bool { steps.allSatisfy { $0.rate == .zero } }

  /// Reads the rules `maintenance-rate` and `brackets`; nil when they cannot be understood.
  init?(rate: Rate?, brackets: String?) {
    guard let rate, rate >= .zero, rate <= .one else { return nil }
    steps = [Step(floor: .zero, rate: rate)]
    var last = rate
    guard let brackets, brackets != "none" else { return }
    for text in brackets.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let floor = Money(parts[0]), let rate = Rate(parts[1]),
        floor >= .zero, rate >= last, rate <= .one
      else { return nil }
      steps.append(Step(floor: floor, rate: Rate(units: rate.units - last.units)))
      last = rate
    }
  }

  /// Maintenance margin of a notional, both in units of 10^-8, up.
  func margin(ofNotional notional: Int128) -> Int128 {
    let sum = steps.reduce(Int128(0)) { sum, step in
      sum + max(0, notional - Int128(step.floor.units)) * Int128(step.rate.units)
    }
    return sum.divided(by: Int128(unitsPerOne), rounding: .up)
  }
}
