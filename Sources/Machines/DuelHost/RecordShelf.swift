import Digests
import Records
import WireProtocol

/// The records of settled matches, newest last; the oldest give way when there are too many.
struct RecordShelf {
  struct Item {
    var match: MatchID
    var digest: Digest
    var text: [UInt8]
    /// Where each line begins, and the end of the text.
    var lineStarts: [Int]

    var lineCount: Int { lineStarts.count - 1 }

    /// Line `number`, from 1, without its LF.
    func line(_ number: Int) -> Range<Int> {
      lineStarts[number - 1]..<(lineStarts[number] - 1)
    }
  }

  private var items: [Item] = []
  private var bytes = 0

  mutating func add(_ match: MatchID, _ digest: Digest, _ text: [UInt8]) {
    var starts = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    items.append(Item(match: match, digest: digest, text: text, lineStarts: starts))
    bytes += text.count
    while items.count > Limits.recordsMax || (bytes > Limits.recordBytesMax && items.count > 1) {
      bytes -= items.removeFirst().text.count
    }
  }

  func find(_ match: MatchID) -> Item? { items.last { $0.match == match } }
}
