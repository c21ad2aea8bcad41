import Digests
import Primitives

/// What a candle says beside its close.
struct CandleRange: Hashable {
  let open: Price
  let high: Price
  let low: Price
}

/// How many ticks are drawn through a candle, from its open by its high and low to its close.
///
/// Such a path can tell the next tick: it is for practice. Rule: TAPE-19.
public struct CandleBridge: Hashable, Sendable {
  /// How many ticks a candle becomes, 4 to 1000.
  public let ticks: Int
  /// What the paths are drawn from.
  public let seed: Int

  private static let tickRange = 4...1000

  /// Reads `bridge`, `bridge:TICKS` or `bridge:TICKS:SEED`; nil for anything else. Without them it
  /// is 10 ticks and the seed 1.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts[0] == "bridge", parts.count <= 3 else { return nil }
    let numbers = parts.dropFirst().map { Array($0.utf8).span.parseInteger() ?? -1 }
    ticks = numbers.first ?? 10
    seed = numbers.count > 1 ? numbers[1] : 1
    guard Self.tickRange.contains(ticks), seed >= 0 else { return nil }
  }

  /// The ticks of all candles of an instrument.
  func marks(
    of candles: [CandleRange], closes: [Price], step: Price, instrument: String
  ) -> [Price] {
    let key = Digest.of(
      domain: "margin-duel/bridge/1", [Array("\(seed)".utf8), Array(instrument.utf8)])
    var path = BridgePath(ticks: ticks, step: step, stream: KeyedStream(key: key))
    for (candle, close) in zip(candles, closes) { path.append(candle, close: close) }
    return path.marks
  }
}

/// Draws the ticks of one candle after the other, in price steps.
private struct BridgePath: ~Copyable {
  private let ticks: Int
  private let step: Price
  /// What a deviate of the noise is divided by, beside its scale.
  private let width: Int64
  private var stream: KeyedStream
  private let deviate = NormalDeviate()
  private(set) var marks: [Price] = []

  /// A tick of the candle whose price is given.
  private struct Anchor {
    let place: Int
    let steps: Int64
  }

  init(ticks: Int, step: Price, stream: consuming KeyedStream) {
    self.ticks = ticks
    self.step = step
    self.stream = stream
    // A Brownian path of n ticks is about 1.6 sqrt(n) deviations wide; 2 keeps it off the ends.
    width = 2 * Int64(UInt64(ticks).squareRootDown)
  }

  private func steps(_ price: Price) -> Int64 {
    price.units.divided(by: step.units, rounding: .down)
  }

  mutating func append(_ candle: CandleRange, close: Price) {
    let high = Anchor(
      place: 1 + Int(stream.nextWord()) % (ticks - 2), steps: steps(candle.high))
    var lowPlace = 1 + Int(stream.nextWord()) % (ticks - 3)
    if lowPlace >= high.place { lowPlace += 1 }
    let low = Anchor(place: lowPlace, steps: steps(candle.low))
    let between = low.place < high.place ? [low, high] : [high, low]
    var now = steps(candle.open)
    var tick = 0
    for anchor in between + [Anchor(place: ticks - 1, steps: steps(close))] {
      while tick < anchor.place {
        marks.append(Price(units: now * step.units))
        tick += 1
        guard tick < anchor.place else { break }
        let way = (anchor.steps - now).divided(
          by: Int64(anchor.place - tick + 1), rounding: .down)
        let deviation = deviate.make(from: stream.nextWord())
        let noise = Int128(productOf: high.steps - low.steps, deviation)
          .divided(by: Int128(width) << 28, rounding: .down)
        now = Int64(min(max(Int128(now + way) + noise, Int128(low.steps)), Int128(high.steps)))
      }
      now = anchor.steps
    }
    marks.append(Price(units: now * step.units))
  }
}

extension CandleBridge: CustomStringConvertible {
  /// `bridge:TICKS:SEED`.
  public var description: String { "bridge:\(ticks):\(seed)" }
}
