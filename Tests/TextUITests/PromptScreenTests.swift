import Primitives
import TestKit
import Testing

@testable import TextUI

struct PromptScreenTests {
  private static let plain = TerminalStyle(hasColor: false, hasUnicode: true)
  private static let widths = [20, 21, 33, 40, 79, 80, 81, 100, 120]

  /// What the two lines at the bottom must be, computed without a screen.
  private func bottom(_ status: String, _ editor: LineEditor, _ width: Int) -> [String] {
    [trimmed(TextWidth.prefix(status, width - 1)), trimmed("> " + editor.text)]
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Events at any point of typing leave the line as it is, in any width.
  @Test(arguments: widths)
  func eventsNeverGarbleWhatIsTyped(_ width: Int) {
    let typed = "long btc 漢 10x"
    let length = TextWidth.of("> " + typed)
    var screen = PromptScreen(width: width, style: Self.plain)
    var emulator = Emulator(width: width, height: 12)
    var editor = LineEditor()
    var told: [String] = []
    func apply(_ body: (inout ByteBuffer) -> Void) {
      var out = ByteBuffer()
      body(&out)
      emulator.write(out.bytes)
    }
    apply { screen.refresh(status: "status", editor, &$0) }
    for (number, character) in typed.enumerated() {
      let status = "status of tick \(number) with a tail that is longer than a narrow screen"
      _ = editor.take(.text(character))
      apply { screen.refresh(status: status, editor, &$0) }
      let event = "event \(number)"
      told.append(event)
      apply { screen.insert([FeedLine(event)], status: status, editor, &$0) }
      guard TextWidth.of("> " + editor.text) < width else { continue }
      #expect(emulator.rows == told + bottom(status, editor, width))
      #expect(emulator.column == min(length, TextWidth.of("> " + editor.text)))
    }
    #expect(emulator.unknown.isEmpty)
  }

  /// A long event is broken at blanks and nothing of it is lost.
  @Test(arguments: widths)
  func longEventsAreWrapped(_ width: Int) {
    var screen = PromptScreen(width: width, style: Self.plain)
    var emulator = Emulator(width: width, height: 30)
    var editor = LineEditor()
    _ = editor.take(.paste("cl"))
    let words = (0..<40).map { "word\($0)" }
    var out = ByteBuffer()
    screen.refresh(status: "s", editor, &out)
    screen.insert([FeedLine(words.joined(separator: " "))], status: "s", editor, &out)
    emulator.write(out.bytes)
    let rows = emulator.rows
    #expect(rows.suffix(2) == ["s", "> cl"])
    #expect(rows.dropLast(2).flatMap { $0.split(separator: " ") }.map(String.init) == words)
  }

  /// A line longer than the screen shows the part around the cursor, in one row.
  @Test(arguments: widths)
  func aLongLineScrolls(_ width: Int) {
    var screen = PromptScreen(width: width, style: Self.plain)
    var emulator = Emulator(width: width, height: 5)
    var editor = LineEditor()
    func key(_ key: Key) {
      _ = editor.take(key)
      var out = ByteBuffer()
      screen.refresh(status: "status", editor, &out)
      emulator.write(out.bytes)
    }
    for number in 0..<200 {
      key(.text(Character(String(number % 10))))
      #expect(emulator.rows.count == 2)
      #expect(emulator.rows[0] == "status")
      #expect(emulator.column < width)
    }
    #expect(emulator.rows[1].hasSuffix("6789"))
    key(.home)
    #expect(emulator.rows[1].hasPrefix("> 0123456789"))
    #expect(emulator.column == 2)
    for _ in 0..<60 { key(.right) }
    #expect(emulator.rows.count == 2 && emulator.column < width)
  }

  @Test func whatIsShownIsNotSentAgain() {
    var screen = PromptScreen(width: 80, style: Self.plain)
    var out = ByteBuffer()
    screen.refresh(status: "status", LineEditor(), &out)
    let first = out.count
    screen.refresh(status: "status", LineEditor(), &out)
    let second = out.count
    #expect(second == first)
  }

  @Test func aResizeDrawsBothLinesAnew() {
    var screen = PromptScreen(width: 80, style: Self.plain)
    var editor = LineEditor()
    _ = editor.take(.paste("long btc 500"))
    var out = ByteBuffer()
    screen.refresh(status: "status", editor, &out)
    screen.resize(to: 30, status: "status", editor, &out)
    var emulator = Emulator(width: 30, height: 5)
    emulator.write(out.bytes)
    #expect(emulator.rows == ["status", "> long btc 500"])
    var end = ByteBuffer()
    screen.erase(&end)
    emulator.write(end.bytes)
    #expect(emulator.rows.isEmpty)
  }

  /// What others write cannot move the cursor.
  @Test func controlCharactersDoNothing() {
    var screen = PromptScreen(width: 40, style: Self.plain)
    var emulator = Emulator(width: 40, height: 5)
    var out = ByteBuffer()
    let chat = FeedLine("bob: \u{1b}[2J\u{7}hi\u{202e}\r\n")
    screen.insert([chat], status: "s", LineEditor(), &out)
    emulator.write(out.bytes)
    #expect(emulator.rows == ["bob:  [2J hi", "s", ">"])
  }

  @Test func colourIsOnlyWrittenWhereItIsWanted() {
    for hasColor in [true, false] {
      var screen = PromptScreen(
        width: 40, style: TerminalStyle(hasColor: hasColor, hasUnicode: true))
      var out = ByteBuffer()
      screen.insert([FeedLine("loss", .bad)], status: "s", LineEditor(), &out)
      let text = String(decoding: out.bytes, as: UTF8.self)
      #expect(text.contains("\u{1b}[31m") == hasColor)
      #expect(text.contains("\u{1b}[7m") == hasColor)
    }
  }
}
