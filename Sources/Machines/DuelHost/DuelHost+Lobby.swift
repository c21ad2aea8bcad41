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
    let format = requestLine.field("format", in: line)
    guard format == nil || format.flatMap({ MessageFormat(rawValue: $0) }) != nil else {
      return Refusal(.badArgument, field: "format", "it is format=text or format=json")
    }
    guard let name = PlayerName(text) else {
      return Refusal(
        .badName, field: "name",
        "a name is 1 to \(PlayerName.lengthMax) letters, digits, _ - .")
    }
    guard name.text != "none" else {
      return Refusal(.badName, field: "name", "'none' stands for nobody; choose another")
    }
    guard names.slot(of: name) == nil else {
      return Refusal(.nameTaken, field: "name", "somebody is here as \(name); choose another")
    }
    if let match = matchThatWaits(for: name) {
      return Refusal(
        .nameTaken, field: "name",
        "a seat in \(match) waits for \(name): RESUME it with its token, or choose another name")
    }
    rename(slot, name)
    if let format = format.flatMap({ MessageFormat(rawValue: $0) }) {
      setFormat(format, of: slot, effects: &effects)
    }
    accept(.hello, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("player", word: name.text, &$1)
    }
    return nil
  }

  /// The running match in which a player's seat has nobody connected; nil for none.
  private func matchThatWaits(for name: PlayerName) -> MatchID? {
    for entry in directory {
      for index in matches[entry.slot].seats.indices
      where matches[entry.slot].seats[index].isDeserted {
        if !matches[entry.slot].isOver, matches[entry.slot].match.players[index] == name {
          return entry.match
        }
      }
    }
    return nil
  }

  /// Writes to a connection in a format from now on; a spectator is shown its match anew.
  mutating func setFormat(
    _ format: MessageFormat, of slot: Int, effects: inout EffectBuffer
  ) {
    guard sessions[slot].writer.format != format else { return }
    sessions[slot].writer = MessageWriter(format)
    guard let match = sessions[slot].watched, let place = self.slot(of: match) else { return }
    matches[place].removeWatcher(session: slot)
    startWatching(slot, place, effects: &effects)
  }

  mutating func create(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      var terms = try lobbyTerms(line)
      terms.practice = try practiceNumber(line)
      let rules = try lobbyRules(line)
      let order = LobbyOrder(
        name: name, verb: .create, rules: rules, terms: terms)
      try openMatch(order, line, from: slot, now: now)
      return nil
    } catch {
      return error.value
    }
  }

  mutating func queue(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      var terms = try lobbyTerms(line)
      terms.key = nil
      let rules = try lobbyRules(line)
      let values = rules.values
      let known = lobby.first { $0.free > 0 && $0.values == values && $0.terms == terms }
      if let known {
        appendJoin(known.match, name, .queue, line, from: slot, now: now)
      } else {
        let order = LobbyOrder(name: name, verb: .queue, rules: rules, terms: terms)
        try openMatch(order, line, from: slot, now: now)
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
      if let refusal = requireKey(of: match, line) { return refusal }
      if let refusal = requireInvitation(of: name, to: match) { return refusal }
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
    let chain = chain
    accept(.list, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("count", listed.count, &$1)
      $0.field("number", chain.number, &$1)
      $0.field("link", chain.digest, &$1)
    }
    for entry in listed {
      let start = effects.bytes.count
      sessions[slot].writer.match(
        entry.match, matches[entry.slot].match, matches[entry.slot].terms, &effects.bytes)
      send(to: slot, from: start, effects: &effects)
    }
    return nil
  }

  mutating func showRules(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    var match = sessions[slot].link?.match ?? sessions[slot].watched
    if let text = requestLine.field("match", in: line) {
      guard let named = MatchID(Array(text.utf8).span), self.slot(of: named) != nil else {
        return unknownMatch(text)
      }
      match = named
    }
    // Without a match they are those that CREATE and QUEUE start from.
    let shown = match.flatMap { self.slot(of: $0) }
    let text = shown.map { matches[$0].match.rules.values.text } ?? configuration.rules.values.text
    let name = shown == nil ? "none" : match?.description ?? "none"
    accept(.rules, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: name, &out)
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
      writer.field("topic", word: verb.rawValue, &out)
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
  func seatless(_ slot: Int) throws(Refusal.Thrown) -> PlayerName {
    guard !isShuttingDown else {
      throw Refusal.Thrown(Refusal(.shuttingDown, "the server is stopping"))
    }
    guard let name = sessions[slot].name else {
      throw Refusal.Thrown(Refusal(.helloFirst, "say who you are first: HELLO name=NAME"))
    }
    if let refusal = seatedAlready(slot) { throw Refusal.Thrown(refusal) }
    return name
  }

  /// A connection has one seat at a time; one that is about to be written counts.
  func seatedAlready(_ slot: Int) -> Refusal? {
    guard !sessions[slot].isPromised else {
      return Refusal(.alreadySeated, "your next match is about to be opened")
    }
    return sessions[slot].link.map {
      Refusal(
        .alreadySeated, "you have a seat in \($0.match); LEAVE it or play it to the end")
    }
  }

  /// The rules that a CREATE, QUEUE or CHALLENGE asks for: any key of the match itself.
  func lobbyRules(_ line: Span<UInt8>) throws(Refusal.Thrown) -> Rules {
    var values = configuration.rules.values
    do throws(RuleError) {
      if let preset = requestLine.field("rules", in: line) {
        try values.set("preset", to: preset)
      }
      if let list = requestLine.field("instruments", in: line) {
        try values.set("instruments", to: list.uppercased())
      }
      for index in 0..<requestLine.tokens.count where requestLine.tokens[index].isField {
        let token = requestLine.tokens[index]
        let key = String(decoding: line.extracting(token.key))
        guard key != "instruments", RuleValues.isKey(key) else { continue }
        try values.set(key, to: LineTokens.text(of: token, in: line))
      }
      if let rules = try tapeRules(values, line) { return rules }
      return try Rules(values)
    } catch {
      let field = error.key == "preset" ? "rules" : error.key
      throw Refusal.Thrown(Refusal(.badRule, field: field, error.reason))
    }
  }

  /// The number that a practice match asks for with seed=; nil for a match in earnest.
  func practiceNumber(_ line: Span<UInt8>) throws(Refusal.Thrown) -> Int? {
    guard let text = requestLine.field("seed", in: line) else { return nil }
    guard let number = Array(text.utf8).span.parseInteger(), number >= 0 else {
      let text = "a seed is a whole number of 1 to 18 digits"
      throw Refusal.Thrown(Refusal(.badNumber, field: "seed", text))
    }
    return number
  }

  /// The key and the series that a CREATE, QUEUE or CHALLENGE asks for.
  func lobbyTerms(_ line: Span<UInt8>) throws(Refusal.Thrown) -> MatchTerms {
    var terms = MatchTerms()
    if let text = requestLine.field("key", in: line) {
      guard let key = MatchKey(text) else {
        let text = "a key is 1 to \(MatchKey.lengthMax) letters, digits, _ - ."
        throw Refusal.Thrown(Refusal(.badArgument, field: "key", text))
      }
      terms.key = key
    }
    if let text = requestLine.field("series", in: line) {
      guard let length = Array(text.utf8).span.parseInteger() else {
        let text = "series= takes a whole number"
        throw Refusal.Thrown(Refusal(.badNumber, field: "series", text))
      }
      guard (1...Limits.seriesMax).contains(length), length % 2 == 1 else {
        let text = "a series is the best of 1, 3, 5, 7 or 9 matches"
        throw Refusal.Thrown(Refusal(.outOfRange, field: "series", text))
      }
      terms.series = length
    }
    return terms
  }

  /// Why a private match is not to be joined or watched with what a line says.
  func requireKey(of match: MatchID, _ line: Span<UInt8>) -> Refusal? {
    let key =
      self.slot(of: match).map { matches[$0].terms.key }
      ?? lobby.first { $0.match == match }?.terms.key
    guard let key, requestLine.field("key", in: line) != key.text else { return nil }
    return Refusal(.badKey, field: "key", "\(match) is private; add the key= that its players know")
  }

  /// The number of a match that is about to be opened.
  mutating func newMatch() -> MatchID {
    defer { nextMatch += 1 }
    return MatchID(nextMatch)
  }

  /// The secret of a practice match, or one that nobody can know.
  mutating func secret(_ practice: Int?) -> MatchSecret {
    practice.map { MatchSecret(practice: $0) }
      ?? MatchSecret(seed: entropy.nextDigest(), salt: entropy.nextDigest())
  }

  mutating func openMatch(
    _ order: LobbyOrder, _ line: Span<UInt8>, from slot: Int, now: Instant
  ) throws(Refusal.Thrown) {
    let promised = lobby.count { self.slot(of: $0.match) == nil }
    guard directory.count - kept.count + promised < Limits.matchesMax else {
      let text = "there are too many matches; watch one and try later"
      throw Refusal.Thrown(Refusal(.matchLimit, text))
    }
    let seats = order.rules.values.seats
    let secret = secret(order.terms.practice)
    let match = newMatch()
    lobby.append(
      LobbyEntry(
        match: match, values: order.rules.values, terms: order.terms,
        free: order.hasSeat ? seats - 1 : 0))
    let entrants =
      order.hasSeat
      ? [
        Entrant(
          name: order.name, token: SeatToken(entropy.nextDigest()), origin: .verb(order.verb))
      ] : []
    let opening = Opening(
      match: match, rules: order.rules, secret: secret, terms: order.terms,
      challenged: order.challenged, entrants: entrants)
    append(.create(opening), connection: slot, tag: requestLine.tag, in: line, now: now)
  }

  private mutating func appendJoin(
    _ match: MatchID, _ name: PlayerName, _ verb: Verb, _ line: Span<UInt8>, from slot: Int,
    now: Instant
  ) {
    let entry = lobby.firstIndex { $0.match == match && $0.free > 0 }
    if let entry { lobby[entry].free -= 1 }
    let entrant = Entrant(name: name, token: SeatToken(entropy.nextDigest()), origin: .verb(verb))
    append(
      .join(match, entrant, isReserved: entry != nil), connection: slot, tag: requestLine.tag,
      in: line, now: now)
  }

  /// Whether a match is there, or will be when the log is executed.
  private func slotOrPromise(of match: MatchID) -> Bool {
    self.slot(of: match).map { !matches[$0].isOver } ?? lobby.contains { $0.match == match }
  }

  func unknownMatch(_ text: String) -> Refusal {
    guard !text.isEmpty else {
      return Refusal(
        .unknownMatch, field: "match", "match= takes the number of a match, such as m1")
    }
    return Refusal(
      .unknownMatch, field: "match",
      "there is no match \(Refusal.echo(text)); LIST shows them")
  }
}

/// A match that somebody wants to be opened.
struct LobbyOrder {
  var name: PlayerName
  var verb: Verb
  var rules: Rules
  var terms: MatchTerms
  /// Whether who opens it takes the first seat.
  var hasSeat = true
  var challenged: PlayerName?
}

extension Refusal {
  /// A refusal as an error value.
  struct Thrown: Error {
    let value: Refusal
    init(_ value: Refusal) { self.value = value }
  }
}
