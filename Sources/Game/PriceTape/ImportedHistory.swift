public import Primitives

/// The rows of a file that were left out.
public struct SkippedRows: Hashable, Sendable {
  /// How many there are.
  public private(set) var count = 0
  /// The first of them, at most five, with line and reason.
  public private(set) var first: [ImportError] = []

  private static let namedMax = 5

  mutating func add(_ problem: ImportError) {
    count += 1
    if first.count < Self.namedMax { first.append(problem) }
  }
}

/// The ticks of one file, by ascending time, on the price step that fits them.
///
/// Rules: TAPE-11 and TAPE-17.
public struct ImportedHistory: Sendable {
  /// The file's name, as it was given.
  public let file: String
  /// What its rows are.
  public let kind: HistoryKind
  /// How many rows were read.
  public let rowCount: Int
  /// The rows that were left out.
  public let skipped: SkippedRows
  /// The distance between neighbouring prices.
  public let priceStep: Price
  /// Ascending.
  private(set) var times: [ImportedTime]
  /// The close of each tick.
  private(set) var marks: [Price]
  /// The open, high and low of each tick, or none at all.
  private(set) var ranges: [HistoryRow.Range]

  /// The coarsest and finest step leave so many significant digits of the highest close.
  private static let significantDigits = 4...6
  /// The finest place a price can have.
  private static let placeMin = -8

  /// Rounds what was gathered, at least one tick.
  init(
    file: String, kind: HistoryKind, gatherer: TickGatherer, skipped: SkippedRows
  ) throws(ImportError) {
    self.file = file
    self.kind = kind
    self.skipped = skipped
    rowCount = gatherer.rowCount
    let step = Self.step(of: gatherer.prices)
    priceStep = step
    if let lowest = gatherer.lowest, lowest.price.steps(of: step) == 0 {
      let name = kind == .trades ? "price" : "close"
      throw ImportError(
        file: file, line: lowest.line,
        reason: "the \(name) is less than half a price step of \(step)")
    }
    times = gatherer.times
    marks = gatherer.prices.map { Self.mark($0, step) }
    ranges = gatherer.ranges
    if gatherer.isNewestFirst == true {
      times.reverse()
      marks.reverse()
      ranges.reverse()
    }
  }

  /// A price on the step.
  private static func mark(_ price: ImportedPrice, _ step: Price) -> Price {
    Price(units: price.steps(of: step) * step.units)
  }

  /// The open, high and low of a tick on the price step.
  func range(ofTick tick: Int) -> CandleRange {
    let range = ranges[tick]
    // A low of less than half a step would be no price.
    return CandleRange(
      open: max(Self.mark(range.open, priceStep), priceStep),
      high: max(Self.mark(range.high, priceStep), priceStep),
      low: max(Self.mark(range.low, priceStep), priceStep))
  }

  /// The power of ten that is the price step: the coarsest that rounds every close as the finest
  /// does.
  private static func step(of prices: [ImportedPrice]) -> Price {
    let highest = prices.max { $0.units < $1.units }?.magnitude ?? 0
    let coarsest = max(placeMin, highest + 1 - significantDigits.lowerBound)
    let finest = max(placeMin, highest + 1 - significantDigits.upperBound)
    let fine = power(finest)
    for place in stride(from: coarsest, to: finest, by: -1) {
      let factor = power(place).units / fine.units
      let isEnough = prices.allSatisfy {
        let steps = $0.steps(of: fine)
        return steps > 0 && steps % factor == 0
      }
      if isEnough { return power(place) }
    }
    return fine
  }

  /// A power of ten as a price.
  private static func power(_ place: Int) -> Price {
    Price(units: (placeMin..<place).reduce(1) { units, _ in units * 10 })
  }

  /// Keeps the ticks at the places given, which ascend, and forgets the others.
  mutating func keep(_ places: [Int]) {
    guard places.count < times.count else { return }
    times = places.map { times[$0] }
    marks = places.map { marks[$0] }
    if !ranges.isEmpty { ranges = places.map { ranges[$0] } }
  }
}
