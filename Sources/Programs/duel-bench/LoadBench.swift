import Bots
import ClientCore
import DuelClient
import Foundation
import Primitives
import Reactor
import Terminal

/// Bot duels and spectators on a running server, over TCP, for a while.
enum LoadBench {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--duels", "--spectators", "--seconds", "--clock", "--ticks"])
    try arguments.expectWords(atMost: 1)
    guard let address = SocketAddress(arguments.words.first ?? "127.0.0.1:7171") else {
      throw CommandFailure(.usage, "HOST:PORT")
    }
    let plan = Plan(
      duels: try arguments.integer("--duels", in: 1...1000) ?? 100,
      spectators: try arguments.integer("--spectators", in: 0...8000) ?? 500,
      seconds: try arguments.integer("--seconds", in: 1...3600) ?? 60,
      ticks: try arguments.integer("--ticks", in: 1...100_000) ?? 360,
      clock: arguments.text("--clock") ?? "live:100")
    do throws(SystemError) {
      return try run(plan, address)
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
  }

  private struct Plan {
    var duels: Int
    var spectators: Int
    var seconds: Int
    var ticks: Int
    var clock: String
  }

  private static func run(
    _ plan: Plan, _ address: SocketAddress
  ) throws(SystemError) -> ExitCode {
    var runner = try ClientRunner(address: address)
    var tally = Tally()
    let process = ProcessInfo.processInfo.processIdentifier
    let bots = BuiltInBot.allCases
    let settings = "ticks=\(plan.ticks) clock=\(plan.clock)"
    var nextName = 0
    func bot() -> BotPlayer {
      nextName += 1
      return BotPlayer(
        name: "load\(process)-\(nextName)", bot: bots[nextName % bots.count], seed: nextName,
        goal: .play(settings: settings))
    }
    var players: [Int] = []
    for _ in 0..<(2 * plan.duels) { players.append(try runner.add(bot())) }
    let began = Instant.now()
    var watchers: [Int] = []
    let end = began.adding(milliseconds: 1000 * plan.seconds)
    while Instant.now() < end {
      try runner.turn(until: end) { _, news, _ in tally.take(news) }
      for index in players.indices where runner.end(players[index]) != nil {
        tally.finish(runner.end(players[index]))
        players[index] = try runner.add(bot())
      }
      if watchers.isEmpty, tally.ticks > 0 {
        for _ in 0..<plan.spectators {
          watchers.append(try runner.add(BotPlayer(spectatorOf: nil)))
        }
      }
      for index in watchers.indices where runner.end(watchers[index]) != nil {
        tally.finish(runner.end(watchers[index]))
        watchers[index] = try runner.add(BotPlayer(spectatorOf: nil))
      }
    }
    Output.line(Machine.description)
    Output.line(
      "load: \(plan.duels) duels, \(plan.spectators) spectators, \(plan.seconds) s, "
        + "clock \(plan.clock)")
    Output.line(
      "ticks seen \(tally.ticks), finished \(tally.done), dismissed \(tally.dismissed), "
        + "broken \(tally.broken), refused \(tally.refused), lines skipped \(tally.skipped)")
    return tally.dismissed + tally.broken == 0 ? .done : .no
  }

  private struct Tally {
    var ticks = 0
    var done = 0
    var dismissed = 0
    var broken = 0
    var refused = 0
    var skipped = 0

    mutating func take(_ news: ClientNews) {
      switch news {
      case .match(.tick): ticks += 1
      case .match(.skipped): skipped += 1
      case .refused: refused += 1
      case .match, .record, .farewell, .resumed, .checked: break
      }
    }

    mutating func finish(_ end: ClientEnd?) {
      switch end {
      case .done?: done += 1
      case .dismissed?: dismissed += 1
      case .broken?: broken += 1
      case nil: break
      }
    }
  }
}
