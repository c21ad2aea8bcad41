public import Digests
public import DuelRules
public import Primitives

/// How a match is offered and what it belongs to: what the log must keep of it besides its rules.
public struct MatchTerms: Hashable, Sendable {
  /// The word that a private match asks for; nil for an open one.
  public var key: MatchKey?
  /// Best of how many: 1 for a match that stands alone. Rule: MATCH-12.
  public var series = 1
  /// The match before it in its series, or the one it is the rematch of.
  public var follows: MatchID?
  /// How its series stands; nil where none of it was played.
  public var standing: SeriesStanding?
  /// Whom its seats are kept for, in their order; empty when they are for anybody.
  public var players: [PlayerName] = []
  /// The number of a practice match, which its series counts on from.
  public var practice: Int?

  /// The seat that is kept for a player; nil when none is.
  public func seat(of name: PlayerName) -> Seat? { players.firstIndex(of: name).map { Seat($0) } }

  /// A match for everybody that stands alone.
  public init() {}
}

/// The word that opens a private match: 1 to 24 letters, digits, `_`, `-`, `.`.
public struct MatchKey: Hashable, Sendable {
  /// The word as written.
  public let text: String

  /// The longest key, in bytes.
  public static let lengthMax = 24

  /// Checks and takes a word; nil when it is empty, too long or has another character.
  public init?(_ text: String) {
    guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(isNameByte) else {
      return nil
    }
    self.text = text
  }

  /// Takes twelve digits of a random digest.
  public init(_ random: Digest) { text = String(random.description.prefix(12)) }
}
