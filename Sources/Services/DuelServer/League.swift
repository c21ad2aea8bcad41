import Digests
import DuelHost
import Foundation
import LeagueStore
public import Primitives
import Reactor
import Records
import WireProtocol

/// What a server keeps of its matches, and where.
public enum LeagueChoice: Hashable, Sendable {
  /// Nothing beyond the process.
  case memory
  /// Everything, in a folder of this path.
  case folder(String, Durability)
}

/// The folder of a league, between the store and the host.
enum League {
  static func open(
    _ path: String, _ durability: Durability, waker: Waker
  ) throws(ServerError) -> LeagueStore {
    do throws(StoreError) {
      return try LeagueStore(folder: path, durability: durability) { waker.wake() }
    } catch {
      throw .store(error)
    }
  }

  /// Gives the host what the folder holds: records to show, and the log to execute.
  static func restore(
    _ host: inout DuelHost, from store: inout LeagueStore, onNote: (String) -> Void
  ) throws(ServerError) {
    do throws(StoreError) {
      let records = try store.records(
        last: Limits.recordsMax, bytesMax: Limits.recordBytesMax)
      for item in records {
        guard let digest = item.digest.flatMap({ Digest(hex: $0) }) else { continue }
        host.shelve(MatchID(item.number), digest, item.record)
      }
    } catch {
      throw .store(error)
    }
    if let state = store.checkpointState {
      do throws(LogDamage) { try host.restore(state.span) } catch { throw .log(error) }
    }
    var effects = EffectBuffer()
    var settled: [SettledMatch] = []
    do throws(BatchReadingError<LogDamage>) {
      try store.forEachBatch { (sequence, bytes) throws(LogDamage) in
        try host.recover(bytes, sequence: sequence, now: .now(), effects: &effects)
        settled += effects.settled
        effects.clear()
      }
    } catch {
      switch error {
      case .unreadable(let error): throw .store(error)
      case .refused(let damage): throw .log(damage)
      }
    }
    for match in settled { store.archive(ArchivedMatch(match)) }
    let running = host.population.matches
    if running > 0 { onNote("level=info event=recovered matches=\(running)\n") }
  }
}

extension ArchivedMatch {
  /// A match that is over now.
  init(_ match: SettledMatch) {
    self.init(
      number: match.match.number, rules: match.preset, reason: match.reason,
      digest: match.digest,
      seats: match.seats.map {
        ArchivedSeat(
          player: $0.player.text, place: $0.place, equity: $0.equity.description,
          isWinner: $0.isWinner, hasForfeited: $0.hasForfeited)
      },
      record: match.record.isEmpty ? nil : match.record,
      endedAt: Int(Date().timeIntervalSince1970 * 1000))
  }
}

extension DuelHost {
  /// A host with secrets of its own.
  init(_ options: ServerOptions, _ durability: Durability?) {
    var configuration = HostConfiguration(
      durability: durability, rules: options.rules, tapes: options.tapes,
      linesPerSecond: options.linesPerSecond)
    configuration.admission = options.admission
    self.init(
      configuration: configuration, entropy: Digest(bytes: systemRandomBytes(Digest.size)),
      now: .now())
  }
}
