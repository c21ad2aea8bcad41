import DuelRules
import Primitives
import Records
import WireProtocol

/// The match a connection played last, and who else did.
struct FinishedMatch {
  var match: MatchID
  var rules: Rules
  var terms: MatchTerms
  /// By seat: who sat there, on which connection if it was there at the end.
  var players: [(entrant: Entrant, connection: ConnectionID?)]
  /// Until when another may be asked for.
  var until: Instant
  /// Whether this connection has asked for another.
  var isWanted = false
}

extension DuelHost {
  // MARK: - Series

  /// Opens the next match of a series that is not decided; answers its number. Rule: MATCH-12.
  mutating func continueSeries(_ place: Int, now: Instant) -> MatchID? {
    guard !matches[place].series.isDecided, matches[place].isAnybodyConnected, !isShuttingDown
    else { return nil }
    return openNext(place, now: now)
  }

  /// Opens the match that follows one of a series; answers its number.
  mutating func openNext(_ place: Int, now: Instant) -> MatchID {
    var terms = matches[place].terms
    terms.follows = matches[place].id
    terms.players = []
    terms.standing = matches[place].series
    terms.practice = terms.practice.map { $0 + 1 }
    let opening = Opening(
      match: newMatch(), rules: matches[place].match.rules, secret: secret(terms.practice),
      terms: terms, entrants: playersBySeat(place).map { follow($0, .series) })
    appendFollower(opening, now: now)
    return opening.match
  }

  /// Who sits in each seat of a match.
  private func playersBySeat(
    _ place: Int
  ) -> [(entrant: Entrant, connection: ConnectionID?)] {
    var players: [(entrant: Entrant, connection: ConnectionID?)] = []
    for index in matches[place].seats.indices {
      guard let name = matches[place].match.players[index],
        let token = matches[place].seats[index].token
      else { continue }
      let entrant = Entrant(name: name, token: token, origin: .follow(nil, .series))
      players.append((entrant, matches[place].seats[index].session.map { sessions[$0].id }))
    }
    return players
  }

  private func follow(
    _ player: (entrant: Entrant, connection: ConnectionID?), _ reason: SeatingReason
  ) -> Entrant {
    var entrant = player.entrant
    entrant.origin = .follow(player.connection, reason)
    return entrant
  }

  // MARK: - Rematch

  /// Remembers a match that is over for those who may want another.
  mutating func keepForRematch(_ place: Int, now: Instant) {
    var terms = matches[place].terms
    terms.follows = matches[place].id
    terms.players = []
    terms.standing = nil
    terms.practice = nil
    let finished = FinishedMatch(
      match: matches[place].id, rules: matches[place].match.rules, terms: terms,
      players: playersBySeat(place), until: now.adding(milliseconds: Limits.rematchMilliseconds))
    for index in matches[place].seats.indices {
      if let slot = matches[place].seats[index].session { sessions[slot].finished = finished }
    }
  }

  /// REMATCH: this player wants another match; it is opened when all do.
  mutating func rematch(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) -> Refusal? {
    let name: PlayerName
    do throws(Refusal.Thrown) { name = try seatless(slot) } catch { return error.value }
    guard let finished = sessions[slot].finished, now < finished.until else {
      let seconds = Limits.rematchMilliseconds / 1000
      return Refusal(.noRematch, "you have played no match in the last \(seconds) s; CHALLENGE one")
    }
    var others: [Int] = []
    for player in finished.players where player.entrant.name != name {
      guard let other = player.connection.flatMap({ self.slot(of: $0) }),
        sessions[other].finished?.match == finished.match, sessions[other].link == nil,
        !sessions[other].isPromised
      else {
        return Refusal(.noRematch, "\(player.entrant.name) is gone or plays another match")
      }
      others.append(other)
    }
    let isNew = !finished.isWanted
    sessions[slot].finished?.isWanted = true
    let waiting = others.filter { sessions[$0].finished?.isWanted != true }
    let names = waiting.compactMap { sessions[$0].name }
    accept(.rematch, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("match", word: finished.match.description, &out)
      if names.isEmpty {
        writer.field("waiting", word: "none", &out)
      } else {
        writer.field("waiting", list: names, &out) { $1.append($0.text) }
      }
    }
    guard !waiting.isEmpty else {
      openRematch(finished, now: now)
      return nil
    }
    guard isNew else { return nil }
    for other in others {
      let start = effects.bytes.count
      sessions[other].writer.rematch(finished.match, by: name, &effects.bytes)
      send(to: other, from: start, effects: &effects)
    }
    return nil
  }

