import Digests
import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// CHALLENGE: opens a private match and tells one player its key.
  mutating func challenge(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    do throws(Refusal.Thrown) {
      let name = try seatless(slot)
      guard let text = requestLine.field("player", in: line) else {
        return Refusal(
          .missingArgument, field: "player", "player is missing: \(Verb.challenge.usage)")
      }
      guard text != name.text else {
        return Refusal(.badArgument, field: "player", "you cannot challenge yourself")
      }
      var terms = try lobbyTerms(line)
      let rules = try lobbyRules(line)
      guard rules.values.seats > 1 else {
        return Refusal(.badRule, field: "seats", "a challenge needs 2 seats or more")
      }
      guard let player = PlayerName(text), let other = self.slot(ofPlayer: player) else {
        let text = "nobody is here as \(Refusal.echo(text))"
        return Refusal(.unknownPlayer, field: "player", text)
      }
      // Whoever does not read is not sent more by others.
      guard sessions[other].link == nil, !sessions[other].isPromised, !sessions[other].isStalled
      else {
        let text = "\(player) is busy just now; try later"
        return Refusal(.playerBusy, field: "player", text)
      }
      terms.key = terms.key ?? MatchKey(entropy.nextDigest())
      let order = LobbyOrder(
        name: name, verb: .challenge, rules: rules, terms: terms, challenged: player)
      try openMatch(order, line, from: slot, now: now)
      return nil
    } catch {
      return error.value
    }
  }

  /// A challenge's match is there: tells the player, or the challenger that the player is gone.
  mutating func announceChallenge(
    to player: PlayerName, by challenger: PlayerName, _ place: Int, effects: inout EffectBuffer
  ) {
    guard let key = matches[place].terms.key else { return }
    challenges.append(Challenge(match: matches[place].id, player: player))
    guard let slot = slot(ofPlayer: player) else {
      return forgetChallenges(to: player, effects: &effects)
    }
    let start = effects.bytes.count
    sessions[slot].writer.challenged(
      by: challenger, matches[place].id, key, matches[place].match.rules.values,
      series: matches[place].terms.series, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// DECLINE: the challenged player does not want to.
  mutating func decline(
    _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let name = sessions[slot].name else { return requireName(slot) }
    guard let text = requestLine.field("match", in: line) else {
      return Refusal(.missingArgument, field: "match", "match is missing: \(Verb.decline.usage)")
    }
    let match = MatchID(Array(text.utf8).span)
    guard
      let index = challenges.firstIndex(where: { $0.match == match && $0.player == name })
    else {
      let text = "nobody challenges you to \(Refusal.echo(text))"
      return Refusal(.noChallenge, field: "match", text)
    }
    let challenge = challenges.remove(at: index)
    accept(.decline, slot, tag: requestLine.tag, in: line, effects: &effects) {
      $0.field("match", word: challenge.match.description, &$1)
    }
    tellDeclined(challenge, isGone: false, effects: &effects)
    return nil
  }

  /// The challenged player is gone: whoever asked is told.
  mutating func forgetChallenges(to player: PlayerName, effects: inout EffectBuffer) {
    let gone = challenges.filter { $0.player == player }
    challenges.removeAll { $0.player == player }
    for challenge in gone { tellDeclined(challenge, isGone: true, effects: &effects) }
  }

  /// Nobody can join a match any more, so nobody is asked to.
  mutating func forgetOffers(of match: MatchID) {
    lobby.removeAll { $0.match == match }
    challenges.removeAll { $0.match == match }
  }

  private mutating func tellDeclined(
    _ challenge: Challenge, isGone: Bool, effects: inout EffectBuffer
  ) {
    guard let place = self.slot(of: challenge.match) else { return }
    for index in matches[place].seats.indices {
      guard let slot = matches[place].seats[index].session else { continue }
      let start = effects.bytes.count
      sessions[slot].writer.declined(
        challenge.match, by: challenge.player, isGone: isGone, &effects.bytes)
      send(to: slot, from: start, effects: &effects)
    }
  }

  /// The connection of a player who is here.
  func slot(ofPlayer name: PlayerName) -> Int? {
    names.slot(of: name).flatMap { sessions[$0].isClosing ? nil : $0 }
  }
}
