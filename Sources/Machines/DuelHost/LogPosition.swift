import Digests
import DuelRules
import Primitives

/// A place in the log, and how far the chain of commitments was there.
struct LogPosition: Hashable {
  /// The number of a batch.
  var sequence: Int
  /// The end of the chain before that batch.
  var chain: ChainLink
}

/// What a server must know besides the part of its log that it still has.
struct HostState: Hashable {
  /// A number that no match has had.
  var nextMatch: Int
  /// The end of the chain before the first batch that is left.
  var chain: ChainLink
  /// The last batch that is not left; numbers of batches never come twice.
  var ticket: Int

  init(nextMatch: Int, chain: ChainLink, ticket: Int) {
    self.nextMatch = nextMatch
    self.chain = chain
    self.ticket = ticket
  }

  /// Reads `next=17 chain=16 link=HEX ticket=50`; nil for anything else.
  init?(text: Span<UInt8>) {
    var tokens = LineTokens()
    guard (try? tokens.scan(text)) != nil,
      let next = tokens.field("next", in: text),
      let nextMatch = text.extracting(next.value).parseInteger(), nextMatch > 0,
      let count = tokens.field("chain", in: text),
      let number = text.extracting(count.value).parseInteger(), number >= 0,
      let link = tokens.field("link", in: text),
      let digest = Digest(hex: String(decoding: text.extracting(link.value))),
      let last = tokens.field("ticket", in: text),
      let ticket = text.extracting(last.value).parseInteger(), ticket >= 0
    else { return nil }
    self.init(
      nextMatch: nextMatch, chain: ChainLink(number: number, digest: digest), ticket: ticket)
  }

  /// As it is read back.
  func write(into out: inout ByteBuffer) {
    out.append("next=")
    out.append(integer: nextMatch)
    out.append(" chain=")
    out.append(integer: chain.number)
    out.append(" link=")
    out.append(chain.digest)
    out.append(" ticket=")
    out.append(integer: ticket)
  }
}
