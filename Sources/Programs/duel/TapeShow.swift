import DuelRules
import PriceTape
import Primitives
import Terminal
import TextUI

/// `duel tape show`: what is in a tape.
enum TapeShow {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--name"] + TapeOption.flags,
      switches: ["--json", "--plain"] + TapeOption.switches)
    guard !arguments.words.isEmpty else {
      throw CommandFailure(.usage, "which tape? duel tape show FILE")
    }
    let options = try TapeOption.options(arguments)
    let tape = try TapeOption.load(
      arguments.words, names: arguments.texts("--name"), options: options)
    let statistics = tape.instruments.indices.map {
      TapeStatistics(tape.marks(ofInstrument: $0))
    }
    if arguments.has("--json") {
      Output.line(json(tape, statistics))
    } else {
      let isPlain = arguments.has("--plain") || !Output.isTerminal
      for line in text(tape, statistics, TapeChart(isPlain: isPlain)) { Output.line(line) }
    }
    return .done
  }

  /// The longest match on a tape, in ticks.
  private static func playable(_ tape: StoredTape) -> Int {
    max(0, TapeChoice.ticksAvailable(on: tape, from: 0))
  }

  private static func pairs(_ tape: StoredTape) -> [(Int, Int)] {
    tape.instruments.indices.flatMap { left in
      tape.instruments.indices.filter { $0 > left }.map { (left, $0) }
    }
  }

  private static func text(
    _ tape: StoredTape, _ statistics: [TapeStatistics], _ chart: TapeChart
  ) -> [String] {
    var lines = [
      "tape \(tape.name): \(tape.tickCount) ticks, a match of up to \(playable(tape))",
      "digest \(tape.digest)",
    ]
    lines += tape.notes
    for (index, instrument) in tape.instruments.enumerated() {
      let numbers = statistics[index]
      lines += ["", "\(instrument.name), price step \(instrument.priceStep)"]
      lines += chart.lines(tape.marks(ofInstrument: index)).map { "  " + $0 }
      let rows = [
        ("first", numbers.first.description), ("last", numbers.last.description),
        ("high", numbers.high.description), ("low", numbers.low.description),
        (
          "deviation per tick",
          TapeStatistics.text(numbers.deviationPercent, decimals: 4) + " %"
        ),
        ("largest fall", TapeStatistics.text(numbers.largestFallPercent, decimals: 2) + " %"),
        ("kurtosis", number(numbers.kurtosis, decimals: 2)),
        (
          "size acf 1, 5, 20",
          numbers.sizeCorrelations.map { number($0, decimals: 2) }.joined(separator: ", ")
        ),
      ]
      lines += rows.map { "  " + Display.left($0, 20) + $1 }
    }
    let pairs = pairs(tape)
    if !pairs.isEmpty { lines += ["", "correlation of returns"] }
    for (left, right) in pairs {
      let value = statistics[left].correlation(with: statistics[right])
      let label = "\(tape.instruments[left].name) and \(tape.instruments[right].name)"
      lines.append("  " + Display.left(label, 20) + " " + number(value, decimals: 3))
    }
    return lines
  }

  private static func number(_ value: Double?, decimals: Int, none: String = "none") -> String {
    value.map { TapeStatistics.text($0, decimals: decimals) } ?? none
  }

  private static func json(_ tape: StoredTape, _ statistics: [TapeStatistics]) -> String {
    let instruments = tape.instruments.enumerated().map { index, instrument in
      let numbers = statistics[index]
      return "{\"name\": \"\(instrument.name)\", \"priceStep\": \"\(instrument.priceStep)\", "
        + "\"first\": \"\(numbers.first)\", \"last\": \"\(numbers.last)\", "
        + "\"high\": \"\(numbers.high)\", \"low\": \"\(numbers.low)\", "
        + "\"deviationPercent\": \(TapeStatistics.text(numbers.deviationPercent, decimals: 6)), "
        + "\"largestFallPercent\": "
        + TapeStatistics.text(numbers.largestFallPercent, decimals: 6) + ", \"kurtosis\": "
        + number(numbers.kurtosis, decimals: 6, none: "null") + ", \"sizeCorrelations\": ["
        + numbers.sizeCorrelations.map { number($0, decimals: 6, none: "null") }
        .joined(separator: ", ") + "]}"
    }
    let correlations = pairs(tape).map { left, right in
      let value = statistics[left].correlation(with: statistics[right])
      return "{\"first\": \"\(tape.instruments[left].name)\", "
        + "\"second\": \"\(tape.instruments[right].name)\", \"correlation\": "
        + number(value, decimals: 6, none: "null") + "}"
    }
    return "{\"name\": \"\(tape.name)\", \"digest\": \"\(tape.digest)\", "
      + "\"ticks\": \(tape.tickCount), \"playableTicks\": \(playable(tape)), "
      + "\"notes\": [" + tape.notes.map(quoted).joined(separator: ", ") + "], "
      + "\"instruments\": [" + instruments.joined(separator: ", ") + "], "
      + "\"correlations\": [" + correlations.joined(separator: ", ") + "]}"
  }

  /// A note as a JSON string; it is printable ASCII.
  private static func quoted(_ note: String) -> String {
    let escaped = note.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}
