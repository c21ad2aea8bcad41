import DuelRules
import Primitives
import WireProtocol

extension DuelHost {
  /// STATS: who is here, what was done, who was dismissed.
  mutating func showStatistics(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) -> Refusal? {
    let seen = count()
    let counts = statistics
    let (connections, held, batches) = (sessionCount, heldBytes, ticket)
    let pending = gathering.items.count + (isStoring ? storing.items.count : 0)
    let uptime = now.milliseconds(since: counts.startedAt)
    accept(.stats, slot, tag: requestLine.tag, in: line, effects: &effects) { writer, out in
      writer.field("uptime_ms", uptime, &out)
      writer.field("connections", connections, &out)
      writer.field("players", seen.players, &out)
      writer.field("spectators", seen.spectators, &out)
      writer.field("open", seen.open, &out)
      writer.field("ready", seen.ready, &out)
      writer.field("countdown", seen.countdown, &out)
      writer.field("live", seen.live, &out)
      writer.field("ticks", counts.ticks, &out)
      writer.field("commands", counts.commands, &out)
      writer.field("refused", counts.refused, &out)
      writer.field("bytes_in", counts.bytesIn, &out)
      writer.field("bytes_out", counts.bytesOut, &out)
      writer.field("dropped", counts.dropped, &out)
      writer.field("held", held, &out)
      writer.field("batches", batches, &out)
      writer.field("pending", pending, &out)
      for (code, count) in zip(HostStatistics.closingCodes, counts.dismissed) {
        writer.field(number: code.rawValue, count, &out)
      }
    }
    return nil
  }

  /// Complexity: O(matches).
  private func count() -> PhaseCounts {
    var counts = PhaseCounts()
    for entry in directory {
      counts.spectators += matches[entry.slot].watchers.count
      switch matches[entry.slot].match.phase {
      case .open: counts.open += 1
      case .ready: counts.ready += 1
      case .countdown: counts.countdown += 1
      case .live: counts.live += 1
      case .settled, .aborted: continue
      }
      counts.players += matches[entry.slot].seats.count { $0.session != nil }
    }
    return counts
  }
}

/// Who is in the matches that are not over, and how many of them are in each phase.
private struct PhaseCounts {
  var players = 0
  var spectators = 0
  var open = 0
  var ready = 0
  var countdown = 0
  var live = 0
}
