import ClientCore
import Primitives
import TestKit
import Testing
import WireProtocol

@testable import TextUI

struct ScreenTests {
  private static let style = TerminalStyle(hasColor: false, hasUnicode: true)
  private static let sizes = [(80, 24), (40, 12), (200, 50), (20, 6), (1, 1), (120, 8)]

  /// A board and a view after a small match.
  private func match(ticks: Int = 30, seats: String = "ada,bob") -> (Scoreboard, MatchView) {
    var board = Scoreboard(style: Self.style)
    var view = MatchView()
    var reader = ServerLineReader()
    func take(_ line: String) {
      let bytes = Array(line.utf8)
      guard case .push(let type) = reader.read(bytes.span),
        let news = view.take(type, bytes.span, reader)
      else { return }
      board.take(news, view)
    }
    take(
      "START match=m1 seq=1 ticks=60 clock=live:1000 instruments=BTC,ETH balance=10000.00 "
        + "commitment=9c preroll=60 rules=standard seats=\(seats)")
    for tick in 0..<ticks {
      take("TICK match=m1 seq=2 tick=\(tick) BTC=\(50_000 + tick * 10).00/1/1 ETH=3000.00/1/1")
      if tick == 3 {
        take(
          "POSITION match=m1 seq=4 seat=0 instrument=BTC quantity=0.2 entry=50000.00 mode=isolated "
            + "leverage=10 margin=1000.00 liquidation=45226.13")
      }
      if tick == 5 {
        take(
          "LIQUIDATION match=m1 seq=4 instrument=ETH quantity=2 price=3100.00 loss=200.00 fee=1.00 "
            + "insurance=0.00 seat=1 side=sell returned=0.00 wallet=9800.00")
      }
      take("RANK match=m1 seq=3 tick=\(tick) ranking=0,1 equity=10142.57,9008.65")
    }
    return (board, view)
  }

  private func rows(_ grid: CellGrid) -> [String] {
    (0..<grid.height).map { grid.text(row: $0) }
  }

  /// What guards a position stands beside it, as far as there is room.
  @Test func stopsStandBesideWhatTheyGuard() {
    var (_, view) = match()
    var reader = ServerLineReader()
    func take(_ number: Int, _ words: String) {
      let line = Array(
        ("ORDER match=m1 seq=9 order=\(number) instrument=\(words) state=open reason=none seat=0 "
          + "reserved=0.00 pair=none worst=none stop=none take=none").utf8)
      guard case .push(let type) = reader.read(line.span) else { return }
      _ = view.take(type, line.span, reader)
    }
    take(1, "BTC kind=stop side=sell price=48000.00 quantity=none reduce=yes")
    take(2, "BTC kind=trailing-stop side=sell price=49000.00 quantity=none reduce=yes trail=2%")
    take(3, "BTC kind=take-profit side=sell price=55000.00 quantity=none reduce=yes")
    take(4, "ETH kind=limit side=buy price=2900.00 quantity=1 reduce=no")
    let board = Scoreboard(style: Self.style)
    func row(_ width: Int) -> String? {
      rows(board.screen(view, width: width, height: 24)).first { $0.hasPrefix(" 1 ada") }
    }
    #expect(row(100)?.hasSuffix("  +0.2 BTC 10x stop 48000.00 trail 2%, 1 waiting") == true)
    #expect(row(80)?.hasSuffix("  +0.2 BTC 10x, 1 waiting") == true)
    #expect(row(60)?.hasSuffix("  +0.2 BTC 10x") == true)
  }

  @Test func theBoardAtItsUsualSize() {
    let (board, view) = match()
    let rows = rows(board.screen(view, width: 80, height: 24))
    #expect(rows[0] == " m1  ada vs bob" + String(repeating: " ", count: 55) + "live:1000")
    #expect(rows[1].hasPrefix(" tick 29/59 ███") && rows[1].hasSuffix("░ 0:30 left"))
    #expect(rows[3] == " # player       equity   change  liquidation  holds")
    #expect(rows[4] == " 1 ada        10142.57   +1.43%  BTC 10.1%    +0.2 BTC 10x")
    #expect(rows[5] == " 2 bob         9008.65   -9.91%  LIQ x1       flat")
    #expect(rows[7].hasPrefix(" BTC 50290.00 ▲ +0.58%"))
    #expect(rows[7].contains(" ETH 3000.00   +0.00%"))
    #expect(rows.contains { $0.contains("<50290.00") })
    #expect(rows.contains(" tick 5  bob: LIQUIDATED 2 ETH at 3100.00, loss 200.00"))
  }

