import Primitives

/// Every word a client may begin a line with.
///
/// The raw value is the word; `usage` and `summary` answer HELP and stand in
/// Protocol/messages.json.
public enum Verb: String, CaseIterable, Hashable, Sendable {
  case hello = "HELLO"
  case create = "CREATE"
  case join = "JOIN"
  case queue = "QUEUE"
  case leave = "LEAVE"
  case ready = "READY"
  case list = "LIST"
  case rules = "RULES"
  case tapes = "TAPES"
  case watch = "WATCH"
  case unwatch = "UNWATCH"
  case long = "LONG"
  case short = "SHORT"
  case close = "CLOSE"
  case leverage = "LEVERAGE"
  case done = "DONE"
  case account = "ACCOUNT"
  case positions = "POSITIONS"
  case record = "RECORD"
  case ping = "PING"
  case pong = "PONG"
  case sync = "SYNC"
  case help = "HELP"
  case quit = "QUIT"

  /// How it is written.
  public var usage: String {
    switch self {
    case .hello: "HELLO name=NAME [proto=1] [agent=TEXT]"
    case .create:
      "CREATE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N] [seed=N] [tape=NAME]"
    case .join: "JOIN match=M"
    case .queue: "QUEUE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N]"
    case .leave: "LEAVE"
    case .ready: "READY"
    case .list: "LIST"
    case .rules: "RULES [match=M]"
    case .tapes: "TAPES"
    case .watch: "WATCH [match=M]"
    case .unwatch: "UNWATCH"
    case .long: "LONG INSTRUMENT SIZE [10x]"
    case .short: "SHORT INSTRUMENT SIZE [10x]"
    case .close: "CLOSE INSTRUMENT [50%]"
    case .leverage: "LEVERAGE INSTRUMENT 20"
    case .done: "DONE [tick=N]"
    case .account: "ACCOUNT"
    case .positions: "POSITIONS"
    case .record: "RECORD match=M [from=LINE]"
    case .ping: "PING"
    case .pong: "PONG"
    case .sync: "SYNC"
    case .help: "HELP [VERB]"
    case .quit: "QUIT"
    }
  }

  /// What it does, in one sentence.
  public var summary: String {
    switch self {
    case .hello: "Says who you are; needed for everything but watching."
    case .create: "Opens a match and takes its first seat; seed=N makes it a practice match."
    case .join: "Takes the next free seat of an open match."
    case .queue: "Joins the oldest open match with these settings, or opens one."
    case .leave: "Gives your seat back; possible until the match begins."
    case .ready: "Says that the match may begin; it does when all seats are ready."
    case .list: "Lists the matches that are open or running."
    case .rules: "Shows every rule of a match, or of your own."
    case .tapes: "Lists the imported tapes that CREATE tape=NAME plays."
    case .watch: "Shows a match from now on; without match= the oldest that runs."
    case .unwatch: "Stops watching."
    case .long: "Buys at the ask. SIZE is 500 (margin), n=500 (notional), q=0.2 or 25%."
    case .short: "Sells at the bid. SIZE is 500 (margin), n=500 (notional), q=0.2 or 25%."
    case .close: "Closes a position, or a part of it; never opens one."
    case .leverage: "Sets the leverage of an instrument; re-margins an open position."
    case .done: "Says that you want no more this tick; the next comes when all are done."
    case .account: "Shows your wallet, margin and equity."
    case .positions: "Shows what you hold."
    case .record: "Brings the record of a settled match, 500 lines at a time."
    case .ping: "Asks whether the server is there."
    case .pong: "Answers the server's PING."
    case .sync: "Is answered when everything you sent before has been."
    case .help: "Lists the verbs, or explains one."
    case .quit: "Ends the connection."
    }
  }

  /// Whether it changes the match of the seat it comes from, and so goes through the log.
  public var isSeatEntry: Bool {
    switch self {
    case .leave, .ready, .long, .short, .close, .leverage, .done: true
    case .hello, .create, .join, .queue, .list, .rules, .tapes, .watch, .unwatch, .account,
      .positions,
      .record, .ping, .pong, .sync, .help, .quit:
      false
    }
  }

  /// The verb that a word stands for, in any letter case.
  public init?(_ word: Span<UInt8>) {
    guard word.count <= Self.lengthMax else { return nil }
    var key: UInt128 = 1
    for index in word.indices { key = key << 8 | UInt128(asciiUppercased(word[index])) }
    for (index, known) in Self.keys.enumerated() where known == key {
      self = Self.allCases[index]
      return
    }
    return nil
  }

  /// Every verb's letters behind a one, as a number: a word is compared in one step.
  private static let keys: [UInt128] = allCases.map { verb in
    verb.rawValue.utf8.reduce(1) { $0 << 8 | UInt128($1) }
  }

  /// As many letters as such a number holds.
  private static let lengthMax = 15
}
