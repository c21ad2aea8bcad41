import Foundation
import Testing

@testable import PriceTape

struct NormalTableTests {
  /// P(Z > x), where Z is a normal deviate.
  private func tail(_ x: Double) -> Double { erfc(x / 2.squareRoot()) / 2 }

  @Test func equalsThePublishedTable() throws {
    #expect(try publishedTable() == NormalTable.values.map { Int64($0) })
    #expect(NormalTable.values.count == 31 * 16 + 1)
  }

  /// Entry 16 (30 - o) + j is the deviate with the tail 2^-(o+2) (1 + j / 16), to half of 2^-28.
  @Test func eachEntryIsItsQuantile() {
    for octave in 0...30 {
      for part in 0..<16 {
        let probability = exp2(-Double(octave + 2)) * (1 + Double(part) / 16)
        let x = Double(NormalTable.values[16 * (30 - octave) + part]) / exp2(28)
        // The density says how far a tail moves with x; 0.6 allows for the error of erfc itself.
        let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
        #expect(abs(tail(x) - probability) <= density * 0.6 * exp2(-28), "\(octave) \(part)")
      }
    }
    #expect(NormalTable.values.last == 0)
  }

  @Test func fallsFromEntryToEntry() {
    for (outer, inner) in zip(NormalTable.values, NormalTable.values.dropFirst()) {
      #expect(outer > inner)
    }
  }
}
