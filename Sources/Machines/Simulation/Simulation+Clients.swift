import Bots
import ClientCore
import DuelHost
import Primitives
import WireProtocol

// Those who play by the rules: bots and spectators, who come back when their connection breaks.

extension Simulation {
  mutating func addClients() {
    for duel in 0..<plan.duels {
      let terms = plan.isCalm ? "ticks=\(plan.ticks)" : drawSettings(duel)
      for seat in 0..<2 {
        let bot = plan.bots[(2 * duel + seat) % plan.bots.count]
        let goal: ClientGoal =
          plan.isCalm
          ? (seat == 0 ? .create(settings: terms) : .join(match: "m\(duel + 1)"))
          : .play(settings: terms)
        settings.append(terms)
        let player = makePlayer(clients.count, persona: 0, bot, goal)
        add(SimulatedClient(player: player, bot: bot), after: seat == 0 ? 1 + duel : 1000 + duel)
      }
      for _ in 0..<plan.spectators {
        settings.append("")
        let match = plan.isCalm ? "m\(duel + 1)" : nil
        add(SimulatedClient(player: BotPlayer(spectatorOf: match), bot: nil), after: 500 + duel)
      }
    }
    for number in 0..<faults.hostiles {
      hostiles.append(HostileClient(number: number))
      queue.plan(.act(.hostile(number)), at: now.adding(milliseconds: 1 + number))
    }
  }

  /// What the two of a duel play; no other duel plays the same.
  private mutating func drawSettings(_ duel: Int) -> String {
    let clocks = [
      "lockstep:200", "lockstep:1000", "lockstep:1000", "live:50", "live:700",
    ]
    var words = ["ticks=\(max(1, plan.ticks - duel))", "clock=\(people.pick(clocks))"]
    words.append("time-bank=\(people.pick([0, 1000, 10_000]) + duel)")
    if people.once(in: 3) { words.append("nonces=required") }
    if people.once(in: 3) { words.append("series=3") }
    if people.once(in: 4) { words.append("seats=\(people.pick([1, 3]))") }
    if people.once(in: 3) { words.append("visibility=\(people.pick(["ranked", "sealed"]))") }
    if people.once(in: 4) { words.append("spectator-delay=\(people.pick([1, 5]))") }
    if people.once(in: 4) { words.append("knockout=ends-match") }
    if people.once(in: 4) { words.append("funding-interval=3") }
    if people.once(in: 2) {
      let preset = people.pick(["classroom", "ranked", "exchange", "crypto"])
      words.insert("rules=\(preset)", at: 0)
    }
    let isLive = words.contains { $0.hasPrefix("clock=live") }
    if isLive, people.once(in: 3) { words.append("abandon-after=5") }
    return words.joined(separator: " ")
  }

  private mutating func makePlayer(
    _ index: Int, persona: Int, _ bot: BuiltInBot, _ goal: ClientGoal
  ) -> BotPlayer {
    // Every third one gives a nonce only where it must.
    let secret = people.nextDigest()
    let name = persona == 0 ? "bot\(index)" : "bot\(index).\(persona)"
    return BotPlayer(
      name: name, bot: bot, seed: plan.seed + index, goal: goal,
      contribution: index % 3 == 2 ? .whereRequired(secret) : .always(secret))
  }

  private mutating func add(_ client: SimulatedClient, after milliseconds: Int) {
    clients.append(client)
    if !plan.isCalm {
      clients[clients.count - 1].matchesLeft = people.roll(1...3)
      clients[clients.count - 1].isLively = client.bot != nil && people.once(in: 2)
    }
    queue.plan(.dial(.client(clients.count - 1)), at: now.adding(milliseconds: milliseconds))
    queue.plan(
      .act(.client(clients.count - 1)), at: now.adding(milliseconds: Self.patienceMilliseconds))
  }

  /// How long a client waits for a word until it takes its connection for dead.
  static let patienceMilliseconds = 40_000

  // MARK: - Connecting

