/// A reader of bytes from outside, and what must hold whatever bytes it is given.
///
/// The same targets run by seed in `swift test` and under libFuzzer: `.ci/fuzz`.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// Bytes into lines.
  case framer
  /// A line of text into a request.
  case request
  /// A trade as text, read and written.
  case command
  /// A line of JSON into a line of text.
  case json
  /// A client's reading of a server's bytes.
  case client
  /// A player's console between a server and a keyboard.
  case console
  /// A CSV file of price history.
  case history
  /// A tape file.
  case tape
  /// A rules file.
  case rules
  /// A record.
  case record
  /// A line of the log.
  case log
  /// The whole log of a server that is started again.
  case recovery
  /// The whole server, with four connections, a store and a clock.
  case host
  /// Bytes of a terminal into keys, and keys into a line.
  case keys

  /// Gives it these bytes; throws when something does not hold.
  public func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    switch self {
    case .framer: try FramerTarget.run(bytes)
    case .request: try RequestTarget.run(bytes)
    case .command: try CommandTarget.run(bytes)
    case .json: try JSONTarget.run(bytes)
    case .client: try ClientTarget.run(bytes)
    case .console: try ConsoleTarget.run(bytes)
    case .history: try HistoryTarget.run(bytes)
    case .tape: try TapeTarget.run(bytes)
    case .rules: try RulesTarget.run(bytes)
    case .record: try RecordTarget.run(bytes)
    case .log: try LogTarget.run(bytes)
    case .recovery: try RecoveryTarget.run(bytes)
    case .host: try HostTarget.run(bytes)
    case .keys: try KeysTarget.run(bytes)
    }
  }

  /// The longest input worth trying, in bytes.
  public var lengthMax: Int {
    switch self {
    case .framer: 12_000
    case .request, .command, .json, .log, .keys: 4_096
    case .client, .console, .history, .tape, .rules, .host: 8_192
    case .record, .recovery: 32_768
    }
  }
}

/// Something that must hold and does not.
public struct FuzzFailure: Error, CustomStringConvertible {
  /// What.
  public let description: String

  /// Says what.
  public init(_ description: String) { self.description = description }
}

/// Throws what does not hold.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(FuzzFailure) {
  guard holds else { throw FuzzFailure(what()) }
}
