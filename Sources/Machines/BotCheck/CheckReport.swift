/// What came of every step, over all matches of a check.
public struct CheckReport: Hashable, Sendable {
  private var results: [CheckResult] = CheckStep.allCases.map { _ in .unchecked }

  /// Makes a report of nothing yet.
  public init() {}

  /// What came of a step.
  public func result(of step: CheckStep) -> CheckResult { results[step.rawValue - 1] }

  /// Whether the bot can do all that was looked at, and everything it must was looked at.
  public var isGood: Bool {
    CheckStep.allCases.allSatisfy {
      switch result(of: $0) {
      case .ok, .noted: true
      case .unchecked: $0 == .seed
      case .failed: false
      }
    }
  }

  /// Whether a step has failed.
  public var hasFailed: Bool {
    results.contains { if case .failed = $0 { true } else { false } }
  }

  /// Takes over what came of a match.
  public mutating func add(_ session: CheckSession) {
    for step in CheckStep.allCases { add(session.result(of: step), to: step) }
  }

  /// Compares two matches that were the same for the bot. What differs is no failure.
  public mutating func compare(_ first: [String], _ second: [String]) {
    if first == second {
      return add(.ok(first.isEmpty ? "it ordered nothing" : "\(first.count) orders"), to: .seed)
    }
    let place = zip(first, second).prefix { $0 == $1 }.count
    func order(_ orders: [String]) -> String {
      orders.indices.contains(place) ? orders[place] : "nothing more"
    }
    let text = "it did not: first '\(order(first))', then '\(order(second))'"
    add(.noted(text), to: .seed)
  }

  private mutating func add(_ result: CheckResult, to step: CheckStep) {
    results[step.rawValue - 1] = results[step.rawValue - 1].combined(with: result)
  }
}
