import Digests
import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  mutating func hello(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    if let proto = requestLine.field("proto", in: line), proto != "\(ProtocolVersion.number)" {
      close(
        slot, .protoUnsupported, "this server speaks proto=\(ProtocolVersion.number)",
        effects: &effects)
      return nil
    }
    if let name = sessions[slot].name {
      return Refusal(.helloTwice, "you are \(name) already; QUIT and connect anew to change it")
    }
    guard let text = requestLine.field("name", in: line) else {
      return Refusal(.missingArgument, field: "name", "name is missing: \(Verb.hello.usage)")
    }
    if let format = requestLine.field("format", in: line), MessageFormat(rawValue: format) == nil {
      return Refusal(.badArgument, field: "format", "this server writes format=text")
    }
    guard let name = PlayerName(text) else {
      return Refusal(
        .badName, field: "name",
        "a name is 1 to \(PlayerName.lengthMax) letters, digits, _ - .")
    }
    guard !sessions.contains(where: { $0.isOpen && $0.name == name }) else {
      return Refusal(.nameTaken, field: "name", "somebody is here as \(name); choose another")
    }
    sessions[slot].name = name
    accept(.hello, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("player", word: name.text, &$1)
    }
    return nil
  }

  mutating func create(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      var practice: Int?
      if let text = requestLine.field("seed", in: line) {
        guard let number = Array(text.utf8).span.parseInteger(), number >= 0 else {
          return Refusal(.badNumber, field: "seed", "a seed is a whole number of 1 to 18 digits")
        }
        practice = number
      }
      let rules = try lobbyRules(line)
      try openMatch(name, .create, rules, practice: practice, line, from: slot, now: now)
      return nil
    } catch {
      return error.value
    }
  }

  mutating func queue(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      let rules = try lobbyRules(line)
      let values = rules.values
      if let entry = lobby.first(where: { $0.free > 0 && $0.values == values }) {
        appendJoin(entry.match, name, .queue, line, from: slot, now: now)
      } else {
        try openMatch(name, .queue, rules, practice: nil, line, from: slot, now: now)
      }
      return nil
    } catch {
      return error.value
    }
  }

  mutating func join(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      guard let text = requestLine.field("match", in: line) else {
        return Refusal(.missingArgument, field: "match", "match is missing: \(Verb.join.usage)")
      }
      guard let match = MatchID(Array(text.utf8).span), slotOrPromise(of: match) else {
        return unknownMatch(text)
      }
      appendJoin(match, name, .join, line, from: slot, now: now)
      return nil
    } catch {
      return error.value
    }
  }

  mutating func list(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    let listed = directory.filter { !matches[$0.slot].isOver }
      .suffix(Limits.listedMatchesMax)
    accept(.list, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("count", listed.count, &$1)
    }
    for entry in listed {
      let start = effects.bytes.count
      sessions[slot].writer.match(
        entry.match, matches[entry.slot].match, &effects.bytes)
      send(to: slot, from: start, effects: &effects)
    }
    return nil
  }

  mutating func showRules(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    let match: MatchID
    if let text = requestLine.field("match", in: line) {
      guard let named = MatchID(Array(text.utf8).span), self.slot(of: named) != nil else {
        return unknownMatch(text)
      }
      match = named
    } else {
      guard let own = sessions[slot].link?.match ?? sessions[slot].watched else {
        return Refusal(.missingArgument, field: "match", "match is missing: \(Verb.rules.usage)")
      }
      match = own
    }
    guard let place = self.slot(of: match) else { return unknownMatch(match.description) }
    let text = matches[place].match.rules.values.text
    accept(.rules, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: match.description, &out)
      for (key, value) in text {
        writer.open(key: key, &out)
        out.append(value)
        writer.close(&out)
      }
    }
    return nil
  }

  mutating func help(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard requestLine.firstArgument < requestLine.tokens.count else {
      accept(.help, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
        writer.field("verbs", list: Verb.allCases, &out) { $1.append($0.rawValue) }
        writer.field("text", text: "HELP VERB explains one", &out)
      }
      return nil
    }
    let word = line.extracting(requestLine.tokens[requestLine.firstArgument].value)
    guard let verb = Verb(word) else {
      return Refusal(line: .unknownVerb, word: String(decoding: word))
    }
    accept(.help, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("verb", word: verb.rawValue, &out)
      writer.field("usage", text: verb.usage, &out)
      writer.field("text", text: verb.summary, &out)
    }
    return nil
  }

  mutating func showRecord(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let text = requestLine.field("match", in: line) else {
      return Refusal(.missingArgument, field: "match", "match is missing: \(Verb.record.usage)")
    }
    var first = 1
    if let text = requestLine.field("from", in: line) {
      guard let number = Array(text.utf8).span.parseInteger() else {
        return Refusal(.badNumber, field: "from", "from= takes the number of a line")
      }
      guard number >= 1 else { return Refusal(.outOfRange, field: "from", "lines count from 1") }
      first = number
    }
    guard let match = MatchID(Array(text.utf8).span), let item = shelf.find(match) else {
      return Refusal(
        .noRecord, field: "match",
        "there is no record of \(Refusal.echo(text)); a match has one when settled")
    }
    guard first <= item.lineCount else {
      return Refusal(.outOfRange, field: "from", "from must be 1 to \(item.lineCount)")
    }
    let last = min(item.lineCount, first + Limits.recordLinesPerReply - 1)
    accept(.record, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: match.description, &out)
      writer.field("lines", item.lineCount, &out)
      writer.field("from", first, &out)
      writer.field("to", last, &out)
      writer.field("digest", item.digest, &out)
    }
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    for number in first...last {
      writer.begin(.recordLine, &effects.bytes)
      writer.field("match", word: match.description, &effects.bytes)
      writer.field("line", number, &effects.bytes)
      let bytes = item.text.span.extracting(item.line(number))
      writer.field("text", text: String(decoding: bytes), &effects.bytes)
      writer.end(&effects.bytes)
    }
    send(to: slot, from: start, effects: &effects)
    return nil
  }

  // MARK: - Helping the above

  /// A player without a seat who may take one.
  private func seatless(_ slot: Int) throws(Refusal.Thrown) -> PlayerName {
    guard !isShuttingDown else {
      throw Refusal.Thrown(Refusal(.shuttingDown, "the server is stopping"))
    }
    guard let name = sessions[slot].name else {
      throw Refusal.Thrown(Refusal(.helloFirst, "say who you are first: HELLO name=NAME"))
    }
    if let link = sessions[slot].link {
      let text = "you have a seat in \(link.match); LEAVE it or play it to the end"
      throw Refusal.Thrown(Refusal(.alreadySeated, text))
    }
    return name
  }

  /// The rules that a CREATE or QUEUE asks for.
  private func lobbyRules(_ line: Span<UInt8>) throws(Refusal.Thrown) -> Rules {
    var values = configuration.rules.values
    do throws(RuleError) {
      if let preset = requestLine.field("rules", in: line) {
        try values.set("preset", to: preset)
      }
      for key in ["instruments", "ticks", "clock", "seats"] {
        if let value = ruleField(key, in: line) { try values.set(key, to: value) }
      }
      if let rules = try tapeRules(values, line) { return rules }
      return try Rules(values)
    } catch {
      let field = error.key == "preset" ? "rules" : error.key
      throw Refusal.Thrown(Refusal(.badRule, field: field, error.reason))
    }
  }

  private func ruleField(_ key: String, in line: Span<UInt8>) -> String? {
    switch key {
    case "instruments": requestLine.field("instruments", in: line)?.uppercased()
    case "ticks": requestLine.field("ticks", in: line)
    case "clock": requestLine.field("clock", in: line)
    default: requestLine.field("seats", in: line)
    }
  }

  private mutating func openMatch(
    _ name: PlayerName, _ verb: Verb, _ rules: Rules, practice: Int?, _ line: Span<UInt8>,
    from slot: Int, now: Instant
  ) throws(Refusal.Thrown) {
    let promised = lobby.count { self.slot(of: $0.match) == nil }
    guard directory.count + promised < Limits.matchesMax else {
      let text = "there are too many matches; watch one and try later"
      throw Refusal.Thrown(Refusal(.matchLimit, text))
    }
    let secret =
      practice.map { MatchSecret(practice: $0) }
      ?? MatchSecret(seed: entropy.nextDigest(), salt: entropy.nextDigest())
    let match = MatchID(nextMatch)
    nextMatch += 1
    lobby.append(
      LobbyEntry(match: match, values: rules.values, free: rules.values.seats - 1))
    let entrant = Entrant(name: name, token: SeatToken(entropy.nextDigest()), verb: verb)
    append(
      .create(match, rules, secret, entrant), connection: slot, tag: requestLine.tag, in: line,
      now: now)
  }

  private mutating func appendJoin(
    _ match: MatchID, _ name: PlayerName, _ verb: Verb, _ line: Span<UInt8>, from slot: Int,
    now: Instant
  ) {
    let entry = lobby.firstIndex { $0.match == match && $0.free > 0 }
    if let entry { lobby[entry].free -= 1 }
    let entrant = Entrant(name: name, token: SeatToken(entropy.nextDigest()), verb: verb)
    append(
      .join(match, entrant, isReserved: entry != nil), connection: slot, tag: requestLine.tag,
      in: line, now: now)
  }

  /// Whether a match is there, or will be when the log is executed.
  private func slotOrPromise(of match: MatchID) -> Bool {
    self.slot(of: match) != nil || lobby.contains { $0.match == match }
  }

  func unknownMatch(_ text: String) -> Refusal {
    Refusal(
      .unknownMatch, field: "match",
      "there is no match \(Refusal.echo(text)); LIST shows them")
  }
}

extension Refusal {
  /// A refusal as an error value.
  struct Thrown: Error {
    let value: Refusal
    init(_ value: Refusal) { self.value = value }
  }
}
