public import Digests
public import Margin
public import Primitives

// What a match keeps for its record.

/// An accepted trade, as the record keeps it.
public struct AcceptedCommand: Hashable, Sendable {
  /// The tick whose quote it saw.
  public let tick: Tick
  /// Whose it was.
  public let seat: Seat
  /// The seat's count of accepted commands, from 1.
  public let number: Int
  /// What it was.
  public let command: TradeCommand
}

/// A seat that was given up while its match ran.
public struct Abandonment: Hashable, Sendable {
  /// The tick that was out.
  public let tick: Tick
  /// Whose seat it was.
  public let seat: Seat
}

/// A digest of the state at one tick.
public struct StateDigest: Hashable, Sendable {
  /// After ranking this tick, before its commands.
  public let tick: Tick
  /// Over the previous digest and the state.
  public let digest: Digest
}
