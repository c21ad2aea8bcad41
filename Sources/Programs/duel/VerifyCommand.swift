import Digests
import Records
import Terminal
import TextUI

/// `duel verify`: recomputes matches from their records.
enum VerifyCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--expect"], switches: ["--json"])
    guard !arguments.words.isEmpty else {
      throw CommandFailure(.usage, "which record? duel verify FILE...")
    }
    let expected = try arguments.text("--expect").map { (text) throws(CommandFailure) in
      guard let digest = Digest(hex: text.lowercased()) else {
        throw CommandFailure(.usage, "--expect takes 64 hexadecimal digits")
      }
      return digest
    }
    guard expected == nil || arguments.words.count == 1 else {
      throw CommandFailure(.usage, "--expect is for one record, not \(arguments.words.count)")
    }
    var worst = ExitCode.done
    for path in arguments.words {
      let verdict = verdict(path, expected: expected)
      let isAlone = arguments.words.count == 1
      if arguments.has("--json") {
        Output.line(verdict.json(path))
      } else if isAlone, case .unreadable(let reason) = verdict {
        throw CommandFailure(.badData, reason)
      } else {
        for line in verdict.lines(isAlone ? nil : path) { Output.line(line) }
      }
      if verdict.code.rawValue > worst.rawValue { worst = verdict.code }
    }
    return worst
  }

  /// Verifies a record and writes the verdict as the last line.
  static func report(_ text: [UInt8], expected: String?) throws(CommandFailure) -> ExitCode {
    let verdict = verdict(on: text, expected: expected.flatMap { Digest(hex: $0) })
    if case .unreadable(let reason) = verdict { throw CommandFailure(.badData, reason) }
    for line in verdict.lines(nil) { Output.line(line) }
    return verdict.code
  }

  private static func verdict(_ path: String, expected: Digest?) -> Verdict {
    do throws(CommandFailure) {
      return verdict(on: try Output.read(path), expected: expected)
    } catch {
      return .unreadable(error.text)
    }
  }

  private static func verdict(on text: [UInt8], expected: Digest?) -> Verdict {
    do throws(RecordError) {
      switch try RecordVerifier.verify(text) {
      case .verified(let digest):
        if let expected, expected != digest { return .another(digest, expected: expected) }
        return .verified(digest)
      case .differs(let line, let found, let expected): return .differs(line, found, expected)
      }
    } catch {
      return .unreadable("this is not the record of a match")
    }
  }

  /// What is said of a record.
  private enum Verdict {
    case verified(Digest)
    case another(Digest, expected: Digest)
    case differs(Int, String, String)
    case unreadable(String)

    var code: ExitCode {
      switch self {
      case .verified: .done
      case .another, .differs: .no
      case .unreadable: .badData
      }
    }

    /// For people; with the file's name when there are several.
    func lines(_ path: String?) -> [String] {
      let start = path.map { "\($0): " } ?? ""
      switch self {
      case .verified(let digest): return ["\(start)verified digest=\(digest)"]
      case .another(let digest, _):
        return ["\(start)not verified: the record is sound, but its digest is \(digest)"]
      case .differs(let line, let found, let expected):
        return [
          "\(start)not verified: line \(line) differs", "  found     \(found)",
          "  expected  \(expected)",
        ]
      case .unreadable(let reason): return ["\(start)\(reason)"]
      }
    }

    func json(_ path: String) -> String {
      let file = JSONBoard.quoted(path)
      func object(_ isVerified: Bool, _ rest: String) -> String {
        "{\"file\": \(file), \"verified\": \(isVerified), \(rest)}"
      }
      switch self {
      case .verified(let digest): return object(true, "\"digest\": \"\(digest)\"")
      case .another(let digest, let expected):
        return object(false, "\"digest\": \"\(digest)\", \"expectedDigest\": \"\(expected)\"")
      case .differs(let line, let found, let expected):
        return object(
          false,
          "\"line\": \(line), \"found\": \(JSONBoard.quoted(found)), "
            + "\"expected\": \(JSONBoard.quoted(expected))")
      case .unreadable(let reason): return object(false, "\"error\": \(JSONBoard.quoted(reason))")
      }
    }
  }
}
