import Digests
import Foundation
import PriceTape
import Primitives
import TestKit
import Testing

/// Long runs of fixed seeds; each limit is about four standard errors of its estimate.
struct TapeStatisticsTests {
  private static let ticks = 12_000

  private struct Returns {
    let values: [Double]

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    func moment(_ power: Int) -> Double {
      let mean = mean
      return values.reduce(0) { $0 + pow($1 - mean, Double(power)) } / Double(values.count)
    }

    var deviation: Double { moment(2).squareRoot() }

    func correlation(with other: Returns) -> Double {
      let (mine, others) = (mean, other.mean)
      let products = zip(values, other.values).map { ($0 - mine) * ($1 - others) }
      return products.reduce(0, +) / Double(values.count) / deviation / other.deviation
    }
  }

  /// The returns of instruments with a price so fine that rounding to the step does not show.
  private func returns(
    _ settings: [(volatility: String, drift: String, loading: String)], seed: UInt8,
    _ generator: TapeGenerator = .brownian
  ) throws -> [Returns] {
    let instruments = try settings.map { setting in
      try TapeInstrument(
        startPrice: price("600000000"), priceStep: price("0.00000001"),
        volatility: rate(setting.volatility), drift: rate(setting.drift),
        loading: rate(setting.loading))
    }
    let recipe = TapeRecipe(generator: generator, instruments: instruments)
    var tape = Tape(recipe: recipe, seed: Digest(bytes: Array(repeating: seed, count: 32)))
    var marks = instruments.map(\.startPrice)
    var collected = [[Double]](repeating: [], count: instruments.count)
    for _ in 0..<Self.ticks {
      let before = marks
      tape.next(into: &marks)
      for index in marks.indices {
        collected[index].append(Double(marks[index].units) / Double(before[index].units) - 1)
      }
    }
    return collected.map { Returns(values: $0) }
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func returnsAreNormalWithTheirDeviation(_ seed: UInt8) throws {
    let all = try returns(
      [("0.002", "0", "0.8"), ("0.001", "0.0001", "0"), ("0.003", "0", "-1")], seed: seed)
    let size = Double(Self.ticks)
    for (returns, expected) in zip(all, [(0.002, 0.0), (0.001, 0.0001), (0.003, 0.0)]) {
      let (deviation, drift) = expected
      #expect(abs(returns.mean - drift) < 4 * deviation / size.squareRoot())
      #expect(abs(returns.deviation / deviation - 1) < 4 / (2 * size).squareRoot())
      let skewness = returns.moment(3) / pow(returns.deviation, 3)
      #expect(abs(skewness) < 4 * (6 / size).squareRoot())
      let kurtosis = returns.moment(4) / pow(returns.deviation, 4)
      #expect(abs(kurtosis - 3) < 4 * (24 / size).squareRoot())
    }
  }

  @Test(arguments: [4, 5] as [UInt8])
  func upAndDownAreEquallyLikely(_ seed: UInt8) throws {
    let returns = try returns([("0.002", "0", "0.8")], seed: seed)[0].values
    let ups = returns.count { $0 > 0 }
    #expect(abs(Double(ups) - Double(Self.ticks) / 2) < 2 * Double(Self.ticks).squareRoot())
    let beyondTwo = returns.map { abs($0) > 0.004 ? ($0 > 0 ? 1 : -1) : 0 }
    // 4.55 % lie beyond two deviations, as many on either side.
    let count = Double(beyondTwo.count { $0 != 0 })
    #expect(abs(count / Double(Self.ticks) - 0.0455) < 0.0076)
    #expect(abs(Double(beyondTwo.reduce(0, +))) < 4 * count.squareRoot())
  }

  @Test(arguments: [6, 7] as [UInt8])
  func instrumentsCorrelateByTheProductOfTheirLoadings(_ seed: UInt8) throws {
    let loadings = [0.8, 0.8, -0.5, 1, 0]
    let all = try returns(
      ["0.8", "0.8", "-0.5", "1", "0"].map { ("0.002", "0", $0) }, seed: seed)
    for left in loadings.indices {
      for right in loadings.indices where right > left {
        let expected = loadings[left] * loadings[right]
        let error = (1 - expected * expected) / Double(Self.ticks).squareRoot()
        #expect(abs(all[left].correlation(with: all[right]) - expected) < 4 * error)
      }
    }
  }

  @Test func oneTickSaysNothingOfTheNext() throws {
    let returns = try returns([("0.002", "0", "0.5")], seed: 8)[0].values
    let early = Returns(values: Array(returns.dropLast()))
    let late = Returns(values: Array(returns.dropFirst()))
    #expect(abs(early.correlation(with: late)) < 4 / Double(Self.ticks).squareRoot())
    let early2 = Returns(values: early.values.map { $0 * $0 })
    let late2 = Returns(values: late.values.map { $0 * $0 })
    #expect(abs(early2.correlation(with: late2)) < 4 / Double(Self.ticks).squareRoot())
  }

  // MARK: - The other generators

  /// What tapes.md says of each, within what 48,000 ticks of four seeds allow.
  @Test(arguments: [
    (TapeGenerator.brownian, 1.00, 2.8...3.2, -0.02...0.02, 0.02),
    (.jumps, 1.11, 9.0...22.0, -0.02...0.02, 0.10),
    (.clusters, 1.02, 3.2...4.0, 0.09...0.17, 0.03),
    (.regimes, 1.03, 3.2...4.0, 0.08...0.17, 0.04),
    (.crypto, 1.13, 7.0...20.0, 0.32...0.50, 0.10),
    (.forex, 1.20, 12.0...45.0, 0.12...0.28, 0.15),
    (.stocks, 1.45, 25.0...70.0, 0.0...0.08, 0.25),
  ])
  func sizeTailsAndStormsAreAsDescribed(
    _ generator: TapeGenerator, _ width: Double, _ tails: ClosedRange<Double>,
    _ clustering: ClosedRange<Double>, _ tolerance: Double
  ) throws {
    var all: [Double] = []
    for seed in 11...14 {
      all += try returns([("0.002", "0", "0")], seed: UInt8(seed), generator)[0].values
    }
    let returns = Returns(values: all)
    #expect(abs(returns.deviation / 0.002 - width) < tolerance)
    #expect(tails.contains(returns.moment(4) / pow(returns.deviation, 4)))
    let sizes = all.map { abs($0) }
    let early = Returns(values: Array(sizes.dropLast()))
    #expect(clustering.contains(early.correlation(with: Returns(values: Array(sizes.dropFirst())))))
    // No side is favoured: as many ups as downs, and no drift.
    #expect(abs(Double(all.count { $0 > 0 }) / Double(all.count) - 0.5) < 0.01)
    #expect(abs(returns.mean) < 5 * returns.deviation / Double(all.count).squareRoot())
  }

  /// A phase lasts 60 ticks on average, so neighbouring sums of 30 go the same way more often.
  @Test func phasesCanBeRead() throws {
    var same = 0
    var pairs = 0
    for seed in 21...28 {
      let values = try returns([("0.002", "0", "0")], seed: UInt8(seed), .regimes)[0].values
      let sums = stride(from: 0, to: values.count - 30, by: 30).map { start in
        values[start..<start + 30].reduce(0, +)
      }
      for (before, after) in zip(sums, sums.dropFirst()) {
        pairs += 1
        if (before > 0) == (after > 0) { same += 1 }
      }
    }
    #expect(Double(same) / Double(pairs) > 0.53)
  }

  @Test func stormsAndPhasesKeepInstrumentsCorrelated() throws {
    let both = try returns(
      [("0.002", "0", "0.8"), ("0.002", "0", "0.8")], seed: 31, .regimes)
    #expect(abs(both[0].correlation(with: both[1]) - 0.62) < 0.06)
  }

  /// News of `forex` and the gaps of `stocks` come at known ticks, and nowhere else.
  @Test(arguments: [(TapeGenerator.forex, 120), (.stocks, 60), (.gapOpen, 60)])
  func eventsComeWhenTheyAreDue(_ generator: TapeGenerator, _ every: Int) throws {
    let values = try returns([("0.002", "0", "0")], seed: 41, generator)[0].values
    let due = values.enumerated().filter { ($0.offset + 1) % every == 0 }.map(\.element)
    let others = values.enumerated().filter { ($0.offset + 1) % every != 0 }.map(\.element)
    #expect(Returns(values: due).deviation > 4 * Returns(values: others).deviation)
  }

  @Test func aCrashComesAndGoes() throws {
    let values = try returns([("0.002", "0", "0")], seed: 51, .flashCrash)[0].values
    let crash = values[180...182].reduce(0, +)
    #expect(crash < -0.06 && crash > -0.09)
    #expect(values[183...222].reduce(0, +) > 0.02)
  }
}
