import DuelRules
import Foundation
import Primitives
import Simulation
import TestKit

/// Examples to begin with, made of the pages of Protocol/ and of played matches.
public enum FuzzSeeds {
  /// The examples of a target, at least one.
  public static func of(_ target: FuzzTarget) -> [[UInt8]] {
    switch target {
    case .framer, .request, .command, .json: spoken
    case .client: replies.map { [0] + $0 } + replies.map { [7] + $0 }
    case .console: replies.enumerated().map { [UInt8($0 % 200)] + console($1) }
    case .history: histories
    case .tape: [tape]
    case .rules: rules.map { Array($0.utf8) }
    case .record: (1...6).compactMap(record)
    case .log: logs.map { Array($0.joined().utf8) }
    case .recovery: logs.map { Array($0.joined(separator: "=\n").utf8) }
    case .host: scripts
    case .keys: keys.map { Array($0.utf8) }
    }
  }

  /// A line such as the target might be given.
  static func line(of target: FuzzTarget, _ dice: inout Dice) -> [UInt8] {
    switch target {
    case .host:
      let steps = ["~500", "~60000", ".", "!", "*", "+", "-A", "[B", "]B", "%", "$", "^"]
      guard !dice.once(in: 5) else { return Array(dice.pick(steps).utf8) }
      return Array((dice.pick(["A", "B", "C", "D", "a", "b"]) + CommandGrammar.line(&dice)).utf8)
    case .keys: return Array(dice.pick(keys).utf8)
    case .json: return Array(CommandGrammar.json(&dice).utf8)
    default: return Array(CommandGrammar.line(&dice).utf8)
    }
  }

  // MARK: - Transcripts

  private static let transcripts: [[String]] = ["README.md", "rules.md"].flatMap { page in
    let text = (try? String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```transcript\n").dropFirst().map { block in
      (block.components(separatedBy: "\n```").first ?? "").components(separatedBy: "\n")
    }
  }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Protocol")

  /// What is said in each transcript, on whatever connection.
  private static let spoken: [[UInt8]] = transcripts.map { lines in
    lines.filter { $0.dropFirst().hasPrefix("> ") }.flatMap { Array("\($0.dropFirst(3))\n".utf8) }
  }

  /// What a server says to A in each transcript, as it really was said.
  private static let replies: [[UInt8]] = scripts.compactMap { script in
    guard let world = try? HostWorld(rules: .classroom) else { return nil }
    let peers = (0..<4).map { _ in world.connect() }
    for line in Cutter.lines(of: script) { play(line, peers, world) }
    return world.lines(of: peers[0]).flatMap { Array("\($0)\n".utf8) }
  }

  /// The transcripts as steps of the host's target.
  private static let scripts: [[UInt8]] = transcripts.map { lines in
    lines.compactMap { line -> String? in
      if line.hasPrefix("@ ") { return "~" + line.dropFirst(2) }
      return line.dropFirst().hasPrefix("> ") ? "\(line.prefix(1))\(line.dropFirst(3))" : nil
    }
    .flatMap { Array("\($0)\n".utf8) }
  }

  private static func play(_ line: [UInt8], _ peers: [Int], _ world: HostWorld) {
    let text = String(decoding: line.dropFirst(), as: UTF8.self)
    switch line.first {
    case UInt8(ascii: "~"): world.wait(milliseconds: Int(text) ?? 0)
    case let letter?:
      let index = Int(letter) - 65
      if peers.indices.contains(index) { world.say(text, on: peers[index]) }
    case nil: break
    }
  }

  /// What the server writes into its log in each transcript, batch by batch.
  private static let logs: [[String]] = scripts.compactMap { script in
    guard let world = try? HostWorld(rules: .classroom) else { return nil }
    let peers = (0..<4).map { _ in world.connect() }
    for line in Cutter.lines(of: script) { play(line, peers, world) }
    return world.log.isEmpty ? nil : world.log
  }

  private static func console(_ reply: [UInt8]) -> [UInt8] {
    let typed = ["long btc 500 10x", "close btc", "done", "help", "quote long eth 25%", "orders"]
    return Cutter.lines(of: reply).enumerated().flatMap { index, line -> [UInt8] in
      let own = index % 5 == 4 ? Array("\(typed[index / 5 % typed.count])\n".utf8) : []
      return own + [UInt8(ascii: "<")] + line + [UInt8(ascii: "\n")]
    }
  }

  // MARK: - Files

  private static let histories: [[UInt8]] = [
    "time,open,high,low,close\n2024-01-01T00:00:00Z,1,2,0.5,1.5\n2024-01-01T00:01:00Z,1.5,3,1,2\n",
    "1700000000000,100,101,99,100.5,12\n1700000060000,100.5,102,100,101,9\n"
      + "1700000120000,1,1,1,1,1\n",
    "timestamp,price,amount\n1700000000,100.25,1\n1700000001,100.5,2\n1700000061,99,1\n",
    "Date;Close\n2024-01-03;3\n2024-01-02;2\n2024-01-01;1\n",
    "\u{feff}unix,date,symbol,close\r\n1700000000,x,BTC,\"1,000.5\"\r\n1700000060,x,BTC,2e3\r\n",
  ]
  .flatMap { text in [UInt8(0), 1, 3, 10].map { [$0] + text.utf8 } }

  private static var tape: [UInt8] {
    let text =
      "margin-duel-tape 1\nname A-B\ninstrument A price-step=0.01\ninstrument B "
      + "price-step=1\nnote made by hand\n1.00 5\n1.25 6\n999.99 625000000\n"
    return Sealing.sealed(Array((text + "end sha256=0\n").utf8))
  }

  private static let rules = [
    "{\"preset\": \"standard\", \"ticks\": 600, \"clock\": \"live:500\", \"balance\": 1e4}",
    "{\"instruments\": [\"BTC\", \"ETH\"], \"BTC\": {\"start-price\": 50000, \"drift\": 1e-05},\n"
      + " \"brackets\": [{\"floor\": 0, \"rate\": 0.005, \"leverage\": 50}], \"seats\": 3,\n"
      + " \"handicap\": [1, 0.8, 0.5], \"nonces\": \"required\", \"visibility\": \"sealed\"}",
    "{\"preset\": \"exchange\", \"starting-inventory\": [{\"instrument\": \"BTC\"}], \"seats\": 2}",
    "{\"BTC.volatility\": \"0.001\", \"handicap\": \"1,0.5\", \"spectator-delay\": 5}",
  ]

  private static func record(_ seed: Int) -> [UInt8]? {
    var maker = RecordMaker(seed: seed)
    let record = maker.next().bytes
    return record.count < 30_000 ? record : nil
  }

  private static let keys = [
    "long btc 500\r", "\u{1b}[A", "\u{1b}[1;5C", "\u{1b}[200~pasted\ntext\u{1b}[201~", "\u{1b}b",
    "\u{7f}\u{8}", "\u{1}\u{5}\u{b}\u{19}", "e\u{301}\u{1f600}é", "\u{1b}OH", "\u{1b}[3~",
    "\u{1b}[99999999999999999999;1;1;1;1;1;1;1;1;1;1;1A", "\t\u{3}\u{4}",
  ]
}
