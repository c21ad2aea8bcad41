public import DuelHost
public import DuelRules
public import PriceTape
public import Reactor
public import WireProtocol

/// What a server is started with.
public struct ServerOptions: Sendable {
  /// Where to listen; port 0 lets the system choose.
  public var address: SocketAddress
  /// The rules that CREATE and QUEUE start from.
  public var rules: Rules
  /// The stored tapes that players can name.
  public var tapes: [StoredTape]
  /// What is kept of the matches, and where.
  public var league: LeagueChoice
  /// How many may be connected, and from where.
  public var admission = AdmissionLimits()
  /// Lines that each connection may send in a second, within `Limits.linesPerSecondRange`.
  public var linesPerSecond: Int
  /// Another way in, for the process that the server runs in.
  public var door: ServerDoor?
  /// Signals that end the server, such as SIGTERM; empty for a server inside another program.
  public var signals: [Int32]
  /// Told once where the server listens.
  public var onListening: @Sendable (SocketAddress) -> Void
  /// Told how far each match has come.
  public var onProgress: @Sendable (MatchProgress) -> Void = { _ in }
  /// Told every match that is over.
  public var onSettled: @Sendable (SettledMatch) -> Void = { _ in }
  /// Told every line for the operator: `level=… event=…` and fields.
  public var onNote: @Sendable (String) -> Void

  /// Makes options.
  public init(
    address: SocketAddress, rules: Rules, tapes: [StoredTape] = [],
    league: LeagueChoice = .memory, linesPerSecond: Int = Limits.linesPerSecond,
    signals: [Int32] = [],
    onListening: @escaping @Sendable (SocketAddress) -> Void,
    onNote: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.address = address
    self.rules = rules
    self.tapes = tapes
    self.league = league
    self.linesPerSecond = linesPerSecond
    self.signals = signals
    self.onListening = onListening
    self.onNote = onNote
  }
}
