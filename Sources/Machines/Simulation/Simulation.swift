import Bots
import ClientCore
import Digests
import DuelHost
public import DuelRules
import Primitives
import Records
import WireProtocol

/// A world of one server and its clients, run from a seed.
public struct Simulation: ~Copyable {
  private let plan: SimulationPlan
  private var dice: KeyedStream
  private var host: DuelHost
  private var effects = EffectBuffer()
  private var queue = EventQueue()
  private var clients: [SimulatedClient] = []
  private var now = Instant(nanoseconds: 0)
  private var wakeAt: Instant?
  private var report = SimulationReport()

  /// How many inputs a run may take until it is given up.
  private static let stepsMax = 50_000_000

  /// Prepares the world of a plan.
  public init(_ plan: SimulationPlan) throws(RuleError) {
    self.plan = plan
    let seedText = Array(String(plan.seed).utf8)
    dice = KeyedStream(key: Digest.of(domain: "margin-duel/simulation/1", [seedText]))
    var values = RulesPreset.standard.values
    try values.set("preset", to: plan.rules)
    host = DuelHost(
      configuration: HostConfiguration(durability: nil, rules: try Rules(values)),
      entropy: dice.nextDigest(), now: now)
    addClients()
  }

  /// Runs until every client has seen the end and its record; throws what the auditor finds.
  public mutating func run() throws(SimulationFailure) -> SimulationReport {
    while let (time, event) = queue.next() {
      now = max(now, time)
      try take(event)
      report.steps += 1
      guard report.steps < Self.stepsMax else { throw SimulationFailure("the run never ends") }
      if clients.allSatisfy(\.isFinished) { break }
    }
    report.milliseconds = now.milliseconds(since: Instant(nanoseconds: 0))
    try audit()
    return report
  }

  private mutating func addClients() {
    for duel in 0..<plan.duels {
      for seat in 0..<2 {
        let bot = plan.bots[(2 * duel + seat) % plan.bots.count]
        let seed = plan.seed + clients.count
        let goal: ClientGoal =
          seat == 0
          ? .create(settings: "ticks=\(plan.ticks)") : .join(match: "m\(duel + 1)")
        // Every third one gives a nonce only where it must.
        let secret = dice.nextDigest()
        let player = BotPlayer(
          name: "bot\(clients.count)", bot: bot, seed: seed, goal: goal,
          contribution: clients.count % 3 == 2 ? .whereRequired(secret) : .always(secret))
        add(player, bot, after: seat == 0 ? 1 + duel : 1000 + duel)
      }
      for _ in 0..<plan.spectators {
        add(BotPlayer(spectatorOf: "m\(duel + 1)"), nil, after: 500 + duel)
      }
    }
  }

  private mutating func add(
    _ player: BotPlayer, _ bot: BuiltInBot?, after milliseconds: Int
  ) {
    let connection = ConnectionID(slot: clients.count, generation: 0)
    clients.append(SimulatedClient(player: player, bot: bot, connection: connection))
    queue.plan(.connect(clients.count - 1), at: now.adding(milliseconds: milliseconds))
  }

  private mutating func take(_ event: WorldEvent) throws(SimulationFailure) {
    switch event {
    case .connect(let client):
      host.step(.opened(clients[client].connection), now: now, effects: &effects)
    case .toHost(let connection, let bytes):
      host.step(.received(connection, bytes.span), now: now, effects: &effects)
    case .toClient(let connection, let bytes):
      guard clients[connection.slot].connection == connection else { break }
      try deliver(bytes, to: connection.slot)
      dropPerhaps(connection.slot)
    case .closed(let connection):
      host.step(.closed(connection), now: now, effects: &effects)
    case .stored(let ticket):
      host.step(.stored(ticket: ticket, .stored), now: now, effects: &effects)
    case .wake: wakeAt = nil
    }
    host.step(.roundEnded, now: now, effects: &effects)
    perform()
  }

  private mutating func deliver(_ bytes: [UInt8], to client: Int) throws(SimulationFailure) {
    var output = ByteBuffer()
    do throws(FramingError) {
      try clients[client].receive(bytes, output: &output)
    } catch {
      throw SimulationFailure("client \(client) was sent a line that is too long")
    }
    var arrival = clients[client].arrivalAtHost
    for piece in chop(output.bytes) {
      arrival = max(arrival, now.adding(milliseconds: delay()))
      queue.plan(.toHost(clients[client].connection, piece), at: arrival)
    }
    clients[client].arrivalAtHost = arrival
  }

