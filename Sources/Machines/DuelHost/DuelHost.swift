public import Digests
import DuelRules
public import Primitives
import Records
import WireProtocol

// DuelHost: the whole server as a value.
//
// Input goes in, effects come out; sockets, clock, disk and randomness are somebody else's.
// Everything that changes a match is written to the log first and executed when the log has it,
// in log order. Goals: one thread, no waiting, no allocation per message in steady state; a peer
// can only hurt itself. Non-goals: how bytes travel, where the log lies.

/// The server: connections, lobby, matches, spectators.
public struct DuelHost: ~Copyable {
  let configuration: HostConfiguration
  /// Seeds and tokens come from here; its key came from the system's randomness.
  var entropy: KeyedStream

  /// By connection slot; closed ones stay until the slot is used again.
  var sessions: [Session] = []
  var sessionCount = 0
  var matches = Slab<HostedMatch>()
  /// The slot of every match that is there, by ascending number.
  var directory: [DirectoryEntry] = []
  /// Matches that QUEUE may choose from, counting what is only in the log yet.
  var lobby: [LobbyEntry] = []
  /// Challenges that were neither taken up nor declined.
  var challenges: [Challenge] = []
  /// Matches that follow another and that the log had no room for.
  var postponed: [Opening] = []
  var shelf = RecordShelf()
  var nextMatch = 1
  /// The end of the chain of commitments: one for each match that was opened. Rule: TAPE-6a.
  var chain = ChainLink.beginning

  /// What gathers now, and what the store has.
  var gathering = Batch()
  var storing = Batch()
  var ticket = 0
  var isStoring = false
  /// The batch that is being executed, or was last.
  var executing = LogPosition(sequence: 0, chain: .beginning)
  /// When the note of the restart is to be tried again; nil when the log has it or will have.
  var restartDueAt: Instant?
  /// Whether the log of an earlier time is being executed, to which nothing is added.
  var isRecovering = false
  /// The log before this batch is forgotten.
  var forgotten = 0
  /// Whether a match is gone since the log was cut last.
  var hasForgettable = false
  /// Matches that are over and kept for those who were not there, oldest first.
  var kept: [MatchID] = []

  /// The open connections that have a name.
  var names = NameBook()
  /// Who may connect from where.
  var gate: AddressGate
  /// What all sessions hold, in bytes.
  var heldBytes = 0
  /// Slots of connections whose lines wait for their next round, in order.
  var paced: [Int] = []
  var isPacing = false
  /// Counts rounds, so that a session knows whether its bytes are of this one.
  var round = 0
  /// Lines taken in this round that had waited.
  var waitingLines = 0
  /// What RECORD and LIST brought in this round, in bytes.
  var longAnswers = 0
  var statistics: HostStatistics
  var connectionNotes = NoteAllowance()

  var clocks = DeadlineQueue()
  var nextSweep: Instant
  /// Slots of matches with frames for spectators, in the order they are served.
  var fanouts: [Int] = []
  var isShuttingDown = false
  /// Whether all was said and written: nothing more is to be given.
  public internal(set) var isStopped = false

  // Reused from step to step.
  var requestLine = RequestLine()
  var jsonReader = JSONLineReader()
  /// The text of a JSON line; nil while it is in use.
  var jsonText: ByteBuffer? = ByteBuffer(capacity: 1024)
  var body = FormattedBytes()
  var events: [MatchEvent] = []

  /// Makes a server with nobody on it. `entropy` must be secret and random.
  public init(configuration: HostConfiguration, entropy: Digest, now: Instant) {
    self.configuration = configuration
    self.entropy = KeyedStream(
      key: Digest.of(domain: "margin-duel/host-entropy/1", [entropy.bytes]))
    gate = AddressGate(perAddress: configuration.admission.connectionsPerAddress)
    statistics = HostStatistics(startedAt: now)
    nextSweep = now.adding(milliseconds: Self.sweepMilliseconds)
  }

  static let sweepMilliseconds = 1000

