import CLinux
import Glibc

/// Ends a reactor's waiting from another thread.
///
/// Its descriptor lives as long as anybody may write to it: one that is closed earlier becomes
/// another's, who would then read what was meant for the reactor.
public final class Waker: Sendable {
  let descriptor: Int32

  init() throws(SystemError) {
    descriptor = try expect("eventfd") { eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)) }
  }

  deinit { Glibc.close(descriptor) }

  /// Makes the reactor report `woken`; nothing when it is gone.
  public func wake() {
    var one: UInt64 = 1
    _ = Glibc.write(descriptor, &one, 8)
  }
}
