import Foundation

/// What a process has used, as `/proc` tells it.
struct ProcessUse {
  /// Time on a processor, in microseconds.
  let microseconds: Double
  /// Resident memory in bytes.
  let resident: Double

  /// Nil when there is no such process.
  init?(_ process: Int32) {
    let folder = "/proc/\(process)"
    guard let pages = try? String(contentsOfFile: folder + "/statm", encoding: .utf8),
      let threads = try? FileManager.default.contentsOfDirectory(atPath: folder + "/task")
    else { return nil }
    let words = pages.split(separator: " ")
    guard words.count > 1, let count = Double(words[1]) else { return nil }
    resident = count * Double(sysconf(Int32(_SC_PAGESIZE)))
    // In nanoseconds for each thread; `stat` counts in hundredths of a second.
    let times = threads.compactMap { thread -> Double? in
      let text = try? String(contentsOfFile: "\(folder)/task/\(thread)/schedstat", encoding: .utf8)
      return text?.split(separator: " ").first.flatMap { Double($0) }
    }
    microseconds = times.reduce(0, +) / 1000
  }
}
