import Margin
import Primitives

/// Plays hostile courses on the engine and on the naive one, side by side.
public struct EngineCheck: Sendable {
  /// Decides rules, prices and commands.
  public let seed: Int
  /// How many commands are given.
  public let commands: Int
  private let disturb: Disturbance

  /// How many commands one seed is usually good for.
  public static let commandsUsual = 250

  /// Plans the courses of a seed; with fewer commands they are the beginning of the same.
  public init(seed: Int, commands: Int = commandsUsual) {
    self.init(seed: seed, commands: commands) { _ in }
  }

  init(seed: Int, commands: Int, disturb: @escaping Disturbance) {
    self.seed = seed
    self.commands = commands
    self.disturb = disturb
  }

  /// Plays courses until all commands are given, and makes the first one that shows a
  /// disagreement as short as it can be.
  public func run() -> CheckOutcome {
    var tally = CheckTally()
    var start = HostileStart(seed: seed)
    while tally.commands < commands {
      var course = start.makeCourse()
      var maker = CourseMaker(course: course, dice: start.dice)
      var player = CoursePlayer(course, disturb: disturb)
      while tally.commands + player.tally.commands < commands, !maker.isOver(player.naive) {
        let step = maker.nextStep(player.naive)
        course.steps.append(step)
        if let found = player.take(step) {
          tally.add(player.tally)
          return CheckOutcome(tally: tally, failure: explain(course, found))
        }
      }
      tally.add(player.tally)
      start.dice = maker.dice
    }
    return CheckOutcome(tally: tally)
  }

  private func explain(_ course: Course, _ found: Disagreement) -> CheckFailure {
    let disturb = disturb
    let shrinker = CourseShrinker { CoursePlayer.play($0, disturb: disturb) }
    let (short, disagreement) = shrinker.shrunk(course, found)
    return CheckFailure(
      seed: seed, step: found.step, finding: found.finding, stepsLeft: short.steps.count,
      lines: CourseText.lines(short, disagreement))
  }
}

/// What a course came to.
public struct CheckOutcome: Sendable {
  /// What happened in it.
  public let tally: CheckTally
  /// How the engines disagree; nil when they do not.
  public var failure: CheckFailure?
}

/// A disagreement, and the shortest course that was found to show it.
public struct CheckFailure: Sendable {
  /// The seed that led to it.
  public let seed: Int
  /// Which step of its course showed it first, from 0.
  public let step: Int
  /// What is wrong there.
  public let finding: String
  /// How many steps the shortest course has.
  public let stepsLeft: Int
  /// The shortest course and what both engines make of it.
  public let lines: [String]
}
