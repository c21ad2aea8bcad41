import Primitives
import Reactor
import Terminal

/// One tick for many, twenty times a second.
struct FanOutLoad {
  static let tickMilliseconds = 50

  let spectators: Int
  let milliseconds: Int

  /// What a run came to.
  struct Outcome {
    /// The server's time on a processor for each tick that a spectator got, in microseconds.
    var microseconds: Double
    /// How long after the first spectator each had a tick.
    var lateness: Times
    /// How many bytes a spectator got for a tick.
    var bytes: Int
    /// The share of ticks that arrived.
    var arrived: Double
    /// The server's memory for each spectator, in bytes.
    var memory: Double
  }

  /// What has been seen of the ticks.
  private struct Seen {
    var heard: [Bool]
    var silent: Int
    var isCounting = false
    var deliveries = 0
    /// By tick number: when the first spectator had it.
    var first: [Int64] = []
    var lateness = Times()

    mutating func take(_ tick: Int, slot: Int, now: Instant) {
      if slot < heard.count, !heard[slot] {
        heard[slot] = true
        silent -= 1
      }
      while first.count <= tick { first.append(.max) }
      first[tick] = min(first[tick], now.nanoseconds)
      guard isCounting else { return }
      deliveries += 1
      lateness.add(now.nanoseconds - first[tick])
    }
  }

  /// Runs on a fresh server; `bytes` is what a spectator is to get for a tick, where we decide it.
  func run(_ server: ContenderProcess, bytes: Int) throws(CommandFailure) -> Outcome {
    let tongue = server.contender.tongue
    var crowd = try Crowd()
    let players = try Players.begin(server, &crowd)
    let before = try server.use()
    let ids = try crowd.connect(spectators, to: server.address)
    try crowd.say({ _ in tongue.subscription }, to: ids, tongue) {
      if case .answer = $0 { true } else { false }
    }
    var seen = Seen(heard: ids.map { _ in false }, silent: ids.count)
    seen.heard = [Bool](repeating: true, count: 1 + (ids.map(\.slot).max() ?? 0))
    for id in ids { seen.heard[id.slot] = false }
    var publisher = Publisher(tongue: tongue, id: players[0], bytes: bytes)
    let patience = Instant.now().adding(milliseconds: 30_000)
    while seen.silent > 0 {
      guard Instant.now() < patience else {
        throw CommandFailure(.unreachable, "a spectator hears no tick")
      }
      try turn(&crowd, &publisher, &seen, tongue, players)
    }
    let start = try server.use()
    let begin = Instant.now()
    let bytesBefore = crowd.bytesIn
    seen.isCounting = true
    let end = begin.adding(milliseconds: milliseconds)
    while Instant.now() < end { try turn(&crowd, &publisher, &seen, tongue, players) }
    let finish = try server.use()
    let time = Double(Instant.now().nanoseconds - begin.nanoseconds) / 1e6
    let count = Double(max(1, seen.deliveries))
    seen.lateness.finish()
    return Outcome(
      microseconds: (finish.microseconds - start.microseconds) / count, lateness: seen.lateness,
      bytes: Int((Double(crowd.bytesIn - bytesBefore) / count).rounded()),
      arrived: count * Double(Self.tickMilliseconds) / (time * Double(spectators)),
      memory: (finish.resident - before.resident) / Double(spectators))
  }

  private func turn(
    _ crowd: inout Crowd, _ publisher: inout Publisher, _ seen: inout Seen, _ tongue: Tongue,
    _ players: [ConnectionID]
  ) throws(CommandFailure) {
    let next = try publisher.publish(by: &crowd)
    try crowd.turn(until: next) { slot, line, now in
      // Players of ours hear ticks too.
      guard !players.contains(where: { $0.slot == slot }) else { return }
      if case .tick(let tick) = tongue.hear(line) { seen.take(tick, slot: slot, now: now) }
    }
  }

  /// Publishes where the server has no clock of its own.
  private struct Publisher {
    let tongue: Tongue
    let id: ConnectionID
    let bytes: Int
    var tick = 0
    var next = Instant.now()

    init(tongue: Tongue, id: ConnectionID, bytes: Int) {
      self.tongue = tongue
      self.id = id
      self.bytes = bytes
    }

    /// Publishes what is due; answers when the next is.
    mutating func publish(by crowd: inout Crowd) throws(CommandFailure) -> Instant {
      let now = Instant.now()
      if case .duel = tongue { return now.adding(milliseconds: FanOutLoad.tickMilliseconds) }
      if now >= next {
        try crowd.send(tongue.publication(tick: tick, bytes: bytes), to: id)
        tick += 1
        next = next.adding(milliseconds: FanOutLoad.tickMilliseconds)
      }
      return next
    }
  }
}

/// Those who make a match go on, or publish.
enum Players {
  /// Two players of a live match, or one publisher.
  static func begin(
    _ server: ContenderProcess, _ crowd: inout Crowd
  ) throws(CommandFailure) -> [ConnectionID] {
    try begin(server, &crowd, count: 2, clock: "live:\(FanOutLoad.tickMilliseconds)")
  }

  /// Players of matches of two.
  static func begin(
    _ server: ContenderProcess, _ crowd: inout Crowd, count: Int, clock: String
  ) throws(CommandFailure) -> [ConnectionID] {
    let tongue = server.contender.tongue
    let ids = try crowd.connect(count, to: server.address)
    switch tongue {
    case .duel:
      try crowd.say(
        {
          """
          HELLO name=bench\($0)
          QUEUE seats=2 balance=100000000 visibility=open ticks=100000 clock=\(clock)
          READY

          """
        },
        to: ids, tongue
      ) { if case .tick = $0 { true } else { false } }
    case .redis, .nats: break
    }
    return ids
  }
}
