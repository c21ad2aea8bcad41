import DurableFolder
import Glibc

/// The folder of a league, held by one process at a time until the end of this value's life.
///
/// Seeds and tokens lie in its files, so they are for their owner alone.
struct StoreFolder: ~Copyable {
  /// The path of the folder.
  let path: String
  private let lock: Int32

  /// The path of the database.
  var databasePath: String { "\(path)/league.sqlite" }

  /// Makes what is missing of the folder, and takes it.
  init(_ path: String) throws(StoreError) {
    try Self.makeFolder(path)
    let lockPath = "\(path)/lock"
    let lock = try Self.checked("open \(lockPath)") {
      open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    }
    if let code = FolderLock.take(lock) {
      close(lock)
      guard code == EWOULDBLOCK else {
        throw StoreError(system: code, operation: "lock \(lockPath)")
      }
      throw StoreError(
        .inUse, code: code, operation: "open \(path)",
        text: "another server uses this folder; stop it, or choose another folder with --data")
    }
    self.path = path
    self.lock = lock
  }

  deinit { close(lock) }

  /// Makes an empty database when there is none.
  func makeDatabaseFile() throws(StoreError) {
    let path = databasePath
    let file = try Self.checked("open \(path)") { open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600) }
    close(file)
    try syncFolder()
  }

  /// Takes rights to the database away from everybody but its owner.
  func makeDatabasePrivate() throws(StoreError) {
    let path = databasePath
    try Self.checked("protect \(path)") { chmod(path, 0o600) }
  }

  /// Makes sure that the names of new files last.
  private func syncFolder() throws(StoreError) {
    let path = path
    let folder = try Self.checked("open \(path)") { open(path, O_RDONLY | O_CLOEXEC) }
    defer { close(folder) }
    try Self.checked("sync \(path)") { fsync(folder) }
  }

  /// Makes a folder and those above it; one that is there keeps its rights.
  private static func makeFolder(_ path: String) throws(StoreError) {
    var end = path.startIndex
    while end != path.endIndex {
      end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      if mkdir(part, 0o700) != 0 {
        let code = errno
        if code != EEXIST { throw StoreError(system: code, operation: "make \(part)") }
      }
    }
  }

  @discardableResult
  private static func checked(
    _ operation: String, _ call: () -> Int32
  ) throws(StoreError) -> Int32 {
    let result = call()
    if result < 0 { throw StoreError(system: errno, operation: operation) }
    return result
  }
}
