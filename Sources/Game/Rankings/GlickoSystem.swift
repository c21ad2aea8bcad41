/// A game of a rating period: against whom, and what was made of it.
public struct GlickoGame: Hashable, Sendable {
  /// The opponent as the period began.
  public let opponent: GlickoRating
  /// The half points made: 0, 1 or 2.
  public let halfPoints: Int

  /// Takes down a game.
  public init(opponent: GlickoRating, halfPoints: Int) {
    precondition((0...2).contains(halfPoints), "RATING-6: a game has two half points")
    self.opponent = opponent
    self.halfPoints = halfPoints
  }
}

/// Glicko-2: ratings of players who change, from the games of a period.
///
/// Rule: RATING-6. Source: Glickman, "Example of the Glicko-2 system" (2013); the numbers of the
/// steps are those of the paper.
public struct GlickoSystem: Hashable, Sendable {
  /// How much the volatility may change; 0.3 to 1.2.
  public let tau: Double

  /// How exactly the volatility is found.
  static let tolerance = 0.000_001
  /// One unit of the inner scale in rating points.
  static let unit = 173.7178

  /// Chooses the system constant.
  public init(tau: Double = 0.5) {
    precondition(tau > 0, "RATING-6: tau is positive")
    self.tau = tau
  }

  /// The rating after a period with these games; without any, only the deviation grows.
  public func rated(_ player: GlickoRating, games: [GlickoGame]) -> GlickoRating {
    let phi = player.deviation / Self.unit
    guard !games.isEmpty else {
      let wider = (phi * phi + player.volatility * player.volatility).squareRoot()
      return GlickoRating(
        rating: player.rating, deviation: wider * Self.unit, volatility: player.volatility)
    }
    // Steps 2 to 4, all opponents as the period began.
    let mu = (player.rating - 1500) / Self.unit
    var information = 0.0
    var improvement = 0.0
    for game in games {
      let weight = Self.weight(game.opponent.deviation / Self.unit)
      let distance = mu - (game.opponent.rating - 1500) / Self.unit
      let expected = 1 / (1 + Elementary.exp(-weight * distance))
      information += weight * weight * expected * (1 - expected)
      improvement += weight * (Double(game.halfPoints) / 2 - expected)
    }
    let variance = 1 / information
    let volatility = volatility(
      player.volatility, phi: phi, variance: variance, delta: variance * improvement)
    // Steps 6 to 8.
    let before = phi * phi + volatility * volatility
    let after = (1 / (1 / before + 1 / variance)).squareRoot()
    return GlickoRating(
      rating: (mu + after * after * improvement) * Self.unit + 1500,
      deviation: after * Self.unit, volatility: volatility)
  }

  /// The ratings of all players after a period, each from the ratings before it.
  ///
  /// Players without a game become less sure.
  public func rated(_ players: [GlickoRating], games: [RatedGame]) -> [GlickoRating] {
    var gamesOf: [[GlickoGame]] = Array(repeating: [], count: players.count)
    for game in games {
      gamesOf[game.first].append(
        GlickoGame(opponent: players[game.second], halfPoints: game.halfPoints))
      gamesOf[game.second].append(
        GlickoGame(opponent: players[game.first], halfPoints: 2 - game.halfPoints))
    }
    return players.indices.map { rated(players[$0], games: gamesOf[$0]) }
  }

  private static func weight(_ phi: Double) -> Double {
    1 / (1 + 3 * phi * phi / (Elementary.pi * Elementary.pi)).squareRoot()
  }

  /// Step 5: the new volatility by the Illinois method.
  private func volatility(
    _ sigma: Double, phi: Double, variance: Double, delta: Double
  ) -> Double {
    let start = Elementary.ln(sigma * sigma)
    let spread = phi * phi + variance
    func slope(_ x: Double) -> Double {
      let power = Elementary.exp(x)
      let sum = spread + power
      return power * (delta * delta - sum) / (2 * sum * sum) - (x - start) / (tau * tau)
    }
    var a = start
    var b: Double
    if delta * delta > spread {
      b = Elementary.ln(delta * delta - spread)
    } else {
      var steps = 1.0
      while slope(start - steps * tau) < 0 { steps += 1 }
      b = start - steps * tau
    }
    var atA = slope(a)
    var atB = slope(b)
    // The interval shrinks in every round or two; the limit only bounds what cannot happen.
    for _ in 0..<100 where (b - a).magnitude > Self.tolerance {
      let c = a + (a - b) * atA / (atB - atA)
      let atC = slope(c)
      if atC * atB <= 0 {
        (a, atA) = (b, atB)
      } else {
        atA /= 2
      }
      (b, atB) = (c, atC)
    }
    return Elementary.exp(a / 2)
  }
}
