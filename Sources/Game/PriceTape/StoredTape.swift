public import Digests
public import Primitives

/// An instrument of a stored tape.
public struct StoredInstrument: Hashable, Sendable {
  /// What players call it: 1 to 12 capital letters and digits.
  public let name: String
  /// The distance between neighbouring prices.
  public let priceStep: Price

  /// Takes a name and a price step; `StoredTape` checks them.
  public init(name: String, priceStep: Price) {
    self.name = name
    self.priceStep = priceStep
  }

  /// Whether a text can be an instrument's name.
  public static func isName(_ text: String) -> Bool {
    (1...12).contains(text.utf8.count) && text.utf8.allSatisfy(isCapitalOrDigit)
  }
}

/// A tape whose marks are given: imported history, or a generated tape that was kept.
///
/// Rule: TAPE-9. Complexity: making one is O(marks), reading a mark O(1).
public struct StoredTape: Hashable, Sendable {
  /// What players call it: 1 to 104 capital letters, digits and `-`.
  public let name: String
  /// The instruments in tape order, 1 to 8.
  public let instruments: [StoredInstrument]
  /// SHA-256 over the tape file without its notes and its last line. Rule: TAPE-10.
  public let digest: Digest
  /// Where it is from and what was left out, for people; no part of the digest. Rule: TAPE-10.
  public let notes: [String]

  /// Tick by tick, each in the order of the instruments.
  private let marks: [Price]

  /// The most ticks a tape may have, its pre-roll counted.
  public static let ticksMax = 1_000_000

  /// The highest mark there can be: 625,000,000.
  public static let markMax = Price(units: Bounds.priceMax.units / TapeInstrument.rangeFactor)

  /// Checks and takes marks, tick by tick in the order of the instruments.
  public init(
    name: String, instruments: [StoredInstrument], marks: [Price], notes: [String] = []
  ) throws(StoredTapeError) {
    guard Self.isName(name) else { throw .name(name) }
    guard notes.count <= TapeFile.notesMax, notes.allSatisfy(TapeFile.isNote) else { throw .notes }
    guard (1...Bounds.instrumentsMax).contains(instruments.count) else { throw .instrumentCount }
    for (index, instrument) in instruments.enumerated() {
      guard StoredInstrument.isName(instrument.name) else {
        throw .instrumentName(instrument.name)
      }
      guard !instruments[..<index].contains(where: { $0.name == instrument.name }) else {
        throw .namedTwice(instrument.name)
      }
      guard instrument.priceStep > .zero, instrument.priceStep <= Bounds.priceMax else {
        throw .priceStep(instrument.name)
      }
    }
    guard !marks.isEmpty, marks.count % instruments.count == 0,
      marks.count / instruments.count <= Self.ticksMax
    else { throw .tickCount }
    for (index, mark) in marks.enumerated() {
      let instrument = instruments[index % instruments.count]
      guard Self.isMark(mark, step: instrument.priceStep) else {
        throw .mark(tick: index / instruments.count, instrument: instrument.name)
      }
    }
    self.name = name
    self.instruments = instruments
    self.marks = marks
    self.notes = notes
    digest = TapeFile.digest(name: name, instruments: instruments, marks: marks)
  }

  /// How many ticks there are, the pre-roll counted.
  public var tickCount: Int { marks.count / instruments.count }

  /// The marks of a tick, counted from 0, in the order of the instruments.
  public func marks(ofTick tick: Int) -> [Price] {
    Array(marks[(tick * instruments.count)..<((tick + 1) * instruments.count)])
  }

  /// The mark of an instrument in a tick, counted from 0.
  func mark(ofTick tick: Int, instrument: Int) -> Price {
    marks[tick * instruments.count + instrument]
  }

  /// All marks of an instrument in the order of ticks.
  public func marks(ofInstrument index: Int) -> [Price] {
    (0..<tickCount).map { mark(ofTick: $0, instrument: index) }
  }

  /// The tape of `count` of its ticks from `first` on, without notes; nil when it has not as many.
  public func excerpt(from first: Int, ticks count: Int) -> StoredTape? {
    guard first >= 0, count > 0, first <= tickCount, count <= tickCount - first else { return nil }
    if first == 0, count == tickCount, notes.isEmpty { return self }
    let cut = marks[(first * instruments.count)..<((first + count) * instruments.count)]
    return try? StoredTape(name: name, instruments: instruments, marks: Array(cut))
  }

  /// The highest price that bounds positions: 16 times the first mark, at least twice the highest
  /// one. Rule: TAPE-13.
  public func priceMax(ofInstrument index: Int) -> Price {
    var highest: Int64 = 0
    for tick in 0..<tickCount {
      highest = max(highest, mark(ofTick: tick, instrument: index).units)
    }
    return Price(units: max(TapeInstrument.rangeFactor * marks[index].units, 2 * highest))
  }

  /// Whether a text can be a tape's name.
  public static func isName(_ text: String) -> Bool {
    (1...104).contains(text.utf8.count)
      && text.utf8.allSatisfy { isCapitalOrDigit($0) || $0 == UInt8(ascii: "-") }
  }

  /// Whether a price can be a mark: positive, on the step, and low enough for twice of it.
  public static func isMark(_ mark: Price, step: Price) -> Bool {
    mark > .zero && step > .zero && mark.units % step.units == 0
      && mark <= markMax
  }
}

/// Why marks are refused as a tape.
public enum StoredTapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The tape's name is not one.
  case name(String)
  /// There are not 1 to 8 instruments.
  case instrumentCount
  /// An instrument's name is not one.
  case instrumentName(String)
  /// Two instruments have this name.
  case namedTwice(String)
  /// The price step of this instrument is not positive or too large.
  case priceStep(String)
  /// There are no ticks, too many, or one of them lacks a mark.
  case tickCount
  /// A mark is not positive, not on the step, or above 625,000,000; ticks count from 0.
  case mark(tick: Int, instrument: String)
  /// There are too many notes, or one of them cannot be written.
  case notes

  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .name(let name): "'\(name)' is not 1 to 104 of A-Z, 0-9 and -"
    case .instrumentCount: "a tape has 1 to \(Bounds.instrumentsMax) instruments"
    case .instrumentName(let name): "'\(name)' is not 1 to 12 of A-Z and 0-9"
    case .namedTwice(let name): "\(name) is named twice"
    case .priceStep(let name): "the price step of \(name) must be above 0 to \(Bounds.priceMax)"
    case .tickCount:
      "a tape has 1 to \(StoredTape.ticksMax) ticks, each with a mark for every instrument"
    case .mark(let tick, let name):
      "the mark of \(name) in tick \(tick) must be above 0, on the price step and at most "
        + "\(StoredTape.markMax)"
    case .notes:
      "a tape has at most \(TapeFile.notesMax) notes, each 1 to \(TapeFile.noteLengthMax) "
        + "printable ASCII characters"
    }
  }
}

/// Whether a byte is one of A-Z and 0-9.
func isCapitalOrDigit(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")) || isDigit(byte)
}

/// Whether a byte is one of 0-9.
func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