  mutating func dial(_ party: Party) {
    guard isServing else {
      return queue.plan(.dial(party), at: now.adding(milliseconds: people.roll(100...2000)))
    }
    switch party {
    case .client(let index):
      guard clients[index].link == nil, !clients[index].isRetired else { return }
      clients[index].link = connect(party, isHonest: true)
      clients[index].heardAt = now
    case .hostile(let index):
      guard hostiles[index].link == nil else { return }
      let link = connect(party, isHonest: false)
      hostiles[index].connected(link, &people)
    case .inspector:
      let link = connect(party, isHonest: true)
      inspector?.link = link
    }
  }

  private mutating func connect(_ party: Party, isHonest: Bool) -> Int {
    let link = network.add(party, at: now)
    auditor.connects(isHonest: isHonest)
    report.connections += 1
    queue.plan(.opened(link: link), at: now)
    return link
  }

  /// A client sees the end of its connection.
  mutating func endAtClient(_ link: Int) {
    guard network[link].isOpenAtClient else { return }
    network[link].isOpenAtClient = false
    auditor.ends(link)
    switch network[link].party {
    case .client(let index): if clients[index].link == link { lose(index) }
    case .hostile(let index): if hostiles[index].link == link { hostiles[index].link = nil }
    case .inspector: inspector?.link = nil
    }
  }

  /// A client without connection makes another, goes on in its match, or begins anew.
  private mutating func lose(_ index: Int) {
    let wish = clients[index].wish
    if !clients[index].isFinished { report.drops += 1 }
    guard !clients[index].lose() || clients[index].hasRecord else {
      return redial(index, after: wish)
    }
    beginAnew(index, after: wish)
  }

  private mutating func beginAnew(_ index: Int, after wish: ClientWish) {
    if clients[index].end != nil { clients[index].matchesLeft -= 1 }
    guard !plan.isCalm, !isClosing, wish != .retire, clients[index].matchesLeft > 0 else {
      clients[index].isRetired = !plan.isCalm || wish == .retire
      return
    }
    if let bot = clients[index].bot {
      let persona = report.connections
      let goal = ClientGoal.play(settings: settings[index])
      clients[index].begin(as: makePlayer(index, persona: persona, bot, goal))
    } else {
      clients[index].begin(as: BotPlayer(spectatorOf: nil))
    }
    // Some rest for so long that what is over is forgotten meanwhile.
    let isTired = clients[index].drops > 0 && people.once(in: 4)
    redial(index, after: isTired ? .redial(after: 70_000) : wish)
  }

  private mutating func redial(_ index: Int, after wish: ClientWish) {
    var wait = people.roll(1...300)
    if case .redial(let milliseconds) = wish { wait += milliseconds }
    queue.plan(.dial(.client(index)), at: now.adding(milliseconds: wait))
  }

  // MARK: - Hearing

  mutating func hear(_ bytes: [UInt8], _ index: Int, on link: Int) throws(SimulationFailure) {
    guard clients[index].link == link else { return }
    clients[index].heardAt = now
    var output = ByteBuffer()
    do throws(FramingError) {
      try clients[index].receive(bytes, output: &output)
    } catch {
      throw SimulationFailure("client \(index) was sent a line that is too long")
    }
    var lines = output.withSpan { String(decoding: $0) }.split(separator: "\n").map(String.init)
    if clients[index].isLively, clients[index].mayAct {
      for _ in 0..<people.roll(4) {
        lines.insert(HostileWords().play(HostileSight(), &people), at: 0)
      }
    }
    if !lines.isEmpty { say(lines.map { utterance($0) }, on: link) }
    guard !plan.isCalm else { return }
    if clients[index].wish != .stay { return hangUp(link) }
    // With its record it has all it wants, unless its series goes on.
    if clients[index].hasRecord, clients[index].player.session.view.nextMatch == nil {
      hangUp(link)
    }
  }

  mutating func utterance(_ line: String) -> Utterance {
    tag += 1
    return Utterance(line, tag: tag)
  }

  /// A client that has heard nothing for too long takes its connection for dead.
  mutating func lookAtClock(of index: Int) {
    guard !clients[index].isRetired, !plan.isCalm else { return }
    if let link = clients[index].link,
      now.milliseconds(since: clients[index].heardAt) >= Self.patienceMilliseconds
    {
      hangUp(link)
    }
    queue.plan(.act(.client(index)), at: now.adding(milliseconds: 5000))
  }
}
