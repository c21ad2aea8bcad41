/// A match that is over, as the archive keeps it.
public struct ArchivedMatch: Hashable, Sendable {
  /// The number of the match, never used twice in a league.
  public var number: Int
  /// The name of the rules it was played by.
  public var rules: String
  /// Why it ended.
  public var reason: String
  /// The digest of its last state; nil when it never began.
  public var digest: String?
  /// Its seats, in order.
  public var seats: [ArchivedSeat]
  /// The bytes of its record; nil when there is none.
  public var record: [UInt8]?
  /// When it ended, in milliseconds since 1970.
  public var endedAt: Int

  /// Makes a match for the archive.
  public init(
    number: Int, rules: String, reason: String, digest: String?, seats: [ArchivedSeat],
    record: [UInt8]?, endedAt: Int
  ) {
    self.number = number
    self.rules = rules
    self.reason = reason
    self.digest = digest
    self.seats = seats
    self.record = record
    self.endedAt = endedAt
  }
}

/// What one seat came to.
public struct ArchivedSeat: Hashable, Sendable {
  /// The name of its player.
  public var player: String
  /// Its place in the ranking, from 1.
  public var place: Int
  /// Its equity at the end, as decimal text.
  public var equity: String
  /// Whether it won.
  public var isWinner: Bool
  /// Whether it was forfeited.
  public var hasForfeited: Bool

  /// Makes a seat for the archive.
  public init(player: String, place: Int, equity: String, isWinner: Bool, hasForfeited: Bool) {
    self.player = player
    self.place = place
    self.equity = equity
    self.isWinner = isWinner
    self.hasForfeited = hasForfeited
  }
}

/// The record of an archived match.
public struct ArchivedRecord: Hashable, Sendable {
  /// The number of the match.
  public let number: Int
  /// The digest of its last state.
  public let digest: String?
  /// The bytes of the record.
  public let record: [UInt8]
}
