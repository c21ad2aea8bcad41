import Digests
import DuelHost
import Primitives
import Records
import TestKit

/// The server under any bytes of four connections, with a store that may fail, time and crashes.
///
/// A line of the input is a step: a capital letter says the rest of it on that connection, a small
/// one the same without LF; `~500` lets half a second pass; `.` and `!` answer a batch, kept or
/// lost; `*` takes the store's answers in hand, `+` lets it answer by itself; `-B` hangs up, `[B`
/// stops reading and `]B` goes on; `%` and `$` kill the server, without and with what was not
/// answered; `^` stops it. All else is passed over.
///
/// What must hold: every line is in order, each command gets one reply and in its order, every
/// record verifies, and the server takes its own log.
enum HostTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    guard var script = HostScript() else { return }
    for line in Cutter.lines(of: bytes).prefix(400) { try script.take(line) }
    try script.finish()
  }
}

/// A run of such steps.
struct HostScript {
  private let world: HostWorld
  private var peers: [Peer] = []
  private var timeLeft = 40_000
  private var isStopped = false
  private var settled = 0

  private static let first = UInt8(ascii: "A")
  private static let count = 4

  init?() {
    guard let rules = try? makeRules("ticks=4", "clock=lockstep:1000", preset: "classroom")
    else { return nil }
    world = HostWorld(rules: rules, tapes: [makeTape(ticks: 70)], durability: .strict)
    for _ in 0..<Self.count { peers.append(Peer(connection: world.connect())) }
  }

  /// Takes one step.
  mutating func take(_ line: [UInt8]) throws(FuzzFailure) {
    guard let verb = line.first else { return }
    let rest = Array(line.dropFirst())
    switch verb {
    case UInt8(ascii: "A")...UInt8(ascii: "D"):
      try say(rest + [UInt8(ascii: "\n")], on: Int(verb - Self.first))
    case UInt8(ascii: "a")...UInt8(ascii: "d"): try say(rest, on: Int(verb - UInt8(ascii: "a")))
    case UInt8(ascii: "~"):
      let asked = Int(String(decoding: rest.prefix(6), as: UTF8.self)) ?? 100
      let milliseconds = min(max(asked, 0), timeLeft)
      timeLeft -= milliseconds
      world.wait(milliseconds: milliseconds)
    case UInt8(ascii: "."): world.answerStore(.stored)
    case UInt8(ascii: "!"): world.answerStore(.failed)
    case UInt8(ascii: "*"): world.storesAtOnce = false
    case UInt8(ascii: "+"): answerAll()
    case UInt8(ascii: "-"): if let index = index(of: rest) { try reconnect(index) }
    case UInt8(ascii: "["): if let index = index(of: rest) { world.stall(peers[index].connection) }
    case UInt8(ascii: "]"): if let index = index(of: rest) { world.drain(peers[index].connection) }
    case UInt8(ascii: "%"), UInt8(ascii: "$"): try crash(keeping: verb == UInt8(ascii: "$"))
    case UInt8(ascii: "^"): shutDown()
    default: break
    }
    try listen()
  }

  /// Lets everything be answered, and compares.
  mutating func finish() throws(FuzzFailure) {
    answerAll()
    for peer in peers { world.drain(peer.connection) }
    if !isStopped {
      for index in peers.indices { try say(Array("\nSYNC\n".utf8), on: index) }
      world.wait(milliseconds: 0)
    }
    try listen()
    for peer in peers where !isStopped && !isClosed(peer) { try peer.checkReplies() }
    for match in world.settled.dropFirst(settled) where !match.record.isEmpty {
      guard case .verified(let digest)? = try? RecordVerifier.verify(match.record) else {
        throw FuzzFailure("the record of \(match.match) does not verify")
      }
      try require(digest.description == match.digest, "another digest than that of the record")
    }
  }

  private func index(of word: [UInt8]) -> Int? {
    guard let letter = word.first, letter >= Self.first else { return nil }
    let index = Int(letter - Self.first)
    return index < peers.count ? index : nil
  }

  private func isClosed(_ peer: Peer) -> Bool { world.closed.contains(peer.connection) }

  private mutating func say(_ bytes: [UInt8], on index: Int) throws(FuzzFailure) {
    if isClosed(peers[index]), !isStopped { try reconnect(index) }
    peers[index].note(bytes)
    world.send(bytes, on: peers[index].connection)
  }

  private mutating func reconnect(_ index: Int) throws(FuzzFailure) {
    guard peers.count < 200, !isStopped else { return }
    try listen()
    if !isClosed(peers[index]) { world.hangUp(peers[index].connection) }
    peers[index] = Peer(connection: world.connect())
  }

  private func answerAll() {
    world.storesAtOnce = true
    while !world.waiting.isEmpty { world.answerStore() }
  }

  private mutating func crash(keeping: Bool) throws(FuzzFailure) {
    guard !isStopped else { return }
    try listen()
    do {
      try world.crash(keepingUnanswered: keeping)
    } catch {
      throw FuzzFailure("the server refuses its own log: \(error)")
    }
    for index in peers.indices { peers[index] = Peer(connection: world.connect()) }
  }

  private mutating func shutDown() {
    answerAll()
    isStopped = true
    world.shutDown()
  }

  private mutating func listen() throws(FuzzFailure) {
    for index in peers.indices {
      for line in world.lines(of: peers[index].connection) { try peers[index].hear(line) }
    }
  }
}

/// What one connection said and heard.
struct Peer {
  let connection: Int
  private var partial: [UInt8] = []
  /// Lines that need a reply, and lines in all.
  private var commands = 0
  private var lines = 0
  private var replies = 0
  private var tags: [String] = []
  private var heardTags: [String] = []
  private var usesJSON = false

  init(connection: Int) { self.connection = connection }

  /// Counts the lines that these bytes end.
  mutating func note(_ bytes: [UInt8]) {
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        partial.append(byte)
        continue
      }
      let text = String(decoding: partial, as: UTF8.self)
      partial = []
      lines += 1
      let words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
      usesJSON = usesJSON || text.hasPrefix("{") || text.contains("json")
      // A PONG is not answered, in whatever form.
      if !words.isEmpty, !text.uppercased().contains("PONG"), !text.contains("\\u") {
        commands += 1
      }
      if let tag = words.first, tag.hasPrefix("#") { tags.append(String(tag.dropFirst())) }
    }
  }

  /// Takes a line of the server.
  mutating func hear(_ line: String) throws(FuzzFailure) {
    try WireLines.check(line: Array(line.utf8))
    let isJSON = line.hasPrefix("{\"type\":\"OK\"") || line.hasPrefix("{\"type\":\"ERR\"")
    guard isJSON || line.hasPrefix("OK ") || line.hasPrefix("ERR ") else { return }
    replies += 1
    if !isJSON, let word = line.split(separator: " ").dropFirst().first, word.hasPrefix("#") {
      heardTags.append(String(word.dropFirst()))
    }
  }

  /// Every command has one reply, and tagged ones come in the order of commands.
  func checkReplies() throws(FuzzFailure) {
    try require(
      replies >= commands && replies <= lines,
      "\(replies) replies to \(commands) commands in \(lines) lines")
    guard !usesJSON else { return }
    var rest = tags[...]
    for tag in heardTags {
      guard let place = rest.firstIndex(of: tag) else {
        throw FuzzFailure("the reply #\(tag) does not come in the order of commands")
      }
      rest = rest[(place + 1)...]
    }
  }
}
