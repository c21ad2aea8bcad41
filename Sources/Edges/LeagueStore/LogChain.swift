import Digests

/// The end of the log: the number of its newest row, and the digest over that row and all before
/// it.
struct LogEnd: Hashable {
  var sequence: Int
  var chain: Digest

  /// The end of a log that never held anything.
  static let empty = LogEnd(
    sequence: 0, chain: Digest(bytes: [UInt8](repeating: 0, count: Digest.size)))

  /// The end after one more row.
  func appending(_ body: Span<UInt8>, as next: Int) -> LogEnd {
    var hash = SHA256()
    hash.update(chain.bytes.span)
    var number: [UInt8] = []
    for shift in stride(from: 56, through: 0, by: -8) {
      number.append(UInt8(truncatingIfNeeded: next >> shift))
    }
    hash.update(number.span)
    hash.update(body)
    return LogEnd(sequence: next, chain: hash.finish())
  }
}
