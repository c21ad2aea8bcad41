import Contests
import DuelHost
import WireProtocol

/// Says who forfeits a game, from how its seats behaved. Rule: CONTEST-4.
enum Judge {
  /// Why a seat of a match that is over forfeits it; nil when it does not.
  ///
  /// `hasExited` says whether the bot's process had ended before the match did.
  static func fault(
    _ seat: SettledSeat, ofTicks ticks: Int, hasExited: Bool
  ) -> ResultReason? {
    let conduct = seat.conduct
    if seat.hasForfeited { return .absent }
    if conduct.isGone {
      if let code = conduct.dismissal { return fault(code) }
      return hasExited ? .crash : .disconnect
    }
    guard conduct.isGivenUpOn else {
      return conduct.missedMoves * missedShare > ticks ? .timeout : nil
    }
    if conduct.isSilent { return .stall }
    return conduct.illegalLines > 0 ? .illegal : .timeout
  }

  /// Of so many moves one may be missed, however soon the next one comes.
  static let missedShare = 10

  /// What a connection that the server has closed was closed for.
  private static func fault(_ code: ErrorCode) -> ResultReason {
    switch code {
    case .pingTimeout, .slowConsumer: .stall
    case .takenOver: .disconnect
    default: .illegal
    }
  }

  /// Who has won, and how, when the seats have these faults; `ticks` is what the rules ask for.
  static func outcome(
    _ match: SettledMatch, ofTicks ticks: Int, faults: [ResultReason?]
  ) -> (outcome: GameOutcome, reason: ResultReason) {
    switch (faults[0], faults[1]) {
    case (let fault?, nil): return (.second, fault)
    case (nil, let fault?): return (.first, fault)
    case (let fault?, .some): return (.neither, fault)
    case (nil, nil): break
    }
    let reason: ResultReason = match.ticks < ticks ? .knockout : .finished
    if match.seats[0].isWinner { return (.first, reason) }
    return (match.seats[1].isWinner ? .second : .draw, reason)
  }
}
