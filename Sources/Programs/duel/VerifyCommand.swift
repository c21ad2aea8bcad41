import Digests
import Records
import Terminal

/// `duel verify`: recomputes a match from its record.
enum VerifyCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--expect"])
    try arguments.expectWords(atMost: 1)
    guard let path = arguments.words.first else {
      throw CommandFailure(.usage, "which record? duel verify FILE")
    }
    let expected = arguments.text("--expect")
    if let expected, Digest(hex: expected) == nil {
      throw CommandFailure(.usage, "--expect takes 64 hexadecimal digits")
    }
    return try report(try Output.read(path), expected: expected)
  }

  /// Verifies a record and writes the verdict as the last line.
  static func report(_ text: [UInt8], expected: String?) throws(CommandFailure) -> ExitCode {
    let verification: Verification
    do throws(RecordError) {
      verification = try RecordVerifier.verify(text)
    } catch {
      throw CommandFailure(.badData, "this is not the record of a match")
    }
    switch verification {
    case .verified(let digest):
      if let expected, expected.lowercased() != digest.description {
        Output.line("not verified: the record is sound, but its digest is \(digest)")
        return .no
      }
      Output.line("verified digest=\(digest)")
      return .done
    case .differs(let line, let found, let expected):
      Output.line("not verified: line \(line) differs")
      Output.line("  found     \(found)")
      Output.line("  expected  \(expected)")
      return .no
    }
  }
}
