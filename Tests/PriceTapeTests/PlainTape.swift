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
    var storm: Int128 = 65_536
    var phase = -1
    var anchor: Int128
  }

  /// The table of TAPE-14: a, b, jump every, jump size, event every, event size.
  private static let constants: [TapeGenerator: (Int128, Int128, Int128, Int128, Int, Int128)] = [
    .brownian: (0, 0, 0, 0, 0, 0), .jumps: (0, 0, 100, 5, 0, 0),
    .clusters: (3277, 6554, 0, 0, 0, 0), .regimes: (3277, 6554, 0, 0, 0, 0),
    .crypto: (1311, 14_000, 200, 4, 0, 0), .forex: (6554, 16_000, 0, 0, 120, 7),
    .stocks: (3277, 6554, 0, 0, 60, 8), .flashCrash: (0, 0, 0, 0, 0, 0),
    .shortSqueeze: (0, 0, 0, 0, 0, 0), .chop: (0, 0, 0, 0, 0, 0), .trend: (0, 0, 0, 0, 0, 0),
    .gapOpen: (0, 0, 0, 0, 60, 20), .cascade: (0, 0, 0, 0, 0, 0),
  ]

  private let generator: TapeGenerator
  private var ticks = 0

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
    generator = recipe.generator
    let domain = Array("margin-duel/tape/1".utf8)
    let message = Self.prefixed(domain) + Self.prefixed(seed.bytes)
    key = Digest.of(message.span).bytes
    walks = recipe.instruments.map { instrument in
      let loading = Self.floor(Int128(instrument.loading.units) * Self.two30, 100_000_000)
      let rest = Self.two30 * Self.two30 - loading * loading
      return Walk(
        relative: Self.two44, instrument: instrument, loading: loading, own: Self.root(rest),
        anchor: Self.two44)
    }
  }

  mutating func next() -> [Int64] {
    let common = deviate()
    var marks: [Int64] = []
    for index in walks.indices {
      let own = deviate()
      var walk = walks[index]
      let extra = extra(&walk)
      marks.append(move(&walk, common: common, own: own, extra: extra))
      walks[index] = walk
    }
    ticks += 1
    return marks
  }

  /// What an instrument's return has beside drift and noise, times 2^32.
  private mutating func extra(_ walk: inout Walk) -> Int128 {
    guard generator != .brownian, let constants = Self.constants[generator] else { return 0 }
    let event = Int128(nextWord())
    let sizeWord = nextWord()
    let volatility = Self.floor(Int128(walk.instrument.volatility.units) * Self.two32, 100_000_000)
    var sum = Self.floor(volatility * push, 65_536)
    if generator == .regimes {
      if walk.phase < 0 || event < 71_582_788 {
        walk.phase = Int(sizeWord / 268_435_456)
        walk.anchor = walk.relative
      }
      let drift = Self.floor(volatility * 11_141, 65_536)
      switch walk.phase {
      case 0...4: sum += drift
      case 5...9: sum -= drift
      case 10...12: sum -= Self.floor(walk.relative - walk.anchor, 131_072)
      default: break
      }
    }
    if generator == .chop { sum -= Self.floor(walk.relative - Self.two44, 32_768) }
    var size: Int128 = 0
    if constants.2 > 0, event >= Self.two32 - (Self.two32 - 1) / constants.2 { size = constants.3 }
    if constants.4 > 0, (ticks + 1) % constants.4 == 0 { size = constants.5 }
    return sum + size * Self.floor(volatility * deviate(of: sizeWord), Self.two28)
  }

  /// The table of TAPE-16.
  private var push: Int128 {
    let phase = (ticks + 180) % 240
    switch (generator, phase) {
    case (.flashCrash, 120...122): return -786_432
    case (.flashCrash, 123...162): return 52_429
    case (.shortSqueeze, 60...119): return -26_214
    case (.shortSqueeze, 120...139): return 131_072
    case (.shortSqueeze, 140...179): return -19_661
    case (.trend, _): return 16_384
    case (.cascade, 80), (.cascade, 100), (.cascade, 120), (.cascade, 140), (.cascade, 160):
      return -524_288
    default: return 0
    }
  }

  private func move(
    _ walk: inout Walk, common: Int128, own: Int128, extra: Int128
  ) -> Int64 {
    let instrument = walk.instrument
    let volatility = Self.floor(Int128(instrument.volatility.units) * Self.two32, 100_000_000)
    let drift = Self.floor(Int128(instrument.drift.units) * Self.two32, 100_000_000)
    let both = Self.floor(walk.loading * common + walk.own * own, Self.two30)
    let constants = Self.constants[generator] ?? (0, 0, 0, 0, 0, 0)
    let width =
      constants.1 == 0 ? volatility : min(Self.floor(volatility * walk.storm, 65_536), Self.two30)
    let wanted = drift + Self.floor(width * both, Self.two28) + extra
    let half = Self.two32 / 2
    let change = wanted > half ? half : (wanted < -half ? -half : wanted)
    let moved = walk.relative + Self.floor(walk.relative * change, Self.two32)
    walk.relative = max(Self.two44 / 16, min(Self.two44 * 16, moved))
    if constants.1 > 0 {
      let surprise = Self.floor(both < 0 ? -both : both, 4096) - 52_289
      let calmed = Self.floor(constants.0 * (65_536 - walk.storm), 65_536)
      let stirred = Self.floor(Self.floor(constants.1 * walk.storm, 65_536) * surprise, 65_536)
      walk.storm = max(16_384, min(262_144, walk.storm + calmed + stirred))
    }
    let steps = Int128(instrument.startPrice.units / instrument.priceStep.units) * walk.relative
    let whole = Self.floor(steps, Self.two44)
    let rest = steps - whole * Self.two44
    let isUp = rest * 2 > Self.two44 || (rest * 2 == Self.two44 && whole % 2 == 1)
    return Int64(max(whole + (isUp ? 1 : 0), 1)) * instrument.priceStep.units
  }

  /// The sign from the top bit; between two entries of the table a straight line.
  private mutating func deviate() -> Int128 { deviate(of: nextWord()) }

  private func deviate(of word: UInt32) -> Int128 {
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
