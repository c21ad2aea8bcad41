import Digests
import DuelHost
import DuelRules
import PriceTape
import Primitives
import Records
import TestKit
import Testing

/// The server sends nothing early: every byte to every client of a running match, held against what
/// is secret at that moment.
struct NothingEarlyTests {
  /// What nobody may hear before its time, known from the log and from the nonces of the test.
  private struct Secrets {
    let seed: String
    let salt: String
    let matchSeed: String
    let tapeKey: String
    /// By tick from -60 on: the marks of all instruments, in every form.
    private(set) var forms: [[String]] = []

    init(_ rules: Rules, _ secret: MatchSecret) {
      seed = secret.seed.description
      salt = secret.salt.description
      let whole = secret.tapeSeed(nonces: [nonce(0).bytes, nonce(1).bytes])
      matchSeed = whole.description
      tapeKey = Digest.of(domain: "margin-duel/tape/1", [whole.bytes]).description
      var tape = Tape(source: rules.source, seed: whole)
      var marks = rules.values.instruments.map(\.startPrice)
      for _ in 0..<(Rules.prerollTicks + rules.values.ticks) {
        tape.next(into: &marks)
        forms.append(
          marks.flatMap {
            [$0.description, String($0.units), String($0.units, radix: 16)]
          })
      }
    }

    /// The prices up to a tick, and those behind it that are not equal to one of them.
    func split(at tick: Int) -> (known: Set<String>, future: Set<String>) {
      let count = tick + Rules.prerollTicks + 1
      let known = Set(forms.prefix(count).joined())
      return (known, Set(forms.dropFirst(count).joined()).subtracting(known))
    }
  }

  /// The host and everybody who listens.
  private final class Hall {
    let world: HostWorld
    let ada: Int
    let bob: Int
    let spectators: [Int]
    let visitor: Int
    private(set) var heard: [(connection: Int, lines: [String])] = []

    init(_ settings: String) throws {
      world = try HostWorld()
      ada = world.player("ada")
      bob = world.connect()
      world.say(#"{"verb":"HELLO","name":"bob"}"#, on: bob)
      world.say("CREATE \(settings)", on: ada)
      world.say(#"{"verb":"JOIN","match":"m1"}"#, on: bob)
      let eve = world.connect()
      world.say("WATCH match=m1", on: eve)
      let joe = world.connect()
      world.say(#"{"verb":"WATCH","match":"m1"}"#, on: joe)
      spectators = [eve, joe]
      visitor = world.player("vera")
    }

    /// Everybody asks whatever can be asked; then what each has been sent is kept.
    func listen() {
      for line in [
        "LIST", "RULES match=m1", "RULES", "RECORD match=m1", "TAPES", "WATCH match=m1", "UNWATCH",
      ] { world.say(line, on: visitor) }
      for line in [
        "RULES", "ACCOUNT", "POSITIONS", "ORDERS", "QUOTE LONG BTC 500 10x", "LIST",
        "RECORD match=m1",
      ] { world.say(line, on: ada) }
      heard = ([ada, bob, visitor] + spectators).map { ($0, world.lines(of: $0)) }
    }
  }

  private func hall(delay: Int) throws -> (Hall, Secrets) {
    let settings =
      "ticks=40 clock=lockstep:60000 nonces=required spectator-delay=\(delay) visibility=open"
    let hall = try Hall(settings)
    var reader = LogReader()
    let line = Array((hall.world.log[0].split(separator: "\n").first ?? "").utf8)
    guard case .create(_, let rules, let secret, _)? = reader.read(line.span, rulesOf: { _ in nil })
    else { throw Lost() }
    return (hall, Secrets(rules, secret))
  }

  private struct Lost: Error {}

  /// The numbers and words of a line.
  private func words(_ line: String) -> [String] {
    line.split { " =/,\"[]{}:".contains($0) }.map(String.init)
  }

  /// Nothing of what was heard is a secret at this moment: tick `player` is out to players, tick
  /// `audience` to the public, and the nonces of `unopened` are closed.
  private func expectNothing(
    _ hall: Hall, _ secrets: Secrets, player: Int, audience: Int, unopened: [Int] = []
  ) {
    hall.listen()
    let texts =
      [secrets.seed, secrets.salt, secrets.matchSeed, secrets.tapeKey]
      + unopened.map { nonce($0).description }
    for (connection, lines) in hall.heard {
      let isPlayer = connection == hall.ada || connection == hall.bob
      let future = secrets.split(at: isPlayer ? player : audience).future
      for line in lines {
        let plain = line.lowercased()
        for text in texts { #expect(!plain.contains(text), "\(line)") }
        for word in words(plain) { #expect(!future.contains(word), "\(word) in \(line)") }
      }
    }
  }

  @Test(arguments: [0, 7, 60])
  func noSecretIsHeardBeforeItsTime(_ delay: Int) throws {
    let (hall, secrets) = try hall(delay: delay)
    let world = hall.world
    expectNothing(hall, secrets, player: -61, audience: -61, unopened: [0, 1])
    world.say("READY nonce=\(nonceHash(0))", on: hall.ada)
    expectNothing(hall, secrets, player: -61, audience: -61, unopened: [0, 1])
    world.say("{\"verb\":\"READY\",\"nonce\":\"\(nonceHash(1))\"}", on: hall.bob)
    expectNothing(hall, secrets, player: -61, audience: -61, unopened: [0, 1])
    world.say("OPEN nonce=\(nonce(0))", on: hall.ada)
    expectNothing(hall, secrets, player: -61, audience: -61, unopened: [1])
    world.say("{\"verb\":\"OPEN\",\"nonce\":\"\(nonce(1))\"}", on: hall.bob)
    var shown = 0
    for tick in 0..<39 {
      expectNothing(hall, secrets, player: tick, audience: max(-1, tick - delay))
      shown += hall.heard.count { $0.lines.contains { word($0) == "TICK" } }
      world.say(tick % 5 == 0 ? "LONG BTC 500 10x stop=50000" : "CLOSE BTC", on: hall.ada)
      world.say(#"{"verb":"SHORT","instrument":"ETH","size":"300","leverage":9}"#, on: hall.bob)
      expectNothing(hall, secrets, player: tick, audience: max(-1, tick - delay))
      world.say("DONE", on: hall.ada)
      world.say(#"{"verb":"DONE"}"#, on: hall.bob)
    }
    #expect(shown > 39)
    // The search finds what there is to find: the end tells it all.
    let last = world.lines(of: hall.ada)
    #expect(last.contains { $0.contains(secrets.seed) && $0.contains(secrets.salt) })
    let (known, _) = secrets.split(at: 39)
    #expect(last.flatMap(words).contains { known.contains($0) })
  }

  /// A match that is forfeited shows no price of its tape to anybody, ever.
  @Test func aForfeitedTapeIsNeverShown() throws {
    let (hall, secrets) = try hall(delay: 0)
    hall.world.say("READY nonce=\(nonceHash(0))", on: hall.ada)
    hall.world.say("{\"verb\":\"READY\",\"nonce\":\"\(nonceHash(1))\"}", on: hall.bob)
    hall.world.say("OPEN nonce=\(nonce(0))", on: hall.ada)
    expectNothing(hall, secrets, player: -61, audience: -61, unopened: [1])
    hall.world.wait(milliseconds: 10_001)
    hall.listen()
    let (_, future) = secrets.split(at: -61)
    let lines = hall.heard.flatMap(\.lines)
    #expect(lines.contains { $0.contains("reason=forfeit") })
    for line in lines { for word in words(line) { #expect(!future.contains(word), "\(line)") } }
  }
}
