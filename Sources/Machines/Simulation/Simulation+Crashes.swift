import Digests
import DuelHost
import DuelRules
import Primitives
import Records

// The host is killed and started again from what the store has.

extension Simulation {
  /// So few that hostile clients get in each other's way, and those who come back do not.
  private static let connectionsPerAddress = 4

  static func makeHost(_ rules: Rules, entropy: Digest, now: Instant) -> DuelHost {
    var configuration = HostConfiguration(durability: .strict, rules: rules)
    configuration.admission.connectionsPerAddress = connectionsPerAddress
    return DuelHost(configuration: configuration, entropy: entropy, now: now)
  }

  /// Ends the host: in order, or by killing it, also while it stops.
  mutating func end() throws(SimulationFailure) {
    guard !isStopping, isServing, fate.once(in: faults.stopsHost) else { return try crash() }
    isStopping = true
    isServing = false
    host.step(.shutdown, now: hostNow, effects: &effects)
    host.step(.roundEnded, now: hostNow, effects: &effects)
    try perform()
    if host.isStopped { stopped() }
    planWake()
  }

  /// The host has said all it had to say and closed every connection.
  mutating func stopped() {
    guard isUp else { return }
    report.stops += 1
    isUp = false
    isStopping = false
    // The store does what it was asked for before it is closed.
    store.completeAll()
    forgetPlans()
    queue.plan(.restart, at: now.adding(milliseconds: fate.pick([1, 100, 3000])))
  }

  /// Kills the host: all connections break, and what was on its way to the log is lost or not.
  mutating func crash() throws(SimulationFailure) {
    isUp = false
    isServing = false
    isStopping = false
    report.crashes += 1
    effects.clear()
    for batch in store.crash(now: now) { try auditor.stores(batch) }
    if plan.canary == .lostBatch { store.loseLast() }
    if plan.canary == .tornBatch { store.tearLast() }
    forgetPlans()
    for link in network.links.indices where network[link].isAnywhere { breakLink(link) }
    queue.plan(.restart, at: now.adding(milliseconds: fate.pick([1, 100, 3000, 20_000])))
  }

  /// Nothing of what was planned with the host that is gone will happen.
  private mutating func forgetPlans() {
    wakeAt = nil
    queue.remove { event in
      switch event {
      case .stored, .wake, .endedAtHost: true
      default: false
      }
    }
  }

  private mutating func breakLink(_ link: Int) {
    network.endAtHost(link)
    network[link].isMuteToHost = true
    guard network[link].isOpenAtClient else { return }
    // Some notice at once, some only because nothing comes any more.
    if fate.once(in: 4) {
      network[link].isMuteToClient = true
    } else {
      queue.plan(.endedAtClient(link: link), at: now.adding(milliseconds: fate.roll(500)))
    }
  }

  /// Starts a host from what the store has. Its clock may be another one.
  mutating func restart() throws(SimulationFailure) {
    leapt = fate.pick([0, leapt, leapt + 100_000])
    host = Self.makeHost(rules, entropy: people.nextDigest(), now: hostNow)
    isUp = true
    do throws(LogDamage) {
      if let state = store.state { try host.restore(state.span) }
      for record in store.records { host.shelve(record.match, record.digest, record.bytes) }
      for batch in store.durable {
        try host.recover(
          batch.bytes.span, sequence: batch.sequence, now: hostNow, effects: &effects)
      }
      if plan.canary == .batchTwice, let last = store.durable.last,
        let again = store.lastCommands
      {
        try host.recover(
          again.bytes.span, sequence: last.sequence, now: hostNow, effects: &effects)
      }
    } catch {
      throw SimulationFailure("the log cannot be executed: \(error)")
    }
    for effect in effects.effects {
      switch effect {
      case .archive(let index): archive(effects.settled[index])
      case .note, .progress: break
      case .send, .close, .append, .forget:
        throw SimulationFailure("a host that recovers asks for \(effect)")
      }
    }
    effects.clear()
    host.finishRecovery(now: hostNow, effects: &effects)
  }
}
