import CSQLite

/// The tables of the file, and how an older file becomes one of today.
///
/// Step n leads from version n to n + 1, in one transaction; version 0 is an empty file. A step
/// that was published is never changed: what changes is a step more.
struct Schema {
  let steps: [String]

  /// The tables of today.
  static let current = Schema(steps: [first])

  /// Marks a file as ours: the letters MDUL.
  static let applicationID = 0x4d44_554c

  /// The version that this program knows.
  var version: Int { steps.count }

  /// Refuses a file that is not ours or newer than this program, without touching it.
  func check(_ database: borrowing Database) throws(StoreError) {
    let version = try database.number("PRAGMA user_version")
    let owner = try database.number("PRAGMA application_id")
    let isEmpty = try database.number("SELECT count(*) FROM sqlite_schema") == 0
    if isEmpty, version == 0 { return }
    if owner != Self.applicationID {
      throw StoreError(
        .foreign, code: SQLITE_NOTADB, operation: "open \(database.path)",
        text:
          "the file is a database of something else; nothing was changed: choose another folder "
          + "with --data")
    }
    if version > self.version {
      throw StoreError(
        .newer, code: SQLITE_MISMATCH, operation: "open \(database.path)",
        text: "the file is of version \(version) and this program knows version \(self.version); "
          + "nothing was changed: use the program that wrote it, or a newer one")
    }
  }

  /// Brings a checked file to the version of today.
  func migrate(_ database: borrowing Database) throws(StoreError) {
    let version = try database.number("PRAGMA user_version")
    for next in version..<max(version, steps.count) {
      let marks = "PRAGMA application_id=\(Self.applicationID); PRAGMA user_version=\(next + 1);"
      do throws(StoreError) {
        try database.execute("BEGIN IMMEDIATE; \(steps[next]) \(marks) COMMIT")
      } catch {
        if database.isInTransaction { try database.execute("ROLLBACK") }
        throw error
      }
    }
  }

  /// The log, what was forgotten of it, and the archive.
  ///
  /// `chain` is the digest of a row and of the chain before it. The row of `forgotten` holds the
  /// last batch that was deleted, where the chain goes on, and the state that stands for what is
  /// gone.
  private static let first = """
    CREATE TABLE log(
      seq INTEGER PRIMARY KEY, body BLOB NOT NULL, chain BLOB NOT NULL) STRICT;
    CREATE TABLE forgotten(
      id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, chain BLOB NOT NULL,
      state BLOB, digest BLOB) STRICT;
    INSERT INTO forgotten VALUES(1, 0, zeroblob(32), NULL, NULL);
    CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO meta VALUES('commits', 0);
    CREATE TABLE matches(
      number INTEGER PRIMARY KEY, rules TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT,
      ended_at INTEGER NOT NULL, record BLOB) STRICT;
    CREATE TABLE players(
      name TEXT COLLATE NOCASE PRIMARY KEY, first_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE results(
      match INTEGER NOT NULL REFERENCES matches(number) ON DELETE CASCADE,
      seat INTEGER NOT NULL,
      player TEXT NOT NULL COLLATE NOCASE REFERENCES players(name),
      place INTEGER NOT NULL, equity TEXT NOT NULL,
      winner INTEGER NOT NULL CHECK (winner IN (0, 1)),
      forfeited INTEGER NOT NULL CHECK (forfeited IN (0, 1)),
      PRIMARY KEY (match, seat)) STRICT, WITHOUT ROWID;
    CREATE INDEX results_of_player ON results(player, match);
    """
}
