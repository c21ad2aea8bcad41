import PriceTape
import Primitives
import Testing

@testable import BotCheck

struct CheckReportTests {
  @Test func whatIsWorseCounts() {
    let failed = CheckResult.failed("why", exchange: [])
    let noted = CheckResult.noted("know")
    let ok = CheckResult.ok("")
    let order: [CheckResult] = [.unchecked, ok, noted, failed]
    for (first, one) in order.enumerated() {
      for (second, other) in order.enumerated() {
        #expect(one.combined(with: other) == order[max(first, second)])
      }
    }
    #expect(order.map(\.word) == ["-", "ok", "note", "FAILED"])
  }

  @Test func nothingLookedAtIsNotGood() { #expect(!CheckReport().isGood) }

  @Test(arguments: [
    (["a"], ["a"], "1 orders", "ok"), ([], [], "it ordered nothing", "ok"),
    (["a", "b"], ["a", "c"], "it did not: first 'b', then 'c'", "note"),
    (["a"], ["a", "c"], "it did not: first 'nothing more', then 'c'", "note"),
  ])
  func twoCoursesAreCompared(_ one: [String], _ two: [String], _ text: String, _ word: String) {
    var report = CheckReport()
    report.compare(one, two)
    let result = report.result(of: .seed)
    #expect(result == (word == "ok" ? .ok(text) : .noted(text)))
  }

  @Test func everyStepSaysWhatToChange() {
    #expect(CheckStep.allCases.map(\.rawValue) == Array(1...12))
    for step in CheckStep.allCases { #expect(!step.title.isEmpty && !step.advice.isEmpty) }
  }

  /// 3.9 % and 8 % in one tick each; elsewhere at most 140 of 60,000.
  @Test func theTapeFallsTwice() throws {
    let tape = try #require(CheckTape.make())
    let marks = tape.marks(ofInstrument: 0).map(\.units)
    let falls = (1..<92).filter { marks[$0] * 100 < marks[$0 - 1] * 98 }
    #expect(falls == [70, 80] && tape.name == "CHECK")
  }

  @Test func aMoveMayTakeLongerThanThereIsPatience() {
    let hard = "rules=standard ticks=32 clock=lockstep:2000 knockout=plays-on tape=CHECK"
    #expect(CheckCourse.hardship.settings(patienceMilliseconds: 1000) == hard)
    #expect(CheckCourse.manners.settings(patienceMilliseconds: 50).contains("lockstep:100 "))
  }
}
