public import Primitives

/// The durable log and archive of a league: an SQLite file in a folder of its own.
///
/// All of it belongs to one thread, its owner's; what waits for the disk waits on the store's
/// threads.
public struct LeagueStore: LogStore, ~Copyable {
  /// The newest stored batch, as far as completions were asked for; 0 before the first.
  ///
  /// It outlives forgetting and the process. The next ticket is above it.
  public private(set) var lastSequence: Int
  /// The state given to the last `forget` that was written before the store was opened.
  public let checkpointState: [UInt8]?

  private let mode: Durability
  private let mailbox: Mailbox
  private var engine: StoreEngine?
  /// The newest ticket that was given and is not known to have failed.
  private var newestTicket: Int
  private var completed: [LogCompletion] = []
  private var completedCount = 0

  /// Opens the league of a folder, which is made when it is missing, and holds it until `close`.
  ///
  /// `onCompletion` is called on the store's thread when completions came that `append` did not
  /// give. Throws when the folder is in use or cannot be written, and when its file is damaged,
  /// newer than this program or of something else; then nothing was changed.
  public init(
    folder: String, durability: Durability, onCompletion: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    try self.init(
      folder: folder, durability: durability, options: StoreOptions(), onCompletion: onCompletion)
  }

  init(
    folder: String, durability: Durability, options: StoreOptions,
    onCompletion: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    let mailbox = Mailbox(durability: durability, bytesBehindMax: options.bytesBehindMax)
    let engine = try StoreEngine(
      folder: folder, mailbox: mailbox, durability: durability, options: options,
      onCompletion: onCompletion)
    lastSequence = engine.firstEnd.sequence
    newestTicket = engine.firstEnd.sequence
    checkpointState = engine.firstState
    mode = durability
    self.mailbox = mailbox
    self.engine = engine
  }

  deinit { _ = engine?.stop() }

  /// The store's promise, in a word.
  public var durability: StaticString {
    switch mode {
    case .strict: "strict"
    case .relaxed: "relaxed"
    }
  }

  /// Why the last transaction failed, for the operator; nil when the last one succeeded.
  public var trouble: StoreError? { mailbox.trouble }

  /// Calls `body` with each batch of the log, oldest first, before anything is appended or
  /// forgotten.
  ///
  /// Sequences rise and may have holes, where an append had failed. A row that was lost, changed or
  /// moved is damage.
  public func forEachBatch<Failure: Error>(
    _ body: (_ sequence: Int, Span<UInt8>) throws(Failure) -> Void
  ) throws(BatchReadingError<Failure>) {
    try running.reader.forEachBatch(body)
  }

  /// The newest records, oldest of them first: at most so many, and so many bytes in all.
  ///
  /// It reads the disk in the caller's thread.
  public func records(last count: Int, bytesMax: Int) throws(StoreError) -> [ArchivedRecord] {
    try running.reader.records(last: count, bytesMax: bytesMax)
  }

  /// Begins to append the bytes of `range`; the completion comes later, in the order of tickets.
  ///
  /// A relaxed store completes it at once: as failed while an earlier batch could not be written,
  /// or while too many bytes lie before it. A failed ticket was never stored;
  /// it may be left out or, when it was the newest, given again.
  public mutating func append(
    _ range: Range<Int>, of batch: borrowing ByteBuffer, ticket: Int
  ) {
    precondition(engine != nil, "LeagueStore: nothing is given after close")
    precondition(ticket > newestTicket, "LeagueStore: tickets rise")
    newestTicket = ticket
    mailbox.give(
      WaitingBatch(ticket: ticket, bytes: batch.withSpan(of: range) { [UInt8]($0) }))
  }

  /// The oldest completion that was not asked for; also after `close`.
  public mutating func nextCompletion() -> LogCompletion? {
    if completedCount == completed.count {
      completed = mailbox.takeCompletions()
      completedCount = 0
      if completed.isEmpty { return nil }
    }
    let next = completed[completedCount]
    completedCount += 1
    if next.isStored {
      lastSequence = next.ticket
    } else if next.ticket == newestTicket {
      newestTicket = next.ticket - 1
    }
    return next
  }

  /// Keeps a match in place of what was kept under its number; written soon, without completion.
  public mutating func archive(_ match: ArchivedMatch) {
    precondition(engine != nil, "LeagueStore: nothing is given after close")
    mailbox.give(.archive(match))
  }

  /// Deletes the batches below a sequence and keeps a state for them, in one transaction.
  ///
  /// It happens together with everything archived before, or after it, and never without.
  public mutating func forget(before sequence: Int, state: [UInt8]) {
    precondition(engine != nil, "LeagueStore: nothing is given after close")
    mailbox.give(.forget(before: sequence, state: state))
  }

  /// Writes what was given, ends the threads and lets the folder go; answers why it could not.
  @discardableResult
  public mutating func close() -> StoreError? {
    let stopping = engine
    engine = nil
    return stopping?.stop()
  }

  private var running: StoreEngine {
    guard let engine else { preconditionFailure("LeagueStore: nothing is read after close") }
    return engine
  }
}
