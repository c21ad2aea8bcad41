public import Digests
import Primitives

/// Everything that a contest depends on beside its results. Rule: CONTEST-1.
public struct ContestPlan: Hashable, Sendable {
  /// In which order entrants are numbered.
  public enum Order: String, Hashable, Sendable {
    /// As they were given: the first is seeded highest.
    case given
    /// By lot, from the seed.
    case drawn
  }

  /// By pairing number, the names of the entrants.
  public let names: [String]
  /// Who meets whom.
  public let format: ContestFormat
  /// How many games are played at a table; not asked by knock-outs, whose ties say it.
  public let games: Int
  /// What decides between equal scores, in this order; at last the name does.
  public let tieBreaks: [TieBreak]
  /// What lots and tapes are drawn from.
  public let seed: Digest

  /// Plans a contest.
  ///
  /// - Throws: `.entrants`, `.name`, `.games`, `.rounds` or `.champions` for what is out of range.
  public init(
    names: [String], format: ContestFormat, games: Int, order: Order, tieBreaks: [TieBreak],
    seed: Digest
  ) throws(ContestError) {
    guard (2...2_000).contains(names.count) else { throw .entrants(names.count) }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for (index, name) in sorted.enumerated()
    where name.isEmpty || index > 0 && sorted[index - 1].utf8.elementsEqual(name.utf8) {
      throw .name(name)
    }
    guard (1...1_000).contains(games) else { throw .games(games) }
    switch format {
    case .roundRobin: break
    case .gauntlet(let champions):
      guard (1..<names.count).contains(champions) else { throw .champions(champions) }
    case .swiss(let rounds):
      guard (1..<names.count).contains(rounds) else { throw .rounds(rounds) }
    case .knockout(let bestOf, _):
      guard (1...1_000).contains(bestOf) else { throw .games(bestOf) }
    }
    self.names = order == .given ? names : Self.drawn(sorted, seed: seed)
    self.format = format
    self.games = games
    self.tieBreaks = tieBreaks
    self.seed = seed
  }

  /// The entrants, by number.
  public var entrants: [Entrant] { names.indices.map { Entrant($0) } }

  /// The seed that a game's tape is made of: one for each two games at a table. Rule: CONTEST-2.
  public func tapeSeed(of id: PairingID) -> Digest {
    var place = ByteBuffer(capacity: 24)
    place.append(bigEndian: UInt64(id.round))
    place.append(bigEndian: UInt64(id.table))
    place.append(bigEndian: UInt64(id.game / 2))
    return Digest.of(domain: "margin-duel/contest-tape/1", [seed.bytes, place.bytes])
  }

  /// The names in an order drawn by lot: from the last place up, each changes with one at or above.
  private static func drawn(_ sorted: [String], seed: Digest) -> [String] {
    var stream = KeyedStream(
      key: Digest.of(domain: "margin-duel/contest-order/1", [seed.bytes]))
    var names = sorted
    for place in stride(from: names.count - 1, to: 0, by: -1) {
      names.swapAt(place, Int(stream.next(below: UInt32(place + 1))))
    }
    return names
  }
}
