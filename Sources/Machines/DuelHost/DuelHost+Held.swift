import Primitives
import WireProtocol

// What sessions hold, counted as it changes, and bounded for all of them together.

extension DuelHost {
  /// Counts anew what a session holds. Complexity: O(1).
  mutating func recount(_ slot: Int) {
    let held =
      sessions[slot].isOpen
      ? sessions[slot].backlog.count + sessions[slot].waitingBytes
        + sessions[slot].framer.keptCount + sessions[slot].keptOutside
      : 0
    heldBytes += held - sessions[slot].heldBytes
    sessions[slot].heldBytes = held
  }

  /// The peer does not read; the edge keeps what it could not hand on.
  mutating func stalled(_ id: ConnectionID, kept: Int) {
    guard let slot = slot(of: id) else { return }
    sessions[slot].isStalled = true
    sessions[slot].keptOutside = kept
    recount(slot)
  }

  /// Makes room: closes those who hold most, spectators and strangers first, then players.
  ///
  /// A quarter of the room is made at once, so that the search costs little each time.
  mutating func closeLargestHolders(effects: inout EffectBuffer) {
    for isPlayers in [false, true] {
      var holders = sessions.indices.filter {
        sessions[$0].isOpen && !sessions[$0].isClosing && sessions[$0].heldBytes > 0
          && (sessions[$0].link != nil) == isPlayers
      }
      holders.sort { (sessions[$1].heldBytes, $0) < (sessions[$0].heldBytes, $1) }
      for slot in holders {
        guard heldBytes > Limits.heldMax / 4 * 3 else { return }
        drop(slot)
        close(
          slot, .slowConsumer, "the server holds too much, and most of it for you",
          effects: &effects)
      }
    }
  }

  /// Forgets what a connection is owed and what it has said.
  mutating func drop(_ slot: Int) {
    sessions[slot].backlog = []
    sessions[slot].waiting = []
    sessions[slot].waitingBytes = 0
    sessions[slot].framer = LineFramer()
    // The edge bounds by itself what it keeps for those who are closed.
    sessions[slot].keptOutside = 0
    recount(slot)
  }
}
