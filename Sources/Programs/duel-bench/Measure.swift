import Digests
import DuelRules
import Foundation
import PriceTape
import Primitives
import Reactor
import Terminal

/// How much work a benchmark does.
enum BenchSize: String {
  /// A moment: to see that it still runs.
  case small
  /// Enough for figures.
  case real

  /// The number of repetitions of a figure.
  var runs: Int { self == .small ? 1 : 7 }

  /// A count of operations, a thousandth of it when small.
  func count(_ real: Int) -> Int { self == .small ? max(1, real / 1000) : real }
}

/// The machine that figures belong to.
enum Machine {
  static var description: String {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?
      .split(separator: " ").prefix(3).joined(separator: " ")
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return "machine \(cpu ?? "unknown"), \(cores) cores, load \(load ?? "unknown")"
  }
}

/// Times `body` several times and prints the median per operation.
func measure(
  _ name: String, _ size: BenchSize, operations: Int, unit: String,
  _ body: () throws(CommandFailure) -> Digest
) throws(CommandFailure) {
  var nanoseconds: [Double] = []
  var digest: Digest?
  for _ in 0..<size.runs {
    let start = Instant.now()
    let found = try body()
    nanoseconds.append(Double(Instant.now().nanoseconds - start.nanoseconds))
    if let digest, digest != found {
      throw CommandFailure(.no, "\(name): two runs computed different things")
    }
    digest = found
  }
  nanoseconds.sort()
  let median = nanoseconds[nanoseconds.count / 2] / Double(operations)
  let least = nanoseconds[0] / Double(operations)
  let padded = name + String(repeating: " ", count: max(0, 14 - name.count))
  let text =
    String(format: "%10.1f ns per ", median) + unit
    + String(format: " (least %.1f)", least)
  Output.line(
    "\(padded)\(text), \(operations) operations, digest \(digest?.description.prefix(16) ?? "")")
}

/// Rules with the first so many instruments of the standard preset's table.
func benchRules(
  _ instruments: String, seats: Int, ticks: Int, generator: TapeGenerator = .brownian
) throws(CommandFailure) -> Rules {
  do throws(RuleError) {
    var values = RulesPreset.standard.values
    try values.set("instruments", to: instruments)
    values.seats = seats
    values.generator = generator
    values.ticks = ticks
    return try Rules(values)
  } catch {
    throw CommandFailure(.badData, error.description)
  }
}

extension Digest {
  /// The digest of numbers, as proof of what was computed.
  static func of(_ numbers: [Int64]) -> Digest {
    Digest.of(domain: "bench", [numbers.flatMap { Array(String($0).utf8) }])
  }
}
