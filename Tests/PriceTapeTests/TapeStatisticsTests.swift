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
    _ settings: [(volatility: String, drift: String, loading: String)], seed: UInt8
  ) throws -> [Returns] {
    let instruments = try settings.map { setting in
      try TapeInstrument(
        startPrice: price("600000000"), priceStep: price("0.00000001"),
        volatility: rate(setting.volatility), drift: rate(setting.drift),
        loading: rate(setting.loading))
    }
    let recipe = TapeRecipe(generator: .brownian, instruments: instruments)
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
}
