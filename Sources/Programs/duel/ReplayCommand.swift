import Digests
import DuelClient
import DuelRules
import Foundation
import Primitives
import Reactor
import Records
import Replays
import Terminal
import TextUI

/// `duel replay`: a record shown again, once it is verified.
enum ReplayCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--speed", "--from", "--every"], switches: ["--json", "--plain"])
    try arguments.expectWords(atMost: 1)
    guard let path = arguments.words.first else {
      throw CommandFailure(.usage, "which record? duel replay FILE")
    }
    let speed = try speed(arguments)
    let first = try arguments.integer("--from", in: 0...Bounds.ticksMax) ?? 0
    let every = try arguments.integer("--every", in: 1...Bounds.ticksMax) ?? 0
    guard let (contents, digest) = try verified(path) else { return .no }
    let ticks = contents.rules.values.ticks
    guard first < ticks else {
      throw CommandFailure(.usage, "--from \(first): the last tick is \(ticks - 1)")
    }
    if arguments.has("--json") {
      json(contents, from: first, pace: Pace(speed, contents))
    } else if arguments.has("--plain") || path == "-" || !TerminalScreen.isInteractive {
      let board = PlainBoard(every: every)
      plain(contents, digest, board, from: first, pace: Pace(speed, contents))
    } else {
      try onTerminal(contents, digest, from: first, speed ?? .usual)
    }
    return .done
  }

  private static func speed(_ arguments: Arguments) throws(CommandFailure) -> ReplaySpeed? {
    guard let text = arguments.text("--speed") else { return nil }
    guard let speed = ReplaySpeed(text) else {
      throw CommandFailure(
        .usage, "--speed takes a number from 0.01 to 1000, or max, not '\(text)'")
    }
    return speed
  }

  /// Reads a record and verifies it; nil when it is not true, which is told.
  static func verified(
    _ path: String
  ) throws(CommandFailure) -> (contents: RecordContents, digest: Digest)? {
    let text = try Output.read(path)
    do throws(RecordError) {
      switch try RecordVerifier.verify(text) {
      case .verified(let digest): return (try RecordReader.read(text), digest)
      case .differs(let line, let found, let expected):
        Output.talk("duel: \(path) is not verified: line \(line) differs")
        Output.talk("  found     \(found)")
        Output.talk("  expected  \(expected)")
        return nil
      }
    } catch {
      throw CommandFailure(.badData, "\(path) is not the record of a match")
    }
  }

  private static func onTerminal(
    _ contents: RecordContents, _ digest: Digest, from tick: Int, _ speed: ReplaySpeed
  ) throws(CommandFailure) {
    let style = TerminalStyle(
      hasColor: TerminalScreen.hasColor, hasUnicode: TerminalScreen.hasUnicode)
    do throws(SystemError) {
      var runner = try ReplayRunner(
        contents, digest: digest, from: tick, speed: speed, style: style)
      try runner.run()
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  private static func plain(
    _ contents: RecordContents, _ digest: Digest, _ board: PlainBoard, from first: Int,
    pace: Pace
  ) {
    var replay = Replay(contents)
    var feed = ReplayFeed(digest: digest)
    for item in feed.begin(replay) {
      for line in board.lines(for: item, feed.view) { Output.line(line) }
    }
    while replay.advance() {
      let news = feed.tick(replay)
      guard replay.match.tick.number >= first else { continue }
      for item in news {
        for line in board.lines(for: item, feed.view) { Output.line(line) }
      }
      if !replay.isOver { pace.wait() }
    }
    Output.line("verified digest=\(digest)")
  }

  private static func json(_ contents: RecordContents, from first: Int, pace: Pace) {
    var replay = Replay(contents)
    while replay.advance() {
      guard replay.match.tick.number >= first else { continue }
      var line = ByteBuffer(capacity: 2048)
      ReplayJSON.line(&replay, &line)
      Output.bytes(line.bytes)
      if !replay.isOver { pace.wait() }
    }
  }

  /// How long lines of a pipe wait for each other: not at all unless a speed was asked for.
  private struct Pace {
    private let nanoseconds: Int64

    init(_ speed: ReplaySpeed?, _ contents: RecordContents) {
      let tick = ReplayConsole.tickMilliseconds(of: contents.rules)
      nanoseconds = speed?.nanoseconds(ofTick: tick) ?? 0
    }

    func wait() {
      guard nanoseconds > 0 else { return }
      Thread.sleep(forTimeInterval: Double(nanoseconds) / 1e9)
    }
  }
}
