import TestKit
import WireProtocol

/// Draws lines that a client might say: every verb, right and nearly right arguments.
enum CommandGrammar {
  /// A line in text or, now and then, in JSON.
  static func line(_ dice: inout Dice) -> String {
    dice.once(in: 5) ? json(&dice) : text(&dice)
  }

  /// A line in text, now and then with a tag.
  static func text(_ dice: inout Dice) -> String {
    var words: [String] = dice.once(in: 4) ? ["#\(dice.roll(0...99))"] : []
    let verb = dice.pick(Verb.allCases)
    words.append(dice.once(in: 6) ? verb.rawValue.lowercased() : verb.rawValue)
    if !verb.words.isEmpty, !dice.once(in: 8) { words += arguments(&dice) }
    for _ in 0..<dice.roll(0...3) {
      words.append("\(dice.pick(keys))=\(value(&dice))")
    }
    return words.joined(separator: " ")
  }

  /// An object of the members that text would have.
  static func json(_ dice: inout Dice) -> String {
    var members = ["\"verb\":\"\(dice.pick(Verb.allCases).rawValue)\""]
    if dice.once(in: 4) { members.append("\"tag\":\"\(dice.roll(0...99))\"") }
    let names = ["instrument", "size", "side", "price", "distance", "amount", "target", "topic"]
    for _ in 0..<dice.roll(0...4) {
      let key = dice.once(in: 2) ? dice.pick(names) : dice.pick(keys)
      let word = value(&dice).replacing("\"", with: "")
      members.append("\"\(key)\":\(dice.once(in: 4) ? word : "\"\(word)\"")")
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func arguments(_ dice: inout Dice) -> [String] {
    var words: [String] = []
    if dice.once(in: 4) { words.append(dice.pick(["LONG", "SHORT", "LIMIT", "STOP", "long"])) }
    words.append(dice.pick(["BTC", "ETH", "btc", "OLD", "all", "3"]))
    for _ in 0..<dice.roll(0...3) { words.append(dice.pick(sizes)) }
    return words
  }

  /// A value that may stand behind a key.
  static func value(_ dice: inout Dice) -> String {
    switch dice.roll(0...5) {
    case 0: "\(dice.rollLogarithmic(0...Int.max / 4))"
    case 1: dice.pick(numbers)
    case 2: dice.pick(sizes)
    default: dice.pick(values)
    }
  }

  /// The keys of the wire, the rules and the log.
  static let keys = [
    "name", "proto", "format", "agent", "rules", "ticks", "clock", "seats", "seed", "key",
    "series", "tape", "tape-offset", "match", "player", "nonce", "token", "seq", "text", "tick",
    "from", "stop", "take", "worst", "q", "n", "margin", "share", "risk", "leverage", "mode",
    "reduce", "order", "visibility", "handicap", "nonces", "instruments", "balance", "knockout",
    "spectator-delay", "abandon-after", "starting-inventory", "time-bank", "brackets", "practice",
  ]

  static let values = [
    "ada", "bob", "eve", "none", "m1", "m2", "m3", "json", "text", "classroom", "standard",
    "exchange", "ranked", "lockstep", "lockstep:60000", "live:100", "live:1000", "HISTORY",
    "sealed", "open", "required", "optional", "BTC,ETH", "1,0.8", "sesame", "\"a b\"", "\"\"",
    "isolated", "cross", "yes", "no", "blitz", "3", "2", "4", "1", "0", "BTC:0.1",
    "188dde1c6dfc6af122f85a61134e4f65801cda962b7591fa06f32f40ad62911d",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
  ]

  static let sizes = [
    "500", "10x", "25%", "q=0.2", "n=500", "risk=2%", "isolated", "cross", "reduce-only",
    "stop=57000", "take=70000", "worst=60000", "2%", "+200", "-50", "59000", "100%", "0.00000001",
    "tick=0",
  ]

  /// Numbers at the edges of what can be held or is allowed.
  static let numbers = [
    "0", "-1", "1", "-0", "00", "0.5", "1e9", "1e-05", "99999999999999999", "999999999999999999",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "4294967296",
    "2147483647", "10000000000", "92233720368.54775807", "0.000000001", "1000000", "1000001", "9",
    "1e-9223372036854775808", "1e9223372036854775807", "+1", ".5", "5.", "NaN",
  ]
}
