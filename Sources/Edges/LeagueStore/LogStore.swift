public import Primitives

// LeagueStore: where the server's log is kept.
//
// Goals: append is a conversation (begin, later hear), so that nobody waits for a disk.
// Non-goals: what the entries mean.

/// What became of an append.
public struct LogCompletion: Hashable, Sendable {
  /// The ticket it was begun with.
  public let ticket: Int
  /// Whether the batch is as durable as the store promises; otherwise nothing of it was kept.
  public let isStored: Bool
}

/// A log that batches are appended to.
public protocol LogStore: ~Copyable {
  /// What the greeting says about when an answer is safe.
  var durability: StaticString { get }

  /// Begins to append the bytes of `range`; the completion comes later, in the order of tickets.
  mutating func append(_ range: Range<Int>, of batch: borrowing ByteBuffer, ticket: Int)

  /// The next completion, or nil when none is there yet.
  mutating func nextCompletion() -> LogCompletion?
}

/// A log that lasts as long as the process: it completes at once and keeps only the count.
public struct MemoryLogStore: LogStore, ~Copyable {
  /// How many bytes were appended.
  public private(set) var bytes = 0
  /// How many batches were appended.
  public private(set) var batches = 0

  private var completed: [LogCompletion] = []

  /// Makes an empty log.
  public init() {}

  /// Nothing outlives the process.
  public var durability: StaticString { "memory" }

  /// Counts the batch.
  public mutating func append(
    _ range: Range<Int>, of batch: borrowing ByteBuffer, ticket: Int
  ) {
    bytes += range.count
    batches += 1
    completed.append(LogCompletion(ticket: ticket, isStored: true))
  }

  /// The oldest completion that was not asked for.
  public mutating func nextCompletion() -> LogCompletion? {
    completed.isEmpty ? nil : completed.removeFirst()
  }
}
