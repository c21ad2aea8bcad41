public import Primitives
public import Records

/// Something that is to be done outside. Ranges lie in the effect buffer's bytes.
public enum HostEffect: Hashable, Sendable {
  /// Send these bytes.
  case send(ConnectionID, Range<Int>)
  /// Close, after what was sent before.
  case close(ConnectionID)
  /// Append this batch to the log and answer `stored` with its ticket.
  case append(ticket: Int, Range<Int>)
  /// Keep this match, which is over; an index into the buffer's `settled`.
  case archive(Int)
  /// Forget the batches before one, as soon as all that was archived is kept, and keep this text
  /// for `restore` with it.
  case forget(before: Int, Range<Int>)
  /// Write this line for the operator.
  case note(Range<Int>)
  /// Tell whoever holds a contest how far a match has come.
  case progress(MatchProgress)
}

/// How far a match has come, before it is settled.
public enum MatchProgress: Hashable, Sendable {
  /// A seat is ready.
  case ready(MatchID, Seat)
  /// It has begun.
  case began(MatchID)
  /// The clock went on without a seat that was waited for.
  case missed(MatchID, Seat)
}

/// The effects of one step, with their bytes in one reused arena.
public struct EffectBuffer: ~Copyable {
  /// The bytes that the effects' ranges lie in.
  public var bytes = ByteBuffer(capacity: 65_536)
  /// What is to be done, in order.
  public private(set) var effects: [HostEffect] = []
  /// The matches to be archived.
  public private(set) var settled: [SettledMatch] = []

  /// Makes an empty buffer.
  public init() {}

  /// Forgets everything and keeps the memory.
  public mutating func clear() {
    bytes.clear()
    bytes.shrink(to: 1 << 20)
    effects.removeAll(keepingCapacity: true)
    settled = []
  }

  mutating func archive(_ match: SettledMatch) {
    settled.append(match)
    add(.archive(settled.count - 1))
  }

  mutating func add(_ effect: HostEffect) {
    // Neighbouring sends to one connection become one.
    if case .send(let connection, let range) = effect,
      case .send(connection, let last)? = effects.last,
      last.upperBound == range.lowerBound
    {
      effects[effects.count - 1] = .send(connection, last.lowerBound..<range.upperBound)
      return
    }
    effects.append(effect)
  }
}
