import Primitives
import TestKit
import Testing

@testable import DuelRules

/// Who may know what. Rules: MATCH-8 and MATCH-9.
struct VisibilityTests {
  private func values(_ settings: String...) throws -> RuleValues {
    var values = RulesPreset.standard.values
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      try values.set(parts[0], to: parts[1])
    }
    return values
  }

  private func ranking(_ equities: String...) -> Ranking {
    Ranking(equities.map { Standing(equity: money($0), drawdown: .zero, liquidations: 0) })
  }

  @Test(arguments: [
    (Visibility.open, true, true), (.ranked, false, true), (.sealed, false, false),
  ])
  func anOpponentMayKnow(_ visibility: Visibility, _ affairs: Bool, _ knockout: Bool) throws {
    let audience = Audience(seat: Seat(0), values: try values("visibility=\(visibility.rawValue)"))
    #expect(audience.knowsAffairs(of: Seat(1)) == affairs)
    #expect(audience.knowsKnockout(of: Seat(1)) == knockout)
    #expect(audience.knowsAffairs(of: Seat(0)) && audience.knowsKnockout(of: Seat(0)))
  }

  @Test(arguments: Visibility.allCases)
  func thePublicIsAnOpponentUnlessItWaits(_ visibility: Visibility) throws {
    let rule = "visibility=\(visibility.rawValue)"
    let now = Audience(publicOf: try values(rule))
    #expect(now.knowsAffairs(of: Seat(0)) == (visibility == .open))
    let later = Audience(publicOf: try values(rule, "spectator-delay=1"))
    #expect(later.knowsAffairs(of: Seat(0)) && later.knowsKnockout(of: Seat(1)))
  }

  /// To the nearest percent of 10,000, ties to the even one.
  @Test(arguments: [
    ("10249.99999999", "10200"), ("10250", "10200"), ("10250.00000001", "10300"),
    ("10350", "10400"), ("49.99", "0"), ("50", "0"), ("50.01", "100"), ("-50.01", "-100"),
    ("10000", "10000"), ("123456.78", "123500"),
  ])
  func theEquityOfOthersIsRounded(_ exact: String, _ shown: String) throws {
    let values = try values("visibility=ranked")
    let audience = Audience(seat: Seat(0), values: values)
    let ranking = ranking("1.23456789", exact)
    #expect(audience.equity(of: Seat(1), in: ranking, at: Tick(20), of: values) == money(shown))
    #expect(
      audience.equity(of: Seat(0), in: ranking, at: Tick(21), of: values) == money("1.23456789"))
  }

  /// One percent of 8,000 is 80.
  @Test(arguments: [("8039.99", "8000"), ("8040", "8000"), ("8040.01", "8080"), ("0.01", "0")])
  func withAHandicapItIsThePercentOfTheSeatsOwnBalance(_ exact: String, _ shown: String) throws {
    let values = try values("visibility=ranked", "handicap=1,0.8")
    let audience = Audience(seat: Seat(0), values: values)
    let ranking = ranking("1", exact)
    #expect(audience.equity(of: Seat(1), in: ranking, at: Tick(20), of: values) == money(shown))
  }

  @Test(arguments: [
    (0, true), (1, false), (19, false), (20, true), (280, true), (299, false), (300, false),
    (340, false), (359, false),
  ])
  func itIsShownNowAndThenAndNotAtTheEnd(_ tick: Int, _ isShown: Bool) throws {
    let values = try values("visibility=ranked", "ticks=360")
    let audience = Audience(publicOf: values)
    let ranking = ranking("1", "2")
    let equity = audience.equity(of: Seat(1), in: ranking, at: Tick(tick), of: values)
    #expect((equity != nil) == isShown)
  }

  @Test func aSealedMatchHasNoOrderOfOthers() throws {
    let values = try values("visibility=sealed")
    let ranking = ranking("1", "2", "3")
    #expect(Audience(seat: Seat(1), values: values).order(of: ranking) == [Seat(1)])
    #expect(Audience(publicOf: values).order(of: ranking).isEmpty)
    let seen = Audience(seat: Seat(1), values: values)
      .equity(of: Seat(0), in: ranking, at: Tick(20), of: values)
    #expect(seen == nil)
  }
}
