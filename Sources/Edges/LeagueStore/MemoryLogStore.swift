public import Primitives

/// A log that lasts as long as the process: it completes at once and keeps only the count.
public struct MemoryLogStore: LogStore, ~Copyable {
  /// How many bytes were appended.
  public private(set) var bytes = 0
  /// How many batches were appended.
  public private(set) var batches = 0
  /// The ticket of the newest batch.
  public private(set) var lastSequence = 0

  private var completed: [LogCompletion] = []

  /// Makes an empty log.
  public init() {}

  /// Nothing outlives the process.
  public var durability: StaticString { "memory" }

  /// Memory has no trouble.
  public var trouble: StoreError? { nil }

  /// Counts the batch.
  public mutating func append(
    _ range: Range<Int>, of batch: borrowing ByteBuffer, ticket: Int
  ) {
    bytes += range.count
    batches += 1
    lastSequence = ticket
    completed.append(LogCompletion(ticket: ticket, isStored: true))
  }

  /// The oldest completion that was not asked for.
  public mutating func nextCompletion() -> LogCompletion? {
    completed.isEmpty ? nil : completed.removeFirst()
  }

  /// Keeps nothing: there is no later process to read it.
  public mutating func archive(_ match: ArchivedMatch) {}

  /// Has nothing to forget.
  public mutating func forget(before sequence: Int, state: [UInt8]) {}
}
