import Testing

@testable import TextUI

struct LineEditorTests {
  /// The line after bytes of a terminal, with `|` for the cursor.
  private func line(_ typed: String) -> String {
    var decoder = KeyDecoder()
    var editor = LineEditor()
    for key in decoder.decode(Array(typed.utf8).span) { _ = editor.take(key) }
    return editor.left + "|" + editor.right
  }

  @Test(arguments: [
    ("abc", "abc|"),
    ("abc\u{1b}[D\u{1b}[DX", "aX|bc"),
    ("abc\u{1b}[D\u{1b}[CX", "abcX|"),
    ("abc\u{1b}[HX", "X|abc"),
    ("abc\u{1b}OHX\u{1b}OFY", "XabcY|"),
    ("abc\u{1b}[1~X\u{1b}[4~Y", "XabcY|"),
    ("abc\u{01}X\u{05}Y", "XabcY|"),
    ("abc\u{7f}", "ab|"),
    ("abc\u{08}", "ab|"),
    ("\u{7f}", "|"),
    ("abc\u{02}\u{02}\u{1b}[3~", "a|c"),
    ("abc\u{02}\u{04}", "ab|"),
    ("long btc 500\u{17}", "long btc |"),
    ("long btc  \u{17}", "long |"),
    ("long btc 500\u{15}", "|"),
    ("long btc\u{1b}[D\u{1b}[D\u{0b}", "long b|"),
    ("long btc\u{17}\u{19}\u{19}", "long btcbtc|"),
    ("long btc 500\u{1b}b\u{1b}bX", "long X|btc 500"),
    ("long btc 500\u{01}\u{1b}f\u{1b}fX", "long btcX| 500"),
    ("long btc 500\u{1b}[1;5DX", "long btc X|500"),
    ("long btc 500\u{1b}\u{7f}", "long btc |"),
    ("höhe\u{7f}\u{7f}", "hö|"),
    ("漢字\u{1b}[DX", "漢X|字"),
    ("e\u{301}x\u{7f}\u{7f}", "|"),
    ("👍🏽\u{7f}", "|"),
    ("ab\u{03}c", "c|"),
    ("\u{1b}[200~long btc\n500\u{1b}[201~!", "long btc 500!|"),
    ("a\u{1b}[99;99Zb", "ab|"),
    ("a\u{1b}[A\u{1b}[Bb", "ab|"),
  ])
  func keysEditTheLine(_ typed: String, _ expected: String) {
    #expect(line(typed) == expected)
  }

  @Test(arguments: [
    ("one\rtwo\r\u{1b}[A", "two|"),
    ("one\rtwo\r\u{1b}[A\u{1b}[A", "one|"),
    ("one\rtwo\r\u{1b}[A\u{1b}[A\u{1b}[A", "one|"),
    ("one\rtwo\rdraft\u{1b}[A\u{1b}[A\u{1b}[B\u{1b}[B", "draft|"),
    ("one\rtwo\rdraft\u{10}\u{0e}", "draft|"),
    ("one\r   \r\r\u{1b}[A", "one|"),
    ("one\rone\r\u{1b}[A\u{1b}[A", "one|"),
    ("one\r\u{1b}[Ax\rtwo\u{1b}[A", "onex|"),
  ])
  func theHistoryKeepsTheDraft(_ typed: String, _ expected: String) {
    #expect(line(typed) == expected)
  }

  @Test(arguments: [
    ("\t", EditOutcome.completion), ("x\r", .submitted("x")), ("\r", .submitted("")),
    ("\u{0c}", .redraw), ("\u{03}", .leave), ("\u{04}", .leave), ("\u{1a}", .suspend),
    ("x\u{03}", .edited),
  ])
  func someKeysAreForOthers(_ typed: String, _ expected: EditOutcome) {
    var decoder = KeyDecoder()
    var editor = LineEditor()
    let outcomes = decoder.decode(Array(typed.utf8).span).map { editor.take($0) }
    #expect(outcomes.last == expected)
  }

  @Test func aLineHasAnEnd() {
    var editor = LineEditor()
    _ = editor.take(.paste(String(repeating: "x", count: LineEditor.lengthMax + 10)))
    _ = editor.take(.text("y"))
    #expect(editor.text.count == LineEditor.lengthMax)
  }

  @Test func theHistoryHasAnEnd() {
    var editor = LineEditor()
    for number in 0..<(LineEditor.historyMax + 5) {
      _ = editor.take(.paste("line \(number)"))
      _ = editor.take(.enter)
    }
    #expect(editor.history.count == LineEditor.historyMax)
    #expect(editor.history.first == "line 5")
  }
}
