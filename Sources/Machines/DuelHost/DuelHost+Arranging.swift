import DuelRules
import PriceTape
import Primitives
import Records
import WireProtocol

// Matches that somebody opens for others: club organisers, tournament runners.

extension DuelHost {
  /// ARRANGE: opens a match whose seats are kept for players by their names.
  mutating func arrange(_ line: Span<UInt8>, from slot: Int, now: Instant) -> Refusal? {
    if let refusal = requireName(slot) { return refusal }
    if isShuttingDown { return Refusal(.shuttingDown, farewell) }
    do throws(Refusal.Thrown) {
      var terms = try lobbyTerms(line)
      terms.practice = try practiceNumber(line)
      let names = try invited(line)
      terms.players = names
      var rules = try lobbyRules(line)
      if rules.values.seats != names.count {
        guard requestLine.field("seats", in: line) == nil else {
          let text = "players= names \(names.count), seats= says \(rules.values.seats)"
          return Refusal(.badArgument, field: "seats", text)
        }
        rules = try self.rules(rules, seats: names.count)
      }
      let own = sessions[slot].id
      let arranged = directory.count {
        !matches[$0.slot].isOver && matches[$0.slot].arranger == own
      }
      guard arranged < Limits.arrangedMax else {
        return Refusal(.matchLimit, "you have arranged \(arranged) matches that are not over")
      }
      let order = LobbyOrder(
        name: names[0], verb: .arrange, rules: rules, terms: terms, hasSeat: false)
      try openMatch(order, line, from: slot, now: now)
      return nil
    } catch {
      return error.value
    }
  }

  /// The names of `players=`, which are different and not too many.
  private func invited(_ line: Span<UInt8>) throws(Refusal.Thrown) -> [PlayerName] {
    guard let text = requestLine.field("players", in: line) else {
      throw Refusal.Thrown(
        Refusal(
          .missingArgument, field: "players", "players is missing: \(Verb.arrange.usage)"))
    }
    var names: [PlayerName] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let name = PlayerName(String(word)), name.text != "none", !names.contains(name) else {
        let text = "players= takes different names, separated by commas"
        throw Refusal.Thrown(Refusal(.badName, field: "players", text))
      }
      names.append(name)
    }
    guard names.count <= Bounds.seatsMax else {
      let text = "a match has at most \(Bounds.seatsMax) seats"
      throw Refusal.Thrown(Refusal(.outOfRange, field: "players", text))
    }
    return names
  }

  private func rules(_ rules: Rules, seats: Int) throws(Refusal.Thrown) -> Rules {
    var values = rules.values
    do throws(RuleError) {
      try values.set("seats", to: "\(seats)")
      return try Rules(values, tape: rules.source.storedTape)
    } catch {
      throw Refusal.Thrown(Refusal(.badRule, field: error.key, error.reason))
    }
  }

  /// An arranged match is there: whoever arranged it is told, and it waits for its players.
  mutating func confirmArranged(
    _ place: Int, _ item: BatchItem, _ slot: Int?, now: Instant, effects: inout EffectBuffer
  ) {
    matches[place].arranger = item.connection
    matches[place].arrangedUntil = now.adding(milliseconds: Limits.arrangedMilliseconds)
    wind(place, now: now)
    guard let slot else { return }
    let match = matches[place].id
    let players = matches[place].terms.players
    let key = matches[place].terms.key
    reply(.arrange, slot, item.tag, effects: &effects) { writer, out in
      writer.field("match", word: match.description, &out)
      writer.field("players", list: players, &out) { $1.append($0.text) }
      if let key { writer.field("key", word: key.text, &out) }
    }
  }

  /// Why a player may not take a seat of a match that is kept for others.
  func requireInvitation(of name: PlayerName, to match: MatchID) -> Refusal? {
    guard let place = self.slot(of: match), !matches[place].terms.players.isEmpty,
      matches[place].terms.seat(of: name) == nil
    else { return nil }
    let names = matches[place].terms.players.map(\.text).joined(separator: ", ")
    return Refusal(.notInvited, field: "match", "\(match) is for \(names)")
  }
}
