import Foundation

/// The folder of a test that holds contests with `duel tournament run`; gone when the test is.
final class ContestFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())").path
  /// What all processes of its bots have in their environment.
  private let mark = "mark-\(UUID())"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write(Self.script, to: "bot.sh")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A bot that never trades, or fails in a way of its own: from the tenth tick on, or before.
  private static let script = """
    [ "$1" = mute ] && exec sleep 1000
    while read -r kind match seq word rest; do
      case $kind in
      INFO) echo "HELLO proto=1 name=$DUEL_NAME"; echo "JOIN match=$DUEL_MATCH" ;;
      COMMITMENT) echo READY ;;
      PING) echo PONG ;;
      RANK)
        [ "$word" = tick=9 ] && case $1 in
        hang) exec sleep 1000 ;;
        exit) exit 3 ;;
        hangup) exec sleep 1000 <&- >&- ;;
        flood) exec yes DONE ;;
        esac
        case $1 in
        garbage) echo "PLEASE wait" ;;
        late) echo PONG ;;
        *) echo "DONE $word" ;;
        esac ;;
      END) exit 0 ;;
      esac
    done

    """

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// The script as an entrant; its name is what it does.
  func bot(_ name: String) -> [String: String] {
    ["name": name, "dir": path, "cmd": "MARK=\(mark) exec sh bot.sh \(name)"]
  }

  /// The example in Python as an entrant.
  func trend() -> [String: String] {
    ["name": "trend", "cmd": "MARK=\(mark) exec python3 '\(ExampleBotTests.folder)/trend.py'"]
  }

  /// A built-in bot as an entrant.
  static func builtIn(_ name: String) -> [String: String] { ["name": name, "builtin": name] }

  /// Writes a config file of these bots, and returns its path; moves may take long.
  func config(
    _ bots: [[String: String]], _ options: [String: Any] = [:], rules: [String: Any] = [:]
  ) throws -> String {
    var object: [String: Any] = [
      "bots": bots, "move-time": 10_000, "ticks": 20,
      "rules": rules.merging(["time-bank": 0]) { given, _ in given },
    ]
    object.merge(options) { _, given in given }
    let data = try JSONSerialization.data(withJSONObject: object)
    try data.write(to: URL(fileURLWithPath: "\(path)/config.json"))
    return "\(path)/config.json"
  }

  /// What a folder of results holds, by line.
  func results(_ name: String) throws -> [[String: Any]] {
    try Self.objects(text("\(name)/results.jsonl"))
  }

  /// The objects of lines of JSON; a line that is none is an error.
  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The processes of bots that are there now; those that have ended have no environment.
  var processes: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { process in
      guard Int(process) != nil,
        let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
      else { return false }
      return String(decoding: environment, as: UTF8.self).contains(mark)
    }
  }

  /// Waits until no process of a bot is there; a test that runs out of time ends this.
  func waitUntilAllAreGone() async throws {
    while !processes.isEmpty {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
