import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct RecordWriterTests {
  /// The lines in the order of the format, each kind where it belongs. Rule: RECORD-1.
  @Test func linesStandInTheirOrder() throws {
    let record = try PlayedRecord.small()
    let rules = try makeRules("ticks=6", "instruments=BTC")
    let secret = MatchSecret(practice: 1)
    let commitment = secret.commitment(rules: rules)
    let header =
      ["margin-duel-record 1"] + rules.values.text.map { "rule \($0.key)=\($0.value)" } + [
        "commitment \(commitment)",
        "chain 1 previous=\(ChainLink.beginning.digest) "
          + "link=\(ChainLink.beginning.next(commitment).digest)",
        "seed \(secret.seed)", "salt \(secret.salt)", "seat 0 name=p0 nonce=none hash=none",
        "seat 1 name=p1 nonce=none hash=none",
      ]
    #expect(Array(record.lines.prefix(header.count)) == header)
    let course = record.lines.dropFirst(header.count)
    #expect(
      Array(course.prefix(4)) == [
        "command 1 0 1 LONG BTC quantity=0.1 leverage=10",
        "command 1 1 1 LONG BTC quantity=0.1 leverage=10", "command 3 0 2 CLOSE BTC share=1",
        "command 4 1 2 CLOSE BTC share=0.5",
      ])
    let verbs = course.dropFirst(4).map { $0.prefix { $0 != " " } }
    #expect(verbs == ["state", "result", "result", "end"])
  }

  @Test func resultsAreWrittenWithoutLoss() throws {
    let duel = Duel(try makeRules("ticks=3", "instruments=BTC"))
    duel.begin()
    duel.trade(
      0,
      .enter(
        EntryOrder(
          side: .sell, instrument: Instrument(0), size: .quantity(quantity("0.1")))))
    duel.finish()
    let record = PlayedRecord(duel)
    let standing = duel.match.ranking.standings[0]
    let account = duel.match.account(of: Seat(0))
    let place = duel.match.ranking.places[0]
    #expect(
      record.lines.contains(
        "result 0 place=\(place) equity=\(standing.equity) drawdown=\(standing.drawdown) "
          + "liquidations=0 orders=1 fees=\(account.fees) funding=0.00 insurance=0.00 "
          + "exposed=0 knockout=none abandoned=no"))
    #expect(
      record.lines.contains(
        "result 1 place=\(3 - place) equity=10000.00 drawdown=0.00 "
          + "liquidations=0 orders=0 fees=0.00 funding=0.00 insurance=0.00 "
          + "exposed=0 knockout=none abandoned=no"))
  }

  /// State lines stand before the commands of their tick. Rule: RECORD-3.
  @Test func aStateStandsBeforeTheCommandsOfItsTick() throws {
    let duel = Duel(try makeRules("ticks=60", "instruments=BTC"))
    duel.begin()
    let set = TradeCommand.setLeverage(Instrument(0), leverage(7))
    duel.advance(48)
    duel.trade(0, set)
    duel.advance()
    duel.trade(1, set)
    duel.trade(0, set)
    duel.advance()
    duel.trade(0, set)
    duel.finish()
    let course = PlayedRecord(duel).lines.filter {
      $0.hasPrefix("command") || $0.hasPrefix("state")
    }
    let starts = course.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(starts[0] == "command 48 0")
    #expect(starts[1].hasPrefix("state 49"))
    #expect(Array(starts[2...4]) == ["command 49 0", "command 49 1", "command 50 0"])
    #expect(starts[5].hasPrefix("state 59"))
  }

  @Test func theTrailerIsTheDigestOfAllBefore() throws {
    let duel = Duel(try makeRules("ticks=2"))
    duel.begin()
    duel.finish()
    var buffer = ByteBuffer()
    buffer.append("something before\n")
    let start = buffer.count
    let digest = RecordWriter.write(duel.match, into: &buffer)
    let bytes = Array(buffer.bytes.dropFirst(start))
    let trailer = Array("end sha256=\(digest)\n".utf8)
    #expect(Array(bytes.suffix(trailer.count)) == trailer)
    #expect(Array(bytes.dropLast(trailer.count)).withDigest == digest)
    #expect(buffer.withSpan(of: 0..<start) { String(decoding: $0) } == "something before\n")
  }

  /// Rule: MATCH-4.
  @Test(arguments: 1...3)
  func theOrderOfArrivalBetweenSeatsLeavesNoTrace(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let rules = try makeRules("ticks=55", "seats=3", "BTC.volatility=0.03")
    let duels = [Duel(rules, practice: seed), Duel(rules, practice: seed)]
    for duel in duels { duel.begin() }
    while duels[0].match.phase == .live {
      let orders = (0..<3).map { seat in (seat, (0..<2).map { _ in dice.command(rules) }) }
      for (duel, order) in zip(duels, [orders, orders.reversed()]) {
        for (seat, commands) in order {
          for command in commands { duel.trade(seat, command) }
        }
        duel.advance()
      }
    }
    #expect(PlayedRecord(duels[0]).lines == PlayedRecord(duels[1]).lines)
  }

  @Test func onlyASettledMatchHasARecord() async {
    await #expect(processExitsWith: .failure) {
      let duel = Duel(try makeRules("ticks=2"))
      duel.begin()
      var buffer = ByteBuffer()
      _ = RecordWriter.write(duel.match, into: &buffer)
    }
    await #expect(processExitsWith: .failure) {
      let duel = Duel(try makeRules("ticks=2"))
      duel.apply(.abort)
      var buffer = ByteBuffer()
      _ = RecordWriter.write(duel.match, into: &buffer)
    }
  }
}
