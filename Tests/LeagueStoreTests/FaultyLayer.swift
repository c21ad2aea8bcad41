import CSQLite

/// A file layer of SQLite between it and the system's, where a `FaultyDisk` has its say.
///
/// Real syncs are left out: what lasts is the disk's business here.
final class FaultyLayer {
  /// The name by which connections ask for it.
  let name: String

  private let layer: UnsafeMutablePointer<sqlite3_vfs>
  private let nameCopy: UnsafeMutablePointer<CChar>
  private let system: UnsafeMutablePointer<sqlite3_vfs>
  fileprivate let disk: FaultyDisk

  init?(_ disk: FaultyDisk) {
    guard let system = sqlite3_vfs_find("unix") else { return nil }
    self.system = system
    self.disk = disk
    name = "faulty-\(UInt(bitPattern: ObjectIdentifier(disk).hashValue))"
    let bytes = name.utf8CString
    nameCopy = .allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { nameCopy[index] = byte }
    layer = .allocate(capacity: 1)
    layer.initialize(to: system.pointee)
    layer.pointee.zName = UnsafePointer(nameCopy)
    layer.pointee.pNext = nil
    layer.pointee.szOsFile = Int32(FileHead.size) + system.pointee.szOsFile
    layer.pointee.pAppData = Unmanaged.passUnretained(self).toOpaque()
    layer.pointee.xOpen = { layer, name, file, flags, outFlags in
      guard let owner = FaultyLayer.owner(layer), let name, let file else { return SQLITE_CANTOPEN }
      return owner.open(name, file, flags, outFlags)
    }
    layer.pointee.xDelete = { layer, name, isSynced in
      guard let owner = FaultyLayer.owner(layer), let name else { return SQLITE_IOERR }
      return owner.delete(name, isSynced)
    }
    layer.pointee.xAccess = { layer, name, flags, answer in
      guard let system = FaultyLayer.owner(layer)?.system else { return SQLITE_IOERR }
      return system.pointee.xAccess(system, name, flags, answer)
    }
    layer.pointee.xFullPathname = { layer, name, room, answer in
      guard let system = FaultyLayer.owner(layer)?.system else { return SQLITE_IOERR }
      return system.pointee.xFullPathname(system, name, room, answer)
    }
    sqlite3_vfs_register(layer, 0)
  }

  deinit {
    sqlite3_vfs_unregister(layer)
    layer.deallocate()
    nameCopy.deallocate()
  }

  private static func owner(_ layer: UnsafeMutablePointer<sqlite3_vfs>?) -> FaultyLayer? {
    layer?.pointee.pAppData.map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
  }

  private func open(
    _ name: UnsafePointer<CChar>, _ file: UnsafeMutablePointer<sqlite3_file>, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    file.pointee.pMethods = nil
    let real = FileHead.real(file)
    real.pointee.pMethods = nil
    if disk.isCut { return SQLITE_CANTOPEN }
    let code = system.pointee.xOpen(system, name, real, flags, outFlags)
    guard code == SQLITE_OK else { return code }
    let path = String(cString: name)
    disk.opened(path, Self.contents(real))
    let open = OpenFile(name: path, disk: disk)
    let head = FileHead.of(file)
    head.pointee.open = Unmanaged.passRetained(open)
    file.pointee.pMethods = UnsafePointer(FaultyMethods.shared)
    return SQLITE_OK
  }

  private func delete(_ name: UnsafePointer<CChar>, _ isSynced: Int32) -> Int32 {
    if disk.isCut { return SQLITE_IOERR_DELETE_CODE }
    let code = system.pointee.xDelete(system, name, 0)
    if code == SQLITE_OK { disk.deleted(String(cString: name)) }
    return code
  }

  private static func contents(_ file: UnsafeMutablePointer<sqlite3_file>) -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let methods = file.pointee.pMethods?.pointee,
      methods.xFileSize(file, &size) == SQLITE_OK, size > 0
    else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    _ = methods.xRead(file, &bytes, Int32(size), 0)
    return bytes
  }
}

private let SQLITE_IOERR_DELETE_CODE = SQLITE_IOERR | (10 << 8)

/// What the layer knows of an open file.
final class OpenFile {
  let name: String
  let disk: FaultyDisk
  /// How many failed syncs of the file this one was told of.
  var failuresHeard: Int

  init(name: String, disk: FaultyDisk) {
    self.name = name
    self.disk = disk
    failuresHeard = disk.failures(name)
  }
}

/// How the layer's file begins in memory; behind it stands the system's.
struct FileHead {
  var base: sqlite3_file
  var open: Unmanaged<OpenFile>?

  static let size = 16

  static func of(_ file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<FileHead> {
    UnsafeMutableRawPointer(file).assumingMemoryBound(to: FileHead.self)
  }

  static func real(
    _ file: UnsafeMutablePointer<sqlite3_file>
  ) -> UnsafeMutablePointer<sqlite3_file> {
    (UnsafeMutableRawPointer(file) + size).assumingMemoryBound(to: sqlite3_file.self)
  }
}
