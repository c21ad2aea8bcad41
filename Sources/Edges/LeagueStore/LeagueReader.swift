import Digests

/// Why the log could not be read to its end.
public enum BatchReadingError<Failure: Error>: Error {
  /// The file could not be read, or is damaged.
  case unreadable(StoreError)
  /// The reader of the batches threw.
  case refused(Failure)
}

/// The reading connection: the log as it is replayed, and the records of the archive.
struct LeagueReader: ~Copyable {
  private let database: Database

  init(_ database: consuming Database) { self.database = database }

  /// The state that was kept when the log was last cut; nil when it never was.
  func state() throws(StoreError) -> [UInt8]? {
    let row = try database.prepare("SELECT state, digest FROM forgotten")
    guard try row.step(), !row.isNull(0) else { return nil }
    let state = row.bytes(0)
    let digest = try LeagueTables.chain(row, 1, of: database.path)
    guard Digest.of(state.span) == digest else {
      throw .damaged(database.path, "the kept state is not what was written")
    }
    return state
  }

  /// Calls `body` with each batch of the log, oldest first, each checked against the chain.
  func forEachBatch<Failure: Error>(
    _ body: (_ sequence: Int, Span<UInt8>) throws(Failure) -> Void
  ) throws(BatchReadingError<Failure>) {
    let rows: Statement
    var end: LogEnd
    do throws(StoreError) {
      end = try forgottenEnd()
      rows = try database.prepare("SELECT seq, body, chain FROM log ORDER BY seq")
    } catch {
      throw .unreadable(error)
    }
    while true {
      do throws(StoreError) {
        guard let next = try nextBatch(rows, after: end) else { return }
        end = next
      } catch {
        throw .unreadable(error)
      }
      do throws(Failure) {
        try rows.withBytes(1) { bytes throws(Failure) in try body(end.sequence, bytes.span) }
      } catch {
        throw .refused(error)
      }
    }
  }

  /// The newest records, oldest of them first: so many, and no more bytes than that in all.
  func records(last count: Int, bytesMax: Int) throws(StoreError) -> [ArchivedRecord] {
    let rows = try database.prepare(
      """
      SELECT number, digest, record FROM matches WHERE record IS NOT NULL
      ORDER BY number DESC LIMIT ?
      """)
    try rows.bind([.integer(count)])
    var found: [ArchivedRecord] = []
    var bytes = 0
    while try rows.step() {
      bytes += rows.byteCount(2)
      if bytes > bytesMax { break }
      found.append(
        ArchivedRecord(
          number: rows.integer(0), digest: rows.isNull(1) ? nil : rows.text(1),
          record: rows.bytes(2)))
    }
    return found.reversed()
  }

  /// Goes to the next row of the log, which must follow the one before; nil behind the last.
  private func nextBatch(
    _ rows: borrowing Statement, after end: LogEnd
  ) throws(StoreError) -> LogEnd? {
    guard try rows.step() else { return nil }
    let sequence = rows.integer(0)
    let chain = try LeagueTables.chain(rows, 2, of: database.path)
    let next = rows.withBytes(1) { end.appending($0.span, as: sequence) }
    guard next.chain == chain, sequence > end.sequence else {
      throw .damaged(
        database.path,
        "batch \(sequence) of the log does not follow batch \(end.sequence) as it was written")
    }
    return next
  }

  /// Where the chain of the log begins.
  private func forgottenEnd() throws(StoreError) -> LogEnd {
    let row = try database.prepare("SELECT seq, chain FROM forgotten")
    guard try row.step() else {
      throw .damaged(database.path, "the row that says what was forgotten is missing")
    }
    return LogEnd(
      sequence: row.integer(0), chain: try LeagueTables.chain(row, 1, of: database.path))
  }
}
