import CSQLite
import Glibc

/// Why the store could not do what it was asked, and what to do about it.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Kind: Hashable, Sendable {
    /// Another process has the folder.
    case inUse
    /// The file was written by a newer program.
    case newer
    /// The file is a database of something else.
    case foreign
    /// The file is not as it was written.
    case damaged
    /// There is no room.
    case full
    /// The system refused.
    case system
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// The extended result code of SQLite, or the error number of the system.
  public let code: Int32
  /// What was being done.
  public let operation: String
  /// What is wrong, and what to do.
  public let text: String

  /// The operation and the text.
  public var description: String { "\(operation): \(text)" }

  init(_ kind: Kind, code: Int32, operation: String, text: String) {
    self.kind = kind
    self.code = code
    self.operation = operation
    self.text = text
  }
}

extension StoreError {
  /// A result code of SQLite, with its words for it.
  init(result code: Int32, operation: String, words: String) {
    let kind: Kind
    let advice: String
    switch code & 0xff {
    case SQLITE_FULL:
      kind = .full
      advice = "make room on the disk"
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      kind = .damaged
      advice = StoreError.adviceOnDamage
    case SQLITE_BUSY, SQLITE_LOCKED:
      kind = .inUse
      advice = "another program writes to the file; stop it"
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH:
      kind = .system
      advice = "check who owns the folder and its files, and that they can be written"
    default:
      kind = .system
      advice = "check the disk and the system's log"
    }
    self.init(kind, code: code, operation: operation, text: "\(words); \(advice)")
  }

  /// An error number of the system.
  init(system code: Int32, operation: String) {
    let words = String(cString: strerror(code))
    switch code {
    case ENOSPC, EDQUOT:
      self.init(.full, code: code, operation: operation, text: "\(words); make room on the disk")
    case EACCES, EPERM, EROFS:
      self.init(
        .system, code: code, operation: operation,
        text: "\(words); check who owns the folder, or choose another with --data")
    default:
      self.init(
        .system, code: code, operation: operation,
        text: "\(words); check the path, or choose another folder with --data")
    }
  }

  /// Damage that the store itself noticed.
  static func damaged(_ path: String, _ what: String) -> StoreError {
    StoreError(
      .damaged, code: SQLITE_CORRUPT, operation: "read \(path)", text: "\(what); \(adviceOnDamage)")
  }

  static let adviceOnDamage =
    "nothing was repaired: keep a copy of the folder, then restore a backup or begin with an empty "
    + "folder"
}
