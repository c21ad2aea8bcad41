import DuelRules
import PriceTape
import Primitives
import Terminal
import TextUI

/// `duel tape show`: what is in a tape.
enum TapeShow {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--name"], switches: ["--json", "--plain"])
    guard !arguments.words.isEmpty else {
      throw CommandFailure(.usage, "which tape? duel tape show FILE")
    }
    let tape = try TapeOption.load(arguments.words, names: arguments.texts("--name"))
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
      ]
      lines += rows.map { "  " + Display.left($0, 20) + $1 }
    }
    let pairs = pairs(tape)
    if !pairs.isEmpty { lines += ["", "correlation of returns"] }
    for (left, right) in pairs {
      let value = statistics[left].correlation(with: statistics[right])
      let label = "\(tape.instruments[left].name) and \(tape.instruments[right].name)"
      let number = value.map { TapeStatistics.text($0, decimals: 3) } ?? "none"
      lines.append("  " + Display.left(label, 20) + " " + number)
    }
    return lines
  }

  private static func json(_ tape: StoredTape, _ statistics: [TapeStatistics]) -> String {
    let instruments = tape.instruments.enumerated().map { index, instrument in
      let numbers = statistics[index]
      return "{\"name\": \"\(instrument.name)\", \"priceStep\": \"\(instrument.priceStep)\", "
        + "\"first\": \"\(numbers.first)\", \"last\": \"\(numbers.last)\", "
        + "\"high\": \"\(numbers.high)\", \"low\": \"\(numbers.low)\", "
        + "\"deviationPercent\": \(TapeStatistics.text(numbers.deviationPercent, decimals: 6)), "
        + "\"largestFallPercent\": "
        + TapeStatistics.text(numbers.largestFallPercent, decimals: 6) + "}"
    }
    let correlations = pairs(tape).map { left, right in
      let value = statistics[left].correlation(with: statistics[right])
      return "{\"first\": \"\(tape.instruments[left].name)\", "
        + "\"second\": \"\(tape.instruments[right].name)\", \"correlation\": "
        + (value.map { TapeStatistics.text($0, decimals: 6) } ?? "null") + "}"
    }
    return "{\"name\": \"\(tape.name)\", \"digest\": \"\(tape.digest)\", "
      + "\"ticks\": \(tape.tickCount), \"playableTicks\": \(playable(tape)), "
      + "\"instruments\": [" + instruments.joined(separator: ", ") + "], "
      + "\"correlations\": [" + correlations.joined(separator: ", ") + "]}"
  }
}
