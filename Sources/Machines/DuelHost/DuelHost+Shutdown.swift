import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Takes nothing more; a server that keeps nothing ends its matches without a result, one that
  /// has a log leaves them there.
  mutating func shutDown(now: Instant, effects: inout EffectBuffer) {
    guard !isShuttingDown else { return }
    isShuttingDown = true
    restartDueAt = nil
    note(.info, "stopping", "connections=\(sessionCount)", effects: &effects)
    guard configuration.durability == nil else { return }
    for entry in directory where !matches[entry.slot].isOver {
      events.removeAll(keepingCapacity: true)
      _ = matches[entry.slot].match.apply(.abort, events: &events)
      publish(entry.slot, now: now, effects: &effects)
    }
  }

  /// Closes every connection with a reason, as soon as the log has what came before.
  mutating func goOnShuttingDown(effects: inout EffectBuffer) {
    flushBatch(effects: &effects)
    guard !isWriting, !isStopped else { return }
    while !fanouts.isEmpty { fanOut(effects: &effects) }
    for slot in sessions.indices where sessions[slot].isOpen {
      close(slot, .shuttingDown, farewell, effects: &effects)
    }
    isStopped = true
  }

  /// What a connection is told when the server stops.
  var farewell: String {
    configuration.durability == nil
      ? "the server is stopping" : "the server is stopping; it keeps your match, RESUME it later"
  }
}
