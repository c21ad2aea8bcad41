public import Digests
import DuelRules
public import Primitives
public import Records
import WireProtocol

// What a server does before it serves: it executes what its log has kept, by the same code, with
// nobody connected and nothing written; then every match that runs waits for its players.

/// A log that cannot be executed: it is not the one this server wrote, or was changed.
public struct LogDamage: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number of the batch.
  public let sequence: Int
  /// The line within the batch, from 1.
  public let line: Int

  /// Where, in words.
  public var description: String { "line \(line) of batch \(sequence) of the log makes no sense" }
}

extension DuelHost {
  /// Begins with what was known when the log was cut; throws when it is not such a text.
  ///
  /// To be given before any batch, and only if the store has one.
  public mutating func restore(_ state: Span<UInt8>) throws(LogDamage) {
    guard let position = HostState(text: state) else { throw LogDamage(sequence: 0, line: 1) }
    nextMatch = max(nextMatch, position.nextMatch)
    chain = position.chain
    ticket = position.ticket
    forgotten = position.ticket + 1
  }

  /// Keeps a record of an earlier time for RECORD; from the oldest to the newest.
  public mutating func shelve(_ match: MatchID, _ digest: Digest, _ record: [UInt8]) {
    nextMatch = max(nextMatch, match.number + 1)
    shelf.add(match, digest, record)
  }

  /// Executes a batch of the log, without telling anybody; batches come in their order.
  ///
  /// The only effects are matches to be archived, which may have been archived before, and notes.
  public mutating func recover(
    _ batch: Span<UInt8>, sequence: Int, now: Instant, effects: inout EffectBuffer
  ) throws(LogDamage) {
    isRecovering = true
    ticket = sequence
    executing = LogPosition(sequence: sequence, chain: chain)
    var reader = LogReader()
    var start = 0
    var number = 1
    for end in batch.indices where batch[end] == UInt8(ascii: "\n") {
      let line = batch.extracting(start..<end)
      guard recover(line, &reader, now: now, effects: &effects) else {
        throw LogDamage(sequence: sequence, line: number)
      }
      start = end + 1
      number += 1
    }
    guard start == batch.count else { throw LogDamage(sequence: sequence, line: number) }
  }

  /// Executes a line of the log; false when it makes no sense.
  private mutating func recover(
    _ line: Span<UInt8>, _ reader: inout LogReader, now: Instant, effects: inout EffectBuffer
  ) -> Bool {
    let entry = reader.read(line) { match in
      self.slot(of: match).map { matches[$0].match.rules }
    }
    let work: Work
    switch entry {
    case .create(let match, let rules, let secret, let terms):
      guard self.slot(of: match) == nil else { return false }
      nextMatch = max(nextMatch, match.number + 1)
      lobby.append(
        LobbyEntry(
          match: match, values: rules.values, terms: terms,
          free: terms.players.isEmpty ? rules.values.seats : 0))
      work = .create(Opening(match: match, rules: rules, secret: secret, terms: terms))
    case .join(let match, let name, let token):
      let entrant = Entrant(name: name, token: token, origin: .log)
      work = .join(match, entrant, isReserved: false)
    case .change(let match, let change): work = .change(match, change)
    case .restart:
      countRestart()
      return true
    case nil:
      // What came too late for a match that is over and was let go.
      guard let match = reader.match(of: line), match.number < nextMatch else { return false }
      return self.slot(of: match) == nil
    }
    let item = BatchItem(connection: nil, tag: nil, arrivedAt: now, work: work)
    execute(item, nil, now: now, effects: &effects)
    return true
  }

  /// The log was executed to its end: lets every match that runs wait for its players, opens what a
  /// series still lacks, and notes the restart in the log.
  ///
  /// Nobody should be let in before the log has that note: see `isWriting`.
  public mutating func finishRecovery(now: Instant, effects: inout EffectBuffer) {
    isRecovering = false
    // Of those that are over as well: some of their players have not seen the end.
    countRestart()
    if directory.contains(where: { !matches[$0.slot].isOver }) { noteRestart(now: now) }
    for entry in directory {
      if matches[entry.slot].isOver {
        matches[entry.slot].keptUntil = now.adding(milliseconds: Limits.keptMilliseconds)
        if isSeriesBroken(entry.slot) { _ = openNext(entry.slot, now: now) }
      } else {
        pause(entry.slot, now: now, effects: &effects)
      }
    }
  }

  /// Puts the note of the restart into the open batch, for the first time or again.
  mutating func noteRestart(now: Instant) {
    restartDueAt = nil
    let none: [UInt8] = []
    append(.restart, connection: nil, tag: nil, in: none.span, now: now)
  }

  /// Whether there is something that the log does not have yet.
  public var isWriting: Bool { isStoring || !gathering.isEmpty || restartDueAt != nil }

  /// Whether the next match of a series should be there and is not: the server ended before the log
  /// had it.
  private func isSeriesBroken(_ place: Int) -> Bool {
    let match = matches[place].id
    return matches[place].match.phase == .settled && !matches[place].series.isDecided
      && !directory.contains { matches[$0.slot].terms.follows == match }
  }

  /// The streams of all matches go on with numbers that nobody has seen: what was pushed after the
  /// log's last entry, such as who is away, is not known any more.
  private mutating func countRestart() {
    for entry in directory { matches[entry.slot].leapSequences() }
  }
}

extension HostedMatch {
  /// How far apart the numbers of pushes before and after a restart are, at least.
  static let sequenceLeap = 1_000_000

  mutating func leapSequences() {
    func leap(_ number: Int) -> Int { (number / Self.sequenceLeap + 1) * Self.sequenceLeap }
    for seat in seats.indices { seats[seat].sequence = leap(seats[seat].sequence) }
    publicSequence = leap(publicSequence)
    clearHistories()
  }
}
