import Bots
import ClientCore
import Digests
import DuelClient
import DuelRules
import DuelServer
import Foundation
import PriceTape
import Reactor
import Terminal
import TextUI

/// `duel demo`: a real duel over TCP, shown and verified.
enum DemoCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words,
      flags: ["--seed", "--ticks", "--record", "--rules", "--tape", "--tape-offset"]
        + TapeOption.flags,
      switches: ["--plain"] + TapeOption.switches)
    try arguments.expectWords(atMost: 0)
    let tape = try TapeOption.tape(arguments)
    let offset = try arguments.integer("--tape-offset", in: 0...StoredTape.ticksMax)
    if offset != nil, tape == nil { throw CommandFailure(.usage, "--tape-offset needs --tape") }
    let tapes = tape.map { [$0] } ?? []
    let rules = try RulesOption.rules(arguments, tapes: tapes)
    guard rules.values.seats == 2 else {
      throw CommandFailure(
        .usage, "a demo has 2 seats; the rules of --rules have \(rules.values.seats)")
    }
    let available = tape.map { max(1, TapeChoice.ticksAvailable(on: $0, from: offset ?? 0)) }
    let usual = arguments.text("--rules") == nil ? 300 : rules.values.ticks
    let ticks = try TicksOption.ticks(arguments) ?? min(usual, available ?? usual)
    if rules.values.tape != nil, offset != nil {
      throw CommandFailure(.usage, "--tape-offset: the rules name a tape; write tape-offset there")
    }
    if let tape { try check(rules.values, tape, offset ?? 0, ticks: ticks) }
    let seed = try arguments.integer("--seed", in: 0...999_999_999_999_999_999)
    var settings = "ticks=\(ticks)"
    if let seed { settings += " seed=\(seed)" }
    if let tape, rules.values.tape == nil { settings += " tape=\(tape.name)" }
    if let offset { settings += " tape-offset=\(offset)" }
    // On a terminal the match takes about five seconds, so that it can be followed.
    let isPaced = Output.isTerminal && !arguments.has("--plain")
    let server = try OwnServer.start(rules: rules, tapes: tapes)
    defer { server.stop() }
    let record: [UInt8]
    let digest: String?
    do throws(SystemError) {
      var runner = try ClientRunner(
        address: server.address, thinkMilliseconds: isPaced ? max(1, 5000 / ticks) : 0)
      (record, digest) = try play(&runner, settings, secret(seed))
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
    guard let digest, !record.isEmpty else {
      throw CommandFailure(.unreachable, "the match did not come to its end")
    }
    if let path = arguments.text("--record") { try Output.write(record, toFile: path) }
    return try VerifyCommand.report(record, expected: digest)
  }

  /// Where the nonces come from: with a seed, the demo is the same every time.
  private static func secret(_ seed: Int?) -> Digest {
    let bytes = seed.map { Array(String($0).utf8) } ?? systemRandomBytes(Digest.size)
    return Digest.of(domain: "margin-duel/demo-nonces/1", [bytes])
  }

  /// Whether a match of so many ticks can be played on a tape.
  private static func check(
    _ values: RuleValues, _ tape: StoredTape, _ offset: Int, ticks: Int
  ) throws(CommandFailure) {
    var values = values
    let offset = values.tape?.offset ?? offset
    values.ticks = ticks
    do throws(RuleError) {
      _ = try Rules(values, on: tape, offset: offset)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  /// Opens a match, watches it, lets the other bot join, and follows it to the end.
  private static func play(
    _ runner: inout ClientRunner, _ settings: String, _ secret: Digest
  ) throws(SystemError) -> (record: [UInt8], digest: String?) {
    let board = PlainBoard()
    let trend = BotPlayer(
      name: "trend", bot: .trend, seed: 1, goal: .create(settings: settings),
      contribution: .always(Digest.of(domain: "margin-duel/demo-seat/1", [secret.bytes, [0]])))
    let creator = try runner.add(trend)
    while runner.client(creator).session.match == nil, runner.end(creator) == nil {
      try runner.turn { _, _, _ in }
    }
    guard let match = runner.client(creator).session.match else { return ([], nil) }
    let watcher = try runner.add(BotPlayer(spectatorOf: match), wantsRecord: true)
    while runner.client(watcher).session.match == nil, runner.end(watcher) == nil {
      try runner.turn { _, _, _ in }
    }
    let reversion = BotPlayer(
      name: "reversion", bot: .reversion, seed: 2, goal: .join(match: match),
      contribution: .always(Digest.of(domain: "margin-duel/demo-seat/1", [secret.bytes, [1]])))
    try runner.add(reversion)
    while runner.end(watcher) == nil {
      try runner.turn { number, news, view in
        guard number == watcher, case .match(let item) = news else { return }
        for line in board.lines(for: item, view) { Output.line(line) }
      }
    }
    let session = runner.client(watcher).session
    return (session.record, session.view.end?.digest)
  }
}
