import CLinux
import Foundation
import Glibc
import Reactor

/// The descriptors and settings of one start; closes whatever is not taken from it.
struct Spawn: ~Copyable {
  private let launch: BotLaunch
  /// The bot's ends of its standard input, output and error.
  private var theirs: [Int32] = []
  /// Our ends: what writes to it, what it writes, what it says on its standard error.
  private var input: Int32?
  private var output: Int32?
  private var errors: Int32 = -1

  init(_ launch: BotLaunch) throws(SystemError) {
    self.launch = launch
    do throws(SystemError) {
      switch launch.streams {
      case .pipes:
        let first = try Self.pipe()
        theirs.append(first.reading)
        input = first.writing
        let second = try Self.pipe()
        theirs.append(second.writing)
        output = second.reading
      case .descriptor(let descriptor):
        theirs.append(try Self.check("dup") { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) })
        theirs.append(try Self.check("dup") { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) })
      case .none:
        theirs.append(try Self.check("open") { open("/dev/null", O_RDONLY | O_CLOEXEC) })
        theirs.append(try Self.check("open") { open("/dev/null", O_WRONLY | O_CLOEXEC) })
      }
      let third = try Self.pipe()
      theirs.append(third.writing)
      errors = third.reading
      for descriptor in ours {
        try Self.check("fcntl") { fcntl(descriptor, F_SETFL, O_NONBLOCK) }
      }
    } catch {
      closeAll()
      throw error
    }
  }

  deinit {
    for descriptor in theirs + ours { close(descriptor) }
  }

  /// Starts the process, as the first of a group of its own; its number.
  mutating func start() throws(SystemError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in theirs.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let folder = launch.folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals act on it as usual, whatever this process does with its own.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process: pid_t = 0
    let code = Self.withStrings(["/bin/sh", "-c", launch.command]) { arguments in
      Self.withStrings(environment) {
        posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, $0)
      }
    }
    guard code == 0 else {
      throw SystemError(operation: "start", code: code, context: launch.command)
    }
    closeTheirs()
    return process
  }

  /// Our ends of the pipes, which the caller closes.
  mutating func takeStreams() -> (input: Int32?, output: Int32?) {
    (input.take(), output.take())
  }

  /// What reads the standard error, which the caller closes.
  mutating func takeErrors() -> Int32 {
    defer { errors = -1 }
    return errors
  }

  private var environment: [String] {
    var all = ProcessInfo.processInfo.environment
    for (name, value) in launch.environment { all[name] = value }
    return all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  private var ours: [Int32] { [input, output, errors].compactMap { $0 }.filter { $0 >= 0 } }

  private mutating func closeTheirs() {
    for descriptor in theirs { close(descriptor) }
    theirs = []
  }

  private mutating func closeAll() {
    closeTheirs()
    for descriptor in ours { close(descriptor) }
    (input, output, errors) = (nil, nil, -1)
  }

  private static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    try check("pipe") { pipe2(&ends, O_CLOEXEC) }
    return (ends[0], ends[1])
  }

  @discardableResult
  private static func check(
    _ operation: String, _ body: () -> Int32
  ) throws(SystemError) -> Int32 {
    let result = body()
    guard result >= 0 else { throw SystemError(operation: operation, code: errno, context: "") }
    return result
  }

  /// Calls `body` with a list of C strings that ends with a null.
  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}
