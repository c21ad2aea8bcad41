import Foundation
import Terminal
import Testing

struct OutputTests {
  private func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())").path
  }

  @Test func aFileIsReadAsItWasWritten() throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes: [UInt8] = [0, 10, 255, 13]
    try Output.write(bytes, toFile: path)
    #expect(try Output.read(path) == bytes)
    try Output.write([1], toFile: path)
    #expect(try Output.read(path) == [1])
  }

  @Test func aMissingFileIsNamed() throws {
    let path = temporaryPath()
    let error = #expect(throws: CommandFailure.self) { try Output.read(path) }
    #expect(error?.code == .badData)
    #expect(error?.text.hasPrefix("cannot read \(path): ") == true)
    #expect(error?.text.hasSuffix(": No such file or directory") == true)
    let folder = #expect(throws: CommandFailure.self) { try Output.read("/tmp") }
    #expect(folder?.text == "cannot read /tmp: Is a directory")
    let unwritable = path + "/no/such/folder"
    let other = #expect(throws: CommandFailure.self) { try Output.write([1], toFile: unwritable) }
    #expect(other?.text.hasPrefix("cannot write \(unwritable): ") == true)
  }

  @Test func anEndedProgramHasItsCode() async {
    let no = await #expect(
      processExitsWith: .exitCode(ExitCode.badData.rawValue),
      observing: [\.standardErrorContent]
    ) {
      runProgram("duel") { () throws(CommandFailure) in
        throw CommandFailure(.badData, "nothing there")
      }
    }
    #expect(
      no.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } == "duel: nothing there\n"
    )
    await #expect(processExitsWith: .success) { runProgram("duel") { .done } }
  }
}
