import Digests
import DuelRules
import Foundation
import FoundationXML
import Margin
import Primitives
import Records
import TestKit
import Testing

@testable import Reports

struct ReportPageTests {
  private func page(_ duel: Duel, file: String = "match.rec") throws -> String {
    var buffer = ByteBuffer()
    let digest = RecordWriter.write(duel.match, into: &buffer)
    return ReportPage(try RecordReader.read(buffer.bytes), digest: digest, file: file).html
  }

  /// The fall of a 10x long to 90 and back to 97, with a stop at 95 for seat 1.
  private func fall() throws -> Duel {
    let duel = Duel(try makeRules(marks: ["100", "110", "104", "95", "91", "90", "95", "97"]))
    duel.play([
      (0, 0, .market(.buy, "10")), (0, 1, .market(.buy, "10", stop: "95")),
    ])
    return duel
  }

  private func random(_ seed: Int, seats: Int, ticks: Int) throws -> Duel {
    let preset = ["exchange", "classroom", "stocks"][seed % 3]
    let duel = Duel(
      try makeRules("seats=\(seats)", "ticks=\(ticks)", "knockout=plays-on", preset: preset),
      practice: seed)
    var dice = Dice(seed: seed)
    duel.playRandomly(&dice)
    return duel
  }

  /// Every element is closed and every attribute quoted: but for the two `meta` it is XML.
  @Test(arguments: [(1, 2, 60), (2, 8, 30), (3, 1, 1), (4, 3, 900), (5, 2, 2)])
  func everyPageIsWellFormed(_ seed: Int, _ seats: Int, _ ticks: Int) throws {
    let html = try page(try random(seed, seats: seats, ticks: ticks))
    let xml = html.split(separator: "\n").filter {
      !$0.hasPrefix("<meta") && !$0.hasPrefix("<!DOC")
    }
    .joined(separator: "\n")
    let parser = XMLParser(data: Data(xml.utf8))
    #expect(parser.parse(), "seed \(seed): \(String(describing: parser.parserError))")
  }

  @Test func nothingIsFetchedAndNothingRuns() throws {
    let html = try page(try random(1, seats: 2, ticks: 60))
    for word in ["http:", "https:", "<script", "<link", "<img", "url(", "@import", " src="] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.contains("prefers-color-scheme:dark") && html.contains("@media print"))
  }

  @Test func theNameOfTheFileIsEscaped() throws {
    let html = try page(try fall(), file: "<script>alert('x')</script>.rec")
    #expect(!html.contains("<script>"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)"))
  }

  @Test func theFallIsTold() throws {
    let html = try page(try fall()).replacingOccurrences(of: "\u{a0}", with: " ")
    let expected = [
      "p1 won with 9,950.00 (-0.50 %), before p0 with 9,900.00 (-1.00 %).",
      "p0 ended with 9,900.00, 100.00 less than the start (-1.00 %). Something was held at 4 of 8 "
        + "ticks (50 %), and the account fell by up to 200.00 from its best moment.",
      "The highest leverage of an entry was 10x: a move of 10.00 % against it is worth all the "
        + "margin behind it.",
      "at tick 0: long 10 OLD at 10x, 10.00 % away. The price then moved by about 1.00 % a tick "
        + "(one deviation), so liquidation was 10.0 deviations away. In the 7 ticks that were left "
        + "a price usually wanders about 2.6 deviations, the root of the number of ticks. Held all "
        + "that time, a price without a trend gets there hardly ever.",
      "at tick 4: with long 10 OLD the mark was 91.00 and the liquidation price 90.00, 1.10 % away",
      "Once it went that far: at tick 5 10 OLD were closed by force at 90.00. The trades it ended "
        + "brought -100.00.",
      "Trading was free under these rules",
      "The only trade: long 10 OLD at 10x, isolated, tick 0 to 5, liquidated, -100.00 after fees.",
      "in cross instead of isolated margin, would have ended at 9,970.00, 70.00 more, with 0 "
        + "liquidations instead of 1.",
      "No stop was set.",
      "At tick 3 a stop sold 10 OLD at 95.00; the last mark was 97.00, so against holding on it "
        + "cost 20.00. Without any stop the same commands would have ended at 9,900.00, 50.00 "
        + "less, with 1 liquidation instead of 0. A stop that looks dear afterwards can be what "
        + "kept a position from worse on the way.",
    ]
    for sentence in expected { #expect(html.contains(sentence), "\(sentence)") }
  }

  @Test func whoDoesNothingIsToldSo() throws {
    let duel = Duel(try makeRules(marks: ["100", "101"]))
    duel.play([])
    let html = try page(duel)
    #expect(html.contains("Nothing was held, so neither leverage nor margin did anything."))
    #expect(html.contains("A draw: the best ended with 10,000.00"))
  }

  /// A tape of 3,000 ticks is drawn with a lowest and a highest point for each stretch.
  @Test func aLongTapeIsDrawnWithFewPoints() throws {
    let html = try page(try random(7, seats: 2, ticks: 3_000))
    let path = try #require(
      html.components(separatedBy: "class=\"line mark\" d=\"").dropFirst().first)
    let points = path.prefix { $0 != "\"" }.count { $0 == "L" }
    #expect(points > 400 && points <= 801)
  }

  /// Signs are letters or shapes beside their colours, and lines have dashes of their own.
  @Test func colourIsNeverTheOnlySign() throws {
    let html = try page(try fall())
    #expect(html.contains(">▲</span>") && html.contains(">✕</span>") && html.contains(">S</span>"))
    #expect(html.contains(".line.p1{stroke-dasharray:"))
  }
}
