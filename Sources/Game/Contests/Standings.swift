public import Primitives

/// One line of the standings.
public struct StandingRow: Hashable, Sendable {
  /// Who it is about.
  public let entrant: Entrant
  /// The place, from 1; knock-outs share places.
  public let place: Int
  /// The score in half points.
  public let points: Int
  /// In half points.
  public let buchholz: Int
  /// In half points.
  public let buchholzCut1: Int
  /// In quarter points.
  public let sonnebornBerger: Int
  /// The games won that were played.
  public let wins: Int
  /// What was won or lost in all games.
  public let gain: Money
}

/// The standings of a contest, best first. Rules: CONTEST-15, CONTEST-16.
public struct Standings: Hashable, Sendable {
  /// The lines, best first.
  public let rows: [StandingRow]

  /// Ranks the entrants of a contest as far as it has come.
  public init(_ contest: Contest) {
    let plan = contest.plan
    let names = plan.names
    func isBefore(_ one: Entrant, _ other: Entrant) -> Bool {
      names[one.index].utf8.lexicographicallyPrecedes(names[other.index].utf8)
    }
    let table = ScoreTable(contest.entries, roundPoints: 2 * plan.games)
    if case .knockout = plan.format {
      let levels = contest.bracket.standing(entrants: names.count)
      let order = plan.entrants.sorted {
        (levels[$0.index], $0.index) < (levels[$1.index], $1.index)
      }
      rows = order.map { entrant in
        let better = levels.count { $0 < levels[entrant.index] }
        return table.row(of: entrant, place: better + 1)
      }
    } else {
      let order = table.ranked(plan.entrants, tieBreaks: plan.tieBreaks, isBefore: isBefore)
      rows = order.enumerated().map { table.row(of: $0.element, place: $0.offset + 1) }
    }
  }
}

extension Contest {
  /// How it stands now.
  public var standings: Standings { Standings(self) }
}

extension ScoreTable {
  fileprivate func row(of entrant: Entrant, place: Int) -> StandingRow {
    StandingRow(
      entrant: entrant, place: place, points: points(of: entrant),
      buchholz: buchholz(of: entrant, cut: false),
      buchholzCut1: buchholz(of: entrant, cut: true),
      sonnebornBerger: sonnebornBerger(of: entrant), wins: wins(of: entrant),
      gain: gain(of: entrant))
  }

  /// The entrants by score, then by each tie-break in turn, at last by name.
  func ranked(
    _ entrants: [Entrant], tieBreaks: [TieBreak], isBefore: (Entrant, Entrant) -> Bool
  ) -> [Entrant] {
    var groups = split(entrants) { Int64(points(of: $0)) }
    for tieBreak in tieBreaks {
      groups = groups.flatMap { $0.count == 1 ? [$0] : split($0, by: tieBreak) }
    }
    return groups.flatMap { $0.sorted(by: isBefore) }
  }

  /// Groups of entrants whom a tie-break cannot tell apart, best first.
  private func split(_ group: [Entrant], by tieBreak: TieBreak) -> [[Entrant]] {
    switch tieBreak {
    case .direct: splitByEncounters(group)
    case .buchholz: split(group) { Int64(buchholz(of: $0, cut: false)) }
    case .buchholzCut1: split(group) { Int64(buchholz(of: $0, cut: true)) }
    case .sonnebornBerger: split(group) { Int64(sonnebornBerger(of: $0)) }
    case .wins: split(group) { Int64(wins(of: $0)) }
    case .gain: split(group) { gain(of: $0).units }
    }
  }

  /// By the points against one another if all have met; then the same among those still equal.
  private func splitByEncounters(_ group: [Entrant]) -> [[Entrant]] {
    guard group.count > 1 else { return [group] }
    var made: [Int64] = []
    for one in group {
      var sum = 0
      for other in group where other != one {
        guard let points = points(of: one, against: other) else { return [group] }
        sum += points
      }
      made.append(Int64(sum))
    }
    let groups = split(group, values: made)
    return groups.count == 1 ? groups : groups.flatMap { splitByEncounters($0) }
  }

  private func split(_ group: [Entrant], value: (Entrant) -> Int64) -> [[Entrant]] {
    split(group, values: group.map(value))
  }

  /// Groups of equal values, the highest first; within a group the order stays.
  private func split(_ group: [Entrant], values: [Int64]) -> [[Entrant]] {
    let order = group.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    var groups: [[Entrant]] = []
    for (place, index) in order.enumerated() {
      if place > 0, values[order[place - 1]] == values[index] {
        groups[groups.count - 1].append(group[index])
      } else {
        groups.append([group[index]])
      }
    }
    return groups
  }
}
