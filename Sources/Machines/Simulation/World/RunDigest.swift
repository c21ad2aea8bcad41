import Digests
import Primitives

/// A digest of everything that happened in a run: two runs are the same when theirs are.
struct RunDigest: ~Copyable {
  private var digest = Digest.of(domain: "margin-duel/simulation-run/1", [])
  private var pending = ByteBuffer(capacity: 65_536)

  /// Notes something that happened at a time to a connection or batch.
  mutating func add(_ kind: UInt8, _ number: Int, at now: Instant, _ bytes: Span<UInt8>) {
    pending.append(kind)
    pending.append(bigEndian: UInt64(number))
    pending.append(bigEndian: UInt64(now.nanoseconds))
    pending.append(bytes)
    if pending.count >= 65_536 { fold() }
  }

  /// The digest of all that was noted so far.
  mutating func finish() -> Digest {
    fold()
    return digest
  }

  private mutating func fold() {
    digest = Digest.of(
      domain: "margin-duel/simulation-run/1", [digest.bytes, pending.bytes])
    pending.clear()
  }
}
