import TestKit
import Testing

@testable import TextUI

struct KeyDecoderTests {
  @Test(arguments: [
    "long btc\r", "\u{1b}[A\u{1b}[B\u{1b}[1;5C\u{1b}OH\u{1b}[3~x", "höhe 漢字 👍\t",
    "\u{1b}[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1Ax",
    "\u{1b}[200~two\nlines \u{1b}[x\u{1b}[201~\r", "\u{1b}b\u{1b}f\u{1b}\u{7f}",
  ])
  func cutsDoNotMatter(_ typed: String) {
    let bytes = Array(typed.utf8)
    var whole = KeyDecoder()
    let expected = whole.decode(bytes.span)
    var dripped = KeyDecoder()
    #expect(bytes.flatMap { dripped.decode([$0].span) } == expected)
    #expect(!expected.isEmpty)
  }

  @Test func bytesThatAreNoTextAreDropped() {
    var decoder = KeyDecoder()
    let keys = decoder.decode([0xff, 0xc0, 0x61, 0xe2, 0x61, 0x80, 0x62].span)
    #expect(keys == [.text("a"), .text("a"), .text("b")])
  }

  @Test func aPasteIsOneKeyAndHasAnEnd() {
    var decoder = KeyDecoder()
    let long = String(repeating: "x", count: KeyDecoder.pasteMax + 100)
    let keys = decoder.decode(Array("\u{1b}[200~\(long)\u{1b}[201~a".utf8).span)
    #expect(keys == [.paste(String(long.prefix(KeyDecoder.pasteMax))), .text("a")])
  }

  @Test(arguments: 0..<50)
  func anyBytesAreSurvived(_ seed: Int) {
    var dice = Dice(seed: seed)
    var decoder = KeyDecoder()
    var editor = LineEditor()
    for _ in 0..<300 {
      let byte = dice.roll(0...3) == 0 ? 27 : dice.roll(0...255)
      for key in decoder.decode([UInt8(byte)].span) { _ = editor.take(key) }
    }
    #expect(editor.text.count <= LineEditor.lengthMax)
  }
}
