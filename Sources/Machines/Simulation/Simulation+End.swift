import Bots
import ClientCore
import Digests
import DuelRules
import Primitives
import Records
import WireProtocol

// The end of a run: calm, closing time, inspection, judgement.

extension Simulation {
  /// Nothing goes wrong any more; what went wrong is noticed, and hostile clients are gone.
  mutating func becomeCalm() {
    isCalm = true
    let lasting = faults.lasting
    faults = .calm
    faults.lasting = lasting
    store.makeRoom()
    for index in hostiles.indices { if let link = hostiles[index].link { hangUp(link) } }
    for link in network.links.indices {
      if network[link].isMuteToHost || network[link].isMuteToClient {
        queue.plan(.endedAtHost(link: link), at: now.adding(milliseconds: 10))
        queue.plan(.endedAtClient(link: link), at: now.adding(milliseconds: 10))
      } else if !network[link].isReading {
        queue.plan(.readsAgain(link: link), at: now.adding(milliseconds: 10))
      }
    }
    if !plan.isCalm {
      queue.plan(.closingTime, at: now.adding(milliseconds: Self.closingMilliseconds))
    }
  }

  /// How long after the faults those who wait for others give up, in milliseconds.
  static let closingMilliseconds = 120_000

  /// Whoever sits in no running match goes home.
  mutating func closeDown() {
    isClosing = true
    for index in clients.indices where !clients[index].isPlaying && !clients[index].isRetired {
      clients[index].isRetired = true
      if let link = clients[index].link { hangUp(link) }
    }
    guard inspector == nil else { return }
    queue.plan(.closingTime, at: now.adding(milliseconds: 30_000))
  }

  // MARK: - Inspection

  /// When all is over, somebody looks at what is left.
  mutating func beginInspection() {
    guard store.underWay.isEmpty, auditor.model.isOver,
      clients.allSatisfy({ $0.isFinished })
    else { return }
    var settled: [String] = []
    for slot in 0..<auditor.model.matches.limit
    where auditor.model.matches[slot].digest != nil {
      settled.append(auditor.model.matches[slot].id.description)
    }
    inspector = Inspector(wanted: settled)
    dial(.inspector)
  }

  mutating func inspect(_ bytes: [UInt8], on link: Int) throws(SimulationFailure) {
    guard let said = inspector?.receive(bytes) else { return }
    if let complaint = inspector?.complaint { throw SimulationFailure(complaint) }
    say(said.map { utterance($0) }, on: link)
    if inspector?.isWaiting == true {
      queue.plan(.act(.inspector), at: now.adding(milliseconds: 5000))
    }
  }

  mutating func inspectAgain() {
    guard let link = inspector?.link, let said = inspector?.ask() else { return }
    say(said.map { utterance($0) }, on: link)
  }

  // MARK: - Judgement

  /// Checks the promises that can be checked only in the end.
  mutating func audit() throws(SimulationFailure) {
    for link in network.links.indices
    where network[link].isOpenAtClient && network[link].isOpenAtHost
      && !network[link].isMuteToHost && !network[link].isMuteToClient
    {
      try auditor.checkAnswered(link)
    }
    try auditor.finish()
    report.tally = auditor.tally
    report.matches = auditor.model.count
    for slot in 0..<auditor.model.matches.limit {
      if let digest = auditor.model.matches[slot].digest {
        report.digests.append(digest.description)
      }
    }
    for index in clients.indices {
      report.refusals += clients[index].player.refusals
      if let outcome = outcome(of: clients[index]) { report.outcomes.append(outcome) }
      if plan.isCalm { try auditCalm(clients[index], index) }
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

  /// Where nothing goes wrong everybody has seen everything, and agrees.
  private func auditCalm(_ client: SimulatedClient, _ index: Int) throws(SimulationFailure) {
    guard client.hasRecord, let digest = client.end?.digest, let match = client.match else {
      throw SimulationFailure("client \(index) has not seen the end and the record")
    }
    guard let verified = try? RecordVerifier.verify(client.player.session.record),
      case .verified(let found) = verified, found.description == digest
    else { throw SimulationFailure("client \(index): the record of \(match) is not verified") }
    if client.seat != nil {
      guard case .follows? = client.verdict else {
        throw SimulationFailure(
          "client \(index) says of its tape: \(String(describing: client.verdict))")
      }
    }
    guard let first = clients.first(where: { $0.seat != nil && $0.match == match }) else { return }
    guard first.shown.count == plan.ticks else {
      throw SimulationFailure("a seat of \(match) saw \(first.shown.count) ticks")
    }
    // A spectator who came late has seen the last ticks only.
    guard client.shown.elementsEqual(first.shown.suffix(client.shown.count)),
      client.end == first.end
    else { throw SimulationFailure("client \(index) has seen another match than seat 0") }
  }
}
