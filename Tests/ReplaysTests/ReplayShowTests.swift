import Primitives
import TestKit
import Testing

@testable import Replays
@testable import TextUI

struct ReplayShowTests {
  private let style = TerminalStyle(hasColor: false, hasUnicode: true)

  private func show(_ record: ShownRecord) -> ReplayShow {
    ReplayShow(record.contents, digest: record.digest, style: style)
  }

  /// Whichever way a tick was come to, the screen is the same: feed, charts and all.
  @Test(arguments: 1...3)
  func aTickLooksTheSameFromAnywhere(_ seed: Int) throws {
    let record = try ShownRecord.random(seed)
    var walker = show(record)
    var screens = [walker.screen(saying: "", width: 100, height: 40)]
    while !walker.isOver {
      walker.step()
      screens.append(walker.screen(saying: "", width: 100, height: 40))
    }
    #expect(screens.count == 90)
    var dice = Dice(seed: seed)
    var jumper = show(record)
    for _ in 0..<50 {
      let tick = dice.roll(0...89)
      jumper.seek(to: tick)
      #expect(jumper.tick == tick)
      let screen = jumper.screen(saying: "", width: 100, height: 40)
      #expect(screen == screens[tick], "seed \(seed), tick \(tick)")
    }
  }

  @Test func itBeginsAtTheFirstTickAndStaysWithinTheMatch() throws {
    var show = show(try ShownRecord.fall())
    #expect(show.tick == 0 && show.ticks == 5 && !show.isOver)
    show.seek(to: -3)
    #expect(show.tick == 0)
    show.seek(to: 99)
    #expect(show.tick == 4 && show.isOver)
    show.step()
    #expect(show.tick == 4)
  }
}
