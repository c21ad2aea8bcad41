import Digests
import DuelHost
import LeagueStore
import Primitives
import Reactor
import Synchronization

// DuelServer: the host on real sockets, a real clock and a log.
//
// Goals: one thread; every connection read once a round and sent to once a round; nobody is let in
// before the log of the last time is executed. Non-goals: any decision. Those are the host's.

/// A running server's switch.
public final class ServerSwitch: Sendable {
  private let state = Mutex<(waker: Waker?, isOff: Bool)>((nil, false))

  /// Makes a switch that is on.
  public init() {}

  /// Ends the server; may be called from any thread, before it runs too.
  public func turnOff() {
    let waker = state.withLock {
      $0.isOff = true
      return $0.waker
    }
    waker?.wake()
  }

  var isOff: Bool { state.withLock { $0.isOff } }

  func connect(to waker: Waker) { state.withLock { $0.waker = waker } }
}

/// Runs servers.
public enum DuelServer {
  /// Runs a server in this thread until a signal comes or the switch is turned off.
  ///
  /// Throws when its league cannot be used, when it cannot listen, or when the system refuses to
  /// wait.
  public static func run(
    _ options: ServerOptions, switch control: ServerSwitch = ServerSwitch()
  ) throws(ServerError) {
    Reactor.raiseDescriptorLimit()
    var reactor = try system { () throws(SystemError) in try Reactor(readMax: readMax) }
    if !options.signals.isEmpty {
      try system { () throws(SystemError) in try reactor.watch(signals: options.signals) }
    }
    control.connect(to: reactor.waker)
    switch options.league {
    case .memory:
      var store = MemoryLogStore()
      var host = DuelHost(options, nil)
      try serve(options, &reactor, &host, &store, control)
    case .folder(let path, let durability):
      var store = try League.open(path, durability, waker: reactor.waker)
      var host = DuelHost(options, durability)
      try League.restore(&host, from: &store, onNote: options.onNote)
      try serve(options, &reactor, &host, &store, control)
      if let trouble = store.close() { throw .store(trouble) }
    }
  }

  private static func serve<Store: LogStore & ~Copyable>(
    _ options: ServerOptions, _ reactor: inout Reactor, _ host: inout DuelHost,
    _ store: inout Store, _ control: ServerSwitch
  ) throws(ServerError) {
    var round = Round(options)
    host.finishRecovery(now: .now(), effects: &round.effects)
    host.step(.roundEnded, now: .now(), effects: &round.effects)
    round.perform(&reactor, &host, &store)
    while host.isWriting {
      try system { () throws(SystemError) in try reactor.wait(until: nil, events: &round.events) }
      guard round.takeCompletions(&host, &store), !control.isOff else {
        throw .cannotWrite(store.trouble)
      }
      round.perform(&reactor, &host, &store)
    }
    let bound = try system { () throws(SystemError) in try reactor.listen(on: options.address) }
    options.door?.open(reactor.waker)
    options.onListening(bound)
    while !host.isStopped {
      let deadline = host.hasMoreToDo ? Instant.now() : host.nextDeadline
      try system { () throws(SystemError) in
        try reactor.wait(until: deadline, events: &round.events)
      }
      for descriptor in options.door?.take() ?? [] {
        try system { () throws(SystemError) in
          let id = try reactor.adopt(descriptor)
          host.step(.opened(id, from: .unknown), now: .now(), effects: &round.effects)
        }
      }
      if round.takeEvents(&reactor, &host) || control.isOff {
        host.step(.shutdown, now: .now(), effects: &round.effects)
      }
      round.takeCompletions(&host, &store)
      host.step(.roundEnded, now: .now(), effects: &round.effects)
      round.perform(&reactor, &host, &store)
    }
    try system { () throws(SystemError) in try letGo(&reactor) }
  }

  /// Gives the last words a moment to arrive.
  private static func letGo(_ reactor: inout Reactor) throws(SystemError) {
    let end = Instant.now().adding(milliseconds: farewellMilliseconds)
    var events: [ReactorEvent] = []
    while reactor.connectionCount > 0, Instant.now() < end {
      try reactor.wait(until: end, events: &events)
    }
  }

