public import BotCheck
import BotProcess
import Digests
import Foundation
import Primitives
public import Reactor

// CheckService: the conformance check on real sockets, with the bot as a process.
//
// Goals: the bot meets a real server, whose lines go through the check in between; a bot that
// hangs, floods or crashes costs the check its patience and no more. Non-goals: judging; that is
// BotCheck's.

/// What is to be checked, and how patiently.
public struct CheckOptions: Sendable {
  /// The command line that starts the bot.
  public var command: String
  /// What it finds as DUEL_SEED.
  public var seed: Int
  /// How long it may take for anything, in milliseconds.
  public var patienceMilliseconds: Int

  /// Makes options.
  public init(command: String, seed: Int = 1, patienceMilliseconds: Int = 10_000) {
    self.command = command
    self.seed = seed
    self.patienceMilliseconds = patienceMilliseconds
  }
}

/// A bot that was checked.
public struct CheckOutcome: Sendable {
  /// What came of every step.
  public var report = CheckReport()
  /// The last that it said on its standard error in the first match that it failed in.
  public var talk = ""
}

/// Runs checks.
public enum CheckRunner {
  /// Lets a bot play three matches on a server: a mannerly one, and a hard one twice.
  ///
  /// The server must know the tape of the hard match. Throws when the server cannot be reached or
  /// does not arrange matches, or when no process can be started.
  public static func run(
    _ options: CheckOptions, at server: SocketAddress
  ) throws(SystemError) -> CheckOutcome {
    var outcome = CheckOutcome()
    let manners = try play(.manners, 0, options, server, &outcome)
    guard manners.hasPlayed else { return outcome }
    let first = try play(.hardship, 1, options, server, &outcome)
    guard first.hasFinished else { return outcome }
    let second = try play(.hardship, 2, options, server, &outcome)
    if second.hasFinished { outcome.report.compare(first.orders, second.orders) }
    return outcome
  }

  private static func play(
    _ course: CheckCourse, _ number: Int, _ options: CheckOptions, _ server: SocketAddress,
    _ outcome: inout CheckOutcome
  ) throws(SystemError) -> CheckSession {
    var match = try CheckMatch(course, number, options, server)
    try match.play()
    if match.session.hasFailed, !outcome.report.hasFailed { outcome.talk = match.talk }
    outcome.report.add(match.session)
    return match.session
  }
}
