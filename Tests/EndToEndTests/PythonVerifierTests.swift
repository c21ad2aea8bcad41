import DuelRules
import Foundation
import Primitives
import Records
import TestKit
import Testing

/// `Protocol/verify.py`, which knows nothing but the pages, against our own verifier.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Program.hasPython, "python3 is not installed"))
struct PythonVerifierTests {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Protocol/verify.py").path

  private func record(_ rules: Rules, seed: Int) -> [UInt8] {
    var dice = Dice(seed: seed)
    let duel = Duel(rules, practice: seed)
    duel.playRandomly(&dice)
    var buffer = ByteBuffer()
    _ = RecordWriter.write(duel.match, into: &buffer)
    return buffer.bytes
  }

  /// What it says of each of these files, in their order, and what of all of them.
  private func verify(_ records: [[UInt8]]) async throws -> Finished {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try records.enumerated().map { number, bytes in
      let file = folder.appendingPathComponent(String(number))
      try Data(bytes).write(to: file)
      return file.path
    }
    return try await Program(python: [Self.script] + paths).finish()
  }

  /// Both must say the same of each: verified with this digest, or not.
  private func expectAgreement(on records: [TamperedRecord], verified: Int) async throws {
    let finished = try await verify(records.map(\.bytes))
    #expect(finished.talk.isEmpty)
    try #require(finished.lines.count == records.count)
    var count = 0
    for (record, line) in zip(records, finished.lines) {
      if case .verified(let digest)? = try? RecordVerifier.verify(record.bytes) {
        count += 1
        #expect(line.hasSuffix(": verified digest=\(digest)"), "\(record): \(line)")
      } else {
        let names = try Regex(": (line [0-9]+ differs|cannot be read): .+")
        #expect(line.contains(names), "\(record): \(line)")
      }
    }
    #expect(count == verified)
    #expect(finished.status == 1 || finished.status == 4)
  }

  @Test func itVerifiesWhatThePartsOfTheProgramMake() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duel-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let ours = try await Program.run(
      "duel-sim", "verify --matches 12 --seed 5 --out", and: [folder.path])
    #expect(ours.status == 0 && ours.lines.count == 12)
    let files = (5..<17).map { folder.appendingPathComponent("record-\($0).txt").path }
    let theirs = try await Program(python: [Self.script] + files).finish()
    #expect(theirs.status == 0)
    #expect(theirs.lines == ours.lines.map { "\(folder.path)/\($0)" })
  }

  @Test func itNoticesEveryChangedByte() async throws {
    let small = record(try makeRules("ticks=3", "instruments=BTC"), seed: 1)
    try await expectAgreement(on: Tampering(small).changedBytes(), verified: 0)
    let large = record(try makeRules("ticks=120", "seats=3", preset: "exchange"), seed: 2)
    try await expectAgreement(on: Tampering(large).changedBytes(every: 61), verified: 0)
  }

  @Test func itNoticesEveryChangedLine() async throws {
    let small = record(try makeRules("ticks=3", "instruments=BTC"), seed: 1)
    try await expectAgreement(on: Tampering(small).changedLines(), verified: 0)
  }

  @Test func itNoticesEveryChangeOfNoncesAndForfeits() async throws {
    let played = record(try makeRules("ticks=2", "instruments=BTC", preset: "ranked"), seed: 3)
    try await expectAgreement(on: Tampering(played).changedBytes(every: 3), verified: 0)
    try await expectAgreement(on: Tampering(played).changedLines(), verified: 0)
    let duel = Duel(try makeRules("ticks=2", "instruments=BTC", "seats=3"), practice: 4)
    duel.commit(0, 1)
    duel.open(1)
    duel.apply(.forfeit(.nonce))
    var forfeited = ByteBuffer()
    _ = RecordWriter.write(duel.match, into: &forfeited)
    try await expectAgreement(on: Tampering(forfeited.bytes).changedBytes(), verified: 0)
    try await expectAgreement(on: Tampering(forfeited.bytes).changedLines(), verified: 0)
  }

  /// A command that was changed and leads to the very same state would be another true record.
  @Test func itNoticesEveryChangedWordEvenWithATrailerThatFits() async throws {
    let small = record(try makeRules("ticks=3", "instruments=BTC"), seed: 1)
    let tampered = Tampering(small).changedMeanings()
    #expect(tampered.count > 60)
    let sound = tampered.filter {
      if case .verified? = try? RecordVerifier.verify($0.bytes) { true } else { false }
    }
    #expect(sound.allSatisfy { $0.description.contains(" says command ") })
    try await expectAgreement(on: tampered, verified: sound.count)
  }

  @Test func itSpeaksAsTheProgramDoes() async throws {
    let bytes = record(try makeRules("ticks=2", "instruments=BTC"), seed: 1)
    let file = TemporaryFile()
    try file.write(String(decoding: bytes, as: UTF8.self))
    let honest = try await Program(python: [Self.script, file.path]).finish()
    let digest = try #require(honest.lines.first?.split(separator: "=").last.map(String.init))
    func status(_ arguments: String...) async throws -> Int32 {
      try await Program(python: [Self.script] + arguments).finish().status
    }
    #expect(try await status("--expect", digest, file.path) == 0)
    #expect(try await status("--expect", String(repeating: "0", count: 64), file.path) == 1)
    #expect(try await status("--expect", "7", file.path) == 2)
    #expect(try await status() == 2)
    #expect(try await status(file.path + ".none") == 4)
    try file.write("hello\n")
    #expect(try await status(file.path) == 4)
  }
}
