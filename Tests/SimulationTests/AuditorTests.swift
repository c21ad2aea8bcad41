import DuelRules
import Primitives
import Records
import Testing

@testable import Simulation

/// The auditor hears what must not be said.
struct AuditorTests {
  private static let token = String(repeating: "f", count: 32)

  /// An auditor of one match with one seat whose player, on connection 0, has come to tick 0.
  private func auditor() throws -> Auditor {
    var values = RulesPreset.classroom.values
    try values.set("seats", to: "1")
    try values.set("ticks", to: "2")
    let rules = try Rules(values)
    var log = ByteBuffer(capacity: 1024)
    log.append(.create(MatchID(1), rules, MatchSecret(practice: 7), MatchTerms()), rules: rules)
    log.append("join m1 name=ada token=\(Self.token)\nready m1 0\nadvance m1 -1\n")
    var auditor = Auditor()
    try auditor.stores(SimulatedBatch(sequence: 1, bytes: log.bytes))
    auditor.connects(isHonest: true)
    try hear(&auditor, Self.info)
    auditor.says(Utterance("CREATE", tag: 1), on: 0)
    try hear(&auditor, "OK #a1 CREATE match=m1 seat=0 token=\(Self.token)")
    return auditor
  }

  private static let info =
    "INFO proto=1 server=x maxline=4096 ping_ms=15000 rate=200 features=json durability=strict "
    + "pong_ms=60000"

  private func hear(_ auditor: inout Auditor, _ lines: String...) throws {
    try auditor.hears(Array((lines.joined(separator: "\n") + "\n").utf8), on: 0)
  }

  /// Whether the auditor finds something.
  private func fails(_ auditor: inout Auditor, _ step: (inout Auditor) throws -> Void) -> Bool {
    do { try step(&auditor) } catch { return error is SimulationFailure }
    return false
  }

  private func tick(_ auditor: borrowing Auditor, _ sequence: Int) -> String {
    let prices = auditor.model.matches[0].quotes[0].map { Price(units: $0).description }
    return "TICK match=m1 seq=\(sequence) tick=0 BTC=\(prices[0])/\(prices[1])/\(prices[2]) "
      + "ETH=\(prices[3])/\(prices[4])/\(prices[5])"
  }

  @Test func whatFollowsFromTheLogIsRight() throws {
    var auditor = try auditor()
    try hear(&auditor, tick(auditor, 1), "RANK match=m1 seq=2 tick=0 ranking=0 equity=10000.00")
    auditor.says(Utterance("LONG BTC 500 10x", tag: 2), on: 0)
    try auditor.stores(
      SimulatedBatch(
        sequence: 2, bytes: Array("command m1 0 LONG BTC margin=500.00 leverage=10\n".utf8)))
    try hear(&auditor, "OK #a2 LONG order=1", "PING")
    try auditor.checkAnswered(0)
    try auditor.stores(SimulatedBatch(sequence: 3, bytes: Array("done m1 0\n".utf8)))
    try auditor.finish()
    let tally = auditor.tally
    #expect(tally.trades == 1 && tally.records == 1 && tally.batches == 3)
  }

  @Test(arguments: [
    "nonsense", "PING x", "INFO proto=1", "OK #a9 PING", "ERR code=flood text=x",
    "RANK match=m1 seq=1 tick=0 ranking=1 equity=1",
    "RANK match=m1 seq=1 tick=1 ranking=0 equity=1",
    "RANK match=m2 seq=1 tick=0 ranking=0 equity=1",
    "SEAT match=m1 seq=2 seat=0 name=x state=taken",
    "TICK match=m1 seq=1 tick=0 BTC=1/1/1 ETH=1/1/1", "TICK match=m1 seq=1 tick=1 BTC=1/1/1",
    "RECORD-LINE match=m1 line=1 text=x", "SEATED match=m9 seat=0 token=a after=m1 reason=series",
    "END match=m1 seq=1 ranking=0 equity=1 digest=none seed=a salt=b places=1 reason=aborted "
      + "winner=none ticks=0 knocked_out=none abandoned=none inactive=none forfeited=none",
  ])
  func whatDoesNotFollowIsHeard(_ line: String) throws {
    var auditor = try auditor()
    let isFound = fails(&auditor) { try hear(&$0, line) }
    #expect(isFound)
  }

  @Test func timeDoesNotGoBack() throws {
    var auditor = try auditor()
    try hear(&auditor, tick(auditor, 1))
    let isFound = fails(&auditor) { try hear(&$0, tick($0, 2)) }
    #expect(isFound)
  }

  @Test func nothingComesBehindGoodbye() throws {
    var auditor = try auditor()
    try hear(&auditor, "BYE code=idle text=x")
    let isFound = fails(&auditor) { try hear(&$0, "PING") }
    #expect(isFound)
  }

  /// An OK is worth nothing before the log has it.
  @Test func anEarlyOKIsHeard() throws {
    var auditor = try auditor()
    auditor.says(Utterance("LONG BTC 500", tag: 2), on: 0)
    let isFound = fails(&auditor) { try hear(&$0, "OK #a2 LONG order=1") }
    #expect(isFound)
  }

  @Test(arguments: ["OK #a3 LONG order=1", "OK #a2 SHORT order=1", "OK LONG order=1"])
  func aReplyToSomethingElseIsHeard(_ line: String) throws {
    var auditor = try auditor()
    auditor.says(Utterance("LONG BTC 500", tag: 2), on: 0)
    try auditor.stores(
      SimulatedBatch(sequence: 2, bytes: Array("command m1 0 LONG BTC margin=500.00\n".utf8)))
    let isFound = fails(&auditor) { try hear(&$0, line) }
    #expect(isFound)
  }

  @Test func silenceIsHeard() throws {
    var auditor = try auditor()
    auditor.says(Utterance("SYNC", tag: 2), on: 0)
    let isFound = fails(&auditor) { try $0.checkAnswered(0) }
    #expect(isFound)
  }

  @Test func aMatchWithoutEndIsNoticed() throws {
    var auditor = try auditor()
    let isFound = fails(&auditor) { try $0.finish() }
    #expect(isFound)
  }

  @Test func aCommandThatNobodySaidIsNoticed() throws {
    var auditor = try auditor()
    try auditor.stores(
      SimulatedBatch(
        sequence: 2, bytes: Array("command m1 0 LONG BTC margin=500.00\ndone m1 0\n".utf8)))
    let isFound = fails(&auditor) { try $0.finish() }
    #expect(isFound)
  }

  @Test func batchesComeOnce() throws {
    var auditor = try auditor()
    let isFound = fails(&auditor) { try $0.stores(SimulatedBatch(sequence: 1, bytes: [])) }
    #expect(isFound)
  }

  @Test func pricesArePublishedOnce() {
    var published = PublishedTicks()
    let prices = [WireField(key: "BTC", value: "1,1,1")]
    let isRight = [
      published.take(3, of: "m1", prices), published.take(3, of: "m1", prices),
      published.take(3, of: "m2", []), published.take(-60, of: "m1", []),
      published.take(3, of: "m1", []),
    ]
    #expect(isRight == [true, true, true, true, false])
  }
}
