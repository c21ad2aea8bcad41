// BotCheck: what a bot must be able to do before a contest lets it play.
//
// Goals: each thing is asked for by the real wire and in a real match; who fails is shown the lines
// it failed at, and told what to change. Non-goals: whether it plays well; starting it.

/// Something a bot must be able to do, by its number.
public enum CheckStep: Int, CaseIterable, Hashable, Sendable {
  case hello = 1
  case seat
  case ready
  case ping
  case unknown
  case done
  case refusal
  case liquidation
  case lines
  case rate
  case end
  case seed

  /// What it is, in words.
  public var title: String {
    switch self {
    case .hello: "says HELLO with proto and its name"
    case .seat: "takes the seat it was told to take"
    case .ready: "gets ready, with a nonce where one is asked for"
    case .ping: "answers PING"
    case .unknown: "passes over pushes and fields it does not know"
    case .done: "says DONE in every tick, in time"
    case .refusal: "is understood, and goes on after ERR"
    case .liquidation: "goes on after a margin call and a liquidation"
    case .lines: "reads CRLF, lines of 4096 bytes, and lines that come in pieces"
    case .rate: "keeps to the rate limit"
    case .end: "ends with code 0 after END"
    case .seed: "does the same again with the same DUEL_SEED"
    }
  }

  /// What to change in a bot that cannot.
  public var advice: String {
    switch self {
    case .hello:
      "read INFO, which comes first, then send HELLO proto=1 name= with what DUEL_NAME says; "
        + "speak on standard input and output and flush each line, or connect to DUEL_ADDR; write "
        + "nothing else to standard output"
    case .seat:
      "behind HELLO send JOIN match= with DUEL_MATCH, and key= with DUEL_KEY when it is set"
    case .ready:
      "send READY when COMMITMENT has come; where it says nonces=required, READY nonce= with the "
        + "hash, and OPEN nonce= when NONCE has come (Protocol/README.md, section 5; the seat's "
        + "number is in the reply to JOIN)"
    case .ping: "send PONG when PING comes, whatever the bot is waiting for"
    case .unknown: "ignore a line whose first word is not known, and fields behind the known ones"
    case .done: "send DONE tick=N when RANK of tick N has come, in every tick but the last"
    case .refusal:
      "an ERR has changed nothing: log it and go on; what the server does not understand is "
        + "written otherwise in Protocol/README.md, section 4"
    case .liquidation:
      "MARGIN-CALL and LIQUIDATION are news like others: note what is left and go on"
    case .lines:
      "read until LF, however the bytes come, into a buffer of at least 4096 bytes, and drop a CR "
        + "before the LF"
    case .rate: "send at most 200 lines a second, and 50 more in each tick; INFO says rate="
    case .end: "when END has come, end with code 0"
    case .seed:
      "draw everything that is chance from DUEL_SEED, and trade by ticks, not by the clock"
    }
  }
}

/// What came of a step.
public enum CheckResult: Hashable, Sendable {
  /// It can; with something to know, or nothing.
  case ok(String)
  /// It cannot: why, and the lines before.
  case failed(String, exchange: [String])
  /// It need not be so, but is worth knowing.
  case noted(String)
  /// It did not come to that.
  case unchecked

  /// One word for it.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .failed: "FAILED"
    case .noted: "note"
    case .unchecked: "-"
    }
  }

  /// The same step was looked at twice: what is worse counts.
  func combined(with other: CheckResult) -> CheckResult {
    switch (self, other) {
    case (.failed, _), (_, .unchecked): self
    case (_, .failed), (.unchecked, _): other
    case (.noted, _): self
    default: other
    }
  }
}
