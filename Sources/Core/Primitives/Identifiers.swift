/// A player's place in a match, counted from 0.
public struct Seat: Hashable, Comparable, Sendable {
  /// The place, 0 to 7.
  public let index: Int

  /// Names the seat at a place.
  @inlinable public init(_ index: Int) { self.index = index }

  /// Orders by place.
  @inlinable public static func < (left: Seat, right: Seat) -> Bool { left.index < right.index }
}

/// An instrument's place on the tape, counted from 0.
public struct Instrument: Hashable, Comparable, Sendable {
  /// The place, 0 to 7.
  public let index: Int

  /// Names the instrument at a place.
  @inlinable public init(_ index: Int) { self.index = index }

  /// Orders by place.
  @inlinable public static func < (left: Instrument, right: Instrument) -> Bool {
    left.index < right.index
  }
}

/// One step of a tape. The match begins at 0; the public pre-roll before it counts up to -1.
public struct Tick: Hashable, Comparable, Sendable {
  /// The number, -60 to `Bounds.ticksMax`.
  public let number: Int

  /// Names the tick with a number.
  @inlinable public init(_ number: Int) { self.number = number }

  /// Orders by number.
  @inlinable public static func < (left: Tick, right: Tick) -> Bool { left.number < right.number }

  /// The tick after this one.
  @inlinable public var next: Tick { Tick(number + 1) }
}

/// A name that a player or a bot goes by: 1 to 24 of letters, digits, `_`, `-`, `.`.
public struct PlayerName: Hashable, Sendable, CustomStringConvertible {
  /// The name as written.
  public let text: String

  /// The longest name, in bytes.
  public static let lengthMax = 24

  /// Checks and takes a name; nil when it is empty, too long or has another character.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Self.lengthMax else { return nil }
    guard text.utf8.allSatisfy(isNameByte) else { return nil }
    self.text = text
  }

  /// The name as written.
  public var description: String { text }
}

/// Whether a byte may stand in a name: an ASCII letter or digit, `_`, `-` or `.`.
public func isNameByte(_ byte: UInt8) -> Bool {
  let upper = asciiUppercased(byte)
  return (upper >= UInt8(ascii: "A") && upper <= UInt8(ascii: "Z"))
    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
}

/// A connection: the slot an edge keeps it in, and how often that slot was used before.
///
/// A late event for a connection that is gone never meets the next one in its slot.
public struct ConnectionID: Hashable, Sendable {
  /// The slot, from 0; dense.
  public let slot: Int
  /// The use of the slot.
  public let generation: UInt32

  /// Names a connection.
  @inlinable public init(slot: Int, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }
}
