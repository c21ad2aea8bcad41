import Digests
public import DuelHost
public import DuelRules
public import PriceTape
public import Primitives

/// A host with connections that speak in lines, a clock that is moved by hand, and a store that
/// answers when it is told to.
public final class HostWorld {
  /// The time; it stands still until it is moved.
  public private(set) var now = Instant(nanoseconds: 0)
  /// Whether the store answers by itself after each step.
  public var storesAtOnce = true
  /// What was handed to the store, batch by batch, as text.
  public private(set) var log: [String] = []
  /// Batches that the store has not answered.
  public private(set) var waiting: [Int] = []
  /// The batches that the store has and was not told to forget.
  public private(set) var stored: [(sequence: Int, text: String)] = []
  /// What the store was given to keep when it was told to forget.
  public private(set) var state: String?
  /// The matches that were to be archived, in order.
  public private(set) var settled: [SettledMatch] = []
  /// How far matches have come.
  public private(set) var progress: [MatchProgress] = []
  /// The operator's lines.
  public private(set) var notes: [String] = []
  /// The most bytes that one round sent to all connections together.
  public private(set) var largestRound = 0
  /// Connections that the host closed.
  public private(set) var closed: [Int] = []

  private let configuration: HostConfiguration
  private var unanswered: [(sequence: Int, text: String)] = []
  private var host: DuelHost
  private var effects = EffectBuffer()
  private var unread: [[String]] = []
  private var partial: [String] = []
  private var generations: [UInt32] = []

  /// Makes a host under a preset, with stored tapes and fixed entropy.
  public convenience init(
    rules preset: RulesPreset = .standard, tapes: [StoredTape] = []
  ) throws {
    self.init(rules: try Rules(preset.values), tapes: tapes)
  }

  /// Makes a host under rules of its own.
  public init(
    rules: Rules, tapes: [StoredTape] = [], durability: Durability? = nil,
    admission: AdmissionLimits = AdmissionLimits()
  ) {
    var configuration = HostConfiguration(durability: durability, rules: rules, tapes: tapes)
    configuration.admission = admission
    self.configuration = configuration
    host = DuelHost(
      configuration: configuration, entropy: Digest.of(domain: "test entropy", []),
      now: Instant(nanoseconds: 0))
  }

  /// Connects and returns the connection's number.
  @discardableResult
  public func connect(from address: PeerAddress = .unknown) -> Int {
    unread.append([])
    partial.append("")
    generations.append(0)
    step(.opened(id(unread.count - 1), from: address))
    return unread.count - 1
  }

  /// Connects, reads the greeting and says HELLO.
  public func player(_ name: String) -> Int {
    let connection = connect()
    say("HELLO name=\(name)", on: connection)
    _ = lines(of: connection)
    return connection
  }

  /// Sends one line.
  public func say(_ line: String, on connection: Int) {
    send(Array((line + "\n").utf8), on: connection)
  }

  /// Sends bytes as they are.
  public func send(_ bytes: [UInt8], on connection: Int) {
    host.step(.received(id(connection), bytes.span), now: now, effects: &effects)
    endRound()
  }

  /// Sends a line to each connection in one round, so that they share a batch.
  public func sayTogether(_ lines: [(line: String, connection: Int)]) {
    sendTogether(lines.map { (Array(($0.line + "\n").utf8), $0.connection) })
  }

  /// Sends bytes to each connection in one round.
  public func sendTogether(_ pieces: [(bytes: [UInt8], connection: Int)]) {
    for (bytes, connection) in pieces {
      host.step(.received(id(connection), bytes.span), now: now, effects: &effects)
    }
    endRound()
  }

  /// The peer goes away.
  public func hangUp(_ connection: Int) { step(.closed(id(connection))) }

  /// The peer stops reading; so many bytes are kept outside.
  public func stall(_ connection: Int, kept: Int = 0) {
    step(.stalled(id(connection), kept: kept))
  }

  /// The peer reads again.
  public func drain(_ connection: Int) { step(.drained(id(connection))) }

  /// The server is told to stop.
  public func shutDown() { step(.shutdown) }

  /// Moves the clock, stopping wherever the host wants to look at it.
  public func wait(milliseconds: Int) {
    let end = now.adding(milliseconds: milliseconds)
    while let deadline = host.nextDeadline, deadline <= end {
      now = max(now, deadline)
      endRound()
    }
    now = end
    endRound()
  }

  /// Lets time pass without the host getting a turn, as when the machine is busy.
  public func freeze(milliseconds: Int) { now = now.adding(milliseconds: milliseconds) }

