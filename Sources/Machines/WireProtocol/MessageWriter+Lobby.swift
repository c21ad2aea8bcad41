public import DuelRules
public import PriceTape
public import Primitives
public import Records

// What players hear of matches that they do not sit in, or not yet.

/// Why a player was given a seat without asking for it.
public enum SeatingReason: String, Hashable, Sendable {
  /// The series goes on.
  case series
  /// Everybody wanted another match.
  case rematch
}

extension MessageWriter {
  /// SEATED: a seat was given to this player; also what CREATE and JOIN are answered with.
  public func seated(
    _ match: MatchID, _ seat: Seat, _ token: SeatToken, after earlier: MatchID,
    _ reason: SeatingReason, _ out: inout ByteBuffer
  ) {
    begin(.seated, &out)
    field("match", match, &out)
    field("seat", seat.index, &out)
    field("token", word: token.description, &out)
    field("after", earlier, &out)
    field("reason", word: reason.rawValue, &out)
    end(&out)
  }

  /// CHALLENGED: somebody wants to play this player.
  public func challenged(
    by challenger: PlayerName, _ match: MatchID, _ key: MatchKey, _ values: RuleValues,
    series: Int, _ out: inout ByteBuffer
  ) {
    begin(.challenged, &out)
    field("by", word: challenger.text, &out)
    field("match", match, &out)
    field("key", word: key.text, &out)
    field("rules", word: values.preset, &out)
    field("ticks", values.ticks, &out)
    field("clock", word: values.clock.description, &out)
    field("instruments", list: values.instruments, &out) { $1.append($0.name) }
    field("series", series, &out)
    end(&out)
  }

  /// DECLINED: a challenge was not taken up.
  public func declined(
    _ match: MatchID, by player: PlayerName, isGone: Bool, _ out: inout ByteBuffer
  ) {
    begin(.declined, &out)
    field("match", match, &out)
    field("by", word: player.text, &out)
    field("reason", word: isGone ? "gone" : "declined", &out)
    end(&out)
  }

  /// REMATCH: another player of the match wants to play again.
  public func rematch(_ match: MatchID, by player: PlayerName, _ out: inout ByteBuffer) {
    begin(.rematch, &out)
    field("match", match, &out)
    field("by", word: player.text, &out)
    end(&out)
  }

  /// MATCH: one line of LIST.
  public func match(
    _ id: MatchID, _ match: borrowing Match, _ terms: MatchTerms, _ out: inout ByteBuffer
  ) {
    let values = match.rules.values
    begin(.match, &out)
    open("match", &out)
    out.append(id)
    close(&out)
    field("phase", word: match.phase.rawValue, &out)
    field("rules", word: values.preset, &out)
    field("clock", word: values.clock.description, &out)
    field("ticks", values.ticks, &out)
    field("tick", match.tick.number, &out)
    field("seats", list: match.players, &out) { $1.append($0?.text ?? "none") }
    field("private", word: terms.key == nil ? "no" : "yes", &out)
    field("series", terms.series, &out)
    field("visibility", word: values.visibility.rawValue, &out)
    tapeField(of: values, &out)
    field("nonces", word: values.nonces.rawValue, &out)
    end(&out)
  }

  /// COMMITMENT: what the server has committed to, and where that stands in its chain.
  public func commitment(
    _ id: MatchID, _ match: borrowing Match, _ out: inout ByteBuffer
  ) {
    begin(.commitment, &out)
    field("match", id, &out)
    field("commitment", match.commitment, &out)
    field("nonces", word: match.rules.values.nonces.rawValue, &out)
    field("seats", match.seatCount, &out)
    field("rules_digest", match.rules.digest, &out)
    field("number", match.link.number, &out)
    field("previous", match.previousLink.digest, &out)
    field("link", match.link.digest, &out)
    end(&out)
  }

  /// TAPE: one line of TAPES; `ticks` is the longest match on it.
  public func tape(_ tape: StoredTape, _ out: inout ByteBuffer) {
    begin(.tape, &out)
    field("name", word: tape.name, &out)
    field("ticks", TapeChoice.ticksAvailable(on: tape, from: 0), &out)
    field("instruments", list: tape.instruments, &out) { $1.append($0.name) }
    field("digest", tape.digest, &out)
    end(&out)
  }

  /// Writes the number of a match.
  func field(_ key: StaticString, _ match: MatchID, _ out: inout ByteBuffer) {
    open(key, &out)
    out.append(match)
    close(&out)
  }
}
