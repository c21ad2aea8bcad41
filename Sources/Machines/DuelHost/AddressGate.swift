import Primitives
import WireProtocol

/// Why an address gets no further connection now.
enum Inadmissible: Hashable {
  /// It has as many as it may have.
  case tooMany
  /// It opens them too fast; after so many milliseconds another is taken.
  case tooFast(retryMilliseconds: Int)
}

/// Counts connections by address: how many there are, and how fast they are opened.
///
/// As many as an address may have can be opened at once, and a tenth of them each second from then
/// on. An address is forgotten when it has no connection and could open as many as ever.
struct AddressGate {
  private struct Entry {
    var address: PeerAddress
    var count = 0
    /// How many thousandths of an opening are left, at `filledAt`.
    var leftThousandths: Int
    var filledAt: Instant
  }

  /// By ascending address.
  private var entries: [Entry] = []
  private let perAddress: Int
  /// How many may be opened in a second when the first ones are used up.
  private let perSecond: Int

  init(perAddress: Int) {
    self.perAddress = perAddress
    perSecond = max(1, perAddress / 10)
  }

  /// How many addresses are remembered.
  var addressCount: Int { entries.count }

  /// Counts a connection from an address; otherwise answers why not.
  mutating func admit(_ address: PeerAddress, now: Instant) -> Inadmissible? {
    guard !address.isUnknown else { return nil }
    let index = place(of: address)
    if index == entries.count || entries[index].address != address {
      entries.insert(
        Entry(address: address, leftThousandths: perAddress * 1000, filledAt: now), at: index)
    }
    fill(index, now: now)
    guard entries[index].count < perAddress else { return .tooMany }
    let missing = 1000 - entries[index].leftThousandths
    if missing > 0 {
      return .tooFast(retryMilliseconds: (missing + perSecond - 1) / perSecond)
    }
    entries[index].leftThousandths -= 1000
    entries[index].count += 1
    return nil
  }

  /// A connection that was admitted is gone.
  mutating func release(_ address: PeerAddress) {
    guard !address.isUnknown else { return }
    let index = place(of: address)
    precondition(
      index < entries.count && entries[index].address == address && entries[index].count > 0,
      "AddressGate: a connection that was counted")
    entries[index].count -= 1
  }

  /// Forgets the addresses that nothing is to be remembered of. Complexity: O(addresses).
  mutating func forgetIdle(now: Instant) {
    for index in entries.indices { fill(index, now: now) }
    entries.removeAll { $0.count == 0 && $0.leftThousandths == perAddress * 1000 }
  }

  private mutating func fill(_ index: Int, now: Instant) {
    let elapsed = now.milliseconds(since: entries[index].filledAt)
    guard elapsed > 0 else { return }
    // A longer time fills it all the same, and cannot overflow.
    let gained = min(elapsed, 1_000_000) * perSecond
    entries[index].leftThousandths = min(
      entries[index].leftThousandths + gained, perAddress * 1000)
    entries[index].filledAt = entries[index].filledAt.adding(milliseconds: elapsed)
  }

  /// Where an address stands or would stand.
  private func place(of address: PeerAddress) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].address < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
