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

  /// The last returns of an instrument, oldest first: at most `most` of them. Rule: MARGIN-19.
  func returns(of instrument: Instrument, last most: Int = Self.window) -> Returns {
    let count = marks.count / instruments
    guard count > 1 else { return Returns([]) }
    return Returns(
      (max(1, count - most)..<count).map { step in
        Returns.from(mark(step - 1, instrument), to: mark(step, instrument))
      })
  }

  /// The mark of a tick, 0 being the oldest.
  private func mark(_ step: Int, _ instrument: Instrument) -> Price {
    let tick = (next + step) % (marks.count / instruments)
    return marks[tick * instruments + instrument.index]
  }
}
