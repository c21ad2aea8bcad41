import Digests
import DuelRules
import Margin
import Primitives
import TestKit
import Testing

@testable import Records

struct RecordReaderTests {
  @Test func readsWhatDecidesTheRest() throws {
    let contents = try RecordReader.read(try PlayedRecord.small().bytes)
    #expect(contents.rules == (try makeRules("ticks=6", "instruments=BTC")))
    #expect(contents.secret == MatchSecret(practice: 1))
    #expect(contents.players.map(\.name.text) == ["p0", "p1"])
    #expect(contents.commands.map(\.tick.number) == [1, 1, 3, 4])
    #expect(contents.commands.map(\.seat.index) == [0, 1, 0, 1])
    let first = try PlayedRecord.small().number(of: "command")
    #expect(contents.commands.first?.line == first)
    #expect(
      contents.commands.last?.command
        == .close(CloseOrder(instrument: Instrument(0), size: .share(rate("0.5")))))
  }

  @Test(arguments: [
    "", "\n", "hello\n", "margin-duel-record 2\n", "margin-duel-record 1 \n",
    "margin-duel-record 1\r\n", "\nmargin-duel-record 1\n", "margin-duel-record", "MZ\u{0}\u{1}",
  ])
  func anotherTextIsNoRecord(_ text: String) {
    #expect(throws: RecordError.notARecord) { try RecordReader.read(Array(text.utf8)) }
    #expect(throws: RecordError.notARecord) { try RecordVerifier.verify(Array(text.utf8)) }
  }

  /// Each line, put in place of the first command, is refused and named.
  @Test(arguments: [
    "", "   ", "hello", "Command 1 0 1 CLOSE BTC", "command", "command 1 0 1",
    "command x 0 1 CLOSE BTC", "command 1 x 1 CLOSE BTC", "command 1 2 1 CLOSE BTC share=1",
    "command 1 -1 1 CLOSE BTC share=1", "command 1 0 1 HOLD BTC", "command 1 0 1 CLOSE ETH",
    "command 1 0 1 close BTC", "text=\"", "rule", "rule ticks", "rule ticks=2 3", "rule tick=2",
    "rule ticks=x", "rule preset=none", "seed", "seed 00", "salt x", "seat 0", "seat 0 name=a/b",
  ])
  func aLineThatCannotBeIsNamed(_ line: String) throws {
    var record = try PlayedRecord.small()
    let number = try #require(record.number(of: "command"))
    record.lines[number - 1] = line
    var named: Int?
    do throws(RecordError) { _ = try RecordReader.read(record.bytes) } catch {
      if case .badLine(let line, _) = error { named = line }
    }
    #expect(named == number)
    guard case .differs(number, line, _)? = record.verify() else {
      Issue.record("'\(line)' is not named by verify")
      return
    }
  }

  @Test(arguments: ["seed", "salt", "seat 1", "rule seats"])
  func aMissingPartIsNoticed(_ start: String) throws {
    var record = try PlayedRecord.small()
    if start == "rule seats" {
      record = record.replacing("rule seats=2", with: "rule seats=3")
    } else {
      record.lines.removeAll { $0.hasPrefix(start) }
    }
    #expect(record.verify()?.line != nil)
  }

  @Test func moreThanEightSeatsAreRefused() throws {
    var record = try PlayedRecord.small()
    let number = try #require(record.number(of: "seat 1"))
    for seat in 2...8 { record.lines.insert("seat \(seat) name=s\(seat)", at: number + seat - 2) }
    #expect(record.verify()?.line == number + 7)
  }

  @Test func rulesThatCannotBePlayedAreRefused() throws {
    let record = try PlayedRecord.small()
    for line in ["rule leverage-max=200", "rule ticks=0", "rule balance=0.00"] {
      let key = line.prefix { $0 != "=" }
      #expect(record.changing(String(key) + "=") { _ in line }.verify()?.line != nil, "\(line)")
    }
  }

  @Test func linesLieBetweenLineFeeds() {
    func lines(_ text: String) -> [Range<Int>] { RecordReader.lineRanges(of: Array(text.utf8)) }
    #expect(lines("") == [])
    #expect(lines("\n") == [0..<0])
    #expect(lines("ab\n\ncd\n") == [0..<2, 3..<3, 4..<6])
    #expect(lines("ab\ncd") == [0..<2, 3..<5])
  }
}
