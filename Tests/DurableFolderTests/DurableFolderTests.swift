import Foundation
import Testing

@testable import DurableFolder

@Suite(.timeLimit(.minutes(1)))
final class DurableFolderTests {
  private let base = FileManager.default.temporaryDirectory
    .appendingPathComponent("duel-\(UUID())").path

  deinit { try? FileManager.default.removeItem(atPath: base) }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(base)/\(name)", encoding: .utf8)
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func foldersAboveAreMadeToo() throws {
    let folder = try DurableFolder("\(base)/a/b")
    #expect(folder.path == "\(base)/a/b")
    try folder.makeFolder("c")
    try folder.makeFolder("c")
    try folder.write(bytes("one"), to: "c/file")
    #expect(try text("a/b/c/file") == "one")
  }

  @Test func aFileIsReplacedInOnePiece() throws {
    let folder = try DurableFolder(base)
    try folder.write(bytes("a longer text"), to: "file")
    try folder.write(bytes("short"), to: "file")
    #expect(try text("file") == "short")
    #expect(!FileManager.default.fileExists(atPath: "\(base)/.partial"))
  }

  @Test func whatIsAppendedStandsBehindWhatWasThere() throws {
    let folder = try DurableFolder(base)
    try folder.write(bytes("a\n"), to: "file")
    try folder.append(bytes("b\n"), to: "file")
    try folder.append(bytes("1\n"), to: "other")
    try folder.append(bytes("c\n"), to: "file")
    #expect(try text("file") == "a\nb\nc\n")
    #expect(try text("other") == "1\n")
  }

  @Test func appendingGoesOnBehindAFileThatWasReplaced() throws {
    let folder = try DurableFolder(base)
    try folder.append(bytes("a\n"), to: "file")
    try folder.write(bytes("new\n"), to: "file")
    try folder.append(bytes("b\n"), to: "file")
    #expect(try text("file") == "new\nb\n")
  }

  @Test func aSecondUserIsRefusedUntilTheFirstIsGone() throws {
    var first: DurableFolder? = try DurableFolder(base)
    #expect(first?.path == base)
    #expect(
      throws: FolderError("\(base): another process uses this folder; wait for it or stop it")
    ) { try DurableFolder(self.base) }
    first = nil
    #expect(try DurableFolder(base).path == base)
  }

  @Test func aFileInTheWayIsNamed() throws {
    #expect(FileManager.default.createFile(atPath: base, contents: nil))
    #expect(throws: FolderError("\(base)/.lock: cannot be opened: Not a directory")) {
      try DurableFolder(self.base)
    }
    #expect(throws: FolderError("\(base)/in: cannot be made: Not a directory")) {
      try DurableFolder("\(self.base)/in")
    }
  }

  @Test func aNameThatIsAFolderCannotBeWritten() throws {
    let folder = try DurableFolder(base)
    try folder.makeFolder("taken")
    #expect(throws: FolderError("\(base)/taken: cannot be written: Is a directory")) {
      try folder.write([], to: "taken")
    }
    #expect(throws: FolderError("\(base)/taken: cannot be opened: Is a directory")) {
      try folder.append([], to: "taken")
    }
  }
}
