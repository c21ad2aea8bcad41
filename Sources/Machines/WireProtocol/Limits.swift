// WireProtocol: the lines that server and client exchange, version 1.
//
// Goals: what Protocol/README.md says, and nothing else; a line is read in one pass without
// allocation; one table answers HELP, the specification and the tests.
// Non-goals: what a command does, sockets, reconnecting.

/// Every limit of the server, in one place. Those a client must know stand in the greeting.
public enum Limits {
  /// The longest line in bytes, its LF not counted.
  public static let lineMax = 4096

  /// Silence of a connection, in milliseconds, after which the server sends a PING.
  public static let pingMilliseconds = 15_000

  /// How long a connection may go without HELLO or WATCH, in milliseconds.
  public static let loginMilliseconds = 60_000

  /// How long a connection that neither plays nor watches may stay silent, in milliseconds.
  public static let idleMilliseconds = 300_000

  /// Lines a connection may send in a second, unless the server was told otherwise; unused ones are
  /// kept for a burst of as many.
  public static let linesPerSecond = 200

  /// What a server can be told instead.
  public static let linesPerSecondRange = 10...10_000_000

  /// Lines that each tick of a lockstep match allows its seats in addition.
  public static let linesPerTick = 50

  /// Refused lines in a row after which the connection is closed.
  public static let refusedLinesMax = 1000

  /// What the server holds for a player who does not read, in bytes; then it closes.
  public static let backlogMax = 262_144

  /// How many spectators are sent to before players are read again.
  public static let fanoutSlice = 64

  /// Connections at one time.
  public static let connectionsMax = 10_000

  /// Matches at one time that are not settled.
  public static let matchesMax = 2_000

  /// Settled matches whose records are kept for RECORD.
  public static let recordsMax = 1_000

  /// What the kept records may come to, in bytes.
  public static let recordBytesMax = 64 << 20

  /// Lines of a record that one RECORD command brings.
  public static let recordLinesPerReply = 500

  /// Matches that one LIST command brings.
  public static let listedMatchesMax = 100

  /// How long a match that is over is kept for players who were not there, in milliseconds.
  public static let keptMilliseconds = 60_000

  /// How many such matches are kept at most.
  public static let keptMax = 256

  /// How long a lockstep match waits when nobody is connected to it, and any match when the server
  /// was started again, in milliseconds.
  public static let graceMilliseconds = 30_000

  /// What is kept of a match's pushes for players who come back, in bytes and each format.
  public static let historyMax = 65_536

  /// Wrong tokens a connection may offer before it is closed.
  public static let wrongTokensMax = 5

  /// How often a seat may be taken again within `resumeMilliseconds`.
  public static let resumesMax = 10

  /// The time that `resumesMax` counts in, in milliseconds.
  public static let resumeMilliseconds = 10_000

  /// The longest text of SAY, in characters.
  public static let chatLengthMax = 200

  /// How often a connection may SAY something within `chatMilliseconds`.
  public static let chatMax = 5

  /// The time that `chatMax` counts in, in milliseconds.
  public static let chatMilliseconds = 10_000

  /// The most matches that a series may be the best of.
  public static let seriesMax = 9

  /// How long seats have to open their nonces, in milliseconds.
  public static let openingMilliseconds = 10_000

  /// After how long the next match of a series begins by itself, in milliseconds.
  public static let pauseMilliseconds = 10_000

  /// How long after a match its players may ask for another, in milliseconds.
  public static let rematchMilliseconds = 60_000

  /// How much of a client's own words a refusal says back, in bytes.
  public static let echoMax = 64

  /// The longest command tag, without its `#`.
  public static let tagMax = 32
}

/// Who is speaking.
public enum ProtocolVersion {
  /// The version of the wire.
  public static let number = 1

  /// The server's name and version, as INFO says it.
  public static let server: StaticString = "margin-duel/0.1.0"

  /// The version of the program.
  public static let program = "0.1.0"
}
