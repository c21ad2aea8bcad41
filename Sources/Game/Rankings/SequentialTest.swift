/// Wald's sequential probability ratio test of two strengths, as fishtest runs it.
///
/// Rule: RATING-4. Sources: Van den Bergh, "Normalized Elo in practice" and "MLE for multinomial
/// distributions", on which fishtest's statistics rest.
public struct SequentialTest: Hashable, Sendable {
  /// In which unit the two strengths are.
  public enum Scale: String, Hashable, Sendable {
    /// Elo of the expected score.
    case logistic
    /// Elo in standard deviations of a game.
    case normalized
  }

  /// What the results say so far.
  public enum Verdict: String, Hashable, Sendable {
    /// The player is not stronger than `elo0`.
    case rejected
    /// The player is as strong as `elo1`.
    case accepted
    /// Neither can be said yet.
    case open
  }

  /// The strength of the hypothesis that is given up when the test accepts.
  public let elo0: Double
  /// The strength of the hypothesis that is given up when the test rejects; above `elo0`.
  public let elo1: Double
  /// How often a player of `elo0` may be accepted.
  public let alpha: Double
  /// How often a player of `elo1` may be rejected.
  public let beta: Double
  /// The unit of the strengths.
  public let scale: Scale

  /// Plans a test; nil when the strengths, within 1,000, or the error rates are not in order.
  public init?(elo0: Double, elo1: Double, alpha: Double, beta: Double, scale: Scale) {
    guard elo0 >= -1_000, elo0 < elo1, elo1 <= 1_000, alpha > 0, beta > 0, alpha + beta < 1 else {
      return nil
    }
    self.elo0 = elo0
    self.elo1 = elo1
    self.alpha = alpha
    self.beta = beta
    self.scale = scale
  }

  /// Where the test rejects: ln(beta / (1 - alpha)).
  public var lowerBound: Double { Elementary.ln(beta / (1 - alpha)) }

  /// Where the test accepts: ln((1 - beta) / alpha).
  public var upperBound: Double { Elementary.ln((1 - beta) / alpha) }

  /// The logarithm of how much likelier the results are under `elo1` than under `elo0`.
  public func logLikelihoodRatio(_ counts: ResultCounts) -> Double {
    guard counts.items > 0 else { return 0 }
    let seen = counts.regularized
    let first: Distribution
    let second: Distribution
    switch scale {
    case .logistic:
      first = seen.likeliest(mean: EloEstimate.score(elo: elo0))
      second = seen.likeliest(mean: EloEstimate.score(elo: elo1))
    case .normalized:
      // A pair's mean varies half as much as a game's result.
      let unit = (counts.arePairs ? 2.0.squareRoot() : 1) / EloEstimate.normalizedUnit
      first = seen.likeliest(deviations: elo0 * unit)
      second = seen.likeliest(deviations: elo1 * unit)
    }
    var sum = 0.0
    for index in seen.chances.indices {
      sum += seen.chances[index] * Elementary.ln(second.chances[index] / first.chances[index])
    }
    return seen.weight * sum
  }

  /// What the results say so far.
  public func verdict(_ counts: ResultCounts) -> Verdict {
    let ratio = logLikelihoodRatio(counts)
    return ratio >= upperBound ? .accepted : ratio <= lowerBound ? .rejected : .open
  }
}

extension Distribution {
  /// The distribution of a given mean under which these frequencies are likeliest.
  func likeliest(mean: Double) -> Distribution {
    guard let tilted = tilted(by: values.map { $0 - mean }) else {
      preconditionFailure("RATING-4: a mean within 0 to 1")
    }
    return tilted
  }

  /// The one whose mean lies so many of its standard deviations above one half.
  ///
  /// Each round solves the condition made linear at the last distribution, beginning with equal
  /// chances. Where that has no solution, far beyond what is tested in earnest, the last one stays.
  func likeliest(deviations: Double) -> Distribution {
    var last = self
    last.chances = values.map { _ in 1 / Double(values.count) }
    for _ in 0..<100 {
      let mean = last.mean
      let deviation = last.variance.squareRoot()
      let amounts = values.map { value in
        let distance = (mean - value) / deviation
        return value - 0.5 - deviations * deviation * (1 + distance * distance) / 2
      }
      guard let next = tilted(by: amounts) else { break }
      let change = values.indices.map { (next.chances[$0] - last.chances[$0]).magnitude }.max()
      last = next
      if let change, change < 1e-9 { break }
    }
    return last
  }

  /// The chances over 1 + x a, with the x for which the mean of a becomes 0; nil without one.
  private func tilted(by amounts: [Double]) -> Distribution? {
    guard let lowest = amounts.min(), let highest = amounts.max(), lowest < 0, highest > 0 else {
      return nil
    }
    var low = -1 / highest
    var high = -1 / lowest
    // The sum falls from plus to minus infinity between the two: halving finds its zero.
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      var sum = 0.0
      for index in amounts.indices {
        sum += chances[index] * amounts[index] / (1 + middle * amounts[index])
      }
      if sum > 0 { low = middle } else { high = middle }
    }
    let x = low + (high - low) / 2
    var tilted = self
    for index in amounts.indices { tilted.chances[index] /= 1 + x * amounts[index] }
    return tilted
  }
}
