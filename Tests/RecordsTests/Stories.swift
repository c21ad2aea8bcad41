import DuelRules
import Margin
import Primitives
import Records
import TestKit

/// Small matches on chosen marks, whose figures can be worked out by hand.
enum Stories {
  static func contents(_ duel: Duel) throws -> RecordContents {
    try RecordReader.read(PlayedRecord(duel).bytes)
  }

  /// Both buy 10 at 100 with 10x, so that a margin of 100 is gone at 90; seat 1 has a stop at 95.
  /// The mark goes to 90 and comes back to 97.
  static func fall() throws -> RecordContents {
    let duel = Duel(try makeRules(marks: ["100", "110", "104", "95", "91", "90", "95", "97"]))
    duel.play([
      (0, 0, .market(.buy, "10")), (0, 1, .market(.buy, "10", stop: "95")),
    ])
    return try contents(duel)
  }

  /// A fee of 0.1 % and a half-spread of 1 %: seat 0 buys 10 at 101, sells them at 108.9, sells 10
  /// at 108.9 and keeps them; seat 1 does nothing.
  static func costs() throws -> RecordContents {
    let rules = try makeRules(marks: ["100", "110", "110", "100"]) { values in
      values.takerFee = rate("0.001")
      values.halfSpread = rate("0.01")
      values.fundingRate = rate("0.001")
      values.fundingInterval = 2
    }
    let duel = Duel(rules)
    duel.play([
      (0, 0, .market(.buy, "10", 2)), (1, 0, .closeOld), (1, 0, .market(.sell, "10", 5)),
    ])
    return try contents(duel)
  }
}
