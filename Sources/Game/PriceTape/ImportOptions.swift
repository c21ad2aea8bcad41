/// How files of price history are read.
public struct ImportOptions: Hashable, Sendable {
  /// How long a tick is; nil for one tick a candle.
  public var interval: TickInterval?
  /// Whether rows that cannot be read are left out and counted, rather than being errors.
  public var skipsBadRows = false
  /// How many ticks are drawn through each candle; nil for its close alone.
  public var bridge: CandleBridge?

  /// One tick a candle, and an error for each bad row.
  public init() {}
}
