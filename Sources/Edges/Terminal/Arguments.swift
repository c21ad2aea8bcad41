public import Primitives

// Terminal: the process's face: its arguments, its output streams, its exit codes.
//
// Goals: data goes to standard output and talk to standard error; a wrong flag names the right one.
// Non-goals: what a command does.

/// Why a program ends.
public enum ExitCode: Int32, Sendable {
  /// Done.
  case done = 0
  /// The answer is no: not verified, a check failed.
  case no = 1
  /// The command line is wrong.
  case usage = 2
  /// The server cannot be reached, or it refused.
  case unreachable = 3
  /// A file or its contents are bad.
  case badData = 4
  /// Somebody ended it with Ctrl-C or SIGTERM, and what it did is not whole.
  case interrupted = 130
}

/// A mistake on the command line, or anything else that ends the program with a word of why.
public struct CommandFailure: Error, Sendable {
  /// How the program ends.
  public let code: ExitCode
  /// What is wrong and what to do.
  public let text: String

  /// Makes a failure.
  public init(_ code: ExitCode, _ text: String) {
    self.code = code
    self.text = text
  }
}

/// The command line of a subcommand, checked against the flags it knows.
public struct Arguments: Sendable {
  /// What is not a flag, in order.
  public private(set) var words: [String] = []
  private var values: [(flag: String, value: String)] = []
  private var switches: [String] = []

  /// Reads arguments. `flags` take a value (`--seed 7` or `--seed=7`), `switches` do not.
  ///
  /// `--` ends the flags. An unknown flag is a usage failure that names the nearest known one.
  public init(
    _ arguments: [String], flags: [String], switches known: [String] = []
  ) throws(CommandFailure) {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard argument.hasPrefix("--") else {
        words.append(argument)
        continue
      }
      if argument == "--" {
        words += arguments[index...]
        return
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if known.contains(name) {
        guard parts.count == 1 else { throw .init(.usage, "\(name) takes no value") }
        switches.append(name)
      } else if flags.contains(name) {
        if parts.count == 2 {
          values.append((name, String(parts[1])))
        } else {
          guard index < arguments.count else { throw .init(.usage, "\(name) needs a value") }
          values.append((name, arguments[index]))
          index += 1
        }
      } else {
        let near = NearestName.of(name, among: flags + known)
        throw .init(
          .usage, "unknown option \(name)\(near.map { "; did you mean \($0)?" } ?? "")")
      }
    }
  }

  /// Whether a switch was given.
  public func has(_ name: String) -> Bool { switches.contains(name) }

  /// The value of a flag; the last one when it was given more than once.
  public func text(_ flag: String) -> String? { values.last { $0.flag == flag }?.value }

  /// The values of a flag that may be given more than once, in order.
  public func texts(_ flag: String) -> [String] {
    values.filter { $0.flag == flag }.map(\.value)
  }

  /// The value of a flag as a whole number within a range.
  public func integer(_ flag: String, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
    guard let text = text(flag) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let bounds = "\(range.lowerBound) to \(range.upperBound)"
      throw .init(.usage, "\(flag) takes a whole number from \(bounds), not '\(text)'")
    }
    return number
  }

  /// The value of a flag as a decimal.
  public func decimal<Number: FixedPoint>(
    _ flag: String, as type: Number.Type = Number.self
  ) throws(CommandFailure) -> Number? {
    guard let text = text(flag) else { return nil }
    guard let number = Number(text) else {
      throw .init(.usage, "\(flag) takes a decimal with at most 8 places, not '\(text)'")
    }
    return number
  }

  /// Fails when there are more words than `most`.
  public func expectWords(atMost most: Int) throws(CommandFailure) {
    guard words.count > most else { return }
    throw .init(.usage, "'\(words[most])' is one word too many")
  }
}
