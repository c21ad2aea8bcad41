import Bots
import ClientCore
import Digests
import Primitives
import WireProtocol

/// A client of the simulated world, and what the auditor notes of it.
struct SimulatedClient {
  var player: BotPlayer
  let connection: ConnectionID

  /// The marks this client was shown, tick by tick from 0.
  var shown: [[Price]] = []
  var end: SeenEnd?
  var hasRecord = false
  var farewell: String?
  /// When the last bytes in each direction arrive: a stream does not overtake itself.
  var arrivalAtHost = Instant(nanoseconds: 0)
  var arrivalAtClient = Instant(nanoseconds: 0)

  init(player: BotPlayer, connection: ConnectionID) {
    self.player = player
    self.connection = connection
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
    try player.receive(bytes.span, output: &output) { news, view in
      switch news {
      case .match(.tick) where view.tick >= 0: shown.append(view.quotes.map(\.mark))
      case .match(.ended): ended = view.end
      case .record: record = true
      case .farewell(let text): goodbye = text
      case .match, .refused, .resumed: break
      }
    }
    self.shown += shown
    hasRecord = hasRecord || record
    farewell = goodbye ?? farewell
    if let ended {
      end = ended
      player.requestRecord(&output)
    }
  }
}
