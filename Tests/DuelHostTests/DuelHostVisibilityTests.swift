import DuelHost
import Primitives
import TestKit
import Testing

/// Every byte that each kind of client is sent, held against the same match played openly.
/// Rules: MATCH-8 and MATCH-9.
struct DuelHostVisibilityTests {
  /// What a match of three players and a spectator sent to whom, tick by tick.
  private struct Course {
    /// By tick, then client: seats 0 to 2, then the spectator.
    var ticks: [[[String]]] = []
    /// What each was sent when the last tick was over.
    var ends: [[String]] = []
    /// What a spectator was shown who came after each tick.
    var latecomers: [[String]] = []
    /// The values that only their owner may have seen, by seat.
    var secrets: [[String]] = [[], [], []]
  }

  private static let ticks = 100

  /// Plays a match by the dice; the same seed is the same tape and the same commands.
  private func play(_ settings: String, seed: Int) throws -> Course {
    var dice = Dice(seed: seed)
    let world = try HostWorld()
    let players = ["ada", "bob", "eve"].map { world.player($0) }
    let spectator = world.connect()
    world.say(
      "CREATE rules=classroom seats=3 ticks=\(Self.ticks) clock=live:100 knockout=plays-on "
        + "seed=\(seed) \(settings)", on: players[0])
    world.say("WATCH match=m1", on: spectator)
    for player in players.dropFirst() { world.say("JOIN match=m1", on: player) }
    for player in players { world.say("READY", on: player) }
    let clients = players + [spectator]
    for client in clients { _ = world.lines(of: client) }
    var course = Course()
    for tick in 0..<Self.ticks {
      world.wait(milliseconds: 100)
      let sent = clients.map { world.lines(of: $0).filter { $0 != "PING" } }
      if tick == Self.ticks - 1 {
        course.ends = sent
        return course
      }
      course.ticks.append(sent)
      let late = world.connect()
      world.say("WATCH match=m1", on: late)
      course.latecomers.append(world.lines(of: late))
      world.hangUp(late)
      for (seat, player) in players.enumerated() {
        let lines = world.ask(command(&dice), on: player)
        let fills = lines.filter { word($0) == "FILL" }
        for key in ["quantity", "margin", "wallet", "liquidation"] {
          course.secrets[seat] += fills.compactMap { value(key, in: $0) }
            .filter { $0.utf8.count >= 8 }
        }
        course.secrets[seat] += lines.filter { word($0) == "ORDER" }
          .compactMap { value("price", in: $0) }.filter { $0.utf8.count >= 8 }
        for client in clients where client != player {
          #expect(world.lines(of: client).isEmpty, "heard inside a tick")
        }
        _ = world.ask("PONG", on: player)
      }
      world.say("PONG", on: spectator)
    }
    return course
  }

  private func command(_ dice: inout Dice) -> String {
    let instrument = dice.pick(["BTC", "ETH"])
    let size = "\(dice.roll(1...2000)).\(dice.roll(11...99))"
    switch dice.roll(0...39) {
    case 0...2: return "LONG \(instrument) \(size) 100x"
    case 3...5: return "SHORT \(instrument) \(size) 100x"
    case 6: return "CLOSE \(instrument)"
    case 7: return "LEVERAGE \(instrument) \(dice.roll(2...90))"
    case 8...12:
      let price = "\(dice.roll(54000...66000)).\(dice.roll(11...99))"
      return [
        "LIMIT LONG BTC \(price) 100 10x", "LIMIT SHORT BTC \(price) 100 10x",
        "STOP BTC \(price)", "TAKE BTC \(price) 50%", "STOP SHORT BTC \(price) 90 stop=66666.66",
      ][dice.roll(0...4)]
    case 13: return "TRAIL \(instrument) 0.\(dice.roll(2...9))%"
    case 14: return "CANCEL \(instrument)"
    default: return "PING"
    }
  }

