import Primitives

/// A file of candles that is to become an instrument of a tape.
public struct CandleSource: Sendable {
  /// The file's name, for errors and for the instrument's name.
  public let file: String
  /// What players are to call the instrument; nil to take it from the file's name.
  public let name: String?
  /// The file's bytes.
  public let text: [UInt8]

  /// Takes a file.
  public init(file: String, name: String? = nil, text: [UInt8]) {
    self.file = file
    self.name = name
    self.text = text
  }

  /// The instrument's name: the one given, or the letters and digits that the file's name begins
  /// with.
  var instrumentName: String {
    if let name { return name.uppercased() }
    let last = file.split(separator: "/").last.map(String.init) ?? file
    let upper = Array(last.utf8.map(asciiUppercased).prefix(while: isCapitalOrDigit))
    return String(decoding: upper, as: UTF8.self)
  }
}

/// Makes tapes of price history. Rule: TAPE-11.
public enum TapeImport {
  /// The coarsest and finest step leave so many significant digits of the highest close.
  private static let significantDigits = 4...6
  /// The place of the first digit of the highest price there can be.
  private static let magnitudeMax = 8
  /// The finest place a price can have.
  private static let placeMin = -8

  /// Joins files on the times they have in common: a tick is the closes of one time.
  public static func tape(
    of sources: [CandleSource], name: String? = nil
  ) throws(ImportError) -> StoredTape {
    guard let first = sources.first else {
      throw ImportError(file: "tape", line: nil, reason: "there is no file to import")
    }
    var files: [[Candle]] = []
    for source in sources { files.append(try CandleFile.read(source.file, source.text)) }
    let rows = common(files)
    guard !rows.isEmpty else {
      throw ImportError(
        file: sources.last?.file ?? first.file, line: nil,
        reason: "no time is in all the files")
    }
    var instruments: [StoredInstrument] = []
    var columns: [[Price]] = []
    for (index, source) in sources.enumerated() {
      guard StoredInstrument.isName(source.instrumentName) else {
        throw failure(.instrumentName(source.instrumentName), sources)
      }
      let candles = rows.map { files[index][$0[index]] }
      let place = stepPlace(of: candles)
      columns.append(try prices(candles, place: place, file: source.file))
      instruments.append(
        StoredInstrument(name: source.instrumentName, priceStep: step(ofPlace: place)))
    }
    let marks = rows.indices.flatMap { row in columns.map { $0[row] } }
    do throws(StoredTapeError) {
      return try StoredTape(
        name: name ?? instruments.map(\.name).joined(separator: "-"), instruments: instruments,
        marks: marks)
    } catch {
      throw failure(error, sources)
    }
  }

  /// What is wrong with the tape as a whole, in the words of an import.
  private static func failure(
    _ error: StoredTapeError, _ sources: [CandleSource]
  ) -> ImportError {
    switch error {
    case .instrumentName(let name), .namedTwice(let name):
      let file = sources.last { $0.instrumentName == name }?.file ?? "tape"
      return ImportError(file: file, line: nil, reason: "\(error); give it another name")
    case .name, .instrumentCount, .priceStep, .tickCount, .mark:
      return ImportError(file: sources.first?.file ?? "tape", line: nil, reason: "\(error)")
    }
  }

  /// The candles that have a time in common: their places, one for each file.
  private static func common(_ files: [[Candle]]) -> [[Int]] {
    var rows: [[Int]] = []
    var next = Array(repeating: 0, count: files.count)
    while files.indices.allSatisfy({ next[$0] < files[$0].count }) {
      let times = files.indices.map { files[$0][next[$0]].time }
      guard let latest = times.max() else { break }
      if times.allSatisfy({ $0 == latest }) {
        rows.append(next)
        for index in next.indices { next[index] += 1 }
      } else {
        for index in next.indices where times[index] < latest { next[index] += 1 }
      }
    }
    return rows
  }

  /// The power of ten that is the price step: the coarsest that rounds every close as the finest
  /// does.
  private static func stepPlace(of candles: [Candle]) -> Int {
    let highest = min(magnitudeMax, candles.compactMap(\.close.magnitude).max() ?? 0)
    let coarsest = max(placeMin, highest + 1 - significantDigits.lowerBound)
    let finest = max(placeMin, highest + 1 - significantDigits.upperBound)
    for place in stride(from: coarsest, to: finest, by: -1) {
      let factor = Int64(ImportedDecimal.powerOfTen(place - finest))
      let isEnough = candles.allSatisfy {
        let steps = $0.close.steps(ofPlace: finest) ?? 0
        return steps > 0 && steps % factor == 0
      }
      if isEnough { return place }
    }
    return finest
  }

  private static func step(ofPlace place: Int) -> Price {
    Price(units: Int64(ImportedDecimal.powerOfTen(place - placeMin)))
  }

  private static func prices(
    _ candles: [Candle], place: Int, file: String
  ) throws(ImportError) -> [Price] {
    let step = step(ofPlace: place)
    var prices: [Price] = []
    for candle in candles {
      let steps = candle.close.steps(ofPlace: place) ?? .max
      guard steps > 0 else {
        let reason = "the close is less than half a price step of \(step)"
        throw ImportError(file: file, line: candle.line, reason: reason)
      }
      let (units, isOver) = steps.multipliedReportingOverflow(by: step.units)
      guard !isOver, StoredTape.isMark(Price(units: units), step: step) else {
        let most = Price(units: Bounds.priceMax.units / TapeInstrument.rangeFactor)
        let reason = "the close is above \(most), the highest mark of a tape"
        throw ImportError(file: file, line: candle.line, reason: reason)
      }
      prices.append(Price(units: units))
    }
    return prices
  }
}