  @Test func whoIsAwayIsMarkedNextToTheName() {
    var (board, view) = match()
    var reader = ServerLineReader()
    let line = Array("SEAT match=m1 seq=9 seat=1 name=bob state=away".utf8)
    _ = reader.read(line.span)
    let news = view.take(.seat, line.span, reader)
    board.take(news ?? .skipped, view)
    let rows = rows(board.screen(view, width: 80, height: 24))
    #expect(rows[5].hasPrefix(" 2 bob (away)      9008.65"))
    #expect(rows[4].hasPrefix(" 1 ada            10142.57"))
  }

  @Test func theBoardWhereThereIsLittleRoom() {
    let (board, view) = match()
    let rows = rows(board.screen(view, width: 40, height: 12))
    #expect(rows[0] == " m1  ada vs bob               live:1000")
    #expect(rows[2] == " # player       equity   change")
    #expect(rows[3] == " 1 ada        10142.57   +1.43%")
    #expect(rows[4] == " 2 bob         9008.65   -9.91%")
    #expect(rows[5] == " BTC 50290.00 ▲ +0.58%")
    #expect(rows.contains { $0.hasPrefix(" tick 5  bob: LIQUIDATED") })
  }

  @Test func manySeatsWithWideNamesFit() {
    let (board, view) = match(seats: "漢字漢字,bob")
    for (width, height) in Self.sizes {
      let rows = rows(board.screen(view, width: width, height: height))
      #expect(rows.allSatisfy { TextWidth.of($0) <= width })
    }
  }

  @Test func beforeTheMatchThereIsAWord() {
    let board = Scoreboard(style: Self.style)
    var said = board
    said.say("no match is open")
    let grid = board.screen(MatchView(), width: 40, height: 5)
    #expect(rows(grid)[2] == " waiting for a match")
    #expect(rows(said.screen(MatchView(), width: 40, height: 5))[2] == " no match is open")
  }

  /// Painting the difference comes to the same as painting anew, whatever the screens are.
  @Test(arguments: 0..<20)
  func differencesAddUp(_ seed: Int) {
    var dice = Dice(seed: seed)
    let (width, height) = (dice.roll(1...40), dice.roll(1...8))
    let letters: [Character] = ["a", "b", " ", " ", " ", "漢", "█", "x"]
    let tones: [Tone] = [.plain, .good, .bad]
    var painter = ScreenPainter(style: TerminalStyle(hasColor: true, hasUnicode: true))
    var emulator = Emulator(width: width, height: height)
    emulator.write(Array(ScreenPainter.opening.utf8))
    for _ in 0..<30 {
      var grid = CellGrid(width: width, height: height)
      for row in 0..<height {
        let text = String((0..<width).map { _ in letters[dice.roll(0...letters.count - 1)] })
        grid.write(text, row: row, column: 0, tones[dice.roll(0...2)])
      }
      var out = ByteBuffer()
      painter.paint(grid, &out)
      emulator.write(out.bytes)
      #expect((0..<height).map { emulator.text($0) } == rows(grid))
    }
    #expect(emulator.unknown.isEmpty)
  }

  @Test func onlyChangesAreSent() {
    let (board, view) = match()
    let (later, moved) = match(ticks: 31)
    var painter = ScreenPainter(style: Self.style)
    var first = ByteBuffer()
    painter.paint(board.screen(view, width: 80, height: 24), &first)
    var same = ByteBuffer()
    painter.paint(board.screen(view, width: 80, height: 24), &same)
    #expect(same.bytes.isEmpty)
    var next = ByteBuffer()
    painter.paint(later.screen(moved, width: 80, height: 24), &next)
    let (few, all) = (next.count, first.count)
    #expect(few > 0 && few * 2 < all)
    painter.forget()
    var again = ByteBuffer()
    painter.paint(later.screen(moved, width: 80, height: 24), &again)
    let anew = again.count
    #expect(anew > few)
  }

  @Test func aTerminalWithoutUnicodeGetsASCII() {
    let style = TerminalStyle(hasColor: false, hasUnicode: false)
    var board = Scoreboard(style: style)
    board.say(nil)
    let (_, view) = match()
    var out = ByteBuffer()
    var painter = ScreenPainter(style: style)
    painter.paint(board.screen(view, width: 80, height: 24), &out)
    #expect(out.bytes.allSatisfy { $0 < 128 })
  }
}
