public import DuelRules
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
  case challenge = "CHALLENGE"
  case decline = "DECLINE"
  case rematch = "REMATCH"
  case leave = "LEAVE"
  case ready = "READY"
  case list = "LIST"
  case rules = "RULES"
  case tapes = "TAPES"
  case watch = "WATCH"
  case unwatch = "UNWATCH"
  case resume = "RESUME"
  case say = "SAY"
  case long = "LONG"
  case short = "SHORT"
  case close = "CLOSE"
  case leverage = "LEVERAGE"
  case mode = "MODE"
  case margin = "MARGIN"
  case quote = "QUOTE"
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
    case .hello: "HELLO name=NAME [proto=1] [format=text|json] [agent=TEXT]"
    case .create:
      "CREATE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N] [seed=N] [key=WORD] "
        + "[series=N] [tape=NAME]"
    case .join: "JOIN match=M [key=WORD]"
    case .queue:
      "QUEUE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N] [series=N]"
    case .challenge:
      "CHALLENGE player=NAME [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [series=N]"
    case .decline: "DECLINE match=M"
    case .rematch: "REMATCH"
    case .leave: "LEAVE"
    case .ready: "READY"
    case .list: "LIST"
    case .rules: "RULES [match=M]"
    case .tapes: "TAPES"
    case .watch: "WATCH [match=M] [key=WORD]"
    case .unwatch: "UNWATCH"
    case .resume: "RESUME match=M token=TOKEN [seq=N]"
    case .say: "SAY text=\"TEXT\""
    case .long: "LONG INSTRUMENT SIZE [10x] [isolated|cross]"
    case .short: "SHORT INSTRUMENT SIZE [10x] [isolated|cross]"
    case .close: "CLOSE INSTRUMENT [50%]"
    case .leverage: "LEVERAGE INSTRUMENT 20"
    case .mode: "MODE INSTRUMENT isolated|cross"
    case .margin: "MARGIN INSTRUMENT +200|-50"
    case .quote: "QUOTE LONG|SHORT INSTRUMENT SIZE [10x] [isolated|cross]"
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
    case .create: "Opens a match and takes its first seat; seed=N is for practice, key= private."
    case .join: "Takes the next free seat of an open match; a private one asks for its key."
    case .queue: "Joins the oldest open match with these settings, or opens one."
    case .challenge: "Opens a private match and tells a player its key."
    case .decline: "Says no to a challenge."
    case .rematch: "Asks for another match with the same players; it comes when all have asked."
    case .leave: "Gives your seat back; possible until the match begins."
    case .ready: "Says that the match may begin; it does when all seats are ready."
    case .list: "Lists the matches that are open or running."
    case .rules: "Shows every rule of a match, of your own, or of matches that name none."
    case .tapes: "Lists the imported tapes that CREATE tape=NAME plays."
    case .watch: "Shows a match from now on; without match= the oldest that runs."
    case .unwatch: "Stops watching."
    case .resume: "Takes your seat again on a new connection; brings what came after push N."
    case .say: "Says something to those who play with you, or to those who watch with you."
    case .long: "Buys at the ask. SIZE is 500 (margin), n=500 (notional), q=0.2 or 25%."
    case .short: "Sells at the bid. SIZE is 500 (margin), n=500 (notional), q=0.2 or 25%."
    case .close: "Closes a position, or a part of it; never opens one."
    case .leverage: "Sets the leverage of an instrument; re-margins an open position."
    case .mode: "Sets the margin mode of an instrument you hold nothing of."
    case .margin: "Adds to the margin of an isolated position, or takes from it."
    case .quote: "Shows what an order would cost and risk; nothing is traded."
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

  /// The trade that it stands for; nil for what is none.
  public var trade: TradeVerb? {
    switch self {
    case .long: .long
    case .short: .short
    case .close: .close
    case .leverage: .leverage
    case .mode: .mode
    case .margin: .margin
    default: nil
    }
  }

  /// Whether it changes the match of the seat it comes from, and so goes through the log.
  public var isSeatEntry: Bool {
    trade != nil || self == .leave || self == .ready || self == .done
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
