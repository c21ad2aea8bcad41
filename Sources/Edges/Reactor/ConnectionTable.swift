import Glibc
import Primitives

/// A socket as the reactor keeps it.
struct Connection {
  var descriptor: Int32
  var generation: UInt32
  /// What the system has not taken yet.
  var kept: [UInt8] = []
  var isConnecting: Bool
  /// Whether it is a pair of sockets on this machine, and not of a network.
  var isLocal = false
  /// Closed by us; only kept until the peer has seen it.
  var isLingering = false
  /// Until when it may linger without taking anything, and at the longest.
  var lingersUntil = Instant(nanoseconds: 0)
  var lingersAtMostUntil = Instant(nanoseconds: 0)
}

/// Connections in dense slots; a slot's generation grows with each use.
struct ConnectionTable: ~Copyable {
  private var slots: [Connection] = []
  private var free: [Int] = []
  private(set) var count = 0

  mutating func insert(_ descriptor: Int32, isConnecting: Bool) -> ConnectionID {
    count += 1
    if let slot = free.popLast() {
      let generation = slots[slot].generation &+ 1
      slots[slot] = Connection(
        descriptor: descriptor, generation: generation, isConnecting: isConnecting)
      return ConnectionID(slot: slot, generation: generation)
    }
    slots.append(Connection(descriptor: descriptor, generation: 0, isConnecting: isConnecting))
    return ConnectionID(slot: slots.count - 1, generation: 0)
  }

  func contains(_ id: ConnectionID) -> Bool {
    slots.indices.contains(id.slot) && slots[id.slot].generation == id.generation
      && slots[id.slot].descriptor >= 0
  }

  subscript(id: ConnectionID) -> Connection {
    _read {
      precondition(contains(id), "ConnectionTable: an open connection")
      yield slots[id.slot]
    }
    _modify {
      precondition(contains(id), "ConnectionTable: an open connection")
      yield &slots[id.slot]
    }
  }

  mutating func remove(_ id: ConnectionID) {
    precondition(contains(id), "ConnectionTable: an open connection")
    Glibc.close(slots[id.slot].descriptor)
    slots[id.slot].descriptor = -1
    slots[id.slot].kept = []
    free.append(id.slot)
    count -= 1
  }

  deinit {
    for connection in slots where connection.descriptor >= 0 {
      Glibc.close(connection.descriptor)
    }
  }
}
