import Digests
import Foundation
import Primitives
import Records
import Simulation
import Terminal

/// `duel-sim verify`: random records, written and verified.
enum VerifyRecords {
  static func run(_ arguments: Arguments) throws(CommandFailure) -> ExitCode {
    let seed = try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1
    let matches = try arguments.integer("--matches", in: 1...100_000) ?? 40
    let folder = arguments.text("--out")
    if let folder { try makeFolder(folder) }
    var (verified, accepted, refused) = (0, 0, 0)
    for number in 0..<matches {
      // Each record has a seed of its own, so that one can be made again alone.
      var maker = RecordMaker(seed: seed + number)
      let record = maker.next().bytes
      accepted += maker.accepted
      refused += maker.refused
      let name = "record-\(seed + number).txt"
      if let folder { try Output.write(record, toFile: "\(folder)/\(name)") }
      if report(record, name) { verified += 1 }
    }
    Output.talk(
      "\(verified) of \(matches) verified; \(accepted) commands accepted, \(refused) refused")
    return verified == matches ? .done : .no
  }

  private static func makeFolder(_ path: String) throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.badData, "cannot make the folder \(path)")
    }
  }

  /// Writes what verification says of a record, in the words of `Protocol/verify.py`.
  private static func report(_ record: [UInt8], _ name: String) -> Bool {
    switch try? RecordVerifier.verify(record) {
    case .verified(let digest):
      Output.line("\(name): verified digest=\(digest)")
      return true
    case .differs(let line, let found, let expected):
      Output.line("\(name): line \(line) differs: expected \(expected), found \(found)")
    case nil:
      Output.line("\(name): cannot be read: it is no record")
    }
    return false
  }
}
