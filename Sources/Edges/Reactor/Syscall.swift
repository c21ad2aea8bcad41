import CLinux
import Glibc
public import Primitives

/// A system call that failed: which, and with what error number.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call.
  public let operation: String
  /// The error number.
  public let code: Int32
  /// What it was about, such as an address; may be empty.
  public let context: String

  /// Names a call, the error number it left, and what it was about.
  package init(operation: String, code: Int32, context: String) {
    self.operation = operation
    self.code = code
    self.context = context
  }

  /// Call, subject and the system's words for the error.
  public var description: String {
    let subject = context.isEmpty ? "" : " \(context)"
    return "\(operation)\(subject): \(String(cString: strerror(code)))"
  }
}

/// What a call on a non-blocking descriptor came to.
enum SyscallResult {
  /// It returned this number.
  case done(Int)
  /// It would have to wait.
  case wouldBlock
}

/// The one place where a system call's result is looked at.
///
/// EINTR repeats the call, EAGAIN is a value, errors that can only be our own bug stop the program,
/// all others are thrown. `errno` is read here, once, and nowhere else.
@inline(__always)  // The closures are one system call each.
func syscall(
  _ operation: String, _ context: @autoclosure () -> String = "", _ body: () -> Int
) throws(SystemError) -> SyscallResult {
  while true {
    let result = body()
    if result >= 0 { return .done(result) }
    let code = errno
    switch code {
    case EINTR: continue
    case EAGAIN, EINPROGRESS: return .wouldBlock
    case EBADF, EFAULT, ENOTSOCK: preconditionFailure("\(operation): error \(code) is our bug")
    default: throw SystemError(operation: operation, code: code, context: context())
    }
  }
}

/// A call that does not wait; its result.
@discardableResult
func expect(
  _ operation: String, _ context: @autoclosure () -> String = "", _ body: () -> Int32
) throws(SystemError) -> Int32 {
  switch try syscall(operation, context(), { Int(body()) }) {
  case .done(let value): return Int32(truncatingIfNeeded: value)
  case .wouldBlock: throw SystemError(operation: operation, code: EAGAIN, context: context())
  }
}

extension Instant {
  /// The system's monotonic clock now.
  public static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

/// Random bytes of the system.
public func systemRandomBytes(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
