public import ClientCore

// Bots: strategies that know only what a client is told.
//
// Goals: a field different in style, the same on every machine for the same seed.
// Non-goals: winning; they are company and a yardstick.

/// A way of playing: looks at a match once a tick and answers with orders.
public protocol Strategy: Sendable {
  /// What to do now; `view` has just been ranked. The answer depends on `view` and what came
  /// before.
  mutating func decide(_ view: MatchView) -> [BotOrder]
}

/// Never trades.
struct HoldStrategy: Strategy {
  mutating func decide(_ view: MatchView) -> [BotOrder] { [] }
}
