import Bots
import ClientCore
import Digests
import DuelHost
public import DuelRules
import Primitives
import Records
import WireProtocol

/// A world of one server and its clients, run from a seed.
///
/// First the faults do what they do; then all is calm, and every match must come to its end; then
/// an inspector looks at what is left, and the auditor proves the records.
public struct Simulation: ~Copyable {
  /// Is told what happens, for whoever looks for the cause of a failure.
  public var trace: ((String) -> Void)?
  let plan: SimulationPlan
  let rules: Rules
  var host: DuelHost
  /// Whether there is a host; nobody is after a crash until the next one is started.
  var isUp = true
  /// Whether the host may be connected to: it has written that it was started.
  var isServing = true
  /// Whether the host was told to stop.
  var isStopping = false
  var effects = EffectBuffer()
  var queue = EventQueue()
  var network = Network()
  var store: SimulatedStore
  var clients: [SimulatedClient] = []
  /// By client: with what it looks for a match.
  var settings: [String] = []
  var hostiles: [HostileClient] = []
  var inspector: Inspector?
  var auditor = Auditor()
  var digest = RunDigest()
  var report = SimulationReport()

  /// What goes wrong now; nothing once all is calm.
  var faults: Faults
  var isCalm = false
  /// Whether nobody begins another match.
  var isClosing = false
  var now = Instant(nanoseconds: 0)
  /// How many rounds there were since time has moved.
  private var roundsAtNow = 0
  /// How far the host's clock is ahead of the world's, in milliseconds.
  var leapt = 0
  var wakeAt: Instant?
  /// Numbers what clients say.
  var tag = 0

  var fate: WorldDice
  var traffic: WorldDice
  var people: WorldDice

  /// How many rounds there may be until time must move.
  private static let roundsAtNowMax = 100_000
  /// How long matches may take to end when all is calm, in milliseconds.
  static let calmMilliseconds = 3_600_000

  /// Prepares the world of a plan.
  public init(_ plan: SimulationPlan) throws(RuleError) {
    self.plan = plan
    faults = plan.faults
    fate = WorldDice("fate", seed: plan.seed)
    traffic = WorldDice("traffic", seed: plan.seed)
    people = WorldDice("people", seed: plan.seed)
    store = SimulatedStore(seed: plan.seed)
    var values = RulesPreset.standard.values
    try values.set("preset", to: plan.rules)
    rules = try Rules(values)
    host = Self.makeHost(rules, entropy: people.nextDigest(), now: now)
    addClients()
    queue.plan(.calm, at: now.adding(milliseconds: faults.lasting))
  }

  /// The time on the host's clock.
  var hostNow: Instant { now.adding(milliseconds: leapt) }

  /// Runs until all is over; throws what the auditor finds.
  public mutating func run() throws(SimulationFailure) -> SimulationReport {
    while let (time, event) = queue.next() {
      roundsAtNow = time > now ? 0 : roundsAtNow + 1
      now = max(now, time)
      try take(event)
      // What comes at one moment may come in one round.
      while let next = queue.nextTime, next <= now, traffic.once(in: 2),
        let (_, event) = queue.next()
      {
        try take(event)
      }
      try endRound()
      if inspector?.isDone == true { break }
      try checkTime()
    }
    report.milliseconds = now.milliseconds(since: Instant(nanoseconds: 0))
    try audit()
    report.digest = digest.finish()
    return report
  }

  private func checkTime() throws(SimulationFailure) {
    let latest = faults.lasting + Self.calmMilliseconds
    guard now.milliseconds(since: Instant(nanoseconds: 0)) < latest else {
      throw SimulationFailure("the run never ends: \(unfinished)")
    }
    guard roundsAtNow < Self.roundsAtNowMax else {
      let wait = host.nextDeadline.map { $0.milliseconds(since: hostNow) }
      throw SimulationFailure(
        "the host is woken again and again and time does not move: "
          + (host.hasMoreToDo ? "it has more to do" : "it waits \(wait ?? 0) ms"))
    }
  }

  private func tell(_ event: WorldEvent) {
    let time = now.milliseconds(since: Instant(nanoseconds: 0))
    switch event {
    case .toHost(let link, let bytes):
      trace?("\(time) > \(link) \(String(decoding: bytes, as: UTF8.self))")
    case .toClient(let link, let bytes):
      trace?("\(time) < \(link) \(String(decoding: bytes, as: UTF8.self))")
    default: trace?("\(time) \(event)")
    }
  }

  /// What has not come to its end.
  private var unfinished: String {
    var names: [String] = []
    for slot in 0..<auditor.model.matches.limit where !auditor.model.matches[slot].isOver {
      let phase = auditor.model.matches[slot].match.phase
      names.append("\(auditor.model.matches[slot].id) is \(phase)")
    }
    for index in clients.indices where !clients[index].isFinished {
      names.append("client \(index) waits in \(clients[index].match ?? "none")")
    }
    return names.joined(separator: ", ")
  }

