import Foundation
import TestKit
import Testing

@testable import PriceTape

struct NormalDeviateTests {
  private let deviate = NormalDeviate()

  private func value(_ word: UInt32) -> Double { Double(deviate.make(from: word)) / exp2(28) }

  @Test func theTopBitIsTheSign() {
    var dice = Dice(seed: 1)
    let words = (0..<2_000).map { _ in UInt32(truncatingIfNeeded: dice.next()) & 0x7fff_ffff }
    for word in words + [0, 1, 2, 0x7fff_ffff] {
      let positive = deviate.make(from: word)
      #expect(positive >= 0)
      #expect(deviate.make(from: word | 0x8000_0000) == -positive)
    }
  }

  @Test(
    arguments: [
      (0x0000_0000, 1_672_422_721), (0x0000_0001, 1_672_422_721), (0x4000_0000, 181_056_964),
      (0x7fff_ffff, 1), (0x8000_0001, -1_672_422_721), (0xc000_0000, -181_056_964),
    ] as [(UInt32, Int64)])
  func publishedDeviatesAreMet(_ word: UInt32, _ expected: Int64) {
    #expect(deviate.make(from: word) == expected)
  }

  /// At 2^30, half of the positive side: the upper quartile, 0.67449.
  @Test(arguments: [
    (0x4000_0000, 0.674490), (0x0666_6666, 1.959964), (0x028f_5c29, 2.326348), (0x28a2_5d69, 1.0),
    (0x05d2_fe9f, 2.0), (0x0058_78a9, 3.0),
  ])
  func knownQuantilesAreMet(_ word: UInt32, _ expected: Double) {
    #expect(abs(value(word) - expected) < 0.002)
  }

  /// The tail beyond a deviate is word / 2^32, up to the error of interpolating in 16 parts.
  @Test func theTailBeyondADeviateIsItsWord() {
    var dice = Dice(seed: 2)
    for _ in 0..<3_000 {
      let word = UInt32(dice.rollLogarithmic(1...0x7fff_ffff))
      let tail = erfc(value(word) / 2.squareRoot()) / 2
      #expect(abs(tail / (Double(word) / exp2(32)) - 1) < 0.002, "\(word)")
    }
  }

  @Test func aLargerTailIsNeverFartherOut() {
    for bit in UInt32(0)...30 {
      var last = deviate.make(from: 1 << bit)
      for part in UInt32(1)...40 {
        let word = UInt64(1 << bit) + (UInt64(1 << bit) * UInt64(part)) / 41
        let next = deviate.make(from: UInt32(word))
        #expect(next <= last)
        last = next
      }
    }
    // Around each border of two octaves.
    for bit in UInt32(4)...30 {
      let around = (-3...3).map { deviate.make(from: UInt32(Int(1) << Int(bit) + $0)) }
      #expect(around == around.sorted(by: >))
    }
  }

  /// The mean square over all words, with each piece a straight line between two entries.
  @Test func theVarianceIsOne() {
    let table = NormalTable.values.map { Double($0) / exp2(28) }
    var sum = 0.0
    for octave in 0...30 {
      for part in 0..<16 {
        let outer = table[16 * (30 - octave) + part]
        let inner = table[16 * (30 - octave) + part + 1]
        let width = exp2(-Double(octave + 2)) / 16
        sum += 2 * width * (outer * outer + outer * inner + inner * inner) / 3
      }
    }
    #expect(abs(sum - 1.0001) < 0.00005)
  }
}
