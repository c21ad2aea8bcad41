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

  /// Whether a text is this token; takes as long for any text of the same length.
  public func isEqual(to text: Span<UInt8>) -> Bool {
    let own = Array(description.utf8)
    guard text.count == own.count else { return false }
    var difference: UInt8 = 0
    for index in own.indices { difference |= own[index] ^ text[index] }
    return difference == 0
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

/// How a match is offered and what it belongs to: what the log must keep of it besides its rules.
public struct MatchTerms: Hashable, Sendable {
  /// The word that a private match asks for; nil for an open one.
  public var key: MatchKey?
  /// Best of how many: 1 for a match that stands alone. Rule: MATCH-12.
  public var series = 1
  /// The match before it in its series, or the one it is the rematch of.
  public var follows: MatchID?

  /// A match for everybody that stands alone.
  public init() {}
}

/// The word that opens a private match: 1 to 24 letters, digits, `_`, `-`, `.`.
public struct MatchKey: Hashable, Sendable {
  /// The word as written.
  public let text: String

  /// The longest key, in bytes.
  public static let lengthMax = 24

  /// Checks and takes a word; nil when it is empty, too long or has another character.
  public init?(_ text: String) {
    guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(isNameByte) else {
      return nil
    }
    self.text = text
  }

  /// Takes twelve digits of a random digest.
  public init(_ random: Digest) { text = String(random.description.prefix(12)) }
}

/// One step of a server's history. Executing the log in order rebuilds every match.
public enum LogEntry: Sendable {
  /// A match was opened.
  case create(MatchID, Rules, MatchSecret, MatchTerms)
  /// A player took a seat and was given this token.
  case join(MatchID, PlayerName, SeatToken)
  /// Anything else that changes a match.
  case change(MatchID, MatchEntry)
}

extension ByteBuffer {
  /// Appends an entry as one line; `rules` are those of its match.
  public mutating func append(_ entry: LogEntry, rules: Rules) {
    switch entry {
    case .create(let match, let rules, let secret, let terms):
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
      append(terms)
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

  private mutating func append(nonce: Digest) {
    append(" nonce=")
    append(nonce)
  }

  private mutating func append(_ terms: MatchTerms) {
    if let key = terms.key {
      append(" key=")
      append(key.text)
    }
    if terms.series > 1 {
      append(" series=")
      append(integer: terms.series)
    }
    if let earlier = terms.follows {
      append(" follows=")
      append(earlier)
    }
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
    case .ready(let seat, let hash):
      begin("ready ", seat, &self)
      if let hash { append(nonce: hash) }
    case .open(let seat, let nonce):
      begin("open ", seat, &self)
      append(nonce: nonce)
    case .forfeit(let stage):
      begin("forfeit ", nil, &self)
      append(" ")
      append(stage.rawValue)
    case .command(let seat, let command, let tick):
      begin("command ", seat, &self)
      append(" ")
      append(command, rules: rules)
      if let tick {
        append(" tick=")
        append(integer: tick.number)
      }
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
    case .abandon(let seat): begin("abandon ", seat, &self)
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
    if verb.equals("forfeit") {
      guard tokens.count >= 3 else { return nil }
      let stage = NonceStage(rawValue: String(decoding: line.extracting(tokens[2].value)))
      return stage.map { .change(match, .forfeit($0)) }
    }
    guard let rules = rulesOf(match), tokens.count >= 3,
      let index = line.extracting(tokens[2].value).parseInteger(),
      (0..<rules.values.seats).contains(index)
    else { return nil }
    let seat = Seat(index)
    if verb.equals("leave") { return .change(match, .leave(seat)) }
    if verb.equals("ready") || verb.equals("open") { return readNonce(match, seat, line) }
    if verb.equals("abandon") { return .change(match, .abandon(seat)) }
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
      let tick = try CommandText.parseTick(tokens, in: line)
      return .change(match, .command(seat, command, at: tick))
    } catch {
      return nil
    }
  }

  /// `ready M SEAT [nonce=HASH]` or `open M SEAT nonce=NONCE`.
  private func readNonce(_ match: MatchID, _ seat: Seat, _ line: Span<UInt8>) -> LogEntry? {
    let isReady = line.extracting(tokens[0].value).equals("ready")
    guard let field = tokens.field("nonce", in: line) else {
      return isReady ? .change(match, .ready(seat)) : nil
    }
    guard let digest = Digest(hex: String(decoding: line.extracting(field.value))) else {
      return nil
    }
    return .change(match, isReady ? .ready(seat, hash: digest) : .open(seat, nonce: digest))
  }

  private func readCreate(_ match: MatchID, _ line: Span<UInt8>) -> LogEntry? {
    var values = RulesPreset.standard.values
    var seed: Digest?
    var salt: Digest?
    var terms = MatchTerms()
    var marks: [Price] = []
    for index in 2..<max(tokens.count, 2) {
      guard tokens[index].isField else { return nil }
      let key = String(decoding: line.extracting(tokens[index].key))
      let value = String(decoding: line.extracting(tokens[index].value))
      switch key {
      case "seed": seed = Digest(hex: value)
      case "salt": salt = Digest(hex: value)
      case "key": terms.key = MatchKey(value)
      case "series": terms.series = Int(value) ?? 1
      case "follows": terms.follows = MatchID(Array(value.utf8).span)
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
    return .create(match, rules, MatchSecret(seed: seed, salt: salt), terms)
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
