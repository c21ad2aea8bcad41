#if THREAD_SANITIZER
  import Glibc

  /// A value that one thread at a time may use.
  ///
  /// The thread sanitizer cannot see the locks of the Synchronization library on Linux and takes
  /// all that they guard for races; this one it sees. `.ci/sanitize` builds with it.
  final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init(_ value: Value) {
      self.value = value
      pthread_mutex_init(lock, nil)
    }

    deinit {
      pthread_mutex_destroy(lock)
      lock.deallocate()
    }

    func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      pthread_mutex_lock(lock)
      defer { pthread_mutex_unlock(lock) }
      return try body(&value)
    }
  }
#else
  import Synchronization

  /// A value that one thread at a time may use.
  typealias Guarded = Mutex
#endif
