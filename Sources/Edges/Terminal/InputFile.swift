import Foundation

/// A file that is read in pieces; standard input for `-`.
public struct InputFile: ~Copyable {
  /// How many bytes the file has; nil where that is not known, as of a pipe.
  public let size: Int?
  private let path: String
  private let descriptor: Int32

  /// Opens a file.
  public init(_ path: String) throws(CommandFailure) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int(status.st_size) : nil
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Reads as many of the next bytes as fit over the buffer's; answers how many, 0 at the end.
  public mutating func read(into buffer: inout [UInt8]) throws(CommandFailure) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(path) }
    }
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure(.badData, "cannot read \(path): \(String(cString: strerror(errno)))")
  }
}