  /// Answers the oldest batch that waits.
  public func answerStore(_ outcome: StoreOutcome = .stored) {
    guard !waiting.isEmpty else { return }
    step(.stored(ticket: takeAnswer(outcome), outcome))
  }

  /// The lines a connection was sent since it was last asked.
  public func lines(of connection: Int) -> [String] {
    defer { unread[connection] = [] }
    return unread[connection]
  }

  /// The oldest line a connection was sent and that was not taken yet.
  public func nextLine(of connection: Int) -> String? {
    unread[connection].isEmpty ? nil : unread[connection].removeFirst()
  }

  /// Puts lines back that were taken too many.
  public func unread(_ lines: [String], of connection: Int) {
    unread[connection] = lines + unread[connection]
  }

  /// Says a line and gives what came back on the same connection.
  public func ask(_ line: String, on connection: Int) -> [String] {
    say(line, on: connection)
    return lines(of: connection)
  }

  /// Who is on the server.
  public var population: Population { host.population }

  /// Whether there is something that the log does not have yet.
  public var isWriting: Bool { host.isWriting }

  private func id(_ connection: Int) -> ConnectionID {
    ConnectionID(slot: connection, generation: generations[connection])
  }

  private func step(_ input: borrowing HostInput) {
    host.step(input, now: now, effects: &effects)
    endRound()
  }

  private func endRound() {
    var turns = 0
    repeat {
      host.step(.roundEnded, now: now, effects: &effects)
      perform()
      turns += 1
      precondition(turns < 100_000, "HostWorld: the host always has more to do")
    } while host.hasMoreToDo || (storesAtOnce && !waiting.isEmpty)
      || (!host.isStopped && host.nextDeadline.map { $0 <= now } ?? false)
  }

  /// The oldest batch that waits is kept, or is not.
  private func takeAnswer(_ outcome: StoreOutcome) -> Int {
    let batch = unanswered.removeFirst()
    if outcome == .stored { stored.append(batch) }
    return waiting.removeFirst()
  }

  private func perform() {
    while !effects.effects.isEmpty || (storesAtOnce && !waiting.isEmpty) {
      var closing: [ConnectionID] = []
      for effect in effects.effects {
        if case .close(let connection) = effect { closing.append(connection) }
        perform(effect)
      }
      largestRound = max(largestRound, effects.bytes.count)
      effects.clear()
      for connection in closing { host.step(.closed(connection), now: now, effects: &effects) }
      guard storesAtOnce, !waiting.isEmpty else { continue }
      host.step(.stored(ticket: takeAnswer(.stored), .stored), now: now, effects: &effects)
    }
  }

  private func perform(_ effect: HostEffect) {
    switch effect {
    case .send(let connection, let range):
      let text = effects.bytes.withSpan(of: range) { String(decoding: $0) }
      var parts = (partial[connection.slot] + text).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map(String.init)
      partial[connection.slot] = parts.removeLast()
      unread[connection.slot] += parts
    case .close(let connection):
      closed.append(connection.slot)
    case .append(let ticket, let range):
      let text = effects.bytes.withSpan(of: range) { String(decoding: $0) }
      log.append(text)
      unanswered.append((ticket, text))
      waiting.append(ticket)
    case .archive(let index): settled.append(effects.settled[index])
    case .forget(let first, let range):
      state = effects.bytes.withSpan(of: range) { String(decoding: $0) }
      stored.removeAll { $0.sequence < first }
    case .note(let range):
      let text = effects.bytes.withSpan(of: range) { String(decoding: $0) }
      notes += text.split(separator: "\n").map(String.init)
    case .progress(let item): progress.append(item)
    }
  }

  // MARK: - The end of a process, and the next one

  /// The server is killed: batches the store has not answered are lost or kept, every connection
  /// breaks, and a new server begins with what was kept.
  public func crash(keepingUnanswered: Bool = false) throws(LogDamage) {
    if keepingUnanswered { stored += unanswered }
    unanswered = []
    waiting = []
    effects.clear()
    host = DuelHost(
      configuration: configuration, entropy: Digest.of(domain: "\(now) entropy", []), now: now)
    if let state { try host.restore(Array(state.utf8).span) }
    for batch in stored {
      let bytes = Array(batch.text.utf8)
      try host.recover(bytes.span, sequence: batch.sequence, now: now, effects: &effects)
      perform()
    }
    host.finishRecovery(now: now, effects: &effects)
    endRound()
  }
}
