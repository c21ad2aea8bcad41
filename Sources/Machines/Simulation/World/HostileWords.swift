import Digests
import WireProtocol

/// Commands of every verb, most of them nearly right, and lines that are none.
struct HostileWords {
  /// One command in text, without a tag.
  func command(_ sight: HostileSight, _ dice: inout WorldDice) -> String {
    // Those that keep a match going come more often.
    switch dice.roll(20) {
    case 0...1: return dice.pick(["READY", "READY", "READY nonce=none", ready(&dice)])
    case 2...5: return dice.once(in: 4) ? "DONE tick=\(dice.roll(60))" : "DONE"
    case 6...7: return "QUEUE \(sight.settings.isEmpty ? "" : dice.pick(sight.settings))"
    case 8...14: return trade(dice.pick(Self.trades), &dice)
    default: return other(dice.pick(Verb.allCases), sight, &dice)
    }
  }

  /// A trade or a question, as somebody with a seat has them.
  func play(_ sight: HostileSight, _ dice: inout WorldDice) -> String {
    dice.once(in: 4)
      ? other(dice.pick(Self.questions), sight, &dice) : trade(dice.pick(Self.trades), &dice)
  }

  private static let questions: [Verb] = [
    .account, .positions, .orders, .quote, .quote, .say, .sync, .ping, .rules, .list, .tapes, .help,
  ]

  private static let trades: [Verb] = [
    .long, .long, .short, .short, .close, .limit, .limit, .stop, .take, .trail, .oco, .cancel,
    .leverage, .mode, .margin,
  ]

  private func ready(_ dice: inout WorldDice) -> String { "READY nonce=\(dice.nextDigest())" }

  private func other(
    _ verb: Verb, _ sight: HostileSight, _ dice: inout WorldDice
  ) -> String {
    let match = "match=m\(dice.roll(sight.matches + 2))"
    switch verb {
    case .hello: return "HELLO name=\(dice.pick(sight.names + ["none", "a/b", "other"]))"
    case .create:
      return "CREATE \(dice.pick(Self.rules)) ticks=\(dice.roll(25)) clock=lockstep:300"
        + dice.pick(["", " seats=1", " seats=3", " key=abc", " series=3", " seed=5", " tape=X"])
    case .join, .watch: return "\(verb.rawValue) \(dice.pick([match, match, match + " key=abc"]))"
    case .challenge:
      return "CHALLENGE player=\(dice.pick(sight.names + ["nobody"])) ticks=5 clock=lockstep:300"
    case .decline, .rules: return "\(verb.rawValue) \(match)"
    case .record: return "RECORD \(match) from=\(dice.pick([1, 1, 2, 100, 600]))"
    case .open: return "OPEN nonce=\(dice.nextDigest())"
    case .resume:
      let token = dice.nextDigest().description.prefix(32)
      return "RESUME \(match) token=\(token) seq=\(dice.roll(100))"
    case .say: return "SAY text=\"\(dice.pick(["gl", "a \\\"b\\\"", "…"]))\""
    case .help: return "HELP \(dice.pick(Verb.allCases).rawValue)"
    case .quote: return "QUOTE " + trade(dice.pick([.long, .short, .limit, .stop]), &dice)
    case .quit where !dice.once(in: 4): return "SYNC"
    default: return verb.rawValue
    }
  }

  private static let rules = ["", "rules=classroom", "rules=exchange", "rules=nonsense"]

  private func trade(_ verb: Verb, _ dice: inout WorldDice) -> String {
    let name = dice.pick(["BTC", "BTC", "ETH", "eth", "XAU"])
    let price = name == "BTC" ? dice.roll(550...650) * 100 : dice.roll(2700...3300)
    let size = dice.pick(["500", "25%", "n=1000", "q=0.01", "100%", "1", "0", "5e2", "risk=2%"])
    let extra = dice.pick(["", "", " 3x", " 20x", " 99x", " cross", " reduce-only", " tick=7"])
    let part = dice.pick(["", " 50%", " q=0.01"])
    switch verb {
    case .close: return "CLOSE \(dice.once(in: 4) ? "all" : name + part)"
    case .limit: return "LIMIT \(side(&dice)) \(name) \(price) \(size)\(extra)"
    case .stop where dice.once(in: 2): return "STOP \(side(&dice)) \(name) \(price) \(size)\(extra)"
    case .stop, .take: return "\(verb.rawValue) \(name) \(price)\(part)"
    case .trail: return "TRAIL \(name) \(dice.pick(["2%", "500", "0.1%"]))\(part)"
    case .oco: return "OCO \(name) stop=\(price) take=\(price)\(part)"
    case .cancel: return "CANCEL \(dice.pick(["all", name, "1", "4", "order=2"]))"
    case .leverage: return "LEVERAGE \(name) \(dice.roll(30))"
    case .mode: return "MODE \(name) \(dice.pick(["cross", "isolated", "neither"]))"
    case .margin: return "MARGIN \(name) \(dice.pick(["+50", "-20", "100000"]))"
    default: return "\(verb.rawValue) \(name) \(size)\(extra)"
    }
  }

  private func side(_ dice: inout WorldDice) -> String { dice.pick(["LONG", "SHORT"]) }

  /// A line that is none, without its LF: bytes, or nearly a command.
  ///
  /// Whoever speaks text never begins one like JSON: from then on the server would speak JSON.
  func garbage(isJSON: Bool, _ dice: inout WorldDice) -> [UInt8] {
    let bytes = garbage(&dice)
    return !isJSON && bytes.first == UInt8(ascii: "{") ? [UInt8(ascii: "x")] + bytes : bytes
  }

  private func garbage(_ dice: inout WorldDice) -> [UInt8] {
    let known = [
      "LOGN BTC 500", "say=\"unclosed", "#", "#bad/tag PING", "=", "\"", "{\"verb\":", "[1,2]",
      "{\"verb\":{}}", "{}", "{\"tag\":[1],\"verb\":\"PING\"}", "LONG\u{1}BTC", "LONG " + "x=1 ",
      String(repeating: "a=b ", count: 200), String(repeating: "x", count: 4090),
    ]
    switch dice.roll(3) {
    case 0: return Array(dice.pick(known).utf8)
    case 1:
      let noise = dice.bytes(dice.pick([1, 10, 300, 4096, 5000, 20_000]))
      return noise.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? 0 : $0 }
    default:
      // A command with one byte changed, in the wrong format.
      var bytes = Array("LONG BTC 500 10x".utf8)
      bytes[dice.roll(bytes.count)] = dice.bytes(1)[0] | 0x80
      return bytes
    }
  }
}
