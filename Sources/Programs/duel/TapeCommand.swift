import DuelRules
import PriceTape
import Primitives
import Terminal

/// `duel tape`: makes, imports and shows tapes.
enum TapeCommand {
  private static let parts = ["make", "import", "show"]

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "make": return try make(rest)
    case "import": return try importFiles(rest)
    case "show": return try TapeShow.run(rest)
    case let word?:
      let near = NearestName.of(word, among: parts).map { "; did you mean \($0)?" } ?? ";"
      throw CommandFailure(.usage, "tape has no '\(word)'\(near) duel help tape")
    case nil:
      throw CommandFailure(.usage, "tape what? \(parts.joined(separator: ", ")); duel help tape")
    }
  }

  /// Keeps the tape that the practice match with this seed is played on.
  private static func make(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--rules", "--ticks", "--seed", "--name", "--out"])
    try arguments.expectWords(atMost: 0)
    let rules = try RulesOption.rules(arguments)
    let ticks = try TicksOption.ticks(arguments) ?? rules.values.ticks
    let seed = try arguments.integer("--seed", in: 0...999_999_999_999_999_999) ?? 1
    let secret = MatchSecret(practice: seed)
    let nonces = Array(repeating: [UInt8](), count: rules.values.seats)
    var tape = Tape(source: rules.source, seed: secret.tapeSeed(nonces: nonces))
    var now = rules.source.startPrices
    var marks: [Price] = []
    for _ in 0..<(ticks + Rules.prerollTicks) {
      tape.next(into: &now)
      marks += now
    }
    let name = arguments.text("--name") ?? "\(rules.values.preset)-\(seed)"
    let stored: StoredTape
    do throws(StoredTapeError) {
      stored = try StoredTape(
        name: name.uppercased(),
        instruments: rules.values.instruments.map {
          StoredInstrument(name: $0.name, priceStep: $0.priceStep)
        }, marks: marks)
    } catch {
      throw CommandFailure(.usage, "--name: \(error)")
    }
    return try write(stored, arguments)
  }

  private static func importFiles(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--name", "--out"] + TapeOption.flags, switches: TapeOption.switches)
    guard !arguments.words.isEmpty else {
      throw CommandFailure(.usage, "which files? duel tape import FILE.csv...")
    }
    let options = try TapeOption.options(arguments)
    return try write(
      try TapeOption.load(arguments.words, names: arguments.texts("--name"), options: options),
      arguments)
  }

  private static func write(
    _ tape: StoredTape, _ arguments: Arguments
  ) throws(CommandFailure) -> ExitCode {
    var text = ByteBuffer(capacity: 1024)
    TapeFile.append(tape, to: &text)
    try Output.write(text.bytes, toFile: arguments.text("--out") ?? "-")
    let names = tape.instruments.map { "\($0.name) (step \($0.priceStep))" }
    Output.talk(
      "\(tape.name): \(tape.tickCount) ticks of \(names.joined(separator: ", ")); digest "
        + "\(tape.digest)")
    for note in tape.notes { Output.talk("  \(note)") }
    return .done
  }
}
