public import DuelRules
import Primitives

/// Every word a client may begin a line with.
///
/// The raw value is the word; `usage` and `summary` answer HELP and stand in
/// Protocol/messages.json.
public enum Verb: String, CaseIterable, Hashable, Sendable {
  case hello = "HELLO"
  case create = "CREATE"
  case arrange = "ARRANGE"
  case join = "JOIN"
  case queue = "QUEUE"
  case challenge = "CHALLENGE"
  case decline = "DECLINE"
  case rematch = "REMATCH"
  case leave = "LEAVE"
  case ready = "READY"
  case open = "OPEN"
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
  case limit = "LIMIT"
  case stop = "STOP"
  case take = "TAKE"
  case trail = "TRAIL"
  case oco = "OCO"
  case cancel = "CANCEL"
  case leverage = "LEVERAGE"
  case mode = "MODE"
  case margin = "MARGIN"
  case quote = "QUOTE"
  case done = "DONE"
  case account = "ACCOUNT"
  case positions = "POSITIONS"
  case orders = "ORDERS"
  case record = "RECORD"
  case ping = "PING"
  case pong = "PONG"
  case sync = "SYNC"
  case stats = "STATS"
  case help = "HELP"
  case quit = "QUIT"

  /// How it is written.
  public var usage: String {
    switch self {
    case .hello: "HELLO name=NAME [proto=1] [format=text|json] [agent=TEXT]"
    case .create:
      "CREATE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N] [seed=N] [key=WORD] "
        + "[series=N] [tape=NAME]"
    case .arrange:
      "ARRANGE players=NAME,NAME [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seed=N] "
        + "[key=WORD] [series=N] [tape=NAME]"
    case .join: "JOIN match=M [key=WORD]"
    case .queue:
      "QUEUE [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [seats=N] [series=N]"
    case .challenge:
      "CHALLENGE player=NAME [rules=PRESET] [ticks=N] [clock=lockstep:MS|live:MS] [series=N]"
    case .decline: "DECLINE match=M"
    case .rematch: "REMATCH"
    case .leave: "LEAVE"
    case .ready: "READY [nonce=HASH]"
    case .open: "OPEN nonce=NONCE"
    case .list: "LIST"
    case .rules: "RULES [match=M]"
    case .tapes: "TAPES"
    case .watch: "WATCH [match=M] [key=WORD]"
    case .unwatch: "UNWATCH"
    case .resume: "RESUME match=M token=TOKEN [seq=N]"
    case .say: "SAY text=\"TEXT\""
    case .long, .short: "\(rawValue) INSTRUMENT SIZE \(Self.entryUsage) [worst=P]"
    case .close: "CLOSE INSTRUMENT|all [50%] [worst=P]"
    case .limit: "LIMIT LONG|SHORT INSTRUMENT PRICE SIZE \(Self.entryUsage)"
    case .stop: "STOP INSTRUMENT PRICE [50%] [worst=P], STOP LONG|SHORT INSTRUMENT PRICE SIZE …"
    case .take: "TAKE INSTRUMENT PRICE [50%] [worst=P]"
    case .trail: "TRAIL INSTRUMENT 2%|500 [50%] [worst=P]"
    case .oco: "OCO INSTRUMENT stop=P take=P [50%]"
    case .cancel: "CANCEL NUMBER|INSTRUMENT|all"
    case .leverage: "LEVERAGE INSTRUMENT 20"
    case .mode: "MODE INSTRUMENT isolated|cross"
    case .margin: "MARGIN INSTRUMENT +200|-50"
    case .quote: "QUOTE [LIMIT|STOP] LONG|SHORT INSTRUMENT [PRICE] SIZE …"
    case .done: "DONE [tick=N]"
    case .account: "ACCOUNT"
    case .positions: "POSITIONS"
    case .orders: "ORDERS"
    case .record: "RECORD match=M [from=LINE]"
    case .ping: "PING"
    case .pong: "PONG"
    case .sync: "SYNC"
    case .stats: "STATS"
    case .help: "HELP [VERB]"
    case .quit: "QUIT"
    }
  }

  private static let entryUsage =
    "[10x] [isolated|cross] [reduce-only] [stop=P] [take=P]"

  /// What it does, in one sentence.
  public var summary: String {
    switch self {
    case .hello: "Says who you are; needed for everything but watching."
    case .create: "Opens a match and takes its first seat; seed=N is for practice, key= private."
    case .arrange: "Opens a match for others, who JOIN it by name; you take no seat."
    case .join: "Takes the next free seat of an open match; a private one asks for its key."
    case .queue: "Joins the oldest open match with these settings, or opens one."
    case .challenge: "Opens a private match and tells a player its key."
    case .decline: "Says no to a challenge."
    case .rematch: "Asks for another match with the same players; it comes when all have asked."
    case .leave: "Gives your seat back; possible until the match begins."
    case .ready: "Says that the match may begin; nonce= commits you to a part of the tape's seed."
    case .open: "Opens the nonce you have committed to, once the hashes of all seats are out."
    case .list: "Lists the matches that are open or running."
    case .rules: "Shows every rule of a match, of your own, or of matches that name none."
    case .tapes: "Lists the imported tapes that CREATE tape=NAME plays."
    case .watch: "Shows a match from now on; without match= the oldest that runs."
    case .unwatch: "Stops watching."
    case .resume: "Takes your seat again on a new connection; brings what came after push N."
    case .say: "Says something to those who play with you, or to those who watch with you."
    case .long: "Buys at the ask. SIZE is 500 (margin), n=500 (notional), q=0.2, 25% or risk=2%."
    case .short: "Sells at the bid. SIZE is 500 (margin), n=500 (notional), q=0.2, 25% or risk=2%."
    case .close: "Closes a position, or a part of it, or all of them; never opens one."
    case .limit: "Buys or sells at PRICE or better: at once, or when the quote comes there."
    case .stop: "Closes a position when the mark comes to PRICE against it; with a side, enters."
    case .take: "Closes a position when the mark comes to PRICE in its favour."
    case .trail: "Closes a position when the mark falls back by 2%, or by 500, from its best."
    case .oco: "Gives a position a stop and a take-profit; one cancels the other."
    case .cancel: "Takes open orders back: one, those of an instrument, or all."
    case .leverage: "Sets the leverage of an instrument; re-margins an open position."
    case .mode: "Sets the margin mode of an instrument you hold nothing of."
    case .margin: "Adds to the margin of an isolated position, or takes from it."
    case .quote: "Shows what an order would cost and risk; nothing is traded."
    case .done: "Says that you want no more this tick; the next comes when all are done."
    case .account: "Shows your wallet, margin and equity."
    case .positions: "Shows what you hold."
    case .orders: "Shows your open orders."
    case .record: "Brings the record of a settled match, 500 lines at a time."
    case .ping: "Asks whether the server is there."
    case .pong: "Answers the server's PING."
    case .sync: "Is answered when everything you sent before has been."
    case .stats: "Shows what the server does: who is on it, what it has done, whom it dismissed."
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
    case .limit: .limit
    case .stop: .stop
    case .take: .take
    case .trail: .trail
    case .oco: .oco
    case .cancel: .cancel
    case .leverage: .leverage
    case .mode: .mode
    case .margin: .margin
    default: nil
    }
  }

  /// Whether it changes the match of the seat it comes from, and so goes through the log.
  public var isSeatEntry: Bool {
    trade != nil || self == .leave || self == .ready || self == .open || self == .done
  }

  /// Whether its answer is long enough that many of them are spread over rounds.
  public var isLongAnswer: Bool { self == .record || self == .list }

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
