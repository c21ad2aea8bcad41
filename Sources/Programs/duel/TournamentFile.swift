import Contests
import DuelRules
import Foundation
import Terminal
import TournamentRunner

/// Files that stand for flags of `duel tournament run`: `--config FILE`, and `contest.json` in the
/// folder of a contest.
///
/// A JSON object: each key is a flag without its dashes, `bots` is a list of objects of `name`,
/// `builtin`, `dir` and `cmd`, `rules` may be an object of rule keys, a switch is true or false.
enum TournamentFile {
  /// The flags that a file stands for.
  static func words(_ text: Data, path: String) throws(CommandFailure) -> [String] {
    guard let object = try? JSONSerialization.jsonObject(with: text) as? [String: Any] else {
      throw CommandFailure(.badData, "\(path): this is no JSON object")
    }
    var words: [String] = []
    for key in object.keys.sorted() {
      guard let value = object[key] else { continue }
      let flag = "--\(key)"
      switch value {
      case let bots as [[String: Any]] where key == "bots":
        for bot in bots { words += ["--bot", try botText(bot, path)] }
      case let rules as [String: Any] where key == "rules":
        let data = (try? JSONSerialization.data(withJSONObject: rules)) ?? Data()
        words += [flag, String(decoding: data, as: UTF8.self)]
      case let text as String where TournamentOption.flags.contains(flag):
        words += ["\(flag)=\(text)"]
      case let texts as [String] where TournamentOption.flags.contains(flag):
        words += texts.map { "\(flag)=\($0)" }
      case let isOn as Bool where TournamentOption.switches.contains(flag):
        if isOn { words.append(flag) }
      case let number as NSNumber where TournamentOption.flags.contains(flag):
        words += ["\(flag)=\(number)"]
      default:
        throw CommandFailure(.badData, "\(path): '\(key)' is no option, or not with this value")
      }
    }
    return words
  }

  private static func botText(
    _ bot: [String: Any], _ path: String
  ) throws(CommandFailure) -> String {
    var parts: [String] = []
    for key in ["name", "builtin", "dir", "cmd"] {
      guard let value = bot[key] else { continue }
      guard let text = value as? String else {
        throw CommandFailure(.badData, "\(path): the \(key) of a bot is a text")
      }
      parts.append("\(key)=\(text)")
    }
    if let other = bot.keys.sorted().first(where: {
      !["name", "builtin", "dir", "cmd"].contains($0)
    }) {
      throw CommandFailure(
        .badData, "\(path): a bot has name, builtin, dir and cmd, and no '\(other)'")
    }
    return parts.joined(separator: ",")
  }

  /// The rules that a file gave as an object; nil when `--rules` is something else.
  static func inlineRules(_ arguments: Arguments) throws(CommandFailure) -> Rules? {
    guard let text = arguments.text("--rules"), text.hasPrefix("{") else { return nil }
    do throws(RulesFileError) {
      return try RulesFile.read(Array(text.utf8))
    } catch {
      throw CommandFailure(.badData, "rules: \(error.reason)")
    }
  }

  /// What must stay the same when a contest goes on, as a file that stands for its flags.
  static func describe(_ settings: TournamentSettings, tapes: [String]) -> Data {
    var object: [String: Any] = [
      "bots": settings.bots.map(bot), "seed": settings.seed, "order": settings.order.rawValue,
    ]
    var rules: [String: Any] = [:]
    var values = settings.rules.values
    if settings.tape != nil { values.tape = nil }
    for (key, value) in values.text where settings.tape == nil || !isOfTape(key) {
      rules[key] = value
    }
    object["rules"] = rules
    switch settings.format {
    case .roundRobin(let isDouble):
      object["format"] = isDouble ? "double-round-robin" : "round-robin"
    case .gauntlet(let champions):
      object["format"] = "gauntlet"
      object["champions"] = champions
    case .swiss(let rounds):
      object["format"] = "swiss"
      object["rounds"] = rounds
    case .knockout(_, let hasThirdPlace):
      object["format"] = "knockout"
      object["third-place"] = hasThirdPlace
    }
    if case .knockout(let bestOf, _) = settings.format {
      object["games"] = bestOf * 2
    } else {
      object["games"] = settings.games
    }
    if let test = settings.sequentialTest {
      object["sprt"] =
        "elo0=\(test.elo0),elo1=\(test.elo1),alpha=\(test.alpha),beta=\(test.beta),"
        + "model=\(test.model)"
    }
    if !tapes.isEmpty { object["tape"] = tapes }
    if let offset = settings.tapeOffset { object["tape-offset"] = offset }
    let options: JSONSerialization.WritingOptions = [
      .sortedKeys, .prettyPrinted, .withoutEscapingSlashes,
    ]
    let data = (try? JSONSerialization.data(withJSONObject: object, options: options)) ?? Data()
    return data + Data("\n".utf8)
  }

  private static func bot(_ bot: TournamentBot) -> [String: String] {
    switch bot.source {
    case .builtIn(let name): return ["name": bot.name, "builtin": name]
    case .command(let command, let folder):
      var object = ["name": bot.name, "cmd": command]
      if let folder { object["dir"] = folder }
      return object
    }
  }

  private static func isOfTape(_ key: String) -> Bool {
    key == "instruments" || key.contains(".") || key.hasPrefix("tape")
  }
}
