import Testing
import WireProtocol

@testable import Simulation

struct HostileWordsTests {
  private let sight = HostileSight(
    matches: 3, names: ["ada"], tokens: [("m1", "ff")], settings: ["ticks=3"])

  @Test func everyVerbIsSaid() {
    var dice = WorldDice("test", seed: 1)
    var said: Set<String> = []
    for _ in 0..<5000 {
      let line = HostileWords().command(sight, &dice)
      #expect(line.utf8.count < Limits.lineMax && !line.contains("\n"))
      said.insert(String(line.prefix { $0 != " " }))
    }
    #expect(said == Set(Verb.allCases.map(\.rawValue)))
  }

  @Test(arguments: [false, true])
  func garbageIsOneLine(_ isJSON: Bool) {
    var dice = WorldDice("test", seed: 2)
    var longest = 0
    var braces = 0
    for _ in 0..<2000 {
      let line = HostileWords().garbage(isJSON: isJSON, &dice)
      #expect(!line.contains(UInt8(ascii: "\n")))
      longest = max(longest, line.count)
      if line.first == UInt8(ascii: "{") { braces += 1 }
    }
    #expect(longest > Limits.lineMax)
    #expect((braces > 0) == isJSON)
  }

  @Test func playIsWhatASeatMaySay() {
    var dice = WorldDice("test", seed: 3)
    for _ in 0..<1000 {
      let line = HostileWords().play(HostileSight(), &dice)
      let verb = Verb(Array(line.prefix { $0 != " " }.utf8).span)
      #expect(verb != nil && verb != .quit && verb != .leave && verb != .resume)
    }
  }
}
