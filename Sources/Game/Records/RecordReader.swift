public import Digests
public import DuelRules
public import Margin
public import Primitives

/// What a record says happened; nothing of it is believed yet.
public struct RecordContents: Sendable {
  /// The rules it was played by.
  public var rules: Rules
  /// The revealed secret.
  public var secret: MatchSecret
  /// The end of the server's chain before the match.
  public var previousLink: ChainLink
  /// Who sat in each seat.
  public var players: [RecordedPlayer]
  /// The commands in the order of the file.
  public var commands: [RecordedCommand]
  /// The seats that were given up, in the order of the file.
  public var abandonments: [RecordedAbandonment]
  /// The first line that cannot be read; nothing behind it was. Nil in a whole record.
  var flaw: RecordFlaw?
}

/// A line of a record that cannot be, and what would be right.
struct RecordFlaw: Hashable, Sendable {
  let line: Int
  let reason: String
}

/// A seat line of a record.
public struct RecordedPlayer: Hashable, Sendable {
  /// The line it stands in, from 1.
  public let line: Int
  /// Who sat there.
  public let name: PlayerName
  /// The hash that the seat committed to; nil for none.
  public let hash: Digest?
  /// The nonce that it opened; nil for none.
  public let nonce: Digest?
}

/// An abandon line of a record.
public struct RecordedAbandonment: Hashable, Sendable {
  /// The line it stands in, from 1.
  public let line: Int
  /// The tick it claims.
  public let tick: Tick
  /// The seat it claims.
  public let seat: Seat
}

/// A command line of a record.
public struct RecordedCommand: Hashable, Sendable {
  /// The line it stands in, from 1.
  public let line: Int
  /// The tick it claims.
  public let tick: Tick
  /// The seat it claims.
  public let seat: Seat
  /// What it asks.
  public let command: TradeCommand
}

/// Why a text is no record, or which line of it cannot be.
public enum RecordError: Error, Hashable, Sendable {
  /// The first line is not that of a record.
  case notARecord
  /// A line is not what must stand there.
  case badLine(Int, reason: String)
}

/// Reads the parts of a record that decide the others.
public struct RecordReader {
  private var tokens = LineTokens()
  private var values = RulesPreset.standard.values
  private var seed: Digest?
  private var salt: Digest?
  private var previousLink = ChainLink.beginning
  private var players: [RecordedPlayer] = []
  private var marks: [Price] = []
  /// The line of the rule `tape`, which binds all marks.
  private var tapeRuleLine: Int?
  private var rules: Rules?
  private var names: InstrumentNames?
  private var commands: [RecordedCommand] = []
  private var abandonments: [RecordedAbandonment] = []
  private var line = 0

  private init() {}

  /// Reads a whole record.
  public static func read(_ text: [UInt8]) throws(RecordError) -> RecordContents {
    let contents = try readUntilFlaw(text)
    if let flaw = contents.flaw { throw .badLine(flaw.line, reason: flaw.reason) }
    return contents
  }

  /// Reads a record up to the first line that cannot be read.
  ///
  /// Throws when it is no record, or when what is before that line does not say what was played.
  static func readUntilFlaw(_ text: [UInt8]) throws(RecordError) -> RecordContents {
    var reader = RecordReader()
    for range in lineRanges(of: text) {
      reader.line += 1
      do throws(RecordError) {
        try reader.take(text.span.extracting(range))
      } catch {
        guard case .badLine(let line, let reason) = error,
          var contents = try? reader.finish()
        else { throw error }
        contents.flaw = RecordFlaw(line: line, reason: reason)
        return contents
      }
    }
    return try reader.finish()
  }

