import Foundation
import Glibc

/// What a finished process left.
struct Finished {
  let status: Int32
  let output: String
  let talk: String

  /// The lines on standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A program of this package as a process of its own.
final class Program {
  private let process = Process()
  private let folder: URL
  /// Ends when the process does.
  private let ended: AsyncStream<Never>

  /// The folder that the programs were built into: this test bundle lies there too.
  private static let built = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent()

  /// Where a program of this package is.
  static func path(_ name: String) -> String { built.appendingPathComponent(name).path }

  /// Starts a command line.
  convenience init(shell command: String) throws {
    try self.init(URL(fileURLWithPath: "/bin/sh"), ["-c", command], input: [])
  }

  /// Starts a program of this package.
  convenience init(_ name: String, _ arguments: [String], input: [UInt8] = []) throws {
    try self.init(Self.built.appendingPathComponent(name), arguments, input: input)
  }

  /// Starts Python with a script and its arguments, found as the user's shell would find it.
  convenience init(python arguments: [String]) throws {
    try self.init(URL(fileURLWithPath: "/usr/bin/env"), ["python3"] + arguments, input: [])
  }

  /// Whether there is a Python to start.
  static let hasPython = Tool.isInstalled("python3")

  /// Starts a program. What it writes goes to files, so that no pipe can fill up.
  private init(_ executable: URL, _ arguments: [String], input: [UInt8]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(input).write(to: folder.appendingPathComponent("input"))
    for file in ["output", "talk"] { try Data().write(to: folder.appendingPathComponent(file)) }
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = try FileHandle(
      forReadingFrom: folder.appendingPathComponent("input"))
    process.standardOutput = try FileHandle(
      forWritingTo: folder.appendingPathComponent("output"))
    process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("talk"))
    let (stream, end) = AsyncStream.makeStream(of: Never.self)
    ended = stream
    process.terminationHandler = { _ in end.finish() }
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Waits for its end; a test that runs out of time ends it.
  func finish() async throws -> Finished {
    await withTaskCancellationHandler {
      for await _ in ended {}
    } onCancel: { [process] in
      process.terminate()
    }
    return Finished(
      status: process.terminationStatus, output: try text("output"), talk: try text("talk"))
  }

  /// Asks it to end, and waits.
  func stop() async throws -> Finished {
    process.terminate()
    return try await finish()
  }

  /// Asks it to end by a signal, and waits.
  func stop(by signal: Int32) async throws -> Finished {
    Glibc.kill(process.processIdentifier, signal)
    return try await finish()
  }

  /// Ends it without a word to it, and waits.
  func kill() async throws {
    Glibc.kill(process.processIdentifier, SIGKILL)
    _ = try await finish()
  }

  /// Waits until it has written a line that holds `text`.
  func waitUntil(itSays text: String) async throws {
    while try !self.text("output").contains(text) {
      guard process.isRunning else { throw EndedEarly(talk: try self.text("talk")) }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  struct EndedEarly: Error {
    let talk: String
  }

  var isRunning: Bool { process.isRunning }

  /// What it has written so far.
  var output: String { get throws { try text("output") } }

  private func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// Runs a program to its end.
  static func run(
    _ name: String, _ words: String, and last: [String] = [], input: [UInt8] = []
  ) async throws -> Finished {
    let arguments = words.split(separator: " ").map(String.init) + last
    return try await Program(name, arguments, input: input).finish()
  }
}

/// A file that a test may write, gone when the test is.
final class TemporaryFile {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("duel-\(UUID())").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  func write(_ text: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
