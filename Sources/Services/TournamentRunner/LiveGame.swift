import BotProcess
import Bots
import Contests
import Primitives
import Records

/// A game that is being played.
struct LiveGame {
  /// The number under which it was asked for.
  let number: Int
  let pairing: Pairing
  /// By seat, the bots.
  let bots: [TournamentBot]
  /// By seat, what they are called in the match.
  let players: [String]
  /// How often it was played before and did not count.
  let attempt: Int
  /// How many were played at one time when it was asked for.
  let concurrency: Int
  /// What the server calls it; nil while it is being opened.
  var match: MatchID?
  /// By seat; nil for built-in bots.
  var processes: [RunningBot?] = [nil, nil]
  var isReady = [false, false]
  var hasBegun = false
  /// By seat, how long its processes had waited for a processor when that was looked at last.
  var waited = [0, 0]
  /// The seat that missed a move because the machine was too slow.
  var overloadedSeat: Int?
  /// Until when both must be ready.
  var deadline: Instant?

  init(
    _ pairing: Pairing, number: Int, attempt: Int, concurrency: Int,
    settings: TournamentSettings, names: [String]
  ) {
    self.number = number
    self.concurrency = concurrency
    self.pairing = pairing
    self.attempt = attempt
    let seats = [pairing.first, pairing.second].map { names[$0.index] }
    bots = seats.map { name in
      guard let bot = settings.bots.first(where: { $0.name == name }) else {
        preconditionFailure("Tournament: every entrant is a bot")
      }
      return bot
    }
    let id = pairing.id
    players = seats.map { "\($0).\(id.round + 1)-\(id.table + 1)-\(id.game + 1)" }
  }
}
