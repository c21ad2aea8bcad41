/// Numbers names densely in the order they come: the first name is 0.
///
/// Names are told apart by their bytes.
///
/// Stands where a dictionary would: look-up by hash, iteration by number. `salt` keeps outsiders
/// from choosing names that collide; it changes no answer. Complexity: O(length of the name).
public struct NameIndex: Sendable {
  private var names: [String] = []
  private var buckets: [Int32]
  private let salt: UInt64

  /// Makes an empty index.
  public init(salt: UInt64) {
    self.salt = salt
    buckets = Array(repeating: -1, count: 16)
  }

  /// How many names are known.
  public var count: Int { names.count }

  /// The name with a number.
  public subscript(number: Int) -> String { names[number] }

  /// The number of a name, or nil when it is not known.
  public func number(of name: String) -> Int? {
    let found = buckets[bucket(of: name)]
    return found < 0 ? nil : Int(found)
  }

  /// The number of a name, which is made known when it is new.
  public mutating func insert(_ name: String) -> Int {
    let place = bucket(of: name)
    if buckets[place] >= 0 { return Int(buckets[place]) }
    names.append(name)
    buckets[place] = Int32(names.count - 1)
    if names.count * 2 > buckets.count { rehash() }
    return names.count - 1
  }

  private mutating func rehash() {
    buckets = Array(repeating: -1, count: buckets.count * 2)
    for (number, name) in names.enumerated() { buckets[bucket(of: name)] = Int32(number) }
  }

  /// The bucket that holds the name, or the empty one where it belongs.
  private func bucket(of name: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ salt
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash ^= hash >> 32
    var place = Int(truncatingIfNeeded: hash & UInt64(buckets.count - 1))
    while buckets[place] >= 0, !names[Int(buckets[place])].utf8.elementsEqual(name.utf8) {
      place = (place + 1) & (buckets.count - 1)
    }
    return place
  }
}