  /// Takes one input and appends what is to be done about it.
  ///
  /// `now` never goes back. After the inputs of a round, `roundEnded` must be given once.
  public mutating func step(
    _ input: borrowing HostInput, now: Instant, effects: inout EffectBuffer
  ) {
    switch input {
    case .opened(let id, let address): opened(id, from: address, now: now, effects: &effects)
    case .received(let id, let bytes): received(id, bytes, now: now, effects: &effects)
    case .closed(let id):
      if let slot = slot(of: id) { closed(slot, now: now, effects: &effects) }
    case .stalled(let id, let kept): stalled(id, kept: kept)
    case .drained(let id):
      if let slot = slot(of: id) { drained(slot, now: now, effects: &effects) }
    case .stored(let ticket, let outcome):
      stored(ticket, outcome, now: now, effects: &effects)
    case .roundEnded: roundEnded(now: now, effects: &effects)
    case .shutdown: shutDown(now: now, effects: &effects)
    }
    if heldBytes > Limits.heldMax { closeLargestHolders(effects: &effects) }
  }

  /// When `roundEnded` is to be given next even if nothing comes in; nil for no hurry at all.
  public var nextDeadline: Instant? {
    // Whoever stops waits for the log alone.
    guard !isShuttingDown else { return nil }
    var earliest = sessionCount > 0 || connectionNotes.skipped > 0 ? nextSweep : nil
    if let clock = clocks.earliest { earliest = min(clock, earliest ?? clock) }
    if let restartDueAt { earliest = min(restartDueAt, earliest ?? restartDueAt) }
    return earliest
  }

  /// Whether another `roundEnded` should follow at once, after a look at what has come in.
  public var hasMoreToDo: Bool {
    let hasBatch = !isStoring && !gathering.isEmpty
    // Whoever stops tells spectators, and says goodbye, when the log has everything.
    guard !isShuttingDown else { return hasBatch || !isStopped && !isWriting }
    return hasBatch || !fanouts.isEmpty || !paced.isEmpty
  }

  /// How many connections, unsettled matches and spectators there are.
  public var population: Population {
    var spectators = 0
    for slot in 0..<matches.limit where matches.contains(slot) {
      spectators += matches[slot].watchers.count
    }
    return Population(
      connections: sessionCount, matches: directory.count - kept.count, spectators: spectators)
  }

  private mutating func roundEnded(now: Instant, effects: inout EffectBuffer) {
    guard !isShuttingDown else { return goOnShuttingDown(effects: &effects) }
    lookAtClocks(now: now, effects: &effects)
    if let due = restartDueAt, due <= now { noteRestart(now: now) }
    if now >= nextSweep {
      openPostponed(now: now)
      letGo(now: now)
    }
    sweepSessions(now: now, effects: &effects)
    goOnWithPaced(now: now, effects: &effects)
    forgetLog(effects: &effects)
    flushBatch(effects: &effects)
    fanOut(effects: &effects)
  }

  /// The slot of a connection that is still the one meant.
  func slot(of id: ConnectionID) -> Int? {
    guard sessions.indices.contains(id.slot), sessions[id.slot].id == id,
      sessions[id.slot].isOpen
    else { return nil }
    return id.slot
  }

  /// The slab slot of a match; nil when it is not there.
  func slot(of match: MatchID) -> Int? {
    var low = 0
    var high = directory.count
    while low < high {
      let middle = (low + high) / 2
      if directory[middle].match < match { low = middle + 1 } else { high = middle }
    }
    guard low < directory.count, directory[low].match == match else { return nil }
    return directory[low].slot
  }
}

/// Who is on a server.
public struct Population: Hashable, Sendable {
  /// Open connections.
  public let connections: Int
  /// Matches that are open or running.
  public let matches: Int
  /// Spectators of all matches.
  public let spectators: Int
}

/// Where a match is kept.
struct DirectoryEntry {
  var match: MatchID
  var slot: Int
}

/// A match that still has free seats, or will have when the log is executed.
struct LobbyEntry {
  var match: MatchID
  var values: RuleValues
  var terms: MatchTerms
  var free: Int
}

/// A player who was asked to join a private match.
struct Challenge {
  var match: MatchID
  var player: PlayerName
}
