import BotProcess
import Contests
import DuelRules
import Foundation
import Primitives
import Reactor
import Terminal
import TournamentRunner

/// What a tick of a lockstep match costs with bots as processes, beside the least that two
/// processes can do: hand a line to and fro through pipes.
///
/// The match is played as `duel tournament run` plays it: a server, its log, two connections, and
/// two bots that only say DONE. What starting and ending cost falls out: a short match is taken
/// off a long one.
enum BotsBench {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--ticks", "--pairs"])
    try arguments.expectWords(atMost: 0)
    let ticks = try arguments.integer("--ticks", in: 10...5_000) ?? 5_000
    let pairs = try arguments.integer("--pairs", in: 1...99) ?? 7
    Output.line(Machine.description)
    var pipes: [Double] = []
    var matches: [Double] = []
    for _ in 0..<pairs {
      pipes.append(try pipe(rounds: ticks * 2))
      matches.append(try match(ticks: ticks))
    }
    let ratios = zip(matches, pipes).map { $0 / $1 }
    Output.line(line("pipe", pipes, "us a line to and fro"))
    Output.line(line("bots", matches, "us a tick and bot, two of them"))
    Output.line(line("ratio", ratios, "times the pipe; the goal is 1.5 at most"))
    return .done
  }

  private static func line(_ name: String, _ figures: [Double], _ unit: String) -> String {
    let sorted = figures.sorted()
    return String(
      format: "%-8@ %8.2f %@ (%.2f to %.2f)", name as NSString,
      sorted[sorted.count / 2], unit as NSString, sorted[0], sorted[sorted.count - 1])
  }

  /// This program, as a shell finds it.
  private static var program: String {
    let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    return "exec '\(path)'"
  }

  // MARK: - Pipes

  /// Microseconds that a line takes to a process and back.
  private static func pipe(rounds: Int) throws(CommandFailure) -> Double {
    let echo: RunningBot
    do throws(SystemError) {
      echo = try RunningBot(BotLaunch(command: "\(program) echo"))
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
    // The process ends with its last use here.
    defer { echo.stop() }
    guard let input = echo.input, let output = echo.output else {
      throw CommandFailure(.unreachable, "the echo has no pipes")
    }
    for descriptor in [input, output] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    }
    let line = Array("DONE tick=1000\n".utf8)
    var answer = [UInt8](repeating: 0, count: 64)
    var began = Instant.now()
    for round in 0..<(rounds + warmUp) {
      if round == warmUp { began = .now() }
      guard write(input, line, line.count) == line.count,
        read(output, &answer, answer.count) == line.count
      else {
        throw CommandFailure(.unreachable, "the echo: \(String(cString: strerror(errno)))")
      }
    }
    return Double(Instant.now().nanoseconds - began.nanoseconds) / 1000 / Double(rounds)
  }

  private static let warmUp = 100

  /// `duel-bench echo`: the other end of the pipes.
  static func echo() -> ExitCode {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0, write(STDOUT_FILENO, bytes, count) == count else { return .done }
    }
  }

  // MARK: - Bots

  /// Microseconds that a tick takes for each of two bots.
  private static func match(ticks: Int) throws(CommandFailure) -> Double {
    let short = try nanoseconds(ticks: warmUp)
    let long = try nanoseconds(ticks: warmUp + ticks)
    return Double(long - short) / 1000 / Double(ticks * 2)
  }

  private static func nanoseconds(ticks: Int) throws(CommandFailure) -> Int64 {
    let bots = ["a", "b"].map {
      TournamentBot(name: $0, source: .command("\(program) bot", folder: nil))
    }
    do {
      var values = RulesPreset.standard.values
      try values.set("ticks", to: "\(ticks)")
      try values.set("clock", to: "lockstep:10000")
      let tournament = try Tournament(
        TournamentSettings(
          bots: bots, format: .roundRobin(isDouble: false), games: 1, seed: 1,
          rules: try Rules(values)), TournamentPace(concurrency: 1), folder: nil)
      let began = Instant.now()
      try tournament.play { _ in }
      let end = Instant.now()
      guard tournament.records.first?.reason == ResultReason.finished.rawValue else {
        throw CommandFailure(.no, "the match of the benchmark was not played to its end")
      }
      return end.nanoseconds - began.nanoseconds
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.unreachable, "\(error)")
    }
  }

  /// `duel-bench bot`: joins its match and says DONE.
  static func bot() -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    let greeting =
      "HELLO proto=1 name=\(environment["DUEL_NAME"] ?? "bot")\n"
      + "JOIN match=\(environment["DUEL_MATCH"] ?? "m1")\nREADY\n"
    say(Array(greeting.utf8))
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var kept: [UInt8] = []
    while true {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { return .unreachable }
      kept += bytes[..<count]
      var start = 0
      while let end = kept[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = kept[start..<end]
        start = end + 1
        if line.starts(with: Self.rank) { say(Self.done) }
        if line.starts(with: Self.end) { return .done }
      }
      kept.removeFirst(start)
    }
  }

  private static let rank = Array("RANK ".utf8)
  private static let end = Array("END ".utf8)
  private static let done = Array("DONE\n".utf8)

  private static func say(_ line: [UInt8]) { _ = write(STDOUT_FILENO, line, line.count) }
}
