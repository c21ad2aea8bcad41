import ClientCore
import Primitives

/// Bets on a toss, at 10x between a stop and a take-profit equally far; doubles after each loss.
///
/// Its seed decides the tosses. Where 10x is refused it tries half of it, down to 2x.
struct MartingaleStrategy: Strategy {
  private let dice: BotDice
  /// The share of what is available that it puts in, in percent.
  private var share = Self.shareMin
  /// What it had when it made its last bet.
  private var before: Money?
  /// When that was; what was accepted is a position a tick later, or has changed the wallet.
  private var betTick = Int.min
  private var leverage = 10

  private static let shareMin = 5
  private static let shareMax = 80

  init(seed: Int) { dice = BotDice("margin-duel/martingale-bot/1", seed: seed) }

  mutating func decide(_ view: MatchView) -> [BotOrder] {
    let isIn = view.instruments.indices.contains { view.ownPosition(in: $0) != .zero }
    guard !isIn, !view.instruments.isEmpty, let wallet = view.wallet else { return [] }
    // A bet costs a fee even when it comes out even: what has not changed was no bet.
    if let before, wallet < before { share = min(2 * share, Self.shareMax) }
    if let before, wallet > before { share = Self.shareMin }
    if let before, wallet == before, view.tick == betTick + 1 { leverage = max(2, leverage / 2) }
    let toss = dice.bytes(view.tick)
    let instrument = toss[0] % view.instruments.count
    guard let usual = view.averageMove(of: instrument, over: 60),
      let lower = view.price(of: instrument, at: -8 * usual),
      let upper = view.price(of: instrument, at: 8 * usual)
    else { return [] }
    before = wallet
    betTick = view.tick
    let isLong = toss[1] < 128
    return [
      .place(
        BotEntry(
          isLong: isLong, instrument: instrument, sharePercent: share, leverage: leverage,
          stop: isLong ? lower : upper, take: isLong ? upper : lower))
    ]
  }
}
