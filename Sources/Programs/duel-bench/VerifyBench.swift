import Digests
import DuelRules
import Margin
import Primitives
import Records
import Terminal

/// Verification of a 2-seat match of 10,000 ticks and 200 orders, tape included.
enum VerifyBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    let rules = try benchRules("BTC,ETH", seats: 2, ticks: size == .small ? 100 : 10_000)
    let text = record(rules)
    try measure("verify", size, operations: 1, unit: "match") { () throws(CommandFailure) in
      do throws(RecordError) {
        guard case .verified(let digest) = try RecordVerifier.verify(text) else {
          throw RecordError.notARecord
        }
        return digest
      } catch {
        throw CommandFailure(.no, "verify: the record does not verify")
      }
    }
  }

  private static func record(_ rules: Rules) -> [UInt8] {
    var match = Match(rules: rules, secret: MatchSecret(practice: 1))
    var events: [MatchEvent] = []
    for name in ["ada", "bob"].compactMap(PlayerName.init) {
      _ = match.apply(.join(name), events: &events)
    }
    for seat in 0..<2 { _ = match.apply(.ready(Seat(seat)), events: &events) }
    let pause = max(1, rules.values.ticks / 100)
    while match.phase != .settled {
      events.removeAll(keepingCapacity: true)
      _ = match.apply(.advance(from: match.tick), events: &events)
      guard match.phase == .live, match.tick.number % pause == 0 else { continue }
      for seat in 0..<2 {
        let turn = match.tick.number / pause + seat
        let order = EntryOrder(
          side: turn % 2 == 0 ? .buy : .sell, instrument: Instrument(turn % 3 == 0 ? 1 : 0),
          size: .margin(Money(whole: 300)))
        _ = match.apply(.command(Seat(seat), .enter(order)), events: &events)
      }
    }
    var buffer = ByteBuffer(capacity: 65_536)
    _ = RecordWriter.write(match, into: &buffer)
    return buffer.bytes
  }
}
