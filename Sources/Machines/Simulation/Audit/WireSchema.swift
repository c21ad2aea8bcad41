import WireProtocol

/// What may stand in each line of the server, as Protocol/messages.json says.
///
/// The auditor's own list, so that a writer that forgets a field does not forgive itself. A field
/// in parentheses may be missing; `(…)` stands for fields whose names are not known beforehand.
enum WireSchema {
  /// The fields of a line in their order; nil for a line that is not known.
  static func fields(of line: borrowing WireLine) -> [Substring]? {
    switch line.type {
    case "OK": return line.verb.flatMap { verb in find(verb, in: replies) }
    case "ERR": return ["code", "(retry_ms)", "(field)", "text"]
    default: return find(line.type, in: pushes)
    }
  }

  /// What is wrong with the fields of a line; nil when nothing is.
  static func flaw(of line: borrowing WireLine) -> String? {
    guard var expected = fields(of: line)?[...] else { return "is not known" }
    if PushType(rawValue: line.type)?.isInMatchStream == true {
      expected = ["match", "seq"] + expected
    }
    for field in line.fields {
      while let next = expected.first, next.hasPrefix("("), next != "(…)", isOther(next, field) {
        expected.removeFirst()
      }
      guard let next = expected.first else { return "has a field \(field.key) too many" }
      if next == "(…)" { continue }
      if isOther(next, field) { return "has \(field.key) where \(next) must stand" }
      expected.removeFirst()
    }
    let missing = expected.first { !$0.hasPrefix("(") }
    return missing.map { "lacks \($0)" }
  }

  private static func isOther(_ name: Substring, _ field: WireField) -> Bool {
    name != field.key && name != "(\(field.key))"
  }

  private static func find(_ name: String, in table: [(name: String, fields: String)])
    -> [Substring]?
  {
    table.first { $0.name == name }?.fields.split(separator: " ")
  }

  private static let settings = "instrument leverage margin wallet liquidation mode"

  /// The replies that accept a command.
  static let replies: [(name: String, fields: String)] = [
    ("HELLO", "player"), ("CREATE", "match seat token"),
    ("ARRANGE", "match players (key)"), ("JOIN", "match seat token"),
    ("QUEUE", "match seat token"), ("CHALLENGE", "match seat token key"), ("DECLINE", "match"),
    ("REMATCH", "match waiting"), ("LEAVE", ""), ("READY", ""), ("OPEN", ""),
    ("LIST", "count number link"), ("RULES", "match (…)"), ("TAPES", "count"), ("WATCH", "match"),
    ("UNWATCH", "match"), ("RESUME", "match seat player seq"), ("SAY", ""), ("LONG", "order"),
    ("SHORT", "order"), ("CLOSE", "(order) (count)"), ("LIMIT", "order"), ("STOP", "order"),
    ("TAKE", "order"), ("TRAIL", "order"), ("OCO", "order"), ("CANCEL", "count"),
    ("LEVERAGE", settings), ("MODE", settings), ("MARGIN", settings),
    (
      "QUOTE",
      "instrument side mode leverage quantity price notional margin fee liquidation distance "
        + "deviations bankruptcy worst breakeven position funding spread impact close_fee "
        + "correlation volatility"
    ),
    ("DONE", ""),
    (
      "ACCOUNT",
      "match tick wallet available margin equity realized fees insurance place maintenance "
        + "balance ratio funding reserved"
    ),
    ("POSITIONS", "match tick count (…)"), ("ORDERS", "match tick count reserved"),
    ("RECORD", "match lines from to digest"), ("PING", ""), ("SYNC", ""),
    (
      "STATS",
      "uptime_ms connections players spectators open ready countdown live ticks commands refused "
        + "bytes_in bytes_out dropped held batches pending (…)"
    ),
    ("HELP", "(verbs) (topic) (usage) text"), ("QUIT", ""),
  ]

  /// Everything else that the server says.
  static let pushes: [(name: String, fields: String)] = [
    ("INFO", "proto server maxline ping_ms rate features durability pong_ms"), ("PING", ""),
    ("BYE", "code text (retry_ms)"),
    (
      "MATCH",
      "match phase rules clock ticks tick seats private series visibility (tape) nonces"
    ),
    ("TAPE", "name ticks instruments digest"),
    (
      "OPEN-ORDER",
      "order instrument kind side price quantity pair worst stop take reduce trail"
    ),
    ("RECORD-LINE", "match line text"), ("SEATED", "match seat token after reason"),
    ("COMMITMENT", "match commitment nonces seats rules_digest number previous link"),
    ("CHALLENGED", "by match key rules ticks clock instruments series"),
    ("DECLINED", "match by reason"), ("REMATCH", "match by"),
    ("SEAT", "seat name state (abandon_ms)"), ("NONCE", "seat hash open_ms"),
    ("OPENED", "seat nonce"),
    (
      "START",
      "ticks clock instruments balance commitment preroll rules seats (tape) (balances)"
    ),
    ("TICK", "tick (…)"),
    (
      "FILL",
      "order instrument side quantity price fee liquidation reason realized position margin "
        + "wallet insurance mode leverage spread impact"
    ),
    (
      "ORDER",
      "order instrument kind side price quantity state reason seat reserved pair worst stop "
        + "take reduce trail"
    ),
    ("FUNDING", "instrument amount mark insurance position margin wallet seat"),
    ("MARGIN-CALL", "seat instrument level mark balance maintenance liquidation"),
    (
      "LIQUIDATION",
      "instrument quantity price loss fee insurance seat side returned wallet position margin"
    ),
    ("POSITION", "seat instrument quantity entry mode leverage margin liquidation"),
    ("RANK", "tick ranking equity"), ("KNOCKOUT", "seat tick"),
    ("SERIES", "of played wins next winner"), ("PAUSE", "grace_ms"), ("CONTINUE", ""),
    ("SKIPPED", "dropped"), ("CHAT", "from text"),
    (
      "END",
      "ranking equity digest seed salt places reason winner ticks knocked_out abandoned "
        + "inactive forfeited"
    ),
  ]
}
