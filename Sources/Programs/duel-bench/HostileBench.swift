import Foundation
import Primitives
import Reactor
import Terminal
import WireProtocol

/// What a player of `duel serve` notices of thousands of hostile peers.
///
/// Pairs: a new server is measured alone, then with the load, which is a process of its own.
enum HostileBench {
  private struct Plan {
    var seconds: Int
    var pairs: Int
    var program: String
    var load: [String]
  }

  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--slow", "--silent", "--floods", "--seconds", "--pairs", "--server"])
    try arguments.expectWords(atMost: 0)
    let sizes = try HostileLoad.Sizes.read(arguments)
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let plan = Plan(
      seconds: try arguments.integer("--seconds", in: 1...600) ?? 10,
      pairs: try arguments.integer("--pairs", in: 1...20) ?? 3,
      program: arguments.text("--server") ?? beside.appendingPathComponent("duel").path,
      load: [
        "--slow", "\(sizes.slow)", "--silent", "\(sizes.silent)", "--floods", "\(sizes.floods)",
      ])
    Output.line(Machine.description)
    Output.line(
      "hostile: \(sizes.slow) send a byte a second, \(sizes.silent) never read, "
        + "\(sizes.floods) flood; \(plan.seconds) s each")
    var results: [PairResult] = []
    for number in 1...plan.pairs { results.append(try runPair(number, plan)) }
    let alone = median(results.map(\.alone))
    let hostile = median(results.map(\.hostile))
    Output.line(
      "median p99 \(alone) us alone, \(hostile) us hostile, ratio "
        + String(format: "%.2f", Double(hostile) / Double(max(1, alone))))
    return results.allSatisfy(\.isUndisturbed) ? .done : .no
  }

  /// The p99 of a pair's round trips in microseconds, and whether its player was left alone.
  private struct PairResult {
    var alone: Int64
    var hostile: Int64
    var isUndisturbed: Bool
  }

  private static func median(_ values: [Int64]) -> Int64 {
    ServerProbe.Figures.quantile(0.5, of: values)
  }

  /// Measures a server without and with the load.
  private static func runPair(
    _ number: Int, _ plan: Plan
  ) throws(CommandFailure) -> PairResult {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    let server = try ChildProcess(
      plan.program,
      [
        "serve", "--listen", "127.0.0.1:0", "--port-file", "-", "--quiet", "--max-per-address",
        "10000", "--data", folder.path,
      ])
    defer {
      server.end()
      try? FileManager.default.removeItem(at: folder)
    }
    guard let address = SocketAddress(try server.firstLine()) else {
      throw CommandFailure(.unreachable, "the server says no address")
    }
    let probe = try ServerProbe(address)
    let idle = probe.measure(milliseconds: 1000 * plan.seconds)
    let idleMemory = server.peakMemory
    let load = try ChildProcess(
      CommandLine.arguments[0], ["hostile-load", "\(address)"] + plan.load)
    defer { load.end() }
    _ = try load.firstLine()
    let hostile = probe.measure(milliseconds: 1000 * plan.seconds)
    let statistics = probe.askStatistics()
    show("pair \(number) alone  ", idle)
    show("pair \(number) hostile", hostile)
    let ratios = [0.5, 0.99].map { share in
      let alone = ServerProbe.Figures.quantile(share, of: idle.roundTrips)
      let loaded = ServerProbe.Figures.quantile(share, of: hostile.roundTrips)
      return String(format: "%.2f", Double(loaded) / Double(max(1, alone)))
    }
    Output.line("pair \(number) ratio   p50 \(ratios[0]), p99 \(ratios[1])")
    Output.line(
      "pair \(number) memory  \(idleMemory) KiB alone, \(server.peakMemory) KiB hostile; bound "
        + "\(2 * Limits.heldMax >> 10) KiB above a server with as many quiet connections")
    Output.line("pair \(number) \(statistics)")
    if let dismissal = probe.dismissal { Output.line("the player was dismissed: \(dismissal)") }
    return PairResult(
      alone: ServerProbe.Figures.quantile(0.99, of: idle.roundTrips) / 1000,
      hostile: ServerProbe.Figures.quantile(0.99, of: hostile.roundTrips) / 1000,
      isUndisturbed: probe.dismissal == nil && idle.unanswered + hostile.unanswered == 0)
  }

  private static func show(_ name: String, _ figures: ServerProbe.Figures) {
    func microseconds(_ share: Double, _ values: [Int64]) -> Int64 {
      ServerProbe.Figures.quantile(share, of: values) / 1000
    }
    let trips = [0.5, 0.99, 1].map { microseconds($0, figures.roundTrips) }
    let late = [0.5, 0.99, 1].map { microseconds($0, figures.ticksLate) }
    Output.line(
      "\(name) round trip p50 \(trips[0]) us, p99 \(trips[1]) us, most \(trips[2]) us of "
        + "\(figures.roundTrips.count); ticks late p50 \(late[0]) us, p99 \(late[1]) us, most "
        + "\(late[2]) us of \(figures.ticksLate.count)")
  }
}

/// A process that this one starts and ends.
private final class ChildProcess {
  private let process = Process()
  private let output = Pipe()

  init(_ path: String, _ arguments: [String]) throws(CommandFailure) {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw CommandFailure(.unreachable, "cannot start \(path)")
    }
  }

  /// What it says first.
  func firstLine() throws(CommandFailure) -> String {
    var bytes: [UInt8] = []
    while bytes.last != UInt8(ascii: "\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw CommandFailure(.unreachable, "a process ended early") }
      bytes += piece
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }

  /// The most memory it ever had, in KiB; 0 where the system does not tell.
  var peakMemory: Int {
    let path = "/proc/\(process.processIdentifier)/status"
    let line = (try? String(contentsOfFile: path, encoding: .utf8))?
      .split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).compactMap { Int($0) }.first
      ?? 0
  }

  /// Ends it at once: it holds nothing, and may have inherited that other signals are blocked.
  func end() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
