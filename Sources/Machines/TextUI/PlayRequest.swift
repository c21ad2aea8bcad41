/// What a player's line asks for.
enum PlayRequest: Hashable, Sendable {
  /// Lines for the server.
  case send([String])
  /// A question what an order would do; a line for the server.
  case quote(String)
  /// Lets so many ticks pass.
  case pass(ticks: Int)
  /// Shows the account.
  case account
  /// Shows the positions.
  case positions
  /// Shows the open orders.
  case orders
  /// Shows the ranking.
  case standings
  /// Draws the prices of an instrument.
  case chart(instrument: Int)
  /// Explains a word, or lists all.
  case help(String?)
  /// Leaves.
  case quit
  /// The line makes no sense; what is wrong and what to type.
  case mistake(String)
}

/// What a line is understood by: the match as far as words depend on it.
struct PlayContext: Hashable, Sendable {
  /// The instruments in tape order.
  var instruments: [String]
  /// Which of them are held.
  var held: [Bool]

  /// The only instrument that can be meant when none is named: the only one, or the only one held.
  var obvious: Int? {
    if instruments.count == 1 { return 0 }
    let open = held.indices.filter { held[$0] }
    return open.count == 1 ? open[0] : nil
  }

  /// The place of an instrument by name, in any letter case.
  func index(of name: String) -> Int? {
    instruments.firstIndex { $0.uppercased() == name.uppercased() }
  }
}

/// One word that players type.
struct PlayWord: Hashable, Sendable {
  /// The word.
  let name: String
  /// Other spellings of it.
  let others: [String]
  /// How it is used.
  let usage: String
  /// What it does.
  let summary: String

  init(_ name: String, _ others: [String] = [], _ usage: String, _ summary: String) {
    self.name = name
    self.others = others
    self.usage = usage
    self.summary = summary
  }

  /// Every word, in the order of help.
  static let all: [PlayWord] = [
    PlayWord(
      "long", ["buy", "l"], "long btc 500 10x",
      "buys; 500 is the margin, also 25%, n=500, q=0.2, risk=2% stop=58000"),
    PlayWord("short", ["sell", "s"], "short eth 25% 20x", "sells, in the same way"),
    PlayWord("close", ["c"], "close btc [50%] | close all", "closes a position or a part of it"),
    PlayWord("half", [], "half [btc]", "closes half of a position"),
    PlayWord(
      "limit", [], "limit long btc 59000 500 10x", "trades at that price or better, when it comes"),
    PlayWord(
      "stop", ["sl"], "stop btc 58000 [50%]",
      "closes when the price turns there; stop long btc 61000 500 enters"),
    PlayWord("take", ["tp"], "take btc 62000 [50%]", "closes when the price has come so far"),
    PlayWord("trail", [], "trail btc 2% | 500", "closes when the price falls back so far"),
    PlayWord("oco", [], "oco btc stop=58000 take=62000", "both; one cancels the other"),
    PlayWord("cancel", [], "cancel 3 | btc | all", "takes open orders back"),
    PlayWord("orders", ["o"], "orders", "shows your open orders"),
    PlayWord(
      "q", ["quote"], "q long btc 500 10x", "tells what an order would risk, and sends none"),
    PlayWord("mode", [], "mode [btc] cross|isolated", "sets the margin mode"),
    PlayWord("lev", ["leverage"], "lev [btc] 20", "sets the leverage"),
    PlayWord("margin", [], "margin [btc] +200 | -50", "adds margin to an isolated position"),
    PlayWord("pos", ["positions", "p"], "pos", "shows your positions"),
    PlayWord("acc", ["account", "a"], "acc", "shows your account"),
    PlayWord("rank", ["r"], "rank", "shows the ranking"),
    PlayWord("chart", [], "chart [btc]", "draws the prices"),
    PlayWord(
      "done", ["d", "wait"], "done [20]", "lets one tick pass, or 20; Enter alone does the same"),
    PlayWord("say", [], "say good luck", "writes to the others"),
    PlayWord("help", ["h", "?"], "help [WORD]", "explains a word"),
    PlayWord("quit", ["exit"], "quit", "leaves the match"),
  ]

  /// The word that somebody typed, by name or other spelling, in any letter case.
  static func named(_ text: String) -> PlayWord? {
    let lower = text.lowercased()
    return all.first { $0.name == lower || $0.others.contains(lower) }
  }
}

/// What players can type, for the program's help.
public enum PlayHelp {
  /// A line for each word: how it is used and what it does.
  public static var lines: [String] {
    PlayWord.all.map { "  " + Display.left($0.usage, 32) + $0.summary }
  }
}
