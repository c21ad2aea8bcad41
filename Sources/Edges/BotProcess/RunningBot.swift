import Foundation
import Glibc
public import Reactor

// BotProcess: bots as processes of the system.
//
// Goals: nothing is left behind: no zombie, no descriptor, no grandchild; what a bot says on its
// standard error is at hand when it fails, and bounded. Non-goals: what its bytes mean.

/// What a bot is started with.
public struct BotLaunch: Sendable {
  /// A command line, as a shell reads it.
  public var command: String
  /// The folder it runs in; nil for that of this process.
  public var folder: String?
  /// What differs from the environment of this process; nil takes a variable out.
  public var environment: [(name: String, value: String?)]
  /// Its standard input and output.
  public var streams: BotStreams

  /// Describes a start.
  public init(
    command: String, folder: String? = nil,
    environment: [(name: String, value: String?)] = [], streams: BotStreams = .pipes
  ) {
    self.command = command
    self.folder = folder
    self.environment = environment
    self.streams = streams
  }
}

/// What a bot's standard input and output are.
public enum BotStreams: Hashable, Sendable {
  /// Two pipes; the other ends are `input` and `output` of the running bot.
  case pipes
  /// One descriptor for both, such as a connection to a server. The bot gets a copy; whoever opened
  /// it closes it.
  case descriptor(Int32)
  /// Nothing: the bot connects by itself.
  case none
}

/// How a process ended.
public enum BotExit: Hashable, Sendable, CustomStringConvertible {
  /// By itself, with this code.
  case code(Int32)
  /// By this signal.
  case signal(Int32)

  /// In words.
  public var description: String {
    switch self {
    case .code(let code): "ended with code \(code)"
    case .signal(let number): "was ended by signal \(number)"
    }
  }
}

/// A bot that was started, and everything it started itself.
///
/// They are one process group. When the first process of it ends, or this value goes, all end.
public final class RunningBot: Sendable {
  /// The number of the process, and of its group.
  public let id: Int32
  /// Writes to its standard input, without waiting; nil without pipes.
  public let input: Int32?
  /// Reads from its standard output, without waiting; nil without pipes.
  public let output: Int32?
  private let supervisor: Supervisor

  /// Starts a bot. `onEnd` is called once, in another thread, when it has ended, and before `wait`
  /// returns.
  ///
  /// Throws when the system cannot start a process. A command that does not exist is found by the
  /// shell: exit code 127, and the shell's word on it in `talk`.
  public init(
    _ launch: BotLaunch, onEnd: @escaping @Sendable (BotExit) -> Void = { _ in }
  ) throws(SystemError) {
    var spawn = try Spawn(launch)
    id = try spawn.start()
    (input, output) = spawn.takeStreams()
    supervisor = Supervisor(process: id, errors: spawn.takeErrors(), onEnd: onEnd)
    supervisor.begin()
  }

  deinit {
    supervisor.signal(SIGKILL)
    for descriptor in [input, output].compactMap({ $0 }) { close(descriptor) }
  }

  /// How it ended; nil while it runs.
  public var exit: BotExit? { supervisor.exit }

  /// The last that it said on its standard error, at most 8 KiB.
  public var talk: String { supervisor.talk }

  /// Waits until it has ended, or so long; nil when it still runs then.
  @discardableResult
  public func wait(milliseconds: Int) -> BotExit? { supervisor.wait(milliseconds: milliseconds) }

  /// Asks it to end, ends it after the grace time, and waits until it is gone.
  @discardableResult
  public func stop(graceMilliseconds: Int = 500) -> BotExit? {
    supervisor.signal(SIGTERM)
    if let exit = wait(milliseconds: graceMilliseconds) { return exit }
    supervisor.signal(SIGKILL)
    return wait(milliseconds: Self.killMilliseconds)
  }

  /// How long the system may take to end a process that was killed.
  private static let killMilliseconds = 10_000
}
