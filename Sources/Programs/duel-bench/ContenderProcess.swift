import Foundation
import Primitives
import Reactor
import Terminal

/// A server in a process and a folder of its own; both are gone with it.
final class ContenderProcess {
  let contender: Contender
  let address: SocketAddress
  private let process: pid_t
  private let folder: URL

  /// How long it may take to stop before it is killed.
  private static let farewellMilliseconds = 5000

  /// Starts it and waits until it listens. The folder lies on the disk that we were built on.
  init(_ contender: Contender) throws(CommandFailure) {
    guard let program = contender.program else {
      throw CommandFailure(.unreachable, "\(contender.name) is not installed")
    }
    self.contender = contender
    folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("bench-\(UUID())")
    address = try Self.freeAddress()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.unreachable, "\(folder.path): \(error)")
    }
    process = try Self.start(program.path, contender.arguments(address, folder))
    try waitUntilItListens()
  }

  deinit {
    kill(process, SIGTERM)
    let end = Instant.now().adding(milliseconds: Self.farewellMilliseconds)
    while waitpid(process, nil, WNOHANG) == 0 {
      if Instant.now() >= end { kill(process, SIGKILL) }
      usleep(1000)
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// What it has used so far.
  func use() throws(CommandFailure) -> ProcessUse {
    guard let use = ProcessUse(process) else {
      throw CommandFailure(.unreachable, "\(contender.name) has ended")
    }
    return use
  }

  /// A port that nobody listens on.
  private static func freeAddress() throws(CommandFailure) -> SocketAddress {
    do throws(SystemError) {
      var reactor = try Reactor()
      return try reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0))
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  /// Starts a program that hears and says nothing.
  private static func start(
    _ path: String, _ arguments: [String]
  ) throws(CommandFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    // Whoever started us may hold signals back, and a server that never hears of SIGTERM stays.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, &attributes, &words, environ)
    guard code == 0 else {
      throw CommandFailure(.unreachable, "\(path): \(String(cString: strerror(code)))")
    }
    return process
  }

  private func waitUntilItListens() throws(CommandFailure) {
    let end = Instant.now().adding(milliseconds: 20_000)
    while Instant.now() < end {
      do throws(SystemError) {
        var reactor = try Reactor()
        var events: [ReactorEvent] = []
        let id = try reactor.connect(to: address)
        while events.isEmpty, Instant.now() < end {
          try reactor.wait(until: end, events: &events)
        }
        if events == [.connected(id)] { return }
        // A moment, so that it gets the processor.
        try reactor.wait(until: Instant.now().adding(milliseconds: 5), events: &events)
      } catch {
        throw CommandFailure(.unreachable, error.description)
      }
      guard waitpid(process, nil, WNOHANG) == 0 else { break }
    }
    throw CommandFailure(.unreachable, "\(contender.name) did not start")
  }
}