  /// The same rules, a new tape, every player one seat further. Rule: MATCH-12.
  private mutating func openRematch(_ finished: FinishedMatch, now: Instant) {
    let players = Array(finished.players.suffix(1) + finished.players.dropLast())
    let opening = Opening(
      match: newMatch(), rules: finished.rules, secret: secret(nil), terms: finished.terms,
      entrants: players.map { follow($0, .rematch) })
    appendFollower(opening, now: now)
  }

  // MARK: - Opening what follows

  /// Puts a match that follows another into the log, with its players in their seats.
  private mutating func appendFollower(_ opening: Opening, now: Instant) {
    lobby.append(
      LobbyEntry(
        match: opening.match, values: opening.rules.values, terms: opening.terms, free: 0))
    for entrant in opening.entrants {
      guard let slot = followingSlot(entrant) else { continue }
      sessions[slot].isPromised = true
      sessions[slot].finished = nil
    }
    let none: [UInt8] = []
    append(.create(opening), connection: nil, tag: nil, in: none.span, now: now)
  }

  /// Tries again what the log had no room for.
  mutating func openPostponed(now: Instant) {
    let openings = postponed
    postponed = []
    for opening in openings { appendFollower(opening, now: now) }
  }

  /// The connection on which a player came from the match before, if it is still there.
  private func followingSlot(_ entrant: Entrant) -> Int? {
    guard case .follow(let connection?, _) = entrant.origin else { return nil }
    return slot(of: connection)
  }

  /// The log has a match that follows another: seats its players and tells them.
  mutating func openFollower(
    _ opening: Opening, _ place: Int, now: Instant, effects: inout EffectBuffer
  ) {
    matches[place].startsAt = now.adding(milliseconds: Limits.pauseMilliseconds)
    for entrant in opening.entrants {
      events.removeAll(keepingCapacity: true)
      guard matches[place].match.apply(.join(entrant.name), events: &events) == nil,
        case .joined(let seat)? = events.first
      else { preconditionFailure("MATCH-12: the players of a match fit into the next") }
      matches[place].seats[seat.index].token = entrant.token
      if let slot = followingSlot(entrant) {
        sessions[slot].isPromised = false
        sessions[slot].link = SeatLink(match: opening.match, seat: seat)
        matches[place].seats[seat.index].session = slot
        matches[place].seats[seat.index].format = sessions[slot].writer.format
        tellSeated(entrant, seat, opening, slot, place, effects: &effects)
      }
      matches[place].updateFormats()
      publish(place, now: now, effects: &effects)
    }
    for index in matches[place].seats.indices where matches[place].seats[index].isDeserted {
      showAway(Seat(index), place, now: now, effects: &effects)
    }
  }

  private mutating func tellSeated(
    _ entrant: Entrant, _ seat: Seat, _ opening: Opening, _ slot: Int, _ place: Int,
    effects: inout EffectBuffer
  ) {
    guard case .follow(_, let reason) = entrant.origin, let earlier = opening.terms.follows
    else { return }
    let start = effects.bytes.count
    sessions[slot].writer.seated(
      opening.match, seat, entrant.token, after: earlier, reason, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
    tellCommitment(place, slot, effects: &effects)
  }

  /// The pause is over: those who are not ready are made so, or have forfeited where the rules ask
  /// for nonces; a match that lacks players, or that nobody is there for, is called off.
  mutating func beginFollower(_ place: Int, now: Instant) {
    matches[place].startsAt = nil
    guard matches[place].match.phase == .ready, matches[place].isAnybodyConnected else {
      return appendChange(matches[place].id, .abort, now: now)
    }
    guard matches[place].match.rules.values.nonces != .required else {
      return appendForfeit(place, now: now)
    }
    for index in matches[place].seats.indices
    where !matches[place].match.isReady(Seat(index)) {
      appendChange(matches[place].id, .ready(Seat(index)), now: now)
    }
  }
}
