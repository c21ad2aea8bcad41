import CSQLite

/// Where the last good commit ends in the write-ahead log.
///
/// A commit whose sync fails leaves complete frames behind that end. SQLite has taken it back, and
/// yet whoever reads the file after a crash would find a whole commit there and believe it. So
/// before a failure is reported the file is cut at its last good end, which needs no room, and
/// synced.
struct WriteAheadTail {
  private var frames = 0
  private var header: [UInt8] = []
  private let frameSize: Int
  /// False when it is not known where the last good commit ends; the next commit tells.
  private(set) var isKnown = false

  /// The end in a log that this connection has not committed to yet.
  init(pageSize: Int) { frameSize = pageSize + Self.frameHeaderSize }

  private static let headerSize = 32
  private static let frameHeaderSize = 24

  /// Notes the end of a commit that succeeded.
  ///
  /// The header is read each time: a log that was moved away begins anew with another one, and the
  /// count of frames alone does not show it.
  mutating func noteCommit(of database: borrowing Database) {
    do throws(StoreError) {
      header = try Self.readHeader(of: database)
      frames = database.frameCount
      isKnown = true
    } catch {
      isKnown = false
    }
  }

  /// Forgets where the end is.
  mutating func forget() { isKnown = false }

  /// Cuts off what a failed commit left behind the end, and syncs.
  func cut(_ database: borrowing Database) throws(StoreError) {
    precondition(isKnown, "WriteAheadTail: the end of the log is known before it is cut")
    let file = try database.writeAheadFile()
    // Under another header nothing was committed yet: the failed commit began the log anew.
    let isSameLog = try Self.readHeader(of: database) == header
    let end = isSameLog ? Self.headerSize + frames * frameSize : 0
    var size: sqlite3_int64 = 0
    try check(file.pointee.pMethods.pointee.xFileSize(file, &size), "measure", database)
    if size > end {
      try check(
        file.pointee.pMethods.pointee.xTruncate(file, sqlite3_int64(end)), "cut", database)
    }
    try check(file.pointee.pMethods.pointee.xSync(file, SQLITE_SYNC_NORMAL), "sync", database)
  }

  private static func readHeader(of database: borrowing Database) throws(StoreError) -> [UInt8] {
    let file = try database.writeAheadFile()
    var bytes = [UInt8](repeating: 0, count: headerSize)
    let code = file.pointee.pMethods.pointee.xRead(file, &bytes, Int32(headerSize), 0)
    // A shorter file reads as zeros.
    if code != shortRead { try check(code, "read", database) }
    return bytes
  }

  private static let shortRead = SQLITE_IOERR | (2 << 8)

  private static func check(
    _ code: Int32, _ operation: String, _ database: borrowing Database
  ) throws(StoreError) {
    guard code != SQLITE_OK else { return }
    throw StoreError(
      result: code, operation: "\(operation) the write-ahead log of \(database.path)",
      words: String(cString: sqlite3_errstr(code)))
  }

  private func check(
    _ code: Int32, _ operation: String, _ database: borrowing Database
  ) throws(StoreError) { try Self.check(code, operation, database) }
}
