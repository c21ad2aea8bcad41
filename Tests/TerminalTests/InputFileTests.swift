import Foundation
import Terminal
import Testing

struct InputFileTests {
  private func contents(_ path: String, piece: Int) throws -> ([[UInt8]], size: Int?) {
    var file = try InputFile(path)
    var buffer = [UInt8](repeating: 0, count: piece)
    var pieces: [[UInt8]] = []
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return (pieces, file.size) }
      pieces.append(Array(buffer[..<count]))
    }
  }

  @Test(arguments: [1, 3, 4, 100])
  func aFileComesInPieces(_ piece: Int) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    let bytes = Array("0123456789ab".utf8)
    try Data(bytes).write(to: url)
    let (pieces, size) = try contents(url.path, piece: piece)
    #expect(pieces.flatMap { $0 } == bytes && size == 12)
    #expect(pieces.allSatisfy { $0.count <= piece })
  }

  @Test func aPipeIsWrittenToAndReadAndStaysAPipe() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    #expect(mkfifo(url.path, 0o600) == 0)
    // Held open on both sides, so that neither the writer nor the reader waits.
    let held = open(url.path, O_RDWR)
    #expect(held >= 0)
    try Output.write(Array("abc".utf8), toFile: url.path)
    var status = stat()
    #expect(lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    var file = try InputFile(url.path)
    #expect(close(held) == 0)
    var buffer = [UInt8](repeating: 0, count: 8)
    let count = try file.read(into: &buffer)
    #expect(Array(buffer[..<count]) == Array("abc".utf8) && file.size == nil)
    #expect(try file.read(into: &buffer) == 0)
  }

  @Test(arguments: [
    ("/nowhere/x", "cannot read /nowhere/x: No such file or directory"),
    ("/tmp", "cannot read /tmp: Is a directory"),
  ])
  func whatCannotBeReadIsNamed(_ path: String, _ expected: String) throws {
    let failure = try #require(throws: CommandFailure.self) { try contents(path, piece: 8) }
    #expect(failure.code == .badData && failure.text == expected)
  }
}
