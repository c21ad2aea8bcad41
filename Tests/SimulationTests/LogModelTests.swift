import Digests
import DuelRules
import Primitives
import Records
import Testing

@testable import Simulation

struct LogModelTests {
  private func create(_ number: Int, seats: Int = 1, ticks: Int = 2) throws -> [UInt8] {
    var values = RulesPreset.classroom.values
    try values.set("seats", to: "\(seats)")
    try values.set("ticks", to: "\(ticks)")
    let rules = try Rules(values)
    var line = ByteBuffer(capacity: 1024)
    line.append(
      .create(MatchID(number), rules, MatchSecret(practice: 7), MatchTerms()), rules: rules)
    return line.bytes
  }

  private func text(_ lines: String...) -> [UInt8] {
    Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private let token = String(repeating: "f", count: 32)

  @Test func itExecutesALog() throws {
    var model = LogModel()
    try model.take(create(1) + text("join m1 name=ada token=\(token)", "ready m1 0"))
    let known = model.slot(of: "m1")
    let slot = try #require(known)
    var counts = (preroll: model.matches[slot].preroll.count, model.matches[slot].quotes.count)
    #expect(counts == (60, 0))
    try model.take(text("advance m1 -1", "command m1 0 LONG BTC margin=500.00 leverage=10"))
    counts = (model.matches[slot].preroll.count, model.matches[slot].quotes.count)
    let (orders, early) = (model.matches[slot].orders, model.matches[slot].record)
    #expect(counts == (60, 1) && orders == [[1]] && early.isEmpty)
    try model.take(text("restart", "done m1 0"))
    let (isOver, rankings) = (model.isOver, model.matches[slot].rankings)
    #expect(isOver && rankings == [[0], [0]])
    let (record, lines) = (model.matches[slot].record, model.matches[slot].recordLines)
    #expect(record[lines[0]].elementsEqual("margin-duel-record 1".utf8))
    #expect(record[lines[lines.count - 1]].starts(with: "end sha256=".utf8))
    let (other, count) = (model.slot(of: "m2"), model.count)
    #expect(other == nil && count == 1)
  }

  @Test func matchesAreAChain() throws {
    var model = LogModel()
    try model.take(create(1))
    try model.take(create(3))
    let (links, chain) = (model.links, model.chain)
    #expect(links.count == 3 && links[2] == chain && chain.number == 2)
  }

  /// What comes too late changes nothing, in whatever words.
  @Test func aMatchThatIsOverStaysAsItIs() throws {
    var model = LogModel()
    try model.take(create(1) + text("join m1 name=ada token=\(token)", "leave m1 0"))
    let isOver = model.isOver
    #expect(isOver)
    try model.take(text("command m1 0 LONG WOOD margin=5.00", "ready m1 0"))
    let isStillOver = model.isOver
    #expect(isStillOver)
  }

  @Test func whatIsNoLogIsNoticed() throws {
    let opened = try create(1)
    var damaged: [[UInt8]] = [text("nonsense"), text("advance m9"), Array("restart".utf8)]
    damaged.append(opened + opened)
    damaged.append(opened + text("command m1 0 LONG WOOD margin=5.00"))
    for log in damaged {
      #expect(throws: SimulationFailure.self) {
        var model = LogModel()
        try model.take(log)
      }
    }
  }

  /// The second engine is given what the first one was.
  @Test func theCourseOfAMatchIsPlayedTwice() throws {
    var model = LogModel()
    try model.take(create(1, ticks: 4) + text("join m1 name=ada token=\(token)", "ready m1 0"))
    try model.take(
      text(
        "advance m1 -1", "command m1 0 LONG BTC margin=500.00 leverage=10", "done m1 0",
        "command m1 0 CLOSE BTC share=0.5", "done m1 0", "done m1 0"))
    let known = model.slot(of: "m1")
    let slot = try #require(known)
    let course = model.matches[slot].course
    #expect(course.steps.count == 6 && course.balances == [Money(units: 1_000_000_000_000)])
    #expect(CoursePlayer.play(course, disturb: { _ in }) == nil)
  }
}
