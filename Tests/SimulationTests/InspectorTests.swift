import Testing

@testable import Simulation

struct InspectorTests {
  private func hear(_ inspector: inout Inspector, _ lines: String...) -> [String] {
    inspector.receive(Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  @Test func itWaitsForTheLastMatchAndThenAsksForEveryRecord() {
    var inspector = Inspector(wanted: ["m1", "m3"])
    #expect(hear(&inspector, "INFO proto=1") == ["LIST"])
    #expect(hear(&inspector, "OK #a1 LIST count=1 number=4", "MATCH match=m4").isEmpty)
    #expect(inspector.isWaiting)
    #expect(inspector.ask() == ["LIST"])
    #expect(hear(&inspector, "OK #a2 LIST count=0 number=4") == ["RECORD match=m1"])
    let rest = hear(&inspector, "OK #a3 RECORD match=m1 lines=700 from=1 to=500 digest=d")
    #expect(rest == ["RECORD match=m1 from=501"])
    #expect(hear(&inspector, "PING") == ["PONG"])
    let next = hear(&inspector, "OK #a4 RECORD match=m1 lines=700 from=501 to=700 digest=d")
    #expect(next == ["RECORD match=m3"])
    #expect(!inspector.isDone)
    #expect(hear(&inspector, "OK #a5 RECORD match=m3 lines=60 from=1 to=60 digest=d").isEmpty)
    #expect(inspector.isDone && inspector.complaint == nil)
  }

  @Test func aMissingRecordIsComplainedOf() {
    var inspector = Inspector(wanted: ["m1"])
    _ = hear(&inspector, "INFO proto=1", "OK #a1 LIST count=0 number=4")
    _ = hear(&inspector, "ERR #a2 code=no-record text=\"no\"")
    #expect(inspector.complaint?.contains("no-record") == true && !inspector.isDone)
  }
}