  mutating func take(_ event: WorldEvent) throws(SimulationFailure) {
    report.steps += 1
    if trace != nil { tell(event) }
    switch event {
    case .dial(let party): dial(party)
    case .act(.client(let index)): lookAtClock(of: index)
    case .act(.hostile(let index)): act(index)
    case .act(.inspector): inspectAgain()
    case .opened(let link): opened(link)
    case .toHost(let link, let bytes): receive(bytes, from: link)
    case .toClient(let link, let bytes): try deliver(bytes, to: link)
    case .endedAtHost(let link): endAtHost(link)
    case .endedAtClient(let link): endAtClient(link)
    case .readsAgain(let link): readAgain(link)
    case .stored(let order): try complete(order)
    case .wake: wakeAt = nil
    case .restart: try restart()
    case .calm: becomeCalm()
    case .closingTime: closeDown()
    }
  }

  /// Ends the host's round and does what it asks for; it may be killed before, between and after.
  private mutating func endRound() throws(SimulationFailure) {
    guard isUp else { return }
    if !isCalm, fate.once(in: faults.leaps) { leapt += fate.pick([5, 200, 3000, 40_000]) }
    if !isCalm, fate.once(in: faults.crashes) { return try end() }
    host.step(.roundEnded, now: hostNow, effects: &effects)
    if !isCalm, fate.once(in: faults.crashes) { return try end() }
    try perform()
    if host.isStopped { return stopped() }
    if !host.isWriting, !isStopping { isServing = true }
    planWake()
    if isCalm, inspector == nil { beginInspection() }
  }

  mutating func planWake() {
    let wanted = host.hasMoreToDo ? hostNow : host.nextDeadline
    guard let wanted else { return }
    let time = max(now, wanted.adding(milliseconds: -leapt))
    if wakeAt.map({ time < $0 }) ?? true {
      wakeAt = time
      queue.plan(.wake, at: time)
    }
  }

  // MARK: - Effects

  /// Does what the host asked for, until it asks for nothing more.
  mutating func perform() throws(SimulationFailure) {
    while !effects.effects.isEmpty {
      var closing: [Int] = []
      var stalled: [Int] = []
      for effect in effects.effects {
        switch effect {
        case .send(let connection, let range):
          guard let link = network.link(of: connection) else { continue }
          let bytes = effects.bytes.withSpan(of: range) { Array($0) }
          try send(bytes, to: link, stalled: &stalled)
        case .close(let connection):
          if let link = network.link(of: connection) { closing.append(link) }
        case .append(let ticket, let range):
          let bytes = effects.bytes.withSpan(of: range) { Array($0) }
          try append(bytes, ticket: ticket)
        case .archive(let index):
          archive(effects.settled[index])
        case .forget(let sequence, let range):
          let text = effects.bytes.withSpan(of: range) { Array($0) }
          order(.forget(before: sequence, text))
          report.cuts += 1
        case .note, .progress: break
        }
      }
      effects.clear()
      for link in stalled {
        host.step(
          .stalled(network[link].connection, kept: network[link].kept.count), now: hostNow,
          effects: &effects)
      }
      for link in closing where network[link].isOpenAtHost {
        host.step(.closed(network[link].connection), now: hostNow, effects: &effects)
        close(link)
      }
      guard host.population.connections == network.openAtHost else {
        throw SimulationFailure(
          "the host counts \(host.population.connections) connections of \(network.openAtHost)")
      }
    }
  }

  // MARK: - The store

  private mutating func append(_ bytes: [UInt8], ticket: Int) throws(SimulationFailure) {
    digest.add(UInt8(ascii: "b"), ticket, at: now, bytes.span)
    guard ticket > store.lastSequence else {
      throw SimulationFailure("batch \(ticket) is given to a log that had \(store.lastSequence)")
    }
    if plan.canary == .silentStore, ticket > 5 { return }
    let batch = SimulatedBatch(sequence: ticket, bytes: bytes)
    order(.append(batch, fails: store.drawFailure(now: now, faults: faults)))
    if plan.canary == .earlyOK, fate.once(in: 20) {
      host.step(.stored(ticket: ticket, .stored), now: hostNow, effects: &effects)
    }
  }

  mutating func archive(_ settled: SettledMatch) {
    guard let digest = settled.digest.flatMap({ Digest(hex: $0) }) else { return }
    order(.archive(SimulatedRecord(match: settled.match, digest: digest, bytes: settled.record)))
  }

  private mutating func order(_ order: StoreOrder) {
    var faults = faults
    if plan.canary == .earlyOK { faults.storeMost = 2000 }
    let (number, time) = store.take(order, now: now, faults: faults)
    queue.plan(.stored(order: number), at: time)
  }

  private mutating func complete(_ number: Int) throws(SimulationFailure) {
    guard isUp, let order = store.complete(number), case .append(let batch, let fails) = order
    else { return }
    trace?("\(fails ? "failed" : "stored") \(String(decoding: batch.bytes, as: UTF8.self))")
    if fails { report.storeFailures += 1 } else { try auditor.stores(batch) }
    if fails, plan.canary == .failedButKept { store.keep(batch) }
    host.step(
      .stored(ticket: batch.sequence, fails ? .failed : .stored), now: hostNow,
      effects: &effects)
  }
}
