import Digests
import DuelHost
import DuelRules
import Primitives
import Terminal

/// The whole server without sockets: lockstep matches that say LONG, CLOSE and DONE.
enum HostBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    let matches = size == .small ? 2 : 200
    let ticks = size == .small ? 5 : 100
    let rules = try benchRules("BTC,ETH", seats: 2, ticks: ticks + 1)
    // Each tick of a match takes four commands.
    try measure("host", size, operations: 4 * matches * ticks, unit: "command") {
      var bench = HostRun(rules, matches: matches)
      bench.begin()
      for tick in 0..<ticks { bench.tick(tick) }
      return Digest.of([Int64(bench.bytesOut), Int64(bench.matchesLeft)])
    }
  }
}

/// A host and the connections that talk to it.
private struct HostRun: ~Copyable {
  private var host: DuelHost
  private var effects = EffectBuffer()
  private var now = Instant(nanoseconds: 0)
  private let matches: Int
  private(set) var bytesOut = 0

  init(_ rules: Rules, matches: Int) {
    self.matches = matches
    host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: rules),
      entropy: Digest.of(domain: "bench", []), now: now)
  }

  var matchesLeft: Int { host.population.matches }

  mutating func begin() {
    for slot in 0..<(2 * matches) { host.step(.opened(id(slot)), now: now, effects: &effects) }
    for slot in 0..<(2 * matches) { say("HELLO name=p\(slot)\nQUEUE seats=2\n", slot) }
    endRound()
    for slot in 0..<(2 * matches) { say("READY\n", slot) }
    endRound()
    endRound()
  }

  /// Every seat trades and is done.
  mutating func tick(_ tick: Int) {
    now = now.adding(milliseconds: 20)
    let trade = tick & 1 == 0 ? "LONG BTC 100 5x\nDONE\n" : "CLOSE BTC\nDONE\n"
    for slot in 0..<(2 * matches) { say(trade, slot) }
    endRound()
  }

  private func id(_ slot: Int) -> ConnectionID { ConnectionID(slot: slot, generation: 0) }

  private mutating func say(_ text: String, _ slot: Int) {
    let bytes = Array(text.utf8)
    host.step(.received(id(slot), bytes.span), now: now, effects: &effects)
  }

  private mutating func endRound() {
    host.step(.roundEnded, now: now, effects: &effects)
    var ticket: Int?
    repeat {
      ticket = nil
      for effect in effects.effects {
        switch effect {
        case .send(_, let range): bytesOut += range.count
        case .append(let number, _): ticket = number
        case .close, .archive, .forget, .note, .progress: break
        }
      }
      effects.clear()
      if let ticket {
        host.step(.stored(ticket: ticket, .stored), now: now, effects: &effects)
      }
    } while ticket != nil
  }
}
