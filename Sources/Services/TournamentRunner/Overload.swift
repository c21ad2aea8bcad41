import Foundation

/// How long the processes of a bot had to wait for a processor: what is not the bot's fault.
///
/// Linux keeps for each thread how long it was ready to run and did not (`/proc/PID/schedstat`, the
/// second number, in nanoseconds).
enum Overload {
  /// The milliseconds that all threads of a process and of those that it started have waited so
  /// far; 0 when it is gone.
  static func waitedMilliseconds(process: Int32) -> Int {
    let folder = "/proc/\(process)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var sum = 0
    for thread in threads {
      sum += waitedMilliseconds("\(folder)/\(thread)/schedstat")
      let children =
        (try? String(contentsOfFile: "\(folder)/\(thread)/children", encoding: .utf8)) ?? ""
      for child in children.split(separator: " ").compactMap({ Int32($0) }) {
        sum += waitedMilliseconds(process: child)
      }
    }
    return sum
  }

  /// Whether a bot that was late waited for a processor long enough to be excused: half of the
  /// time that it had.
  static func excuses(waitedMilliseconds: Int, ofMilliseconds time: Int) -> Bool {
    waitedMilliseconds * 2 >= time
  }

  private static func waitedMilliseconds(_ path: String) -> Int {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let words = text.split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) / 1_000_000 : 0
  }
}
