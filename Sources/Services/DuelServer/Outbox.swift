import Primitives
import Reactor

/// Gathers what goes to each connection in a round, so that each gets one send.
struct Outbox {
  private struct Piece {
    var range: Range<Int>
    /// The next piece for the same connection; -1 for none.
    var next: Int
  }

  private struct Chain {
    var id: ConnectionID
    var first: Int
    var last: Int
  }

  private var pieces: [Piece] = []
  private var chains: [Chain] = []
  /// The chain of each connection slot; -1 for none.
  private var chainOf: [Int] = []
  private var ranges: [Range<Int>] = []

  mutating func add(_ range: Range<Int>, to id: ConnectionID) {
    while chainOf.count <= id.slot { chainOf.append(-1) }
    let piece = pieces.count
    pieces.append(Piece(range: range, next: -1))
    let chain = chainOf[id.slot]
    if chain >= 0, chains[chain].id == id {
      pieces[chains[chain].last].next = piece
      chains[chain].last = piece
    } else {
      chainOf[id.slot] = chains.count
      chains.append(Chain(id: id, first: piece, last: piece))
    }
  }

  /// Sends everything; answers which connections did not take all of it.
  mutating func send(
    _ arena: borrowing ByteBuffer, by reactor: inout Reactor
  ) -> [(ConnectionID, SendOutcome)] {
    var troubled: [(ConnectionID, SendOutcome)] = []
    for chain in chains {
      ranges.removeAll(keepingCapacity: true)
      var piece = chain.first
      while piece >= 0 {
        ranges.append(pieces[piece].range)
        piece = pieces[piece].next
      }
      let outcome = reactor.send(chain.id, ranges, of: arena)
      if outcome != .sent { troubled.append((chain.id, outcome)) }
      chainOf[chain.id.slot] = -1
    }
    pieces.removeAll(keepingCapacity: true)
    chains.removeAll(keepingCapacity: true)
    return troubled
  }
}
