import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit

/// Records for tests to show.
struct ShownRecord {
  let contents: RecordContents
  let digest: Digest

  init(_ duel: Duel) throws {
    var buffer = ByteBuffer()
    digest = RecordWriter.write(duel.match, into: &buffer)
    contents = try RecordReader.read(buffer.bytes)
  }

  /// A long of 10 at 100 with 10x: its margin of 100 is gone at 90. The other one sells 2 at 110.
  static func fall() throws -> ShownRecord {
    let duel = Duel(try makeRules(marks: ["100", "110", "104", "90", "95"]))
    duel.play([
      (0, 0, .market(.buy, "10", take: "120")), (1, 1, .market(.sell, "2", 5, mode: .cross)),
    ])
    return try ShownRecord(duel)
  }

  /// A match of the dice.
  static func random(_ seed: Int, ticks: Int = 90) throws -> ShownRecord {
    let duel = Duel(try makeRules("ticks=\(ticks)", preset: "exchange"), practice: seed)
    var dice = Dice(seed: seed)
    duel.playRandomly(&dice)
    return try ShownRecord(duel)
  }
}
