import Digests
public import DuelRules
import PriceTape
public import Primitives

/// One step of a server's history. Executing the log in order rebuilds every match.
public enum LogEntry: Sendable {
  /// A match was opened; apart, because it is large.
  indirect case create(MatchID, Rules, MatchSecret, MatchTerms)
  /// A player took a seat and was given this token.
  case join(MatchID, PlayerName, SeatToken)
  /// Anything else that changes a match.
  case change(MatchID, MatchEntry)
  /// The server was started again while matches were running.
  case restart
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
    case .restart: append("restart")
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
    if let standing = terms.standing {
      append(" played=")
      append(integer: standing.played)
      append(" wins=")
      for (seat, wins) in standing.wins.enumerated() {
        if seat > 0 { append(",") }
        append(integer: wins)
      }
    }
    if let practice = terms.practice {
      append(" practice=")
      append(integer: practice)
    }
    for (index, name) in terms.players.enumerated() {
      append(index == 0 ? " players=" : ",")
      append(name.text)
    }
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
    case .join(let name, _):
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
    guard (try? tokens.scan(line)) != nil, tokens.count >= 1 else { return nil }
    if tokens.count == 1, line.extracting(tokens[0].value).equals("restart") { return .restart }
    guard tokens.count >= 2,
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

  /// The match that a line speaks of; nil when it names none.
  public mutating func match(of line: Span<UInt8>) -> MatchID? {
    guard (try? tokens.scan(line)) != nil, tokens.count >= 2 else { return nil }
    return MatchID(line.extracting(tokens[1].value))
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
    var played: Int?
    var wins: [Int] = []
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
      case "practice": terms.practice = Int(value)
      case "players":
        terms.players = value.split(separator: ",").compactMap { PlayerName(String($0)) }
      case "played": played = Int(value)
      case "wins": wins = value.split(separator: ",").compactMap { Int($0) }
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
    if let played {
      guard wins.count == rules.values.seats else { return nil }
      terms.standing = SeriesStanding(length: terms.series, played: played, wins: wins)
    }
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
