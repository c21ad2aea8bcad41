public import DuelRules
public import PriceTape
public import Primitives
public import WireProtocol

/// Something that happened outside. Received bytes are borrowed, not copied.
public enum HostInput: ~Escapable {
  /// Somebody connected, from an address that the host counts connections of.
  case opened(ConnectionID, from: PeerAddress = .unknown)
  /// Bytes came.
  case received(ConnectionID, Span<UInt8>)
  /// The connection is gone.
  case closed(ConnectionID)
  /// Not all of what was sent could be handed on; so many bytes are kept outside.
  case stalled(ConnectionID, kept: Int = 0)
  /// What was kept outside has been handed on.
  case drained(ConnectionID)
  /// The store has dealt with a batch.
  case stored(ticket: Int, StoreOutcome)
  /// All input of this round has been given: write the log, go on with spectators, look at the
  /// time.
  case roundEnded
  /// The server is to stop.
  case shutdown
}

/// What became of a batch.
public enum StoreOutcome: Hashable, Sendable {
  /// It is as durable as the store promises.
  case stored
  /// Nothing of it was kept.
  case failed
}

/// What a server is set up with.
public struct HostConfiguration: Sendable {
  /// When an answer is safe, as INFO says it; nil when nothing outlives the process.
  public var durability: Durability?
  /// The rules that CREATE and QUEUE start from.
  public var rules: Rules
  /// The stored tapes that CREATE and QUEUE can name, no two of one name.
  public var tapes: [StoredTape]
  /// How many may be connected, and from where.
  public var admission = AdmissionLimits()
  /// Lines that a connection may send in a second, and at once when it was silent so long.
  public let linesPerSecond: Int

  /// Makes a configuration.
  public init(
    durability: Durability?, rules: Rules, tapes: [StoredTape] = [],
    linesPerSecond: Int = Limits.linesPerSecond
  ) {
    precondition(
      Limits.linesPerSecondRange.contains(linesPerSecond), "HostConfiguration: lines a second")
    self.linesPerSecond = linesPerSecond
    self.durability = durability
    self.rules = rules
    self.tapes = tapes
  }
}

/// How many connections a server takes.
public struct AdmissionLimits: Hashable, Sendable {
  /// At one time.
  public var connections: Int
  /// At one time from one address; as many may be opened at once.
  public var connectionsPerAddress: Int

  /// Makes limits; at least 1 each.
  public init(
    connections: Int = Limits.connectionsMax,
    connectionsPerAddress: Int = Limits.connectionsPerAddress
  ) {
    precondition(connections > 0 && connectionsPerAddress > 0, "AdmissionLimits: at least 1")
    self.connections = connections
    self.connectionsPerAddress = connectionsPerAddress
  }
}
