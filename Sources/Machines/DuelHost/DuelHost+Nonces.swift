import Digests
import DuelRules
import Primitives
import Records
import WireProtocol

// What comes before the tape: the server's commitment, the hashes of all seats, their nonces,
// in this order. Rule: TAPE-7b.

extension DuelHost {
  /// READY, perhaps with the hash of a nonce, or OPEN: into the log, or why not.
  mutating func enterNonce(
    _ verb: Verb, _ line: Span<UInt8>, _ link: SeatLink, from slot: Int, now: Instant
  ) -> Refusal? {
    var digest: Digest?
    if let text = requestLine.field("nonce", in: line), verb == .open || text != "none" {
      digest = Digest(hex: text)
      guard digest != nil else {
        return Refusal(.badArgument, field: "nonce", "nonce= takes 64 hexadecimal digits")
      }
    }
    let entry: MatchEntry
    if verb == .ready {
      entry = .ready(link.seat, hash: digest)
    } else {
      guard let digest else {
        return Refusal(.missingArgument, field: "nonce", "nonce is missing: \(Verb.open.usage)")
      }
      entry = .open(link.seat, nonce: digest)
    }
    appendChange(link.match, entry, connection: slot, tag: requestLine.tag, in: line, now: now)
    return nil
  }

  /// Shows a connection that has just come to a match what the server has committed to.
  mutating func tellCommitment(_ place: Int, _ slot: Int, effects: inout EffectBuffer) {
    let start = effects.bytes.count
    sessions[slot].writer.commitment(
      matches[place].id, matches[place].match, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// All seats have committed themselves: shows every hash, and gives them time to open.
  mutating func pushNonces(_ place: Int, now: Instant, effects: inout EffectBuffer) {
    forgetOffers(of: matches[place].id)
    matches[place].startsAt = nil
    matches[place].openingEndsAt = now.adding(milliseconds: Limits.openingMilliseconds)
    for line in nonceLines(place) { push(line, to: place, effects: &effects) }
  }

  /// The hashes of all seats and the nonces that are open; nothing while seats may still commit, or
  /// when none of them contributes.
  func nonceLines(_ place: Int) -> [StreamLine] {
    let nonces = matches[place].match.nonces
    guard matches[place].match.phase != .open, matches[place].match.phase != .ready,
      nonces.hashes.contains(where: { $0 != nil })
    else { return [] }
    let hashes = nonces.hashes.enumerated().map { StreamLine.nonce(Seat($0), hash: $1) }
    let opened = nonces.nonces.enumerated().filter { $1 != nil }
    return hashes + opened.map { StreamLine.opened(Seat($0), nonce: $1) }
  }

  // MARK: - Forfeits

  /// The seats that owe a nonce have lost. Rule: MATCH-2a.
  mutating func appendForfeit(_ place: Int, now: Instant) {
    matches[place].isAdvancing = true
    let stage: NonceStage = matches[place].match.awaitsNonces ? .nonce : .hash
    appendChange(matches[place].id, .forfeit(stage), now: now)
  }

  /// The log had no room for it: the seats have as long as that takes.
  mutating func retryForfeit(_ place: Int, now: Instant) {
    let retry = now.adding(milliseconds: Self.retryMilliseconds)
    matches[place].isAdvancing = false
    if matches[place].match.awaitsNonces {
      matches[place].openingEndsAt = retry
    } else {
      matches[place].startsAt = retry
    }
    wind(place, now: now)
  }
}

extension MatchEntry {
  /// Whether the clock made it, which makes no other until it is executed.
  var isOfTheClock: Bool {
    switch self {
    case .advance, .forfeit: true
    case .join, .leave, .ready, .open, .command, .done, .abandon, .abort: false
    }
  }
}
