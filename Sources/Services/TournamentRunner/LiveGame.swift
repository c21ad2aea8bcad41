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
  /// What the server calls it; nil while it is being opened.
  var match: MatchID?
  /// By seat; nil for built-in bots.
  var processes: [RunningBot?] = [nil, nil]
  var isReady = [false, false]
  var hasBegun = false
  /// Until when both must be ready.
  var deadline: Instant?

  init(_ pairing: Pairing, number: Int, attempt: Int, settings: TournamentSettings, names: [String])
  {
    self.number = number
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
