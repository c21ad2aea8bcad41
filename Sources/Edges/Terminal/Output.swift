import Foundation

/// Standard output for data, standard error for talk.
public enum Output {
  /// Writes a line of data.
  public static func line(_ text: String) { write(Array("\(text)\n".utf8), to: STDOUT_FILENO) }

  /// Writes bytes as data.
  public static func bytes(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  /// Writes a line of talk.
  public static func talk(_ text: String) { write(Array("\(text)\n".utf8), to: STDERR_FILENO) }

  /// Writes a text that ends its own lines, as talk.
  public static func note(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  /// Whether standard error is a terminal.
  public static var isTalkTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether standard output is a terminal.
  public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The value of an environment variable.
  public static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// The whole contents of a file; standard input for `-`.
  public static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    do {
      let data =
        path == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(fileURLWithPath: path))
      return Array(data)
    } catch {
      throw CommandFailure(
        .badData, "cannot read \(path): \(Self.reading(path) ?? Self.reason(error))")
    }
  }

  /// Writes a file in one piece: a reader sees the old contents or the new. `-` is standard output.
  ///
  /// What is there and no regular file, such as a device or a pipe, is written to, never replaced.
  public static func write(_ bytes: [UInt8], toFile path: String) throws(CommandFailure) {
    if path == "-" { return write(bytes, to: STDOUT_FILENO) }
    var status = stat()
    let isThere = stat(path, &status) == 0
    do {
      if isThere, status.st_mode & S_IFMT != S_IFREG {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.write(contentsOf: Data(bytes))
        try file.close()
      } else {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
      }
    } catch {
      throw CommandFailure(.badData, "cannot write \(path): \(Self.reason(error))")
    }
  }

  /// What the system says against reading a file; nil when it says nothing.
  private static func reading(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    var byte: UInt8 = 0
    guard Foundation.read(descriptor, &byte, 1) < 0 else { return nil }
    return String(cString: strerror(errno))
  }

  private static func reason(_ error: any Error) -> String {
    let cocoa = error as NSError
    let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError
    return (underlying ?? cocoa).localizedDescription
  }

  /// Writes everything, however often the system takes only a part. A closed pipe ends the program
  /// quietly, as it does every filter.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        exit(descriptor == STDOUT_FILENO ? ExitCode.done.rawValue : ExitCode.no.rawValue)
      }
      bytes.removeFirst(written)
    }
  }
}

/// Runs a program's body; a failure is told on standard error and becomes the exit code.
public func runProgram(_ name: String, _ body: () throws(CommandFailure) -> ExitCode) -> Never {
  do throws(CommandFailure) {
    exit(try body().rawValue)
  } catch {
    Output.talk("\(name): \(error.text)")
    exit(error.code.rawValue)
  }
}