  /// Where each line lies, without its LF; a last line without LF counts.
  static func lineRanges(of text: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      ranges.append(start..<index)
      start = index + 1
    }
    if start < text.count { ranges.append(start..<text.count) }
    return ranges
  }

  private mutating func take(_ text: Span<UInt8>) throws(RecordError) {
    if line == 1 {
      guard text.equals(RecordWriter.magic) else { throw .notARecord }
      return
    }
    do { try tokens.scan(text) } catch { throw bad("quotes or tokens are not in order") }
    guard tokens.count > 0 else { throw bad("the line is empty") }
    let verb = text.extracting(tokens[0].value)
    if verb.equals("rule") {
      try takeRule(text)
    } else if verb.equals("seed") {
      seed = try takeDigest(text)
    } else if verb.equals("salt") {
      salt = try takeDigest(text)
    } else if verb.equals("chain") {
      try takeChain(text)
    } else if verb.equals("seat") {
      try takeSeat(text)
    } else if verb.equals("tape") {
      try takeMarks(text)
    } else if verb.equals("command") {
      try takeCommand(text)
    } else if verb.equals("abandon") {
      try takeAbandonment(text)
    } else if !Self.isDerived(verb) {
      throw bad("'\(String(decoding: verb))' is not a line of a record")
    }
  }

  /// Lines that follow from the others; verify compares them.
  private static func isDerived(_ verb: Span<UInt8>) -> Bool {
    verb.equals("commitment") || verb.equals("state") || verb.equals("result")
      || verb.equals("forfeit") || verb.equals("end")
  }

  private func bad(_ reason: String) -> RecordError { .badLine(line, reason: reason) }

  private mutating func takeRule(_ text: Span<UInt8>) throws(RecordError) {
    guard tokens.count == 2, tokens[1].isField else { throw bad("a rule is key=value") }
    let key = String(decoding: text.extracting(tokens[1].key))
    let value = String(decoding: text.extracting(tokens[1].value))
    do { try values.set(key, to: value) } catch { throw bad(error.description) }
    if key == "tape" { tapeRuleLine = line }
  }

  /// The marks of one tick of a stored tape. Rule: RECORD-7.
  private mutating func takeMarks(_ text: Span<UInt8>) throws(RecordError) {
    guard values.tape != nil else { throw bad("the rules name no tape") }
    guard rules == nil else { throw bad("marks stand before the commands") }
    let count = values.instruments.count
    guard count > 0, marks.count / count < values.ticks + Rules.prerollTicks else {
      throw bad("the rules have \(values.ticks) ticks and \(Rules.prerollTicks) of pre-roll")
    }
    do throws(TapeLineError) {
      let tick = marks.count / count - Rules.prerollTicks
      marks += try TapeLines.read(text, expecting: tick, instruments: values.instruments)
    } catch {
      throw bad(error.reason)
    }
  }

  private func takeDigest(_ text: Span<UInt8>) throws(RecordError) -> Digest {
    guard tokens.count == 2,
      let digest = Digest(hex: String(decoding: text.extracting(tokens[1].value)))
    else { throw bad("64 hexadecimal digits must stand here") }
    return digest
  }

  /// The link itself follows from the one before it and the commitment.
  private mutating func takeChain(_ text: Span<UInt8>) throws(RecordError) {
    guard tokens.count == 4, let number = text.extracting(tokens[1].value).parseInteger(),
      number > 0, let previous = try takeDigest("previous", text)
    else { throw bad("a chain line has a number from 1, previous= and link=") }
    previousLink = ChainLink(number: number - 1, digest: previous)
  }

  /// The digest of a field; nil for `none`, `unopened` or no field.
  private func takeDigest(
    _ key: StaticString, _ text: Span<UInt8>
  ) throws(RecordError) -> Digest? {
    guard let field = tokens.field(key, in: text) else { return nil }
    let value = text.extracting(field.value)
    if value.equals("none") || value.equals("unopened") { return nil }
    guard let digest = Digest(hex: String(decoding: value)) else {
      throw bad("\(key)= takes 64 hexadecimal digits, or says that there is none")
    }
    return digest
  }

  private mutating func takeSeat(_ text: Span<UInt8>) throws(RecordError) {
    guard let token = tokens.field("name", in: text),
      let name = PlayerName(String(decoding: text.extracting(token.value)))
    else { throw bad("a seat has a name") }
    guard players.count < Bounds.seatsMax else { throw bad("too many seats") }
    players.append(
      RecordedPlayer(
        line: line, name: name, hash: try takeDigest("hash", text),
        nonce: try takeDigest("nonce", text)))
  }

  private mutating func takeCommand(_ text: Span<UInt8>) throws(RecordError) {
    if rules == nil { try checkRules() }
    guard tokens.count > 4, let names,
      let tick = text.extracting(tokens[1].value).parseInteger(),
      let seat = text.extracting(tokens[2].value).parseInteger(),
      players.indices.contains(seat)
    else { throw bad("a command names tick, seat and number") }
    do throws(CommandTextError) {
      let command = try CommandText.parse(tokens, from: 4, in: text, names: names)
      commands.append(
        RecordedCommand(line: line, tick: Tick(tick), seat: Seat(seat), command: command))
    } catch {
      throw bad("the command cannot be read")
    }
  }

  private mutating func takeAbandonment(_ text: Span<UInt8>) throws(RecordError) {
    guard tokens.count == 3, let tick = text.extracting(tokens[1].value).parseInteger(),
      let seat = text.extracting(tokens[2].value).parseInteger(), players.indices.contains(seat)
    else { throw bad("an abandon line names tick and seat") }
    abandonments.append(RecordedAbandonment(line: line, tick: Tick(tick), seat: Seat(seat)))
  }

  private mutating func checkRules() throws(RecordError) {
    do throws(RuleError) {
      let checked = try Rules(values, tape: values.storedTape(marks: marks))
      rules = checked
      names = InstrumentNames(checked)
    } catch {
      if error.key == "tape", !marks.isEmpty, let tapeRuleLine {
        throw .badLine(tapeRuleLine, reason: error.reason)
      }
      throw bad("the rules before this line cannot be played by: \(error)")
    }
  }

  private mutating func finish() throws(RecordError) -> RecordContents {
    guard line > 0 else { throw .notARecord }
    if rules == nil { try checkRules() }
    guard let rules else { throw bad("the rules are missing") }
    guard let seed, let salt else { throw bad("the seed or the salt is missing") }
    guard players.count == rules.values.seats else {
      throw bad("the rules have \(rules.values.seats) seats, the record \(players.count)")
    }
    return RecordContents(
      rules: rules, secret: MatchSecret(seed: seed, salt: salt), previousLink: previousLink,
      players: players, commands: commands, abandonments: abandonments)
  }
}
