import ClientCore
import Primitives

/// Trades by the dice, isolated and cross: about every 15 ticks it opens, closes or turns
/// something.
///
/// Its dice of a tick are SHA-256 over seed and tick, so that it needs no memory.
struct RandomStrategy: Strategy {
  private let source: BotDice

  init(seed: Int) { source = BotDice("margin-duel/random-bot/1", seed: seed) }

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    guard !view.instruments.isEmpty else { return [] }
    let dice = source.bytes(view.tick)
    guard dice[0] < 17 else { return [] }
    let instrument = dice[1] % view.instruments.count
    if view.ownPosition(in: instrument) != .zero, dice[2] < 128 {
      return [.close(instrument: instrument)]
    }
    let entry = BotOrder.enter(
      isLong: dice[3] < 128, instrument: instrument, sharePercent: 5 + dice[4] % 30,
      leverage: 1 + dice[5] % 10)
    guard view.ownPosition(in: instrument) == .zero else { return [entry] }
    return [.choose(isCross: dice[6] < 128, instrument: instrument), entry]
  }
}
