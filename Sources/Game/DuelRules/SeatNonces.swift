public import Digests
public import Primitives

/// What the seats of a match contribute to its seed. Rule: TAPE-7a.
public struct SeatNonces: Hashable, Sendable {
  /// By seat: the hash that it has committed to; nil for none.
  public private(set) var hashes: [Digest?]
  /// By seat: the nonce, once it is open.
  public private(set) var nonces: [Digest?]

  init(seats: Int) {
    hashes = Array(repeating: nil, count: seats)
    nonces = hashes
  }

  /// The hash that a seat publishes before it opens a nonce. Rule: TAPE-7a.
  public static func hash(of nonce: Digest, seat: Seat) -> Digest {
    let number = Array(String(seat.index).utf8)
    return Digest.of(domain: "margin-duel/nonce/1", [number, nonce.bytes])
  }

  /// The seats whose nonces are not open yet.
  public var unopened: [Seat] {
    hashes.indices.filter { hashes[$0] != nil && nonces[$0] == nil }.map { Seat($0) }
  }

  /// The bytes of each seat in the match seed, empty for none. Rule: TAPE-7.
  var seedParts: [[UInt8]] { nonces.map { $0?.bytes ?? [] } }

  /// A seat commits to a hash, or takes back what it committed to.
  mutating func commit(_ hash: Digest?, of seat: Seat) { hashes[seat.index] = hash }

  /// Takes a nonce; false when it is not the one that the seat has committed to.
  mutating func open(_ nonce: Digest, of seat: Seat) -> Bool {
    guard Self.hash(of: nonce, seat: seat) == hashes[seat.index] else { return false }
    nonces[seat.index] = nonce
    return true
  }
}
