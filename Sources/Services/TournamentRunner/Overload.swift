import Foundation

/// How long the processes of a bot had to wait for a processor: what is not the bot's fault.
///
/// Linux keeps the time that each thread was ready to run and did not (`/proc/PID/schedstat`, the
/// second number, in nanoseconds).
enum Overload {
  /// The milliseconds that all processes of a group have waited so far; nil when nothing is known.
  static func waitedMilliseconds(group: Int32) -> Int? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var sum: Int?
    for process in processes.compactMap({ Int32($0) }) where self.group(of: process) == group {
      let threads =
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
      for thread in threads {
        guard let waited = waited("/proc/\(process)/task/\(thread)/schedstat") else { continue }
        sum = (sum ?? 0) + waited
      }
    }
    return sum
  }

  /// Whether a bot that was late waited for a processor long enough to be excused: half of the
  /// time that it had for a move.
  static func excuses(waitedMilliseconds: Int?, ofMilliseconds time: Int) -> Bool {
    waitedMilliseconds.map { $0 * 2 >= time } ?? false
  }

  private static func waited(_ path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let words = text.split(separator: " ")
    return words.count > 1 ? Int(words[1]).map { $0 / 1_000_000 } : nil
  }

  /// The process group of a process: the third field behind its name in parentheses.
  private static func group(of process: Int32) -> Int32? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let words = text[end...].split(separator: " ")
    return words.count > 3 ? Int32(words[3]) : nil
  }
}
