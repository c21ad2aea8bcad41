import Digests

/// What the writing connection does to the tables; transactions are its caller's business.
struct LeagueTables: ~Copyable {
  /// The connection.
  let database: Database
  /// The end of the log with all that was appended in the open transaction.
  var end: LogEnd

  private let begin: Statement
  private let commit: Statement
  private let insertBatch: Statement
  private let findForgotten: Statement
  private let noteForgotten: Statement
  private let keepState: Statement
  private let deleteBatches: Statement
  private let replaceMatch: Statement
  private let deleteResults: Statement
  private let noteForPlayer: Statement
  private let insertResult: Statement

  /// Prepares a connection to a file of today's version.
  init(_ database: consuming Database) throws(StoreError) {
    // All that can fail comes before the first assignment.
    let end = try Self.readEnd(database)
    let begin = try database.prepare("BEGIN IMMEDIATE")
    let commit = try database.prepare("COMMIT")
    let insertBatch = try database.prepare("INSERT INTO log(seq, body, chain) VALUES(?, ?, ?)")
    let findForgotten = try database.prepare(
      "SELECT seq, chain FROM log WHERE seq < ? ORDER BY seq DESC LIMIT 1")
    let noteForgotten = try database.prepare("UPDATE forgotten SET seq = ?, chain = ?")
    let keepState = try database.prepare("UPDATE forgotten SET state = ?, digest = ?")
    let deleteBatches = try database.prepare("DELETE FROM log WHERE seq < ?")
    let replaceMatch = try database.prepare(
      """
      INSERT INTO matches(number, rules, reason, digest, ended_at, record) VALUES(?, ?, ?, ?, ?, ?)
      ON CONFLICT(number) DO UPDATE SET rules = excluded.rules, reason = excluded.reason,
      digest = excluded.digest, ended_at = excluded.ended_at, record = excluded.record
      """)
    let deleteResults = try database.prepare("DELETE FROM results WHERE match = ?")
    let noteForPlayer = try database.prepare(
      """
      INSERT INTO players(name, first_at) VALUES(?, ?)
      ON CONFLICT(name) DO UPDATE SET first_at = min(first_at, excluded.first_at)
      """)
    let insertResult = try database.prepare(
      """
      INSERT INTO results(match, seat, player, place, equity, winner, forfeited)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """)
    self.end = end
    self.begin = begin
    self.commit = commit
    self.insertBatch = insertBatch
    self.findForgotten = findForgotten
    self.noteForgotten = noteForgotten
    self.keepState = keepState
    self.deleteBatches = deleteBatches
    self.replaceMatch = replaceMatch
    self.deleteResults = deleteResults
    self.noteForPlayer = noteForPlayer
    self.insertResult = insertResult
    self.database = database
  }

  /// The end of the log as the file has it.
  func storedEnd() throws(StoreError) -> LogEnd { try Self.readEnd(database) }

  /// Opens a transaction.
  func beginTransaction() throws(StoreError) { try begin.run() }

  /// Ends it, so that it is in the file.
  func commitTransaction() throws(StoreError) { try commit.run() }

  /// Appends a batch.
  mutating func append(_ body: [UInt8], as sequence: Int) throws(StoreError) {
    let next = end.appending(body.span, as: sequence)
    try insertBatch.run([.integer(sequence), .bytes(body), .bytes(next.chain.bytes)])
    end = next
  }

  /// Keeps a match in place of what was kept under its number.
  func archive(_ match: ArchivedMatch) throws(StoreError) {
    try replaceMatch.run([
      .integer(match.number), .text(match.rules), .text(match.reason),
      match.digest.map { .text($0) } ?? .null, .integer(match.endedAt),
      match.record.map { .bytes($0) } ?? .null,
    ])
    try deleteResults.run([.integer(match.number)])
    for (index, seat) in match.seats.enumerated() {
      try noteForPlayer.run([.text(seat.player), .integer(match.endedAt)])
      try insertResult.run([
        .integer(match.number), .integer(index), .text(seat.player), .integer(seat.place),
        .text(seat.equity), .integer(seat.isWinner ? 1 : 0), .integer(seat.hasForfeited ? 1 : 0),
      ])
    }
  }

  /// Deletes the batches below a sequence and keeps the state that stands for them.
  func forget(before sequence: Int, state: [UInt8]) throws(StoreError) {
    try findForgotten.bind([.integer(sequence)])
    let last =
      try findForgotten.step() ? (findForgotten.integer(0), findForgotten.bytes(1)) : nil
    findForgotten.reset()
    if let last { try noteForgotten.run([.integer(last.0), .bytes(last.1)]) }
    try keepState.run([.bytes(state), .bytes(Digest.of(state.span).bytes)])
    try deleteBatches.run([.integer(sequence)])
  }

  /// Changes a number that means nothing, for the sake of a commit.
  func touch() throws(StoreError) {
    try database.execute("UPDATE meta SET value = value + 1 WHERE key = 'commits'")
  }

  private static func readEnd(_ database: borrowing Database) throws(StoreError) -> LogEnd {
    let newest = try database.prepare(
      """
      SELECT seq, chain FROM (SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1)
      UNION ALL SELECT seq, chain FROM forgotten LIMIT 1
      """)
    guard try newest.step() else {
      throw .damaged(database.path, "the row that says what was forgotten is missing")
    }
    return LogEnd(sequence: newest.integer(0), chain: try chain(newest, 1, of: database.path))
  }

  /// The digest in a column.
  static func chain(
    _ row: borrowing Statement, _ column: Int32, of path: String
  ) throws(StoreError) -> Digest {
    let bytes = row.bytes(column)
    guard bytes.count == Digest.size else {
      throw .damaged(path, "a digest of the log is cut short")
    }
    return Digest(bytes: bytes)
  }
}