  private static let farewellMilliseconds = 500

  private static func system<Value: ~Copyable>(
    _ call: () throws(SystemError) -> Value
  ) throws(ServerError) -> Value {
    do throws(SystemError) { return try call() } catch { throw .system(error) }
  }

  /// What is read of one connection in a round: one line of the longest, or a hundred usual ones.
  /// Whoever sends more at once is read in turn with others.
  private static let readMax = 4096
}

/// What one turn of the loop needs, reused from turn to turn.
private struct Round: ~Copyable {
  var events: [ReactorEvent] = []
  var effects = EffectBuffer()
  let onNote: @Sendable (String) -> Void
  let onProgress: @Sendable (MatchProgress) -> Void
  let onSettled: @Sendable (SettledMatch) -> Void
  private var outbox = Outbox()

  init(_ options: ServerOptions) {
    onNote = options.onNote
    onProgress = options.onProgress
    onSettled = options.onSettled
  }

  /// Gives the host what came in; answers whether the server is to stop.
  mutating func takeEvents(_ reactor: inout Reactor, _ host: inout DuelHost) -> Bool {
    let now = Instant.now()
    var isStopping = false
    for event in events {
      switch event {
      case .accepted(let id, let address):
        host.step(.opened(id, from: address), now: now, effects: &effects)
      case .readable(let id):
        let outcome = reactor.read(id) { bytes in
          host.step(.received(id, bytes), now: now, effects: &effects)
        }
        if outcome == .ended {
          host.step(.closed(id), now: now, effects: &effects)
          reactor.close(id)
        }
      case .drained(let id): host.step(.drained(id), now: now, effects: &effects)
      case .failed(let id):
        host.step(.closed(id), now: now, effects: &effects)
        reactor.close(id)
      case .signal: isStopping = true
      case .connected, .input, .woken: break
      }
    }
    events.removeAll(keepingCapacity: true)
    return isStopping
  }

  /// Gives the host what the store has done; false when something of it failed.
  @discardableResult
  mutating func takeCompletions<Store: LogStore & ~Copyable>(
    _ host: inout DuelHost, _ store: inout Store
  ) -> Bool {
    var isEverythingStored = true
    while let done = store.nextCompletion() {
      let outcome: StoreOutcome = done.isStored ? .stored : .failed
      if outcome == .failed {
        isEverythingStored = false
        onNote("level=error event=store-trouble text=\"\(store.trouble?.description ?? "")\"\n")
      }
      host.step(.stored(ticket: done.ticket, outcome), now: .now(), effects: &effects)
    }
    return isEverythingStored
  }

  /// Does what the host asked for, until it asks for nothing more.
  mutating func perform<Store: LogStore & ~Copyable>(
    _ reactor: inout Reactor, _ host: inout DuelHost, _ store: inout Store
  ) {
    while !effects.effects.isEmpty {
      var closing: [ConnectionID] = []
      for effect in effects.effects {
        switch effect {
        case .send(let id, let range): outbox.add(range, to: id)
        case .close(let id): closing.append(id)
        case .append(let ticket, let range):
          store.append(range, of: effects.bytes, ticket: ticket)
        case .archive(let index):
          store.archive(ArchivedMatch(effects.settled[index]))
          onSettled(effects.settled[index])
        case .forget(let first, let range):
          store.forget(before: first, state: effects.bytes.withSpan(of: range) { Array($0) })
        case .note(let range):
          onNote(effects.bytes.withSpan(of: range) { String(decoding: $0) })
        case .progress(let progress): onProgress(progress)
        }
      }
      let stalled = outbox.send(effects.bytes, by: &reactor)
      effects.clear()
      let now = Instant.now()
      for (id, outcome) in stalled {
        switch outcome {
        case .sent: break
        case .stalled:
          let kept = reactor.keptCount(of: id)
          host.step(.stalled(id, kept: kept), now: now, effects: &effects)
        case .ended:
          host.step(.closed(id), now: now, effects: &effects)
          reactor.close(id)
        }
      }
      for id in closing {
        host.step(.closed(id), now: now, effects: &effects)
        reactor.close(id)
      }
      takeCompletions(&host, &store)
    }
  }
}
