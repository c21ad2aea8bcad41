import Glibc

/// The lock by which a folder belongs to one process.
public enum FolderLock {
  private static let attempts = 25
  private static let pauseMicroseconds: UInt32 = 20_000

  /// Takes the lock of an open file for as long as it is open; answers the error number when it
  /// cannot be had.
  ///
  /// A process that has just been killed, or that is between fork and exec, lets go in a moment.
  public static func take(_ file: Int32) -> Int32? {
    var code: Int32 = 0
    for _ in 0..<attempts {
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return nil }
      code = errno
      guard code == EWOULDBLOCK || code == EINTR else { return code }
      usleep(pauseMicroseconds)
    }
    return code
  }
}
