import ClientCore
import Digests
import DuelRules
import Primitives
import Records
import TextUI

/// A replay on a scoreboard: what the screen shows at any tick.
///
/// Together with the states of the replay the boards are kept, so that going back costs little.
struct ReplayShow: ~Copyable {
  private var replay: Replay
  private var feed: ReplayFeed
  private var board: Scoreboard
  /// How the feed and the board were at tick 0, `interval`, 2 x `interval` and so on.
  private var scenes: [(feed: ReplayFeed, board: Scoreboard)] = []
  private let interval: Int

  init(_ contents: RecordContents, digest: Digest, style: TerminalStyle) {
    // At most 200 states, so that the longest match does not fill the memory.
    interval = max(20, contents.rules.values.ticks / 200)
    replay = Replay(contents, keepingEvery: interval)
    feed = ReplayFeed(digest: digest)
    board = Scoreboard(style: style)
    for item in feed.begin(replay) { board.take(item, feed.view) }
    step()
  }

  /// The tick that is shown.
  var tick: Int { replay.match.tick.number }

  /// Whether it is the last one.
  var isOver: Bool { replay.isOver }

  /// How many ticks the match should have had.
  var ticks: Int { replay.match.rules.values.ticks }

  /// Shows the next tick, if there is one.
  mutating func step() {
    guard replay.advance() else { return }
    for item in feed.tick(replay) { board.take(item, feed.view) }
    if tick == scenes.count * interval { scenes.append((feed, board)) }
  }

  /// Shows a tick, or the first or last one when there is no such tick.
  mutating func seek(to wanted: Int) {
    // A match that was settled before its first tick has none to go to.
    let place = min(max(0, wanted) / interval, scenes.count - 1)
    guard place >= 0 else { return }
    if wanted < tick || place * interval > tick {
      replay.seek(to: Tick(place * interval))
      (feed, board) = scenes[place]
    }
    while tick < wanted, !isOver { step() }
  }

  /// The screen, with a word of how it is played.
  func screen(saying status: String, width: Int, height: Int) -> CellGrid {
    var board = board
    board.say(status)
    return board.screen(feed.view, width: width, height: height)
  }
}
