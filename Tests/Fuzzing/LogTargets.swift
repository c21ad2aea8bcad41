import Digests
import DuelHost
import DuelRules
import Primitives
import Records
import TestKit

/// A line of the log that is accepted is written in one form, which reads back as the same.
enum LogTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let rules = try? makeRules("instruments=BTC,ETH,SOL", "seats=4") else { return }
    for line in Cutter.lines(of: bytes) {
      guard let first = written(line, rules) else { continue }
      guard let second = written(first.dropLast(), rules) else {
        throw FuzzFailure("cannot be read back: \(String(decoding: first, as: UTF8.self))")
      }
      try require(first == second, "written in two ways: \(String(decoding: line, as: UTF8.self))")
    }
  }

  private static func written(_ line: some Sequence<UInt8>, _ rules: Rules) -> [UInt8]? {
    var reader = LogReader()
    guard let entry = reader.read(Array(line).span, rulesOf: { _ in rules }) else { return nil }
    var out = ByteBuffer()
    out.append(entry, rules: rules)
    return out.bytes
  }
}

/// A server given any log refuses it or serves: it can be spoken to, and its matches go on.
///
/// A line `=` of the input ends a batch; a first line `next=…` is what was kept when the log was
/// cut.
enum RecoveryTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard let rules = try? makeRules("ticks=5", preset: "classroom") else { return }
    var now = Instant(nanoseconds: 0)
    var host = DuelHost(
      configuration: HostConfiguration(durability: .strict, rules: rules),
      entropy: Digest.of(domain: "fuzz", []), now: now)
    var effects = EffectBuffer()
    var batches = Cutter.lines(of: bytes).split(separator: [UInt8(ascii: "=")]).map(Array.init)
    if let state = batches.first?.first, state.starts(with: "next=".utf8) {
      guard (try? host.restore(state.span)) != nil else { return }
      batches[0].removeFirst()
    }
    for (index, batch) in batches.enumerated() {
      let text = batch.flatMap { $0 + [UInt8(ascii: "\n")] }
      let isRead: Void? = try? host.recover(
        text.span, sequence: index + 1, now: now, effects: &effects)
      guard isRead != nil else { return }
      effects.clear()
    }
    host.finishRecovery(now: now, effects: &effects)
    try settle(&host, now, &effects)
    let guest = ConnectionID(slot: 0, generation: 0)
    host.step(.opened(guest), now: now, effects: &effects)
    let words = Array("HELLO name=guest\nLIST\nRULES match=m1\nWATCH\nQUEUE\nREADY\nSYNC\n".utf8)
    host.step(.received(guest, words.span), now: now, effects: &effects)
    for _ in 0..<20 {
      try settle(&host, now, &effects)
      now = now.adding(milliseconds: 5_000)
    }
    try require(host.population.matches <= 2_000, "more matches than there may be")
  }

  /// Ends rounds and answers for the store until the host has nothing to do.
  private static func settle(
    _ host: inout DuelHost, _ now: Instant, _ effects: inout EffectBuffer
  ) throws(FuzzFailure) {
    var turns = 0
    repeat {
      host.step(.roundEnded, now: now, effects: &effects)
      var tickets: [Int] = []
      for effect in effects.effects {
        switch effect {
        case .append(let ticket, _): tickets.append(ticket)
        case .send(_, let range): try check(effects, range)
        case .close, .archive, .forget, .note, .progress: break
        }
      }
      effects.clear()
      for ticket in tickets {
        host.step(.stored(ticket: ticket, .stored), now: now, effects: &effects)
      }
      turns += 1
      try require(turns < 10_000, "the host always has more to do")
    } while host.hasMoreToDo || !effects.effects.isEmpty
  }

  private static func check(
    _ effects: borrowing EffectBuffer, _ range: Range<Int>
  ) throws(FuzzFailure) {
    try WireLines.check(effects.bytes.withSpan(of: range) { Array($0) })
  }
}
