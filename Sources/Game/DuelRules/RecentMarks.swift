import Primitives

/// The marks of the last ticks, for measuring how much prices move.
struct RecentMarks {
  /// How many returns are looked at.
  static let window = 60

  private let instruments: Int
  /// Tick by tick, a ring of `window + 1` ticks.
  private var marks: [Price] = []
  private var next = 0

  init(instruments: Int) { self.instruments = instruments }

  mutating func append(_ latest: [Price]) {
    if marks.count < (Self.window + 1) * instruments {
      marks += latest
      return
    }
    for index in latest.indices { marks[next * instruments + index] = latest[index] }
    next = (next + 1) % (Self.window + 1)
  }

  /// The root of the mean squared return, as a rate.
  func deviation(of instrument: Instrument) -> Rate? {
    let count = marks.count / instruments
    guard count > 1 else { return nil }
    var sum: UInt128 = 0
    for step in 1..<count {
      let before = mark(step - 1, instrument)
      let difference = Int128(mark(step, instrument).units - before.units) * Int128(unitsPerOne)
      let change = difference.divided(by: Int128(before.units), rounding: .halfEven).magnitude
      sum += change * change
    }
    return Rate(units: Int64(clamping: (sum / UInt128(count - 1)).squareRoot))
  }

  /// The mark of a tick, 0 being the oldest.
  private func mark(_ step: Int, _ instrument: Instrument) -> Price {
    let tick = (next + step) % (marks.count / instruments)
    return marks[tick * instruments + instrument.index]
  }
}

extension UInt128 {
  /// The largest number whose square is at most this one.
  fileprivate var squareRoot: UInt128 {
    var root: UInt128 = 0
    var bit: UInt128 = 1 << 62
    while bit > 0 {
      let candidate = root | bit
      if candidate * candidate <= self { root = candidate }
      bit >>= 1
    }
    return root
  }
}
