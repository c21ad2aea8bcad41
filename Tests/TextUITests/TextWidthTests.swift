import Testing

@testable import TextUI

struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("höhe", 4), ("漢字", 4), ("e\u{301}", 1), ("👍🏽", 2), ("ｆ", 2), ("─", 1),
    ("⣿", 1), ("한국", 4), ("a\u{200b}b", 2), ("❤️", 2),
  ])
  func columns(_ text: String, _ width: Int) { #expect(TextWidth.of(text) == width) }

  @Test func cutsFallBetweenCharacters() {
    #expect(TextWidth.prefix("漢字ab", 3) == "漢")
    #expect(TextWidth.suffix("ab漢字", 3) == "字")
    #expect(TextWidth.fit("漢字", 3) == "漢 ")
    #expect(TextWidth.fit("ab", 4) == "ab  ")
  }

  @Test func linesAreBrokenAtBlanks() {
    #expect(TextWidth.wrap("one two three four", 10) == ["one two", "  three", "  four"])
    #expect(TextWidth.wrap("short", 10) == ["short"])
    #expect(TextWidth.wrap("abcdefghijklmno", 10) == ["abcdefghij", "  klmno"])
    for width in 9...40 {
      for line in TextWidth.wrap("some 漢字 words of different lengths, broken anywhere", width) {
        #expect(TextWidth.of(line) <= width)
      }
    }
  }
}
