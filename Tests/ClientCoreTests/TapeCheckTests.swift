import ClientCore
import Digests
import DuelHost
import DuelRules
import Primitives
import TestKit
import Testing
import WireProtocol

/// What a client gives to its tape, and what it finds out at the end.
struct TapeCheckTests {
  /// Two clients on a host that do nothing but what a client does by itself, and DONE.
  private struct Table {
    let world: HostWorld
    var sessions: [ClientSession]
    let connections: [Int]
    var verdicts: [TapeVerdict?] = [nil, nil]
    /// What the clients have said.
    var said: [[String]] = [[], []]

    init(_ settings: String, _ contributions: [Contribution]) throws {
      let world = try HostWorld()
      self.world = world
      sessions = zip(["ada", "bob"], contributions).map {
        ClientSession(
          name: $0, agent: "test", goal: .play(settings: settings), contribution: $1)
      }
      connections = [world.connect(), world.connect()]
    }

    /// Lets them talk until they are silent; `change` is what the server's lines become for seat 0.
    mutating func run(_ change: (String) -> String = { $0 }) throws(FramingError) {
      var isSilent = false
      while !isSilent {
        isSilent = true
        for index in sessions.indices {
          let heard = world.lines(of: connections[index]).map { index == 0 ? change($0) : $0 }
          guard !heard.isEmpty else { continue }
          isSilent = false
          for line in try answer(index, heard) {
            said[index].append(line)
            world.say(line, on: connections[index])
          }
        }
      }
    }

    private mutating func answer(_ index: Int, _ heard: [String]) throws(FramingError) -> [String] {
      var output = ByteBuffer()
      var found: TapeVerdict?
      let bytes = Array(heard.map { $0 + "\n" }.joined().utf8)
      try sessions[index].receive(bytes.span, output: &output) { news, session, output in
        if case .checked(let verdict) = news { found = verdict }
        guard news == .match(.ranked), session.view.tick + 1 < session.view.ticks else { return }
        output.append("DONE tick=\(session.view.tick)\n")
      }
      verdicts[index] = found ?? verdicts[index]
      return output.withSpan { String(decoding: $0) }.split(separator: "\n").map(String.init)
    }
  }

  private static let secret = Contribution.always(nonce(4))
  private static let other = Contribution.always(nonce(5))
  private static let reserved = Contribution.whereRequired(nonce(6))

  @Test(arguments: [
    ("", [secret, other], 2), ("", [secret, .nothing], 1), ("", [reserved, other], 1),
    ("", [reserved, reserved], 0), ("nonces=none ", [secret, other], 0),
    ("rules=ranked ", [reserved, other], 2),
    ("rules=classroom instruments=SOL,BTC,ETH ", [other, secret], 2),
  ])
  func theTapeFollows(_ settings: String, _ given: [Contribution], _ nonces: Int) throws {
    var table = try Table("\(settings)ticks=12", given)
    try table.run()
    for (index, contribution) in given.enumerated() {
      let expected = TapeVerdict.follows(nonces: nonces, seats: 2)
      #expect(table.verdicts[index] == (contribution == .nothing ? nil : expected))
      #expect(table.sessions[index].view.end?.reason == "finished")
    }
  }

  @Test func itWaitsForTheCommitmentAndForAllHashes() throws {
    var table = try Table("ticks=3", [Self.secret, Self.other])
    try table.run()
    #expect(table.said[0].prefix(3).map { $0.prefix(5) } == ["HELLO", "QUEUE", "#tape"])
    let ready = try #require(table.said[0].first { $0.hasPrefix("READY nonce=") })
    let opened = try #require(table.said[0].first { $0.hasPrefix("OPEN nonce=") })
    let nonce = try #require(Digest(hex: String(opened.dropFirst(11))))
    #expect(ready == "READY nonce=\(SeatNonces.hash(of: nonce, seat: Seat(0)))")
  }

  /// A nonce that was opened is never given again, in a series or in a rematch.
  @Test func everyMatchHasANonceOfItsOwn() throws {
    var table = try Table("ticks=2 series=3", [Self.secret, Self.other])
    try table.run()
    let nonces = table.said.joined().filter { $0.hasPrefix("OPEN nonce=") }
    #expect(nonces.count == 6 && Set(nonces).count == 6)
  }

  // MARK: - A server that cheats

  private func verdict(_ change: (String) -> String) throws -> TapeVerdict? {
    var table = try Table("ticks=12", [Self.secret, Self.other])
    try table.run(change)
    return table.verdicts[0]
  }

  private static let zeros = String(repeating: "0", count: 64)

  /// The value of a field in a line of one kind becomes another.
  private func replacing(_ type: String, _ key: String, with value: String) -> (String) -> String {
    { line in
      guard line.hasPrefix(type) else { return line }
      return line.split(separator: " ").map {
        $0.hasPrefix("\(key)=") ? "\(key)=\(value)" : String($0)
      }.joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("START ", "commitment", "START names another commitment than the one seen before"),
    ("END ", "seed", "seed and rules are not what the server has committed to"),
    ("END ", "salt", "seed and rules are not what the server has committed to"),
    ("COMMITMENT ", "link", "the commitment does not fit the server's chain"),
    ("COMMITMENT ", "rules_digest", "seed and rules are not what the server has committed to"),
    ("OPENED match=m1 seq=7", "nonce", "the nonce of seat 0 is not the one it committed to"),
  ])
  func aChangedLineIsNoticed(_ type: String, _ key: String, _ reason: String) throws {
    let found = try verdict(replacing(type, key, with: Self.zeros))
    #expect(found == .contradicts(reason))
  }

  @Test func anotherPriceIsNoticed() throws {
    let found = try verdict(
      replacing("TICK match=m1 seq=20 ", "BTC", with: "60000.01/60000.00/60000.02"))
    #expect(found == .contradicts("the prices are not those of the seed"))
  }

  @Test func anotherRuleIsNoticed() throws {
    let found = try verdict { $0.replacing("taker-fee=0.0005", with: "taker-fee=0.0006") }
    #expect(found == .contradicts("seed and rules are not what the server has committed to"))
  }

  @Test func aMissingTickIsNoContradiction() throws {
    let found = try verdict { $0.hasPrefix("TICK match=m1 seq=20 ") ? "NEWS" : $0 }
    #expect(
      found == .unchecked("not every tick was seen; seed and rules are what was committed to"))
  }

  @Test func withoutACommitmentNothingIsGiven() throws {
    var table = try Table("ticks=2", [Self.secret, Self.other])
    try table.run { $0.hasPrefix("COMMITMENT") ? "NEWS" : $0 }
    #expect(!table.said[0].contains { $0.hasPrefix("READY") })
  }

  /// It does not open what the server has not shown to the others as it was.
  @Test func aHashThatTheServerChangedIsNotOpened() throws {
    var table = try Table("ticks=2", [Self.secret, Self.other])
    let change = replacing("NONCE match=m1 seq=5", "hash", with: Self.zeros)
    try table.run(change)
    #expect(!table.said[0].contains { $0.hasPrefix("OPEN") })
    #expect(table.said[1].contains { $0.hasPrefix("OPEN") })
  }
}
