import Margin
import Primitives

/// Where the engines differ, or the engine breaks a promise.
struct Disagreement: Sendable {
  /// Which step of the course, from 0.
  let step: Int
  /// What is wrong.
  let finding: String
  /// What the engine says, and what the naive one says; empty when a promise was broken.
  var engine: [String] = []
  var naive: [String] = []
}

/// Both engines, step by step beside each other.
struct CoursePlayer: ~Copyable {
  private var engine: MarginEngine
  private(set) var naive: NaiveEngine
  private let total: Int128
  private let disturb: Disturbance
  private var step = 0
  private(set) var tally = CheckTally()

  init(_ course: Course, disturb: @escaping Disturbance) {
    engine = course.makeEngine()
    naive = course.makeNaive()
    total = course.balances.reduce(0) { $0 + Int128($1.units) }
    self.disturb = disturb
  }

  /// Plays a whole course; the first disagreement, if there is one.
  static func play(_ course: Course, disturb: @escaping Disturbance) -> Disagreement? {
    var player = CoursePlayer(course, disturb: disturb)
    for step in course.steps {
      if let found = player.take(step) { return found }
    }
    return nil
  }

  /// Does one step in both engines and compares; nil when they agree.
  mutating func take(_ step: CourseStep) -> Disagreement? {
    defer { self.step += 1 }
    let promises = EnginePromises(before: engine, step: step)
    var events: [MarginEvent] = []
    var refusals: (engine: String?, naive: String?) = (nil, nil)
    let expected: [String]
    switch step {
    case .tick(let marks):
      engine.advance(marks: marks, events: &events)
      expected = naive.advance(marks: marks)
    case .knockOut(let seat):
      engine.cancelAll(of: seat, reason: .knockedOut, events: &events)
      expected = naive.knockOut(seat)
    case .command(let seat, let command):
      let rejection = engine.execute(command, seat: seat, events: &events)
      refusals.engine = rejection.map { CheckText.refusal($0) }
      (refusals.naive, expected) = naive.execute(command, seat: seat)
      tally.count(command, refused: refusals.engine)
    }
    for index in events.indices { disturb(&events[index]) }
    for event in events { tally.count(event) }
    let texts = events.map { CheckText.event($0) }
    if refusals.engine != refusals.naive {
      return difference(
        "the answers differ", [refusals.engine ?? "accepted"] + texts,
        [refusals.naive ?? "accepted"] + expected)
    }
    if texts != expected { return difference("the events differ", texts, expected) }
    if let found = compareState(after: step) { return found }
    return promises.firstBroken(after: engine, events: events, naive: naive, total: total)
      .map { Disagreement(step: self.step, finding: $0) }
  }

  /// A command concerns its own seat; a tick all of them.
  private func compareState(after step: CourseStep) -> Disagreement? {
    if CheckText.ledgers(engine) != naive.ledgersText {
      return difference("the ledgers differ", [CheckText.ledgers(engine)], [naive.ledgersText])
    }
    for index in naive.seats.indices {
      let seat = Seat(index)
      switch step {
      case .command(let other, _) where other != seat: continue
      default: break
      }
      let (state, expected) = (CheckText.state(engine, seat), naive.state(of: seat))
      if state != expected {
        return difference("the states of seat \(index) differ", state, expected)
      }
    }
    return nil
  }

  /// A disagreement with the lines that are not the same.
  private func difference(
    _ finding: String, _ engine: [String], _ naive: [String]
  ) -> Disagreement {
    let same = zip(engine, naive).prefix { $0 == $1 }.count
    let isLong = engine.count > same && naive.count > same
    let sameEnd =
      isLong
      ? zip(engine.dropFirst(same).reversed(), naive.dropFirst(same).reversed())
        .prefix { $0 == $1 }.count : 0
    return Disagreement(
      step: step, finding: finding, engine: Array(engine.dropFirst(same).dropLast(sameEnd)),
      naive: Array(naive.dropFirst(same).dropLast(sameEnd)))
  }
}

/// Changes what the engine says before it is compared: how tests see that the check notices.
typealias Disturbance = @Sendable (inout MarginEvent) -> Void
