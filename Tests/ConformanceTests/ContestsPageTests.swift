import Contests
import Foundation
import Rankings
import Testing

/// contests.md is executed: each line of its blocks is a test.
struct ContestsPageTests {
  /// A line of a block: what is given, and what comes of it.
  struct Line: CustomTestStringConvertible, Sendable {
    let kind: String
    let text: String
    var testDescription: String { "\(kind): \(text)" }

    /// The words before and behind the arrow or colon.
    func parts(_ separator: String) throws -> (given: [String], expected: String) {
      let parts = text.components(separatedBy: separator)
      try #require(parts.count == 2, "\(text)")
      return (
        parts[0].split(separator: " ").map(String.init),
        parts[1].trimmingCharacters(in: .whitespaces)
      )
    }
  }

  private static func lines(_ kind: String) -> [Line] {
    ((try? Pages.blocks(of: kind, in: "contests.md")) ?? []).flatMap { block in
      block.lines.map { Line(kind: kind, text: $0) }
    }
  }

  @Test func thePageHasItsBlocks() {
    let counts = ["berger", "gauntlet", "swiss", "seeds", "elo", "sprt", "glicko"].map {
      Self.lines($0).count
    }
    #expect(counts == [5, 2, 7, 3, 3, 3, 3])
  }

  @Test(arguments: lines("berger"))
  func roundRobins(_ line: Line) throws {
    let (given, expected) = try line.parts(":")
    let count = try #require(given.last.flatMap { Int($0) })
    let contest = try ContestsPage.contest(count, .roundRobin(isDouble: given.count == 2))
    #expect(ContestsPage.rounds(contest.next) == expected)
  }

  @Test(arguments: lines("gauntlet"))
  func gauntlets(_ line: Line) throws {
    let (given, expected) = try line.parts(":")
    let count = try #require(Int(given[0]))
    let champions = try #require(given[1].split(separator: "=").last.flatMap { Int($0) })
    let contest = try ContestsPage.contest(count, .gauntlet(champions: champions))
    #expect(ContestsPage.rounds(contest.next) == expected)
  }

  @Test(arguments: lines("seeds"))
  func brackets(_ line: Line) throws {
    let (given, expected) = try line.parts(":")
    let count = try #require(Int(given[0]))
    #expect(try ContestsPage.places(count) == expected)
  }

  @Test(arguments: lines("swiss"))
  func swissRounds(_ line: Line) throws {
    let (given, expected) = try line.parts("->")
    #expect(try ContestsPage.swissRound(given) == expected)
  }

  private func near(_ value: Double?, _ text: String) throws -> Bool {
    let expected = try #require(Double(text))
    return (try #require(value) - expected).magnitude < 0.0051
  }

  private func counts(_ words: [String]) throws -> ResultCounts {
    let numbers = words.compactMap { Int($0) }
    if numbers.count == 5 { return ResultCounts(pairs: numbers) }
    try #require(numbers.count == 3)
    return ResultCounts(losses: numbers[0], draws: numbers[1], wins: numbers[2])
  }

  @Test(arguments: lines("elo"))
  func differences(_ line: Line) throws {
    let (given, text) = try line.parts("->")
    let expected = text.split(separator: " ").map(String.init)
    let estimate = try #require(EloEstimate(try counts(given)))
    #expect(try near(estimate.difference, expected[1]))
    #expect(try near(estimate.margin, expected[2]))
    #expect(try near(estimate.normalized, expected[4]))
    #expect(try near(estimate.normalizedMargin, expected[5]))
    #expect(try near(estimate.superiority * 100, expected[7]))
  }

  @Test(arguments: lines("sprt"))
  func sequentialTests(_ line: Line) throws {
    let (given, expected) = try line.parts("->")
    let scale = try #require(SequentialTest.Scale(rawValue: given[0]))
    let elo0 = try #require(Double(given[1]))
    let elo1 = try #require(Double(given[2]))
    let test = try #require(
      SequentialTest(elo0: elo0, elo1: elo1, alpha: 0.05, beta: 0.05, scale: scale))
    #expect(try near(test.logLikelihoodRatio(counts(Array(given.dropFirst(3)))), expected))
  }

  @Test(arguments: lines("glicko"))
  func glicko(_ line: Line) throws {
    let (given, expected) = try line.parts("->")
    let before = given[0..<3].compactMap { Double($0) }
    var games: [GlickoGame] = []
    for place in stride(from: 4, to: given.count, by: 3) {
      let halfPoints = try #require(["loss", "draw", "win"].firstIndex(of: given[place + 2]))
      games.append(
        GlickoGame(
          opponent: GlickoRating(
            rating: try #require(Double(given[place])),
            deviation: try #require(Double(given[place + 1])), volatility: 0.06),
          halfPoints: halfPoints))
    }
    let kept = GlickoSystem().rated(
      GlickoRating(rating: before[0], deviation: before[1], volatility: before[2]), games: games
    ).kept.rating
    let text = [
      String(format: "%.2f", kept.rating), String(format: "%.2f", kept.deviation),
      String(format: "%.6f", kept.volatility),
    ]
    #expect(text.joined(separator: " ") == expected)
  }
}
