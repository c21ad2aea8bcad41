import CSQLite

/// The functions of a file of the faulty layer: the disk is asked, then the system does it.
enum FaultyMethods {
  // Written once, before anybody reads it, and never changed.
  nonisolated(unsafe) static let shared: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: sqlite3_io_methods())
    methods.pointee.iVersion = 2
    setChanges(&methods.pointee)
    setQuestions(&methods.pointee)
    setLocks(&methods.pointee)
    return methods
  }()

  private typealias File = UnsafeMutablePointer<sqlite3_file>

  private static func setChanges(_ methods: inout sqlite3_io_methods) {
    methods.xClose = { file in
      guard let file else { return SQLITE_MISUSE }
      let head = FileHead.of(file)
      head.pointee.open?.release()
      head.pointee.open = nil
      let real = FileHead.real(file)
      return real.pointee.pMethods.pointee.xClose(real)
    }
    methods.xWrite = { file, bytes, count, offset in
      guard let file, let bytes, let open = FaultyMethods.open(file) else { return SQLITE_MISUSE }
      let written = [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
      let (kept, fault) = open.disk.write(open.name, written, at: Int(offset))
      let real = FileHead.real(file)
      var code = SQLITE_OK
      if !open.disk.isCut {
        code = real.pointee.pMethods.pointee.xWrite(real, bytes, Int32(kept), offset)
      }
      switch fault {
      case .full: return SQLITE_FULL
      case .inputOutput: return SQLITE_IOERR | (3 << 8)
      case nil: return code
      }
    }
    methods.xTruncate = { file, size in
      guard let file, let open = FaultyMethods.open(file) else { return SQLITE_MISUSE }
      if open.disk.truncate(open.name, to: Int(size)) != nil { return SQLITE_IOERR | (6 << 8) }
      let real = FileHead.real(file)
      return real.pointee.pMethods.pointee.xTruncate(real, size)
    }
    methods.xSync = { file, _ in
      guard let file, let open = FaultyMethods.open(file) else { return SQLITE_MISUSE }
      return open.disk.sync(open.name, heard: &open.failuresHeard) == nil
        ? SQLITE_OK : SQLITE_IOERR | (4 << 8)
    }
  }

  private static func setQuestions(_ methods: inout sqlite3_io_methods) {
    methods.xRead = { file, bytes, count, offset in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xRead($0, bytes, count, offset) }
    }
    methods.xFileSize = { file, size in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xFileSize($0, size) }
    }
    methods.xFileControl = { file, operation, argument in
      FaultyMethods.pass(file) {
        $0.pointee.pMethods.pointee.xFileControl($0, operation, argument)
      }
    }
    methods.xSectorSize = { file in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xSectorSize($0) }
    }
    methods.xDeviceCharacteristics = { file in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xDeviceCharacteristics($0) }
    }
  }

  private static func setLocks(_ methods: inout sqlite3_io_methods) {
    methods.xLock = { file, level in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xLock($0, level) }
    }
    methods.xUnlock = { file, level in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xUnlock($0, level) }
    }
    methods.xCheckReservedLock = { file, answer in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xCheckReservedLock($0, answer) }
    }
    methods.xShmMap = { file, page, size, isExtending, answer in
      FaultyMethods.pass(file) {
        $0.pointee.pMethods.pointee.xShmMap($0, page, size, isExtending, answer)
      }
    }
    methods.xShmLock = { file, offset, count, flags in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xShmLock($0, offset, count, flags) }
    }
    methods.xShmBarrier = { file in
      guard let file else { return }
      let real = FileHead.real(file)
      real.pointee.pMethods.pointee.xShmBarrier(real)
    }
    methods.xShmUnmap = { file, isDeleting in
      FaultyMethods.pass(file) { $0.pointee.pMethods.pointee.xShmUnmap($0, isDeleting) }
    }
  }

  private static func open(_ file: File) -> OpenFile? {
    FileHead.of(file).pointee.open?.takeUnretainedValue()
  }

  private static func pass(_ file: File?, _ body: (File) -> Int32) -> Int32 {
    file.map { body(FileHead.real($0)) } ?? SQLITE_MISUSE
  }
}
