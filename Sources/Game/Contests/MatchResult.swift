public import Primitives

/// How a game of a contest came to its result.
public enum ResultReason: String, Hashable, Sendable, CaseIterable {
  /// The match was played to its end.
  case finished
  /// A seat was knocked out and that ended the match.
  case knockout
  /// A seat did not move in time.
  case timeout
  /// A seat sent what is not a command.
  case illegal
  /// A seat's connection was gone for good.
  case disconnect
  /// A seat's program ended.
  case crash
  /// A seat's program ran but said nothing any more.
  case stall
  /// A seat never came: the game was not played. Rule: CONTEST-4.
  case absent

  /// Whether the result was given because of what a seat did or left undone.
  public var isForfeit: Bool { self != .finished && self != .knockout }
}

/// Who has won a game.
public enum GameOutcome: String, Hashable, Sendable, CaseIterable {
  /// Seat 0 has won.
  case first
  /// Seat 1 has won.
  case second
  /// Neither was better.
  case draw
  /// Both have forfeited.
  case neither

  /// The half points of seat 0. Rule: CONTEST-3.
  public var firstHalfPoints: Int {
    switch self {
    case .first: 2
    case .draw: 1
    case .second, .neither: 0
    }
  }

  /// The half points of seat 1. Rule: CONTEST-3.
  public var secondHalfPoints: Int {
    switch self {
    case .second: 2
    case .draw: 1
    case .first, .neither: 0
    }
  }
}

/// What a seat began a game with and what it came to.
public struct SeatFigures: Hashable, Sendable {
  /// The starting balance.
  public let start: Money
  /// The equity at the end.
  public let equity: Money

  /// Takes down both.
  public init(start: Money, equity: Money) {
    self.start = start
    self.equity = equity
  }

  /// What was won or lost.
  public var gain: Money { equity - start }
}

/// The result of one game of a contest. Rule: CONTEST-4.
public struct MatchResult: Hashable, Sendable {
  /// Which game it was.
  public let id: PairingID
  /// Who has won.
  public let outcome: GameOutcome
  /// How it came about.
  public let reason: ResultReason
  /// The figures of seat 0.
  public let first: SeatFigures
  /// The figures of seat 1.
  public let second: SeatFigures

  /// Takes down a result; only who forfeits can lose on both sides.
  public init(
    id: PairingID, outcome: GameOutcome, reason: ResultReason, first: SeatFigures,
    second: SeatFigures
  ) {
    precondition(outcome != .neither || reason.isForfeit, "CONTEST-4: both lose by forfeit only")
    precondition(outcome != .draw || !reason.isForfeit, "CONTEST-4: who forfeits does not draw")
    self.id = id
    self.outcome = outcome
    self.reason = reason
    self.first = first
    self.second = second
  }
}
