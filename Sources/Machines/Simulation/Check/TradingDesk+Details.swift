import Margin
import Primitives

/// Prices and the smaller commands.
extension TradingDesk {
  // MARK: - Prices

  /// A price so many parts of 10,000 away from the mark (or another price): above it for a positive
  /// part of a purchase, below it of a sale. Rarely one that is none.
  mutating func drawPrice(
    _ parts: ClosedRange<Int>, toward side: Side, from other: Int? = nil
  ) -> Price {
    let from = other ?? mark
    let step = Int(limits.priceStep.units)
    let part = dice.roll(parts)
    let away = Int(Int128(from) * Int128(side == .buy ? part : -part) / 10_000)
    let steps = (from + away) / step + dice.pick([0, 0, 0, -1, 1])
    let highest = Int(limits.priceMax.units) / step
    switch dice.roll(0...99) {
    case 0: return Price(units: Int64(max(1, steps) * step + 1))
    case 1: return Price(units: Int64((highest + 1) * step))
    default: return Price(units: Int64(min(max(1, steps), highest) * step))
    }
  }

  // MARK: - Orders of a position

  mutating func drawProtection() -> ProtectiveOrder {
    let side = position.side
    // Mostly between the mark and the price of liquidation, rarely beyond.
    let near = dice.once(in: 3) ? reach / 10 + 1 : reach
    let stop = drawPrice(-near...1, toward: side)
    let take = drawPrice(-1...near, toward: side)
    let protection: Protection =
      switch dice.roll(0...9) {
      case ..<3: .stop(stop)
      case ..<5: .take(take)
      case ..<8: .trail(drawDistance())
      default: .pair(stop: stop, take: take)
      }
    let away: Side = position.isLong ? .sell : .buy
    return ProtectiveOrder(
      instrument: instrument, protection: protection,
      size: dice.once(in: 2) ? nil : drawCloseSize(),
      worst: dice.once(in: 6) ? drawPrice(0...reach, toward: away) : nil)
  }

  private mutating func drawDistance() -> TrailDistance {
    switch dice.roll(0...19) {
    case 0:
      return .share(Rate(units: Int64(dice.pick([0, 1, 99_999_999, 100_000_000, 500_000_000]))))
    case 1:
      return .price(Price(units: Int64(dice.pick([0, mark, mark + Int(limits.priceStep.units)]))))
    case ..<12: return .share(Rate(units: Int64(dice.roll(1...reach * 10_000))))
    default:
      let step = Int(limits.priceStep.units)
      let steps = Int(Int128(mark) * Int128(dice.roll(1...reach)) / 10_000) / step
      let isOff = dice.once(in: 20)
      return .price(Price(units: Int64(max(1, steps) * step + (isOff ? 1 : 0))))
    }
  }

  mutating func drawCancel() -> TradeCommand {
    let orders = naive[seat].orders
    switch dice.roll(0...9) {
    case 0: return .cancel(.all)
    case 1: return .cancel(.instrument(instrument))
    case 2: return .cancel(.order(dice.roll(1...naive[seat].lastOrder + 2)))
    default:
      return .cancel(.order(orders.isEmpty ? 1 : dice.pick(orders.map(\.number))))
    }
  }

  // MARK: - Settings

  mutating func drawLeverage() -> Leverage {
    let highest = limits.maintenance.leverageMax.value
    let drawn = dice.pick([
      1, highest, dice.roll(1...highest), dice.roll(1...highest), dice.roll(1...min(10, highest)),
      position.leverage,
    ])
    return Leverage(dice.once(in: 25) ? min(200, highest + 1) : drawn) ?? .one
  }

  /// Money for a margin or out of it, to the last unit that may be moved, or one beyond.
  mutating func drawMove() -> Money {
    let margin = whole(position.margin)
    let needed = whole(position.neededMargin(at: naive.marks[instrument.index]))
    let spare = margin - needed
    if habit == .knows, dice.once(in: 2) {
      // As much as a margin can hold, or one unit more.
      return Money(units: Bounds.marginMax.units - Int64(margin) + Int64(dice.roll(0...1)))
    }
    let units = dice.pick([
      -spare, -spare - 1, -max(1, margin / 3), available, available + 1,
      dice.roll(1...max(1, available)), dice.rollLogarithmic(1...max(1, available)),
      -dice.roll(1...max(1, margin)),
    ])
    return Money(units: Int64(units == 0 ? 1 : units))
  }
}
