import Primitives

/// One connection of the simulated network, seen from both ends.
struct Link {
  let connection: ConnectionID
  let party: Party
  /// Whether the host's side knows of it.
  fileprivate(set) var isOpenAtHost = false
  /// Whether the client's side has not seen its end.
  var isOpenAtClient = true
  /// Whether bytes on their way to the host vanish.
  var isMuteToHost = false
  /// Whether bytes on their way to the client vanish.
  var isMuteToClient = false
  /// When the last bytes in each direction arrive: a stream does not overtake itself.
  var arrivalAtHost = Instant(nanoseconds: 0)
  var arrivalAtClient = Instant(nanoseconds: 0)
  /// Whether the client takes what comes.
  var isReading = true
  /// What the host's edge holds for a client that does not read.
  var kept: [UInt8] = []
  /// Whether the host was told so.
  var isStalled = false
  /// Whether the host has closed it, so that its end follows what is kept.
  var isClosing = false

  /// Whether one of its ends is there.
  var isAnywhere: Bool { isOpenAtHost || isOpenAtClient }
}

/// All connections there ever were, by number, and the slots that the host knows them by.
struct Network {
  private(set) var links: [Link] = []
  /// By slot: the link that has it; nil when it is free.
  private var slots: [Int?] = []
  private var generations: [UInt32] = []

  subscript(link: Int) -> Link {
    get { links[link] }
    _modify { yield &links[link] }
  }

  /// How many connections the host has.
  private(set) var openAtHost = 0

  /// The number of a connection that the host still has; nil when it is gone.
  func link(of connection: ConnectionID) -> Int? {
    guard slots.indices.contains(connection.slot), let link = slots[connection.slot],
      links[link].connection == connection, links[link].isOpenAtHost
    else { return nil }
    return link
  }

  /// Makes a connection in the lowest free slot; answers its number.
  mutating func add(_ party: Party, at now: Instant) -> Int {
    let slot = slots.firstIndex(of: nil) ?? slots.count
    if slot == slots.count {
      slots.append(links.count)
      generations.append(0)
    } else {
      slots[slot] = links.count
      generations[slot] += 1
    }
    var link = Link(
      connection: ConnectionID(slot: slot, generation: generations[slot]), party: party)
    link.arrivalAtHost = now
    link.arrivalAtClient = now
    links.append(link)
    return links.count - 1
  }

  /// The host has seen a connection.
  mutating func openAtHost(_ link: Int) {
    openAtHost += 1
    links[link].isOpenAtHost = true
  }

  /// The host's side is gone: its slot is free.
  mutating func endAtHost(_ link: Int) {
    if links[link].isOpenAtHost { openAtHost -= 1 }
    links[link].isOpenAtHost = false
    links[link].kept = []
    let slot = links[link].connection.slot
    if slots[slot] == link { slots[slot] = nil }
  }
}
