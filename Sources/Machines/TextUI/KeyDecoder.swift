/// What somebody did at a keyboard.
public enum Key: Hashable, Sendable {
  /// A character; a combining mark comes as one of its own.
  case text(Character)
  /// A text that was pasted as a whole.
  case paste(String)
  /// Ctrl with a letter, in lower case.
  case control(Character)
  /// Return.
  case enter
  /// Tab.
  case tab
  /// Removes to the left.
  case backspace
  /// Removes to the right.
  case delete
  /// One character to the left.
  case left
  /// One character to the right.
  case right
  /// The line before.
  case up
  /// The line after.
  case down
  /// To the beginning.
  case home
  /// To the end.
  case end
  /// One word to the left.
  case wordLeft
  /// One word to the right.
  case wordRight
  /// Removes the word to the left.
  case wordBackspace
  /// Something that means nothing here.
  case unknown
}

/// Turns the bytes of a terminal into keys, however they are cut.
///
/// It knows the sequences of xterm and its kin, Alt with a letter, and bracketed paste.
public struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []
  private var pasted: [UInt8]?

  /// How much of a paste is kept, in bytes.
  static let pasteMax = 4096
  /// The longest escape sequence that is waited for, in bytes.
  private static let sequenceMax = 32

  /// Makes one that has seen nothing.
  public init() {}

  /// The keys that these bytes complete.
  public mutating func decode(_ bytes: Span<UInt8>) -> [Key] {
    for index in bytes.indices { pending.append(bytes[index]) }
    var keys: [Key] = []
    var start = 0
    while start < pending.count {
      guard let (key, length) = next(pending[start...]) else { break }
      start += length
      if let key { keys.append(key) }
    }
    pending.removeFirst(start)
    return keys
  }

  /// The next key and how many bytes it took; nil when more are needed.
  private mutating func next(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
    if pasted != nil { return nextPasted(bytes) }
    let first = bytes[bytes.startIndex]
    switch first {
    case 27: return escape(bytes)
    case 13, 10: return (.enter, 1)
    case 9: return (.tab, 1)
    case 8, 127: return (.backspace, 1)
    case 0..<27: return (.control(Character(Unicode.Scalar(first + 96))), 1)
    case 28..<32: return (.unknown, 1)
    default: return character(bytes)
    }
  }

  private func character(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
    let first = bytes[bytes.startIndex]
    let length: Int
    switch first {
    case 0..<0x80: length = 1
    case 0xc2..<0xe0: length = 2
    case 0xe0..<0xf0: length = 3
    case 0xf0..<0xf5: length = 4
    default: return (nil, 1)
    }
    let rest = bytes.dropFirst().prefix(length - 1)
    guard rest.allSatisfy({ $0 & 0xc0 == 0x80 }) else { return (nil, 1) }
    guard rest.count == length - 1 else { return nil }
    guard let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let only = text.first
    else { return (nil, length) }
    let isShown = TextWidth.printable(text) == text
    return (isShown ? .text(only) : nil, length)
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
    guard bytes.count > 1 else { return nil }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return control(bytes)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return nil }
      return (Self.named(final: bytes[bytes.startIndex + 2], number: 0, modifier: 0), 3)
    case UInt8(ascii: "b"): return (.wordLeft, 2)
    case UInt8(ascii: "f"): return (.wordRight, 2)
    case 8, 127: return (.wordBackspace, 2)
    case 27: return (.unknown, 1)
    default: return (.unknown, 2)
    }
  }

  /// ESC [ numbers letter.
  private mutating func control(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
    let sequence = bytes.prefix(Self.sequenceMax)
    let body = sequence.dropFirst(2)
    guard let end = body.firstIndex(where: { $0 >= 0x40 && $0 <= 0x7e }) else {
      return sequence.count == Self.sequenceMax ? (.unknown, Self.sequenceMax) : nil
    }
    let length = end - bytes.startIndex + 1
    let numbers = body[..<end].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let number = numbers.first ?? 0
    if bytes[end] == UInt8(ascii: "~"), number == 200 {
      pasted = []
      return (nil, length)
    }
    let modifier = numbers.count > 1 ? numbers[1] : 0
    return (Self.named(final: bytes[end], number: number, modifier: modifier), length)
  }

  private static func named(final: UInt8, number: Int, modifier: Int) -> Key {
    // 3 and 5 are Alt and Ctrl: with an arrow they move by words.
    let byWord = modifier == 3 || modifier == 5
    switch final {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return byWord ? .wordRight : .right
    case UInt8(ascii: "D"): return byWord ? .wordLeft : .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "M"): return .enter
    case UInt8(ascii: "~"):
      switch number {
      case 1, 7: return .home
      case 4, 8: return .end
      case 3: return .delete
      default: return .unknown
      }
    default: return .unknown
    }
  }

  private static let pasteEnd: [UInt8] = [27, 91, 50, 48, 49, 126]

  /// Collects up to ESC [ 201 ~. Line ends become blanks, so that nothing is sent by a paste.
  private mutating func nextPasted(_ bytes: ArraySlice<UInt8>) -> (key: Key?, length: Int)? {
    if bytes.starts(with: Self.pasteEnd) {
      let text = String(decoding: pasted ?? [], as: UTF8.self)
      pasted = nil
      return (.paste(TextWidth.printable(text)), Self.pasteEnd.count)
    }
    let first = bytes[bytes.startIndex]
    if first == 27, bytes.count < Self.pasteEnd.count, Self.pasteEnd.starts(with: bytes) {
      return nil
    }
    if (pasted?.count ?? 0) < Self.pasteMax { pasted?.append(first) }
    return (nil, 1)
  }
}