  /// Breaks a player's connection, what is under way in it included, and makes another later.
  private mutating func dropPerhaps(_ client: Int) {
    guard clients[client].drops < plan.drops, clients[client].mayDrop, roll(12) == 0 else { return }
    host.step(.closed(clients[client].connection), now: now, effects: &effects)
    clients[client].drop()
    report.drops += 1
    queue.plan(.connect(client), at: now.adding(milliseconds: 1 + roll(300)))
  }

  private mutating func perform() {
    for effect in effects.effects {
      switch effect {
      case .send(let connection, let range):
        let bytes = effects.bytes.withSpan(of: range) { Array($0) }
        report.bytesSent += bytes.count
        var arrival = clients[connection.slot].arrivalAtClient
        for piece in chop(bytes) {
          arrival = max(arrival, now.adding(milliseconds: delay()))
          queue.plan(.toClient(connection, piece), at: arrival)
        }
        clients[connection.slot].arrivalAtClient = arrival
      case .close(let connection):
        queue.plan(.closed(connection), at: now.adding(milliseconds: 1))
      case .append(let ticket, _):
        queue.plan(.stored(ticket), at: now.adding(milliseconds: roll(4)))
      case .archive, .forget, .note: break
      }
    }
    effects.clear()
    let wanted = host.hasMoreToDo ? now : host.nextDeadline
    if let wanted, wakeAt.map({ wanted < $0 }) ?? true {
      wakeAt = wanted
      queue.plan(.wake, at: wanted)
    }
  }

  private mutating func roll(_ sides: Int) -> Int { Int(dice.next(below: UInt32(sides))) }

  private mutating func delay() -> Int { roll(8) == 0 ? roll(40) : roll(3) }

  /// Cuts bytes into the pieces a network might bring.
  private mutating func chop(_ bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let size = roll(4) == 0 ? 1 + roll(20) : bytes.count - start
      let end = min(bytes.count, start + size)
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }

  // MARK: - The auditor

  /// Checks the promises: all saw the same prices and the same end, and every record verifies.
  private mutating func audit() throws(SimulationFailure) {
    for (index, client) in clients.enumerated() {
      report.refusals += client.player.refusals
      guard client.hasRecord, let digest = client.end?.digest, let match = client.match else {
        throw SimulationFailure("client \(index) has not seen the end and the record")
      }
      let verification: Verification
      do throws(RecordError) {
        verification = try RecordVerifier.verify(client.player.session.record)
      } catch {
        throw SimulationFailure("client \(index): the record of \(match) is none: \(error)")
      }
      guard case .verified(let found) = verification, found.description == digest else {
        throw SimulationFailure("client \(index): the record of \(match) says \(verification)")
      }
      try auditPrices(client, index)
      try auditVerdict(client, index)
      if client.seat == 0 { report.digests.append(digest) }
      if let outcome = outcome(of: client) { report.outcomes.append(outcome) }
    }
  }

  /// A player who has seen every tick finds that they follow from all commitments.
  private func auditVerdict(_ client: SimulatedClient, _ index: Int) throws(SimulationFailure) {
    guard client.seat != nil else { return }
    switch client.verdict {
    case .follows: return
    case .unchecked where client.drops > 0: return
    case .unchecked, .contradicts, nil:
      throw SimulationFailure(
        "client \(index) says of its tape: \(String(describing: client.verdict))")
    }
  }

  private func outcome(of client: SimulatedClient) -> BotOutcome? {
    guard let bot = client.bot, let seat = client.seat, let end = client.end,
      let place = end.ranking.firstIndex(of: seat), end.equity.indices.contains(place)
    else { return nil }
    return BotOutcome(
      bot: bot, gain: end.equity[place] - client.player.session.view.balance,
      isWinner: end.places[place] == 1 && end.places.count { $0 == 1 } == 1)
  }

  private func auditPrices(_ client: SimulatedClient, _ index: Int) throws(SimulationFailure) {
    guard let first = clients.first(where: { $0.seat != nil && $0.match == client.match })
    else { return }
    guard first.shown.count == plan.ticks else {
      throw SimulationFailure("a seat of \(client.match ?? "") saw \(first.shown.count) ticks")
    }
    // A spectator who came late has seen the last ticks only.
    guard client.shown.elementsEqual(first.shown.suffix(client.shown.count)) else {
      throw SimulationFailure("client \(index) was shown other prices than seat 0")
    }
    guard client.end == first.end else {
      throw SimulationFailure("client \(index) was told another end than seat 0")
    }
  }
}
