public import Primitives

// LeagueStore: where the server's log and the archive of its matches are kept.
//
// Goals: append is a conversation (begin, later hear), so that nobody waits for a disk; what was
// reported stored is there after any crash or power failure, in order; what was reported failed
// never comes back; damage is named, never repaired in silence.
// Non-goals: what the entries mean, when to forget, who may read.
//
// `LeagueStore` is the durable one, on SQLite: a store thread owns the writing connection and puts
// all that lies in its mailbox into one transaction; a second thread moves the write-ahead log into
// the database. `MemoryLogStore` lasts as long as the process.
//
// The ticket of a batch is its number in the log. Tickets rise; a ticket that failed is in no log,
// so the numbers may have holes. What may not have holes is the chain: every row carries a digest
// of the row before it, so that a row lost, changed or moved is damage, and a failed ticket is not.

/// What became of an append.
public struct LogCompletion: Hashable, Sendable {
  /// The ticket it was begun with.
  public let ticket: Int
  /// Whether the batch is as durable as the store promises; otherwise nothing of it was kept.
  public let isStored: Bool
}

/// A log that batches are appended to, with an archive of what is over.
public protocol LogStore: ~Copyable {
  /// What the greeting says about when an answer is safe.
  var durability: StaticString { get }

  /// The ticket of the newest batch known to be stored, 0 before the first; it never goes back.
  var lastSequence: Int { get }

  /// Why the last transaction failed, for the operator; nil when the last one succeeded.
  var trouble: StoreError? { get }

  /// Begins to append the bytes of `range`; the completion comes later, in the order of tickets.
  ///
  /// The ticket is the batch's number in the log: above `lastSequence` and every ticket before it.
  mutating func append(_ range: Range<Int>, of batch: borrowing ByteBuffer, ticket: Int)

  /// The next completion, or nil when none is there yet.
  mutating func nextCompletion() -> LogCompletion?

  /// Keeps a match that is over, in place of what was kept under its number.
  mutating func archive(_ match: ArchivedMatch)

  /// Forgets the batches below a sequence, after everything archived so far, and keeps a state.
  mutating func forget(before sequence: Int, state: [UInt8])
}
