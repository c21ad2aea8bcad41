import Contests
import Foundation
import Primitives
import TestKit
import Testing

@testable import DuelHost
@testable import TournamentRunner

struct GameRecordTests {
  @Test func aLineHoldsAllOfIt() throws {
    var record = makeRecord(3, 1, 2, "0-1", reason: "crash", faults: ["crash", nil])
    record.digest = "00ff"
    let line = try TournamentFolder.line(record)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(try JSONDecoder().decode(GameRecord.self, from: Data(line)) == record)
    let text = String(decoding: line, as: UTF8.self)
    #expect(
      text.hasPrefix(#"{"digest":"00ff","game":2,"reason":"crash","result":"0-1","round":3,"#))
    #expect(text.contains(#""fault":"crash","illegalLines":0,"isInactive":false"#))
  }

  @Test func whatIsNotThereIsLeftOut() throws {
    let text = String(decoding: try TournamentFolder.line(makeRecord()), as: UTF8.self)
    #expect(!text.contains("digest") && !text.contains("fault") && !text.contains("null"))
  }

  @Test func placesCountFromOne() {
    let record = makeRecord(3, 1, 2)
    #expect(record.id == PairingID(round: 2, table: 0, game: 1))
    #expect(record.path == "records/3-1-2.duel")
  }

  @Test(arguments: [
    ("1-0", "finished", GameOutcome.first), ("0-1", "timeout", .second),
    ("1/2-1/2", "knockout", .draw), ("0-0", "absent", .neither),
  ])
  func theContestIsTold(_ result: String, _ reason: String, _ outcome: GameOutcome) throws {
    let told = try #require(makeRecord(1, 2, 3, result, reason: reason).matchResult)
    #expect(told.id == PairingID(round: 0, table: 1, game: 2) && told.outcome == outcome)
    #expect(told.reason.rawValue == reason)
    #expect(told.first.gain == money("100.5") && told.second.gain == money("-100"))
  }

  @Test(arguments: [
    makeRecord(1, 1, 1, "2-0"), makeRecord(1, 1, 1, "1-0", reason: "luck"),
    makeRecord(1, 1, 1, "0-0"), makeRecord(1, 1, 1, "1/2-1/2", reason: "stall"),
    makeRecord(equities: ["much", "1"]), makeRecord(equities: ["1", "1e9"]),
  ])
  func nonsenseIsNoResult(_ record: GameRecord) { #expect(record.matchResult == nil) }

  @Test func aGameOfOneIsNoResult() {
    var record = makeRecord()
    record.seats.removeLast()
    #expect(record.matchResult == nil)
  }

  @Test func theSentenceGivesTheReason() {
    #expect(makeRecord().sentence == "1-0 {10100.50 to 9900.00}")
    #expect(makeRecord(reason: "knockout").sentence == "1-0 {knock-out, 10100.50 to 9900.00}")
    var idle = makeRecord(1, 1, 1, "0-1")
    idle.seats[0].isInactive = true
    #expect(idle.sentence == "0-1 {10100.50 to 9900.00, ada inactive}")
    let late = makeRecord(reason: "timeout", faults: [nil, "timeout"])
    #expect(late.sentence == "1-0 {bob did not move in time}")
    let both = makeRecord(1, 1, 1, "0-0", reason: "crash", faults: ["crash", "absent"])
    #expect(
      both.sentence == "0-0 {ada ended in the middle of the match, bob was not ready in time}")
  }

  @Test(arguments: ResultReason.allCases)
  func everyReasonHasWords(_ reason: ResultReason) {
    #expect(!reason.sentence.isEmpty)
    #expect(ResultReason.allCases.count { $0.sentence == reason.sentence } == 1)
  }

  @Test(arguments: GameOutcome.allCases)
  func outcomesAreReadAsTheyAreWritten(_ outcome: GameOutcome) {
    #expect(GameOutcome(outcome.text) == outcome)
    #expect(GameOutcome(outcome.text + " ") == nil)
  }

  @Test func aSeatIsWrittenDown() throws {
    var conduct = SeatConduct()
    conduct.missedMoves = 4
    conduct.refusals = 3
    conduct.illegalLines = 2
    conduct.disconnections = 1
    let settled = SettledSeat(
      player: try #require(PlayerName("ada.1-1-1")), place: 2, start: money("10000"),
      equity: money("9999.5"), drawdown: money("1"), liquidations: 6, hasParticipated: false,
      isWinner: false, hasForfeited: false, conduct: conduct)
    #expect(
      SeatRecord("ada", settled, fault: .stall)
        == SeatRecord(
          player: "ada", start: "10000.00", equity: "9999.50", drawdown: "1.00", liquidations: 6,
          isInactive: true, missedMoves: 4, refusals: 3, illegalLines: 2, disconnections: 1,
          fault: "stall"))
  }

  @Test func whoNeverPlayedKeepsItsBalance() {
    let seat = SeatRecord("bob", balance: money("500"), fault: nil)
    #expect(seat.start == "500.00" && seat.equity == "500.00" && seat.drawdown == "0.00")
    #expect(seat.fault == nil && !seat.isInactive && seat.liquidations == 0)
  }
}
