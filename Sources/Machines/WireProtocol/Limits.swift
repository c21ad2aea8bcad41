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

  /// Silence after that PING, in milliseconds, after which the connection counts as dead.
  ///
  /// Long enough for a person at a terminal who sees the PING and presses a key.
  public static let pongMilliseconds = 60_000

  /// How long a connection may go without HELLO or WATCH, in milliseconds.
  public static let loginMilliseconds = 60_000

  /// How long the bytes of one line may take to come, in milliseconds.
  public static let lineMilliseconds = 30_000

  /// Lines a connection may send in a second, unless the server was told otherwise; unused ones are
  /// kept for a burst of as many.
  public static let linesPerSecond = 200

  /// What a server can be told instead.
  public static let linesPerSecondRange = 10...10_000_000

  /// Lines that each tick of a lockstep match allows its seats in addition.
  public static let linesPerTick = 50

  /// Refused lines in a row after which the connection is closed: another burst of as many as the
  /// rate allows, none of which waited. Each costs the server time, so no more of them are taken.
  public static let refusedLinesMax = 200

  /// What the server holds for a player who does not read, in bytes; then it closes.
  public static let backlogMax = 262_144

  /// What may wait of a connection's lines behind one that is not answered yet, in bytes.
  ///
  /// A second's worth of lines at the rate, of 250 bytes each.
  public static let waitingMax = 65_536

  /// What a waiting line counts beside its bytes: the memory around them.
  public static let waitingLineBytes = 64

  /// Lines that are taken from a connection in one round, before others have their turn.
  public static let linesPerRound = 16

  /// Lines of those who had their turn that are taken in one round, before others are read.
  public static let waitingLinesPerRound = 256

  /// What a connection is answered in one round, in bytes, before its next questions wait.
  public static let answersPerRound = 65_536

  /// What RECORD and LIST bring all connections in one round, in bytes, before others are served.
  public static let longAnswersPerRound = 131_072

  /// What the server holds for all connections together, in bytes: what they have not read, lines
  /// that wait, and lines that are not complete.
  ///
  /// As much as 256 players come to who do not read at all, or 6 KiB for each of
  /// `connectionsMax`. A buffer may grow to twice what it holds, so the memory is bounded by twice
  /// this.
  public static let heldMax = 64 << 20

  /// Frames of a match that wait for slow fan-out before spectators are brought up to date instead.
  public static let framesMax = 64

  /// How many spectators are sent to before players are read again: about a tenth of a
  /// millisecond's work.
  public static let fanoutSlice = 16

  /// Connections at one time.
  public static let connectionsMax = 10_000

  /// Connections at one time from one address. A club's machine runs hundreds of bots.
  ///
  /// As many may be opened at once; from then on a tenth of them each second.
  public static let connectionsPerAddress = 1_000

  /// After how long a client that found no room should try again, in milliseconds.
  public static let comeBackMilliseconds = 5_000

  /// Lines about connections that come and go in the operator's log in a second.
  public static let connectionNotesPerSecond = 20

  /// Matches at one time that are not settled.
  public static let matchesMax = 2_000

  /// Matches that a connection may have arranged for others and that are not over.
  public static let arrangedMax = 500

  /// How long an arranged match waits until all are ready, in milliseconds.
  public static let arrangedMilliseconds = 600_000

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
