/// Why a file of candles cannot be imported.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file's name as it was given.
  public let file: String
  /// The line, from 1; nil when it is the file as a whole.
  public let line: Int?
  /// What is wrong and what would be right.
  public let reason: String

  /// Names a file, perhaps a line of it, and what is wrong.
  public init(file: String, line: Int?, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `FILE:LINE: REASON`, or `FILE: REASON`.
  public var description: String {
    line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
  }
}
