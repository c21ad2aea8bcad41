import Bots
import ClientCore
import Digests
import Primitives
import WireProtocol

/// A client of the simulated world, and what the auditor notes of it.
struct SimulatedClient {
  var player: BotPlayer
  /// Which bot plays; nil for a spectator.
  let bot: BuiltInBot?
  private(set) var connection: ConnectionID

  /// The marks this client was shown, tick by tick from 0.
  var shown: [[Price]] = []
  var end: SeenEnd?
  var hasRecord = false
  var farewell: String?
  /// What it found when it computed the tape.
  private(set) var verdict: TapeVerdict?
  /// When the last bytes in each direction arrive: a stream does not overtake itself.
  var arrivalAtHost = Instant(nanoseconds: 0)
  var arrivalAtClient = Instant(nanoseconds: 0)

  init(player: BotPlayer, bot: BuiltInBot?, connection: ConnectionID) {
    self.player = player
    self.bot = bot
    self.connection = connection
  }

  /// How often its connection broke.
  private(set) var drops = 0

  /// Whether its connection may break: it plays, and could be back before the end.
  var mayDrop: Bool {
    let view = player.session.view
    return seat != nil && view.tick >= 0 && view.tick < view.ticks - 3
      && player.session.canResume
  }

  /// Its connection breaks; the next one is in the same slot.
  mutating func drop() {
    drops += 1
    connection = ConnectionID(slot: connection.slot, generation: connection.generation + 1)
    arrivalAtHost = Instant(nanoseconds: 0)
    arrivalAtClient = Instant(nanoseconds: 0)
    player.reconnect()
  }

  /// Whether nothing more is expected of it.
  var isFinished: Bool { hasRecord || farewell != nil }

  var match: String? { player.session.match }

  /// Its seat; nil for a spectator.
  var seat: Int? { player.session.view.seat }

  mutating func receive(_ bytes: [UInt8], output: inout ByteBuffer) throws(FramingError) {
    var shown: [[Price]] = []
    var ended: SeenEnd?
    var record = false
    var goodbye: String?
    var found: TapeVerdict?
    try player.receive(bytes.span, output: &output) { news, view in
      switch news {
      case .match(.tick) where view.tick >= 0: shown.append(view.quotes.map(\.mark))
      case .match(.ended): ended = view.end
      case .record: record = true
      case .farewell(let text): goodbye = text
      case .checked(let verdict): found = verdict
      case .match, .refused, .resumed: break
      }
    }
    self.shown += shown
    hasRecord = hasRecord || record
    farewell = goodbye ?? farewell
    verdict = found ?? verdict
    if let ended {
      end = ended
      player.requestRecord(&output)
    }
  }
}
