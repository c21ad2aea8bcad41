import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct DebriefTests {
  private func debriefs(_ contents: RecordContents) -> [Debrief] {
    Debrief.all(contents, MatchStatistics(contents))
  }

  @Test func theFallOfTwo() throws {
    let both = debriefs(try Stories.fall())
    #expect(both[0].exchanged?.equity == money("9970"))
    #expect(both[0].withoutStops == nil)
    #expect(both[1].withoutStops?.equity == money("9900"))
    #expect(both[1].savedByStops == money("-20"))
    #expect(both[0].timeAtRisk == rate("0.5"))
    #expect(both[0].best == both[0].worst)
    #expect(both[0].costs == .zero && both[0].costShare == .zero)
  }

  @Test func costsAgainstTheResult() throws {
    let both = debriefs(try Stories.costs())
    // 3.188 + 32 - 1.1, of 154.902.
    #expect(both[0].costs == money("34.088"))
    #expect(both[0].costShare == rate("0.22006172"))
    #expect(both[0].best?.net == money("78.001") && both[0].worst?.net == money("76.901"))
    #expect(both[1].best == nil && both[1].exchanged == nil && both[1].costShare == nil)
  }

  @Test(arguments: [(0, 26), (4, 17), (6, 10), (7, 0)])
  func aPriceMovesByTheRootOfTheTicks(_ tick: Int, _ tenths: Int) throws {
    #expect(debriefs(try Stories.fall())[0].usualMove(from: Tick(tick)) == tenths)
  }
}
