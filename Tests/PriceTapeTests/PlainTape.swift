import Digests
import Foundation
import Primitives

@testable import PriceTape

/// The numbers of `Protocol/normal.txt`.
func publishedTable() throws -> [Int64] {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let text = try String(contentsOf: root.appending(path: "Protocol/normal.txt"), encoding: .utf8)
  return text.split(whereSeparator: \.isNewline).compactMap { Int64($0) }
}

/// The tape once more, written from its description: whole numbers, named divisions, no shifts.
struct PlainTape {
  private struct Walk {
    var relative: Int128
    let instrument: TapeInstrument
    let loading: Int128
    let own: Int128
  }

  private let table: [Int64]
  private let key: [UInt8]
  private var words: [UInt32] = []
  private var blocks: UInt64 = 0
  private var walks: [Walk]

  private static let two28: Int128 = 268_435_456
  private static let two30: Int128 = 1_073_741_824
  private static let two32: Int128 = 4_294_967_296
  private static let two44: Int128 = 17_592_186_044_416

  init(_ recipe: TapeRecipe, seed: Digest) throws {
    table = try publishedTable()
    let domain = Array("margin-duel/tape/1".utf8)
    let message = Self.prefixed(domain) + Self.prefixed(seed.bytes)
    key = Digest.of(message.span).bytes
    walks = recipe.instruments.map { instrument in
      let loading = Self.floor(Int128(instrument.loading.units) * Self.two30, 100_000_000)
      let rest = Self.two30 * Self.two30 - loading * loading
      return Walk(
        relative: Self.two44, instrument: instrument, loading: loading, own: Self.root(rest))
    }
  }

  mutating func next() -> [Int64] {
    let common = deviate()
    return walks.indices.map { index in
      let own = deviate()
      return move(&walks[index], common: common, own: own)
    }
  }

  private func move(_ walk: inout Walk, common: Int128, own: Int128) -> Int64 {
    let instrument = walk.instrument
    let volatility = Self.floor(Int128(instrument.volatility.units) * Self.two32, 100_000_000)
    let drift = Self.floor(Int128(instrument.drift.units) * Self.two32, 100_000_000)
    let both = Self.floor(walk.loading * common + walk.own * own, Self.two30)
    let wanted = drift + Self.floor(volatility * both, Self.two28)
    let half = Self.two32 / 2
    let change = wanted > half ? half : (wanted < -half ? -half : wanted)
    let moved = walk.relative + Self.floor(walk.relative * change, Self.two32)
    walk.relative = max(Self.two44 / 16, min(Self.two44 * 16, moved))
    let steps = Int128(instrument.startPrice.units / instrument.priceStep.units) * walk.relative
    let whole = Self.floor(steps, Self.two44)
    let rest = steps - whole * Self.two44
    let isUp = rest * 2 > Self.two44 || (rest * 2 == Self.two44 && whole % 2 == 1)
    return Int64(max(whole + (isUp ? 1 : 0), 1)) * instrument.priceStep.units
  }

  /// The sign from the top bit; between two entries of the table a straight line.
  private mutating func deviate() -> Int128 {
    let word = nextWord()
    let tail = Int128(word % 2_147_483_648)
    let size: Int128
    if tail == 0 {
      size = Int128(table[0])
    } else {
      var power: Int128 = 1
      var octave = 0
      while power * 2 <= tail {
        power *= 2
        octave += 1
      }
      let sixteenths = tail * 16 - power * 16
      let part = sixteenths / power
      let outer = Int128(table[16 * octave + Int(part)])
      let inner = Int128(table[16 * octave + Int(part) + 1])
      size = outer - Self.floor((outer - inner) * (sixteenths - part * power), power)
    }
    return word < 2_147_483_648 ? size : -size
  }

  private mutating func nextWord() -> UInt32 {
    if words.isEmpty {
      let counter = (0..<8).reversed().map { UInt8(blocks >> (8 * UInt64($0)) & 255) }
      blocks += 1
      let block = Digest.of((key + counter).span).bytes
      for place in stride(from: 28, through: 0, by: -4) {
        words.append(block[place..<place + 4].reduce(0) { $0 * 256 + UInt32($1) })
      }
    }
    return words.removeLast()
  }

  private static func prefixed(_ bytes: [UInt8]) -> [UInt8] {
    [0, 0, UInt8(bytes.count / 256), UInt8(bytes.count % 256)] + bytes
  }

  private static func floor(_ number: Int128, _ divisor: Int128) -> Int128 {
    let quotient = number / divisor
    return quotient * divisor > number ? quotient - 1 : quotient
  }

  /// The largest whole number whose square is not above `square`, by halving.
  private static func root(_ square: Int128) -> Int128 {
    var low: Int128 = 0
    var high = two32
    while high - low > 1 {
      let middle = (low + high) / 2
      if middle * middle <= square { low = middle } else { high = middle }
    }
    return low
  }
}
