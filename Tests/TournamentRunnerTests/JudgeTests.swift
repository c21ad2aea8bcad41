import Contests
import Primitives
import Records
import TestKit
import Testing
import WireProtocol

@testable import DuelHost
@testable import TournamentRunner

struct JudgeTests {
  private func seat(
    isWinner: Bool = false, hasForfeited: Bool = false,
    _ behave: (inout SeatConduct) -> Void = { _ in }
  ) throws -> SettledSeat {
    var conduct = SeatConduct()
    behave(&conduct)
    return SettledSeat(
      player: try #require(PlayerName("ada")), place: 1, start: money("10000"),
      equity: money("10000"), drawdown: .zero, liquidations: 0, hasParticipated: true,
      isWinner: isWinner, hasForfeited: hasForfeited, conduct: conduct)
  }

  @Test func whoPlayedHasNoFault() throws {
    #expect(Judge.fault(try seat(), ofTicks: 100, hasExited: false) == nil)
    #expect(Judge.fault(try seat(), ofTicks: 100, hasExited: true) == nil)
    let clumsy = try seat {
      $0.missedMoves = 2
      $0.refusals = 9
      $0.illegalLines = 5
      $0.disconnections = 1
    }
    #expect(Judge.fault(clumsy, ofTicks: 100, hasExited: false) == nil)
  }

  /// Late again and again, though never three times in a row.
  @Test(arguments: [(10, 100, false), (11, 100, true), (2, 19, true), (1, 10, false)])
  func whoMissesEveryTenthMoveIsLate(_ missed: Int, _ ticks: Int, _ isLate: Bool) throws {
    let seat = try seat { $0.missedMoves = missed }
    #expect(Judge.fault(seat, ofTicks: ticks, hasExited: false) == (isLate ? .timeout : nil))
  }

  @Test func whoKeptItFromBeginningIsAbsent() throws {
    let late = try seat(hasForfeited: true) { $0.isGone = true }
    #expect(Judge.fault(late, ofTicks: 100, hasExited: true) == .absent)
  }

  @Test func whoIsGoneHasCrashedOrHungUp() throws {
    let gone = try seat { $0.isGone = true }
    #expect(Judge.fault(gone, ofTicks: 100, hasExited: true) == .crash)
    #expect(Judge.fault(gone, ofTicks: 100, hasExited: false) == .disconnect)
  }

  @Test(arguments: [
    (ErrorCode.flood, ResultReason.illegal), (.lineTooLong, .illegal), (.rateLimit, .illegal),
    (.pingTimeout, .stall), (.slowConsumer, .stall), (.takenOver, .disconnect),
  ])
  func whoWasSentAwayIsJudgedByTheReason(_ code: ErrorCode, _ reason: ResultReason) throws {
    let seat = try seat {
      $0.isGone = true
      $0.dismissal = code
    }
    #expect(Judge.fault(seat, ofTicks: 100, hasExited: true) == reason)
  }

  @Test func whoCameBackAfterADismissalIsNotGone() throws {
    let back = try seat { $0.dismissal = .pingTimeout }
    #expect(Judge.fault(back, ofTicks: 100, hasExited: false) == nil)
  }

  @Test(arguments: [
    (true, 0, ResultReason.stall), (true, 3, .stall), (false, 1, .illegal), (false, 0, .timeout),
  ])
  func whoIsGivenUpOn(_ isSilent: Bool, _ illegalLines: Int, _ reason: ResultReason) throws {
    let slow = try seat {
      $0.isGivenUpOn = true
      $0.isSilent = isSilent
      $0.illegalLines = illegalLines
    }
    #expect(Judge.fault(slow, ofTicks: 100, hasExited: false) == reason)
  }

  private func match(_ winners: [Bool], ticks: Int) throws -> SettledMatch {
    SettledMatch(
      match: MatchID(1), preset: "standard", reason: "finished", ticks: ticks, digest: nil,
      seats: try winners.map { try seat(isWinner: $0) }, record: [])
  }

  @Test(arguments: [
    ([true, false], 60, GameOutcome.first, ResultReason.finished),
    ([false, true], 60, .second, .finished), ([false, false], 60, .draw, .finished),
    ([true, false], 59, .first, .knockout), ([false, false], 1, .draw, .knockout),
  ])
  func theMatchDecidesBetweenTheFaultless(
    _ winners: [Bool], _ ticks: Int, _ outcome: GameOutcome, _ reason: ResultReason
  ) throws {
    let judged = Judge.outcome(
      try match(winners, ticks: ticks), ofTicks: 60, faults: [nil, nil])
    #expect(judged.outcome == outcome && judged.reason == reason)
  }

  @Test(arguments: [
    ([ResultReason.crash, nil], GameOutcome.second, ResultReason.crash),
    ([nil, .illegal], .first, .illegal), ([.stall, .timeout], .neither, .stall),
  ])
  func aFaultDecidesWhoeverWasAhead(
    _ faults: [ResultReason?], _ outcome: GameOutcome, _ reason: ResultReason
  ) throws {
    for winners in [[true, false], [false, true]] {
      let judged = Judge.outcome(try match(winners, ticks: 30), ofTicks: 60, faults: faults)
      #expect(judged.outcome == outcome && judged.reason == reason)
    }
  }
}
