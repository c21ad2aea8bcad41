import Glibc

// DurableFolder: files that are whole and on disk, in a folder that one process uses.
//
// Goals: whoever is told that something was written finds it after a crash; a reader never sees
// half a file. Non-goals: what is in the files.

/// Why a folder or a file of it cannot be used.
public struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String

  /// Says what is wrong.
  public init(_ description: String) { self.description = description }
}

/// A folder that nobody else uses as long as this value lives.
public final class DurableFolder {
  /// Its path.
  public let path: String
  private let lock: Int32
  private var appended: (name: String, file: Int32)?

  /// Opens a folder; it and those above it are made when they are missing.
  ///
  /// Throws when it cannot be made, or when another process uses it.
  public init(_ path: String) throws(FolderError) {
    self.path = path
    try Self.make(path)
    let lock = open("\(path)/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard lock >= 0 else { throw Self.failure("\(path)/.lock", "opened") }
    self.lock = lock
    guard FolderLock.take(lock) == nil else {
      throw FolderError("\(path): another process uses this folder; wait for it or stop it")
    }
  }

  deinit {
    if let appended { close(appended.file) }
    close(lock)
  }

  private static func make(_ path: String) throws(FolderError) {
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    for count in names.indices.map({ $0 + 1 }) where !names[count - 1].isEmpty {
      mkdir(names[..<count].joined(separator: "/"), 0o755)
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path, "made") }
  }

  /// Makes a folder in it, unless it is there.
  public func makeFolder(_ name: String) throws(FolderError) {
    guard mkdir("\(path)/\(name)", 0o755) == 0 || errno == EEXIST else {
      throw Self.failure("\(path)/\(name)", "made")
    }
    try syncNames(beside: name)
  }

  /// Writes a file in one piece: under its name there is the old one or the new, whole and on disk.
  public func write(_ bytes: [UInt8], to name: String) throws(FolderError) {
    if appended?.name == name { endAppending() }
    let partial = "\(path)/.partial"
    let file = open(partial, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
    defer { if file >= 0 { close(file) } }
    guard file >= 0, Self.write(bytes, file), fsync(file) == 0,
      rename(partial, "\(path)/\(name)") == 0
    else { throw Self.failure("\(path)/\(name)", "written") }
    try syncNames(beside: name)
  }

  /// Adds to the end of a file; it is on disk when this returns.
  public func append(_ bytes: [UInt8], to name: String) throws(FolderError) {
    if appended?.name != name {
      endAppending()
      let file = open("\(path)/\(name)", O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw Self.failure("\(path)/\(name)", "opened") }
      appended = (name, file)
      try syncNames(beside: name)
    }
    guard let file = appended?.file, Self.write(bytes, file), fdatasync(file) == 0 else {
      throw Self.failure("\(path)/\(name)", "written")
    }
  }

  /// A name is on disk when the folder that it stands in is.
  private func syncNames(beside name: String) throws(FolderError) {
    let names = name.split(separator: "/").dropLast()
    let place = ([path] + names.map(String.init)).joined(separator: "/")
    let folder = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    guard folder >= 0, fsync(folder) == 0 else { throw Self.failure(place, "written") }
  }

  private func endAppending() {
    if let appended { close(appended.file) }
    appended = nil
  }

  private static func write(_ bytes: [UInt8], _ file: Int32) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }

  private static func failure(_ path: String, _ what: String) -> FolderError {
    FolderError("\(path): cannot be \(what): \(String(cString: strerror(errno)))")
  }
}
