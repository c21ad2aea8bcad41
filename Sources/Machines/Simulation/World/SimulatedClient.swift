import Bots
import ClientCore
import Digests
import Primitives
import WireProtocol

/// What a simulated client does next about its connection.
enum ClientWish: Hashable {
  /// It goes on.
  case stay
  /// It hangs up and connects again after so many milliseconds.
  case redial(after: Int)
  /// It has what it came for and hangs up.
  case retire
}

/// A client of the simulated world, and what the auditor notes of it.
struct SimulatedClient {
  private(set) var player: BotPlayer
  /// Which bot plays; nil for a spectator.
  let bot: BuiltInBot?
  /// The connection it has; nil while it has none.
  var link: Int?
  /// Whether it will not connect again.
  var isRetired = false
  /// How many matches it may still begin.
  var matchesLeft = 1
  /// Whether it does more than its bot, and asks questions.
  var isLively = false
  /// Whether the time to act has come since it was asked last.
  private(set) var mayAct = false
  /// When it heard something last.
  var heardAt = Instant(nanoseconds: 0)

  /// The marks this client was shown, tick by tick from 0.
  private(set) var shown: [[Price]] = []
  private(set) var end: SeenEnd?
  private(set) var hasRecord = false
  private(set) var farewell: String?
  /// What it found when it computed the tape.
  private(set) var verdict: TapeVerdict?
  /// How often its connection ended before it was finished.
  private(set) var drops = 0
  private(set) var wish = ClientWish.stay
  /// Whether what it watched is not there any more.
  private var isMatchGone = false

  init(player: BotPlayer, bot: BuiltInBot?) {
    self.player = player
    self.bot = bot
  }

  /// Whether nothing more is expected of it.
  var isFinished: Bool { hasRecord || isRetired }

  /// Whether it sees a match that has begun and not ended, as far as it knows.
  var isPlaying: Bool {
    let view = player.session.view
    return !view.instruments.isEmpty && view.end == nil && !player.session.isLost && !isMatchGone
  }

  var match: String? { player.session.match }

  /// Its seat; nil for a spectator.
  var seat: Int? { player.session.view.seat }

  /// Its connection is gone. Whether it can go on where it was; otherwise it begins anew.
  mutating func lose() -> Bool {
    link = nil
    drops += 1
    wish = .stay
    guard player.session.canResume, !isMatchGone else { return false }
    player.reconnect()
    return true
  }

  /// Becomes somebody else, who begins from nothing.
  mutating func begin(as player: BotPlayer) {
    self.player = player
    shown = []
    end = nil
    hasRecord = false
    verdict = nil
    wish = .stay
    isMatchGone = false
  }

  mutating func receive(_ bytes: [UInt8], output: inout ByteBuffer) throws(FramingError) {
    var shown: [[Price]] = []
    var news: [ClientNews] = []
    try player.receive(bytes.span, output: &output) { item, view in
      switch item {
      case .match(.tick) where view.tick >= 0: shown.append(view.quotes.map(\.mark))
      case .match(.tick): break
      default: news.append(item)
      }
    }
    self.shown += shown
    mayAct =
      news.contains(.match(.ranked)) && seat != nil && end == nil
      && !player.session.isCatchingUp
    for item in news { take(item, output: &output) }
  }

  private mutating func take(_ news: ClientNews, output: inout ByteBuffer) {
    switch news {
    case .match(.ended):
      end = player.session.view.end ?? end
      player.requestRecord(&output)
    case .record: hasRecord = true
    case .farewell(let text): farewell = text
    case .checked(let found): verdict = found
    case .refused(let code, _): wish = answer(to: code)
    case .match, .resumed: break
    }
  }

  /// What it does about a refusal that keeps it from playing.
  private mutating func answer(to code: ErrorCode?) -> ClientWish {
    if bot == nil, end == nil {
      isMatchGone = true
      return .redial(after: 3000)
    }
    let session = player.session
    if session.isTurnedAway { return .redial(after: 10_000) }
    if session.isLost { return .redial(after: 500) }
    if end != nil { return code == .noRecord ? .retire : wish }
    if session.token == nil, session.view.instruments.isEmpty { return .redial(after: 1000) }
    // What it said before the match is lost; it says so again when it comes back.
    if code == .storeFull, session.view.instruments.isEmpty { return .redial(after: 1000) }
    return wish
  }
}
