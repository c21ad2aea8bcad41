/// Dense slots for values that are changed in place and never copied.
///
/// A value keeps its slot until it is removed; freed slots are used again, the last freed first.
/// Iteration goes by slot number, so its order depends on history alone.
@safe public struct Slab<Element: ~Copyable>: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<Element>
  @usableFromInline var isTaken: [Bool] = []
  private var free: [Int] = []
  private var capacity = 8

  /// How many slots are taken.
  public private(set) var count = 0

  /// Makes an empty slab.
  public init() { unsafe storage = .allocate(capacity: 8) }

  deinit {
    for slot in isTaken.indices where isTaken[slot] {
      unsafe (storage + slot).deinitialize(count: 1)
    }
    unsafe storage.deallocate()
  }

  /// One above the highest slot ever used.
  @inlinable public var limit: Int { isTaken.count }

  /// Puts a value into a free slot and returns its number.
  public mutating func insert(_ element: consuming Element) -> Int {
    let slot = free.popLast() ?? isTaken.count
    if slot == capacity { grow() }
    if slot == isTaken.count { isTaken.append(true) } else { isTaken[slot] = true }
    unsafe (storage + slot).initialize(to: element)
    count += 1
    return slot
  }

  /// Empties a slot; it must be taken.
  public mutating func remove(_ slot: Int) {
    precondition(contains(slot), "Slab: remove a taken slot")
    unsafe (storage + slot).deinitialize(count: 1)
    isTaken[slot] = false
    free.append(slot)
    count -= 1
  }

  /// Whether a slot is taken.
  @inlinable public func contains(_ slot: Int) -> Bool {
    isTaken.indices.contains(slot) && isTaken[slot]
  }

  /// The value of a taken slot, to be read or changed in place.
  @inlinable public subscript(slot: Int) -> Element {
    _read {
      precondition(contains(slot), "Slab: read a taken slot")
      yield unsafe storage[slot]
    }
    _modify {
      precondition(contains(slot), "Slab: change a taken slot")
      yield unsafe &storage[slot]
    }
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    unsafe larger.moveInitialize(from: storage, count: capacity)
    unsafe storage.deallocate()
    unsafe storage = larger
    capacity *= 2
  }
}
