import TestKit

/// Makes inputs for a target out of a seed: changed examples, at the level of bytes, words, lines.
public struct Mutator: Sendable {
  private let target: FuzzTarget
  private let seeds: [[UInt8]]
  private var dice: Dice

  /// Begins the row of inputs that belongs to a seed; `seeds` are examples to begin with.
  public init(_ target: FuzzTarget, _ seeds: [[UInt8]], seed: Int) {
    self.target = target
    self.seeds = seeds
    dice = Dice(seed: seed)
  }

  /// The next input: an example, changed as often as not more than once.
  public mutating func next() -> [UInt8] {
    var bytes = dice.pick(seeds)
    while bytes.count < target.lengthMax, !dice.once(in: 3) { bytes = changed(bytes) }
    return Array(bytes.prefix(target.lengthMax))
  }

  /// The same bytes with one change.
  public mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    switch dice.roll(0...13) {
    case 0: return replaceByte(bytes)
    case 1: return insert(UInt8(dice.roll(0...255)), bytes)
    case 2: return remove(bytes)
    case 3: return double(bytes)
    case 4: return splice(bytes)
    case 5, 6: return replaceNumber(bytes)
    case 7, 8: return replaceWord(bytes)
    default: return changeLines(bytes)
    }
  }

  // MARK: - Bytes

  private mutating func replaceByte(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var changed = bytes
    let index = dice.roll(0...bytes.count - 1)
    let others: [UInt8] = [
      bytes[index] ^ 1, 0, 0xff, 0x0a, 0x0d, 0x20, 0x22, 0x5c, 0x3d, 27, UInt8(dice.roll(0...255)),
    ]
    changed[index] = dice.pick(others)
    return changed
  }

  private mutating func insert(_ byte: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    changed.insert(byte, at: dice.roll(0...bytes.count))
    return changed
  }

  private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
    let start = dice.roll(0...bytes.count)
    return start..<min(bytes.count, start + dice.rollLogarithmic(1...200))
  }

  private mutating func remove(_ bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    changed.removeSubrange(range(bytes))
    return changed
  }

  private mutating func double(_ bytes: [UInt8]) -> [UInt8] {
    let range = range(bytes)
    let times = dice.once(in: 4) ? dice.roll(1...60) : 1
    let copies = [[UInt8]](repeating: Array(bytes[range]), count: times).joined()
    return Array(bytes[..<range.upperBound] + copies + bytes[range.upperBound...])
  }

  private mutating func splice(_ bytes: [UInt8]) -> [UInt8] {
    let other = dice.pick(seeds)
    let start = bytes.prefix(dice.roll(0...bytes.count))
    return Array(start + other.dropFirst(dice.roll(0...other.count)))
  }

  // MARK: - Words

  private mutating func replaceNumber(_ bytes: [UInt8]) -> [UInt8] {
    let number = dice.once(in: 2) ? dice.pick(CommandGrammar.numbers) : "\(dice.roll(0...12))"
    return replaceRun(bytes, with: Array(number.utf8)) {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
    }
  }

  private mutating func replaceWord(_ bytes: [UInt8]) -> [UInt8] {
    let word = CommandGrammar.value(&dice)
    return replaceRun(bytes, with: Array(word.utf8)) {
      ![0x20, 0x0a, 0x3d, 0x2c, 0x22, 0x3a, 0x2f].contains($0)
    }
  }

  /// Replaces the first run of such bytes behind a place.
  private mutating func replaceRun(
    _ bytes: [UInt8], with run: [UInt8], _ isInRun: (UInt8) -> Bool
  ) -> [UInt8] {
    let place = dice.roll(0...bytes.count)
    guard let start = bytes[place...].firstIndex(where: isInRun) else { return bytes }
    let end = bytes[start...].firstIndex { !isInRun($0) } ?? bytes.count
    return Array(bytes[..<start] + run + bytes[end...])
  }

  // MARK: - Lines

  private mutating func changeLines(_ bytes: [UInt8]) -> [UInt8] {
    var lines = Cutter.lines(of: bytes)
    let place = dice.roll(0...lines.count)
    let other = dice.roll(0...lines.count)
    switch dice.roll(0...5) {
    case 0: if place < lines.count { lines.remove(at: place) }
    case 1: if place < lines.count { lines.insert(lines[place], at: other) }
    case 2: if place < lines.count, other < lines.count { lines.swapAt(place, other) }
    case 3:
      let donor = Cutter.lines(of: dice.pick(seeds))
      if !donor.isEmpty { lines.insert(dice.pick(donor), at: place) }
    default: lines.insert(FuzzSeeds.line(of: target, &dice), at: place)
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
  }
}