  /// A line without its number in the stream.
  private func content(_ line: String) -> String {
    line.split(separator: " ").filter { !$0.hasPrefix("seq=") }.joined(separator: " ")
  }

  private func kinds(_ lines: [String]) -> [String] { lines.map(word) }

  /// What a line of the open match becomes for somebody who may know only `own`.
  private func covered(_ line: String, own: Int?, tick: Int, isSealed: Bool) -> String? {
    let owner = value("seat", in: line).flatMap { Int($0) }
    switch word(line) {
    case "POSITION": return nil
    case "LIQUIDATION", "MARGIN-CALL", "ORDER": return owner == own ? content(line) : nil
    case "KNOCKOUT": return owner == own || !isSealed ? content(line) : nil
    case "RANK":
      let ranking = (value("ranking", in: line) ?? "").split(separator: ",").map(String.init)
      let equity = (value("equity", in: line) ?? "").split(separator: ",").map(String.init)
      var pairs = Array(zip(ranking, equity))
      if isSealed { pairs.removeAll { $0.0 != own.map { "\($0)" } } }
      let isShown = tick % 20 == 0 && tick < Self.ticks - 60
      let shown = pairs.map { seat, exact in
        seat == own.map { "\($0)" } ? exact : isShown ? rounded(exact) : "none"
      }
      let order = pairs.isEmpty ? "none" : pairs.map(\.0).joined(separator: ",")
      let amounts = pairs.isEmpty ? "none" : shown.joined(separator: ",")
      return "RANK match=m1 tick=\(tick) ranking=\(order) equity=\(amounts)"
    default: return content(line)
    }
  }

  /// To whole hundreds, the percents of 10,000.
  private func rounded(_ exact: String) -> String {
    let units = money(exact).units
    let hundred: Int64 = 10_000_000_000
    let floor = (units - (units % hundred + hundred) % hundred) / hundred
    let rest = units - floor * hundred
    let isUp = 2 * rest > hundred || (2 * rest == hundred && floor % 2 != 0)
    return Money(units: (isUp ? floor + 1 : floor) * hundred).description
  }

