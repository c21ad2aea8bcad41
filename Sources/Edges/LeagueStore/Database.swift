import CSQLite

/// A value as a statement takes it.
enum StoredValue {
  case integer(Int)
  case text(String)
  case bytes([UInt8])
  case null
}

/// A connection to a database file, closed at the end of its life.
///
/// It may move from thread to thread, and is used by one at a time.
struct Database: ~Copyable {
  /// The path of the file.
  let path: String

  private let handle: OpaquePointer
  /// How many frames the write-ahead log held after the last commit of this connection.
  private let frames: UnsafeMutablePointer<Int>

  /// Opens the file, which must be there, through a named file layer or the default one.
  init(path: String, layer: String?) throws(StoreError) {
    self.path = path
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
    let code = sqlite3_open_v2(path, &opened, flags, layer)
    guard code == SQLITE_OK, let opened else {
      let words = String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw StoreError(result: code, operation: "open \(path)", words: words)
    }
    handle = opened
    frames = .allocate(capacity: 1)
    frames.initialize(to: 0)
    sqlite3_extended_result_codes(handle, 1)
    // This takes the place of the automatic checkpoint.
    sqlite3_wal_hook(
      handle,
      { place, _, _, count in
        place?.assumingMemoryBound(to: Int.self).pointee = Int(count)
        return SQLITE_OK
      }, frames)
  }

  deinit {
    sqlite3_wal_hook(handle, nil, nil)
    sqlite3_close_v2(handle)
    frames.deallocate()
  }

  /// How many frames the write-ahead log held after the last commit of this connection.
  var frameCount: Int { frames.pointee }

  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Leaves the write-ahead log as it is when the connection closes, or no longer does.
  func keepLogOnClose(_ isKept: Bool) { _ = duel_sqlite3_keep_log_on_close(handle, isKept ? 1 : 0) }

  /// Runs statements that answer nothing.
  func execute(_ text: String) throws(StoreError) {
    let code = sqlite3_exec(handle, text, nil, nil, nil)
    if code != SQLITE_OK { throw failure(code, text) }
  }

  /// Prepares a statement for many uses.
  func prepare(_ text: String) throws(StoreError) -> Statement {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw failure(code, text) }
    return Statement(handle: prepared, path: path)
  }

  /// The number in the first column of the first row; 0 when there is no row.
  func number(_ text: String) throws(StoreError) -> Int {
    let statement = try prepare(text)
    return try statement.step() ? statement.integer(0) : 0
  }

  /// Moves the write-ahead log into the database as far as nobody is in the way.
  func checkpoint(isTruncating: Bool = false) throws(StoreError) {
    let mode = isTruncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
    if code != SQLITE_OK, code & 0xff != SQLITE_BUSY { throw failure(code, "checkpoint") }
  }

  /// The open file of the write-ahead log, as the file layer handles it.
  func writeAheadFile() throws(StoreError) -> UnsafeMutablePointer<sqlite3_file> {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(handle, nil, SQLITE_FCNTL_JOURNAL_POINTER, &file)
    guard code == SQLITE_OK, let file, file.pointee.pMethods != nil else {
      throw failure(code == SQLITE_OK ? SQLITE_MISUSE : code, "find the write-ahead log")
    }
    return file
  }

  private func failure(_ code: Int32, _ operation: String) -> StoreError {
    StoreError(
      result: code, operation: "\(path): \(operation)",
      words: String(cString: sqlite3_errmsg(handle))
    )
  }
}

/// A prepared statement, let go at the end of its life.
struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let path: String

  fileprivate init(handle: OpaquePointer, path: String) {
    self.handle = handle
    self.path = path
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs it to its end.
  func run(_ values: [StoredValue] = []) throws(StoreError) {
    try bind(values)
    defer { reset() }
    while try step() {}
  }

  /// Gives it its values, from its beginning.
  func bind(_ values: [StoredValue]) throws(StoreError) {
    reset()
    // SQLite copies what it is given when the last argument is -1.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .integer(let number): sqlite3_bind_int64(handle, place, Int64(number))
        case .text(let text):
          sqlite3_bind_text(handle, place, text, Int32(text.utf8.count), copied)
        case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(handle, place, 0)
        case .bytes(let bytes):
          sqlite3_bind_blob64(handle, place, bytes, UInt64(bytes.count), copied)
        case .null: sqlite3_bind_null(handle, place)
        }
      if code != SQLITE_OK { throw failure(code) }
    }
  }

  /// Goes to the next row; false when there is none.
  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(code)
    }
  }

  /// Goes back to the beginning and forgets the values.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Whether a column of this row holds nothing.
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// A number of this row.
  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  /// A text of this row.
  func text(_ column: Int32) -> String {
    sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
  }

  /// How many bytes a column of this row holds.
  func byteCount(_ column: Int32) -> Int { Int(sqlite3_column_bytes(handle, column)) }

  /// Calls `body` with the bytes of a column of this row.
  func withBytes<Result, Failure: Error>(
    _ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : byteCount(column)))
  }

  /// A copy of the bytes of a column of this row.
  func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { [UInt8]($0) } }

  private func failure(_ code: Int32) -> StoreError {
    let words = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
    let text = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
    return StoreError(result: code, operation: "\(path): \(text)", words: words)
  }
}
