import Primitives

/// Which connection goes by a name. Looking one up does not look at every connection.
struct NameBook {
  private struct Entry {
    var name: String
    var slot: Int
  }

  /// By ascending name.
  private var entries: [Entry] = []

  /// The slot of a name; nil when nobody goes by it.
  func slot(of name: PlayerName) -> Int? {
    let index = place(of: name)
    return index < entries.count && entries[index].name == name.text ? entries[index].slot : nil
  }

  /// Writes down who goes by a name, in place of whoever did.
  mutating func insert(_ name: PlayerName, slot: Int) {
    let index = place(of: name)
    if index < entries.count, entries[index].name == name.text {
      entries[index].slot = slot
    } else {
      entries.insert(Entry(name: name.text, slot: slot), at: index)
    }
  }

  /// Strikes a name out if it is still that slot's.
  mutating func remove(_ name: PlayerName, slot: Int) {
    let index = place(of: name)
    guard index < entries.count, entries[index].name == name.text, entries[index].slot == slot
    else { return }
    entries.remove(at: index)
  }

  /// Where a name stands or would stand.
  private func place(of name: PlayerName) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name < name.text { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