  @Test(arguments: [("ranked", 3), ("ranked", 4), ("sealed", 5), ("sealed", 6)])
  func nobodyIsSentMoreThanTheRulesAllow(_ visibility: String, _ seed: Int) throws {
    let open = try play("", seed: seed)
    let course = try play("visibility=\(visibility)", seed: seed)
    let isSealed = visibility == "sealed"
    for (tick, sent) in open.ticks.enumerated() {
      for client in 0...3 {
        let own = client < 3 ? client : nil
        let expected = sent[client].compactMap {
          covered($0, own: own, tick: tick, isSealed: isSealed)
        }
        #expect(course.ticks[tick][client].map { content($0) } == expected)
      }
      let shown = course.latecomers[tick]
      #expect(!kinds(shown).contains("POSITION") && !kinds(shown).contains("ORDER"))
      let rank = open.ticks[tick][3].last ?? ""
      #expect(
        shown.last.map { content($0) } == covered(rank, own: nil, tick: tick, isSealed: isSealed))
    }
    #expect(
      course.ends.map { content($0.last ?? "").prefix(60) }
        == open.ends.map { content($0.last ?? "").prefix(60) })
    let everything = open.ticks.joined().joined()
    #expect(everything.contains { word($0) == "LIQUIDATION" })
    #expect(everything.contains { word($0) == "ORDER" && value("state", in: $0) == "gone" })
    #expect(everything.contains { word($0) == "FILL" })
  }

  /// No figure of a seat's trades stands in any line of another client before the end.
  @Test(arguments: ["ranked", "sealed"])
  func noFigureOfASeatReachesAnother(_ visibility: String) throws {
    let course = try play("visibility=\(visibility) spectator-delay=0", seed: 8)
    for (seat, secrets) in course.secrets.enumerated() {
      #expect(secrets.count > 8)
      for client in 0...3 where client != seat {
        let heard = course.ticks.flatMap { $0[client] }.joined(separator: "\n")
        for secret in secrets { #expect(!heard.contains("=\(secret)")) }
      }
    }
  }

  /// The public is shown the open match, so many ticks late, whatever players may see.
  @Test(arguments: [("open", 1), ("open", 7), ("ranked", 10), ("sealed", 60), ("ranked", 600)])
  func thePublicIsShownEverythingLater(_ visibility: String, _ delay: Int) throws {
    let open = try play("", seed: 9)
    let course = try play("visibility=\(visibility) spectator-delay=\(delay)", seed: 9)
    for tick in open.ticks.indices {
      let due = tick >= delay ? open.ticks[tick - delay][3].map { content($0) } : []
      #expect(course.ticks[tick][3].map { content($0) } == due)
      let shown = course.latecomers[tick].dropFirst(6)
      if tick >= delay {
        #expect(kinds(Array(shown)).first == "START")
        let late = open.latecomers[tick - delay].dropFirst(6).map { content($0) }
        #expect(shown.map { content($0) }.dropFirst() == late.dropFirst())
      } else {
        #expect(kinds(Array(shown)) == ["START", "TICK"])
        #expect(value("tick", in: shown.last) == "-1")
      }
    }
    let held =
      open.ticks.suffix(min(delay, open.ticks.count)).flatMap { $0[3] }
      + open.ends[3].dropLast()
    #expect(
      course.ends[3].dropLast().map { content($0) } == held.map { content($0) })
    #expect(course.ends[3].last.map(word) == "END")
    let numbers = course.ticks.flatMap { $0[3] } + course.ends[3]
    let sequence = numbers.compactMap { value("seq", in: $0).flatMap { Int($0) } }
    #expect(sequence == Array((sequence.first ?? 0)...(sequence.last ?? 0)))
  }

  @Test func aSealedMatchKeepsThePlace() throws {
    let both = try Duelists.live("ticks=5 seed=7 visibility=sealed")
    #expect(value("place", in: both.world.ask("ACCOUNT", on: both.bob).last) == "none")
    let open = try Duelists.live("ticks=5 seed=7 visibility=ranked")
    #expect(value("place", in: open.world.ask("ACCOUNT", on: open.bob).last) == "1")
  }

  /// A match that is called off shows the public what was held back.
  @Test func anAbortedMatchIsShownToItsEnd() throws {
    let both = try Duelists.live("ticks=50 seed=7 spectator-delay=20 clock=lockstep:60000")
    let eve = both.world.connect()
    both.world.say("WATCH", on: eve)
    both.bothDone()
    _ = both.world.lines(of: eve)
    both.world.shutDown()
    #expect(kinds(both.world.lines(of: eve)) == ["TICK", "RANK", "TICK", "RANK", "END", "BYE"])
  }

  // MARK: - A spectator that never reads

  private func playersBytes(withSpectator: Bool) throws -> [[String]] {
    let both = try Duelists.live("ticks=300 seed=7 clock=lockstep:60000")
    if withSpectator {
      let deaf = both.world.connect()
      both.world.say("WATCH match=m1", on: deaf)
      both.world.stall(deaf)
    }
    for tick in 0..<299 {
      both.world.say(tick % 7 == 0 ? "LONG BTC 100 10x" : "CLOSE ETH", on: both.ada)
      both.world.say(tick % 5 == 0 ? "SHORT ETH 50 5x" : "CLOSE BTC", on: both.bob)
      both.bothDone()
    }
    return [both.world.lines(of: both.ada), both.world.lines(of: both.bob)]
  }

  @Test func aSpectatorThatNeverReadsDelaysNobody() throws {
    let alone = try playersBytes(withSpectator: false)
    let watched = try playersBytes(withSpectator: true)
    #expect(alone == watched)
    #expect(alone[0].last.map(word) == "END")
  }
}
