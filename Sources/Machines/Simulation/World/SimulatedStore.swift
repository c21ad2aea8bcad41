import Digests
import Primitives
import Records

/// A batch that the store was given.
struct SimulatedBatch: Hashable {
  /// Its place in the log; the ticket it was given with.
  let sequence: Int
  let bytes: [UInt8]
}

/// A record that the store was given.
struct SimulatedRecord: Hashable {
  let match: MatchID
  let digest: Digest
  let bytes: [UInt8]
}

/// Something the store is asked to do; it does one after the other.
enum StoreOrder: Hashable {
  case append(SimulatedBatch, fails: Bool)
  case archive(SimulatedRecord)
  /// Forget the batches before one, and keep this text.
  case forget(before: Int, [UInt8])
}

/// The log of a simulated world: what is durable, and what is only under way.
///
/// What is under way is nowhere until it is done; a crash loses it, or finds it done though nobody
/// was told.
struct SimulatedStore: ~Copyable {
  /// What a restart finds, in order.
  private(set) var durable: [SimulatedBatch] = []
  /// The records of matches that are over, oldest first.
  private(set) var records: [SimulatedRecord] = []
  /// What was known when the log was cut last.
  private(set) var state: [UInt8]?
  /// What was ordered and is not done, by number.
  private(set) var underWay: [(number: Int, order: StoreOrder)] = []
  private var ordered = 0
  /// When the last order will be done.
  private var busyUntil = Instant(nanoseconds: 0)
  /// Until when there is no room for batches.
  private var fullUntil = Instant(nanoseconds: 0)
  /// The number of the last batch that became durable; it outlives cuts of the log.
  private(set) var lastSequence = 0
  private var dice: WorldDice

  init(seed: Int) { dice = WorldDice("store", seed: seed) }

  /// Takes an order; answers its number and when it will be done.
  mutating func take(
    _ order: StoreOrder, now: Instant, faults: Faults
  ) -> (number: Int, doneAt: Instant) {
    ordered += 1
    underWay.append((ordered, order))
    var wait = dice.once(in: 20) ? faults.storeMost : dice.roll(1 + min(faults.storeMost, 20))
    if case .append(_, fails: true) = order { wait += 1 }
    busyUntil = max(busyUntil, now.adding(milliseconds: wait))
    return (ordered, busyUntil)
  }

  /// Whether a batch that comes now will fail.
  mutating func drawFailure(now: Instant, faults: Faults) -> Bool {
    if dice.once(in: faults.storeFull) {
      fullUntil = now.adding(milliseconds: dice.roll(1000...20_000))
    }
    return now < fullUntil || dice.once(in: faults.storeFailures)
  }

  /// There is room from now on.
  mutating func makeRoom() { fullUntil = Instant(nanoseconds: 0) }

  /// Does an order; nil when a crash has lost it.
  mutating func complete(_ number: Int) -> StoreOrder? {
    guard let place = underWay.firstIndex(where: { $0.number == number }) else { return nil }
    let order = underWay.remove(at: place).order
    perform(order)
    return order
  }

  /// Does everything that it was asked for.
  mutating func completeAll() {
    for (_, order) in underWay { perform(order) }
    underWay = []
  }

  private mutating func perform(_ order: StoreOrder) {
    switch order {
    case .append(let batch, let fails):
      guard !fails else { break }
      durable.append(batch)
      lastSequence = batch.sequence
    case .archive(let record):
      records.removeAll { $0.match == record.match }
      records.append(record)
    case .forget(let sequence, let text):
      durable.removeAll { $0.sequence < sequence }
      state = text
    }
  }

  /// The host is killed: what was under way is lost, or done though nobody heard of it. Answers the
  /// batches that became durable, in order.
  mutating func crash(now: Instant) -> [SimulatedBatch] {
    // What comes behind a lost order is lost as well.
    let survivors = underWay.prefix(dice.roll(underWay.count + 1)).map(\.order)
    underWay = []
    busyUntil = now
    var batches: [SimulatedBatch] = []
    for order in survivors {
      perform(order)
      if case .append(let batch, false) = order { batches.append(batch) }
    }
    return batches
  }

  // MARK: - Canaries

  /// Takes the last durable batch away, as a store does that lies.
  mutating func loseLast() { if !durable.isEmpty { durable.removeLast() } }

  /// Takes the last line of the last durable batch away, unless that is all it has.
  mutating func tearLast() {
    guard let last = durable.last,
      let end = last.bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))
    else { return }
    durable[durable.count - 1] = SimulatedBatch(
      sequence: last.sequence, bytes: Array(last.bytes[...end]))
  }

  /// The last durable batch that holds nothing but commands.
  var lastCommands: SimulatedBatch? {
    durable.last { batch in
      let lines = batch.bytes.split(separator: UInt8(ascii: "\n"))
      return lines.allSatisfy { $0.starts(with: "command ".utf8) }
    }
  }

  /// Keeps a batch that it says has failed.
  mutating func keep(_ batch: SimulatedBatch) { durable.append(batch) }
}
