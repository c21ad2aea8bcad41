import Glibc

/// A thread of the store, for calls that wait for a disk.
struct StoreThread: ~Copyable {
  private let thread: pthread_t

  /// Starts a thread that does `work` and ends.
  init(_ work: @escaping @Sendable () -> Void) throws(StoreError) {
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw StoreError(system: code, operation: "start a thread")
    }
    self.thread = thread
  }

  /// Lets the thread that calls it do nothing for a while.
  static func rest(milliseconds: Int) { usleep(UInt32(clamping: milliseconds * 1000)) }

  /// Waits for its end.
  consuming func join() { pthread_join(thread, nil) }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// Lets one thread wait until another one calls; calls are counted, so that none is missed.
final class Doorbell: @unchecked Sendable {
  // Sendable: a semaphore is made to be shared, and its place never changes.
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  /// Calls.
  func ring() { sem_post(semaphore) }

  /// Waits for a call. It may also return without one.
  func wait() { sem_wait(semaphore) }

  /// Waits for a call, or so long.
  func wait(milliseconds: Int) {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = end.tv_nsec + (milliseconds % 1000) * 1_000_000
    end.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    sem_timedwait(semaphore, &end)
  }
}
