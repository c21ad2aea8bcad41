import Glibc
import Primitives

/// What tests may choose otherwise.
struct StoreOptions: Sendable {
  /// The file layer of SQLite; nil is the system's.
  var layer: String?
  /// How many frames the write-ahead log may have before it is moved into the database.
  var framesMax = 1000
  /// How many bytes of a relaxed store may wait for the disk.
  var bytesBehindMax = 64 << 20
  /// How long what could not be written waits before it is tried again.
  var retryMilliseconds = 250
  /// How long a relaxed store lets batches gather before it writes them together.
  var gatherMilliseconds = 5
  var schema = Schema.current
}

/// The folder, connections and threads of an open store.
final class StoreEngine {
  /// The end of the log when the store was opened.
  let firstEnd: LogEnd
  /// The kept state when the store was opened.
  let firstState: [UInt8]?
  /// The owner's connection.
  let reader: LeagueReader

  private let folder: StoreFolder
  private let mailbox: Mailbox
  private let writer: StoreWriter
  private let checkpointer: Checkpointer
  private var writing: StoreThread?
  private var checkpointing: StoreThread?

  /// A file of this size or less is checked in every respect when it is opened.
  private static let thoroughCheckBytesMax = 16 << 20
  /// The write-ahead log is cut to this size when it begins anew.
  private static let writeAheadBytesMax = 16 << 20

  init(
    folder path: String, mailbox: Mailbox, durability: Durability, options: StoreOptions,
    onCompletion: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    let folder = try StoreFolder(path)
    try folder.makeDatabaseFile()
    let tables = try Self.openTables(folder, options)
    var tail = WriteAheadTail(pageSize: try tables.database.number("PRAGMA page_size"))
    try tables.database.checkpoint(isTruncating: true)
    // A disk that cannot be written is found out now, and the end of the log is known from here on.
    try tables.touch()
    tail.noteCommit(of: tables.database)
    guard tail.isKnown else {
      throw StoreError(system: EIO, operation: "read the write-ahead log of \(folder.databasePath)")
    }
    let reader = LeagueReader(try Self.connect(folder, options))
    firstEnd = tables.end
    firstState = try reader.state()
    checkpointer = Checkpointer(
      try Self.connect(folder, options), mailbox: mailbox, framesMax: options.framesMax)
    self.reader = reader
    self.folder = folder
    self.mailbox = mailbox
    writer = StoreWriter(
      tables, tail: tail, mailbox: mailbox, durability: durability, checkpointer: checkpointer,
      retryMilliseconds: options.retryMilliseconds,
      gatherMilliseconds: options.gatherMilliseconds, onCompletion: onCompletion)
    try start()
  }

  /// Writes what was given, ends the threads, and moves the whole log into the database.
  ///
  /// Answers why not everything could be written; nil when it was.
  func stop() -> StoreError? {
    mailbox.close()
    writing.take()?.join()
    checkpointer.close()
    checkpointing.take()?.join()
    let failure = writer.isDone ? nil : mailbox.trouble
    return writer.moveLog() ?? failure
  }

  private func start() throws(StoreError) {
    checkpointing = try StoreThread { [checkpointer] in checkpointer.run() }
    do throws(StoreError) {
      writing = try StoreThread { [writer] in writer.run() }
    } catch {
      checkpointer.close()
      checkpointing.take()?.join()
      throw error
    }
  }

  private static func connect(
    _ folder: borrowing StoreFolder, _ options: StoreOptions
  ) throws(StoreError) -> Database {
    let database = try Database(path: folder.databasePath, layer: options.layer)
    try database.execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
    return database
  }

  /// Opens the writing connection to a file that was found whole and brought to today's version.
  private static func openTables(
    _ folder: borrowing StoreFolder, _ options: StoreOptions
  ) throws(StoreError) -> LeagueTables {
    let database = try connect(folder, options)
    // What is refused stays as it is, its write-ahead log as well.
    database.keepLogOnClose(true)
    try options.schema.check(database)
    try checkWholeness(database)
    database.keepLogOnClose(false)
    try folder.makeDatabasePrivate()
    try database.execute(
      """
      PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=\(writeAheadBytesMax);
      PRAGMA secure_delete=FAST
      """)
    try options.schema.migrate(database)
    return try LeagueTables(database)
  }

  private static func checkWholeness(_ database: borrowing Database) throws(StoreError) {
    let size =
      try database.number("PRAGMA page_count") * database.number("PRAGMA page_size")
    let check = size <= thoroughCheckBytesMax ? "integrity_check" : "quick_check"
    let findings = try database.prepare("PRAGMA \(check)(1)")
    guard try findings.step(), findings.text(0) == "ok" else {
      throw .damaged(database.path, findings.text(0))
    }
  }
}
