import Foundation

/// The terminal that this process was started in.
///
/// In raw mode each key comes at once and none acts by itself. The settings before are put back
/// when this value goes, whatever ended its use.
public struct TerminalScreen: ~Copyable {
  /// The columns and rows of a terminal.
  public struct Size: Hashable, Sendable {
    /// How many characters stand side by side.
    public var columns: Int
    /// How many lines there are.
    public var rows: Int

    /// Names a size.
    public init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  private var original = termios()
  private var isRaw = false
  private let opening: String
  private let closing: String

  /// Takes the terminal over: sets raw mode and writes `opening`; `closing` is written at the end.
  public init(opening: String, closing: String) {
    self.opening = opening
    self.closing = closing
    enter()
  }

  deinit {
    guard isRaw else { return }
    Self.restore(original, closing)
  }

  private mutating func enter() {
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return }
    var raw = original
    cfmakeraw(&raw)
    raw.c_oflag |= tcflag_t(OPOST)
    guard tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else { return }
    isRaw = true
    Output.bytes(Array(opening.utf8))
  }

  private static func restore(_ settings: termios, _ closing: String) {
    var settings = settings
    Output.bytes(Array(closing.utf8))
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }

  /// Puts the program aside until the shell continues it; the terminal is the shell's meanwhile.
  public mutating func suspend() {
    guard isRaw else { return }
    Self.restore(original, closing)
    isRaw = false
    raise(SIGSTOP)
    enter()
  }

  /// Whether both standard input and output are a terminal that understands cursor movement.
  public static var isInteractive: Bool {
    isatty(STDIN_FILENO) == 1 && isScreen
  }

  /// Whether standard output is a terminal that understands cursor movement.
  public static var isScreen: Bool {
    Output.isTerminal && (Output.environment("TERM") ?? "dumb") != "dumb"
  }

  /// Whether colour is wanted; `NO_COLOR` with any text says no.
  public static var hasColor: Bool {
    isScreen && (Output.environment("NO_COLOR") ?? "").isEmpty
  }

  /// Whether the locale writes UTF-8.
  public static var hasUnicode: Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let value = names.lazy.compactMap { Output.environment($0) }.first { !$0.isEmpty } ?? ""
    let upper = value.uppercased()
    return upper.contains("UTF-8") || upper.contains("UTF8")
  }

  /// The size of the terminal; 80 by 24 when it does not tell.
  public static var size: Size {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return Size(columns: 80, rows: 24) }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Reads once from standard input; nil at its end.
  public static func readInput() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = bytes.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count > 0 { return Array(bytes.prefix(count)) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      return nil
    }
  }
}
