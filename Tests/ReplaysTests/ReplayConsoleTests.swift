import Primitives
import TestKit
import Testing

@testable import Replays
@testable import TextUI

/// A replay with a clock that is moved by hand, and the last screen it painted.
final class ReplayWorld {
  private var console: ReplayConsole
  private var now = Instant(nanoseconds: 0)
  let width = 60
  let height = 16

  init(_ record: ShownRecord, from tick: Int = 0, speed: ReplaySpeed = .usual) {
    console = ReplayConsole(
      record.contents, digest: record.digest, from: tick, speed: speed,
      style: TerminalStyle(hasColor: false, hasUnicode: true), now: now)
  }

  func type(_ text: String) { console.take(Array(text.utf8).span, now: now) }

  func pass(_ milliseconds: Int) {
    now = now.adding(milliseconds: milliseconds)
    console.pass(now)
  }

  /// The rows of the whole screen, drawn anew.
  func rows() -> [String] {
    var bytes = ByteBuffer()
    console.forget()
    console.paint(width: width, height: height, &bytes)
    let text = bytes.withSpan { String(decoding: $0) }
    return text.split(separator: "\u{1b}[").map { piece in
      String(piece.drop { $0 != "H" }.dropFirst())
    }.filter { !$0.isEmpty }
  }

  /// Whether the screen says something.
  func says(_ text: String) -> Bool { rows().joined(separator: "\n").contains(text) }

  var deadline: Instant? { console.deadline }
  var hasQuit: Bool { console.hasQuit }
  var wantsSuspension: Bool { console.wantsSuspension }
  var isStale: Bool { console.isStale }

  func resume() { console.resumed(now) }
}

struct ReplayConsoleTests {
  private func world(from tick: Int = 0, speed: ReplaySpeed = .usual) throws -> ReplayWorld {
    ReplayWorld(try ShownRecord.random(1), from: tick, speed: speed)
  }

  /// A lockstep match is shown at half a second a tick.
  @Test(arguments: [(499, 0), (500, 1), (999, 1), (1400, 2)])
  func timeBringsTicks(_ milliseconds: Int, _ tick: Int) throws {
    let world = try world()
    world.pass(milliseconds)
    #expect(world.says("tick \(tick)/89"))
  }

  @Test(arguments: [("10", 1000, 20), ("0.25", 4000, 2), ("100", 100, 20), ("max", 33, 1)])
  func speedMakesThemComeSooner(_ speed: String, _ milliseconds: Int, _ tick: Int) throws {
    let world = try world(speed: try #require(ReplaySpeed(speed)))
    world.pass(milliseconds)
    #expect(world.says("tick \(tick)/89"))
  }

  /// After a long silence it goes on from where it is, instead of making up for it.
  @Test func ticksNeverBunch() throws {
    let world = try world()
    world.pass(60_000)
    #expect(world.says("tick 1/89"))
  }

  @Test(arguments: [
    ("\u{1b}[C", 31, "paused"), ("\u{1b}[D", 29, "paused"), ("\u{1b}[A", 50, "playing"),
    ("\u{1b}[B", 10, "playing"), ("\u{1b}[H", 0, "playing"), ("\u{1b}[F", 89, "end"),
    ("\u{1b}[1;5C", 50, "playing"), (" ", 30, "paused"), ("  ", 30, "playing"),
    ("\u{1b}[D\u{1b}[D\u{1b}[C", 29, "paused"),
  ])
  func keysGoToAndFro(_ keys: String, _ tick: Int, _ state: String) throws {
    let world = try world(from: 30)
    world.type(keys)
    let isThere = world.says("tick \(tick)/89")
    let isSaid = world.says("\(state) 1x  ? help")
    #expect(isThere && isSaid)
  }

  @Test(arguments: [
    ("+", "2x"), ("++", "5x"), ("-", "0.5x"), ("---", "0.25x"), ("=", "2x"),
    ("+++++++++", "max"), ("+++++++++-", "100x"),
  ])
  func keysChangeTheSpeed(_ keys: String, _ speed: String) throws {
    let world = try world()
    world.type(keys)
    #expect(world.says("playing \(speed)  ? help"))
  }

  @Test func aPauseStopsTheClockAndTheEndHasNone() throws {
    let world = try world()
    world.type(" ")
    #expect(world.deadline == nil)
    world.pass(10_000)
    #expect(world.says("tick 0/89"))
    world.type(" \u{1b}[F")
    #expect(world.deadline == nil)
    world.type(" ")
    let isBack = world.says("tick 0/89")
    #expect(isBack && world.deadline != nil)
  }

  @Test func helpIsAScreenThatAnyKeyLeaves() throws {
    let world = try world()
    world.type("?")
    let isShown = world.says("any key goes back to it")
    world.type("x")
    let isGone = world.says("tick 0/89")
    #expect(isShown && isGone && !world.hasQuit)
  }

  @Test(arguments: ["q", "Q", "\u{03}", "\u{04}", "?q"])
  func itIsLeftByKey(_ keys: String) throws {
    let world = try world()
    #expect(!world.hasQuit)
    world.type(keys)
    #expect(world.hasQuit)
  }

  @Test func putAsideItGoesOnWithAWholeTick() throws {
    let world = try world()
    world.type("\u{1a}")
    #expect(world.wantsSuspension)
    world.resume()
    #expect(!world.wantsSuspension && world.isStale)
    world.pass(499)
    #expect(world.says("tick 0/89"))
  }
}
