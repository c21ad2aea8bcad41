public import Digests
public import DuelRules
import PriceTape
public import Primitives

/// A seat's secret: whoever holds it may take the seat again.
public struct SeatToken: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  public let description: String

  /// Takes the first half of a random digest.
  public init(_ random: Digest) { description = String(random.description.prefix(32)) }

  /// Reads 32 hexadecimal digits; nil for anything else.
  public init?(text: String) {
    guard text.utf8.count == 32, Digest(hex: text + text) != nil else { return nil }
    description = text
  }
}

/// The number of a match on its server, from 1.
public struct MatchID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number.
  public let number: Int

  /// Names the match with a number.
  public init(_ number: Int) { self.number = number }

  /// Reads `m17`; nil for anything else.
  public init?(_ text: Span<UInt8>) {
    guard text.count > 1, asciiUppercased(text[0]) == UInt8(ascii: "M"),
      let number = text.extracting(1..<text.count).parseInteger(), number > 0
    else { return nil }
    self.number = number
  }

  /// Orders by number.
  public static func < (left: MatchID, right: MatchID) -> Bool { left.number < right.number }

  /// As players write it: `m17`.
  public var description: String { "m\(number)" }
}

/// One step of a server's history. Executing the log in order rebuilds every match.
public enum LogEntry: Sendable {
  /// A match was opened.
  case create(MatchID, Rules, MatchSecret)
  /// A player took a seat and was given this token.
  case join(MatchID, PlayerName, SeatToken)
  /// Anything else that changes a match.
  case change(MatchID, MatchEntry)
}

extension ByteBuffer {
  /// Appends an entry as one line; `rules` are those of its match.
  public mutating func append(_ entry: LogEntry, rules: Rules) {
    switch entry {
    case .create(let match, let rules, let secret):
      append("create ")
      append(match)
      append(" seed=")
      append(secret.seed)
      append(" salt=")
      append(secret.salt)
      for (key, value) in rules.values.text {
        append(" ")
        append(key)
        append("=")
        append(value)
      }
      if let tape = rules.source.storedTape {
        append(" marks=")
        append(marksOf: tape)
      }
    case .join(let match, let name, let token):
      append("join ")
      append(match)
      append(" name=")
      append(name.text)
      append(" token=")
      append(token.description)
    case .change(let match, let change):
      append(change, of: match, rules: rules)
    }
    append("\n")
  }

  /// Appends a match's number as players write it.
  public mutating func append(_ match: MatchID) {
    append(UInt8(ascii: "m"))
    append(integer: match.number)
  }

  private mutating func append(_ change: MatchEntry, of match: MatchID, rules: Rules) {
    func begin(_ verb: StaticString, _ seat: Seat?, _ buffer: inout ByteBuffer) {
      buffer.append(verb)
      buffer.append(match)
      guard let seat else { return }
      buffer.append(" ")
      buffer.append(integer: seat.index)
    }
    switch change {
    case .join(let name):
      begin("join ", nil, &self)
      append(" name=")
      append(name.text)
    case .leave(let seat): begin("leave ", seat, &self)
    case .ready(let seat): begin("ready ", seat, &self)
    case .command(let seat, let command):
      begin("command ", seat, &self)
      append(" ")
      append(command, rules: rules)
    case .done(let seat, let tick):
      begin("done ", seat, &self)
      if let tick {
        append(" tick=")
        append(integer: tick.number)
      }
    case .advance(let tick):
      begin("advance ", nil, &self)
      append(" ")
      append(integer: tick.number)
    case .abort: begin("abort ", nil, &self)
    }
  }
}

/// Reads log lines back.
public struct LogReader {
  private var tokens = LineTokens()

  /// Makes a reader.
  public init() {}

  /// Reads one line without its LF; nil when it is not a log line.
  ///
  /// `rulesOf` gives the rules of a match that an earlier line created.
  public mutating func read(
    _ line: Span<UInt8>, rulesOf: (MatchID) -> Rules?
  ) -> LogEntry? {
    guard (try? tokens.scan(line)) != nil, tokens.count >= 2,
      let match = MatchID(line.extracting(tokens[1].value))
    else { return nil }
    let verb = line.extracting(tokens[0].value)
    if verb.equals("create") { return readCreate(match, line) }
    if verb.equals("join") { return readJoin(match, line) }
    if verb.equals("advance") {
      guard tokens.count >= 3, let tick = line.extracting(tokens[2].value).parseInteger() else {
        return nil
      }
      return .change(match, .advance(from: Tick(tick)))
    }
    if verb.equals("abort") { return .change(match, .abort) }
    guard let rules = rulesOf(match), tokens.count >= 3,
      let index = line.extracting(tokens[2].value).parseInteger(),
      (0..<rules.values.seats).contains(index)
    else { return nil }
    let seat = Seat(index)
    if verb.equals("leave") { return .change(match, .leave(seat)) }
    if verb.equals("ready") { return .change(match, .ready(seat)) }
    if verb.equals("done") {
      guard let field = tokens.field("tick", in: line) else {
        return .change(match, .done(seat, nil))
      }
      return line.extracting(field.value).parseInteger().map {
        .change(match, .done(seat, Tick($0)))
      }
    }
    guard verb.equals("command") else { return nil }
    do throws(CommandTextError) {
      let names = InstrumentNames(rules)
      let command = try CommandText.parse(tokens, from: 3, in: line, names: names)
      return .change(match, .command(seat, command))
    } catch {
      return nil
    }
  }

  private func readCreate(_ match: MatchID, _ line: Span<UInt8>) -> LogEntry? {
    var values = RulesPreset.standard.values
    var seed: Digest?
    var salt: Digest?
    var marks: [Price] = []
    for index in 2..<max(tokens.count, 2) {
      guard tokens[index].isField else { return nil }
      let key = String(decoding: line.extracting(tokens[index].key))
      let value = String(decoding: line.extracting(tokens[index].value))
      switch key {
      case "seed": seed = Digest(hex: value)
      case "salt": salt = Digest(hex: value)
      case "marks":
        for word in value.split(whereSeparator: { $0 == "," || $0 == "/" }) {
          guard let mark = Price(String(word)) else { return nil }
          marks.append(mark)
        }
      default: if (try? values.set(key, to: value)) == nil { return nil }
      }
    }
    guard let seed, let salt,
      let rules = try? Rules(values, tape: values.storedTape(marks: marks))
    else { return nil }
    return .create(match, rules, MatchSecret(seed: seed, salt: salt))
  }

  private func readJoin(_ match: MatchID, _ line: Span<UInt8>) -> LogEntry? {
    guard let name = tokens.field("name", in: line),
      let player = PlayerName(String(decoding: line.extracting(name.value))),
      let secret = tokens.field("token", in: line),
      let token = SeatToken(text: String(decoding: line.extracting(secret.value)))
    else { return nil }
    return .join(match, player, token)
  }
}
