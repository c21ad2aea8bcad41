import Margin
import Primitives

/// How large orders are: mostly what money and the largest position allow.
extension TradingDesk {
  /// Whether what is available carries one step of quantity.
  var canOpen: Bool {
    let step = Int128(limits.quantityStep.units) * Int128(mark) / 100_000_000
    return Int128(available) * Int128(position.leverage) >= step + Int128(limits.minNotional.units)
  }

  /// A notional that money and the largest position allow at a price.
  private mutating func drawNotional(at price: Int, leverage: Int) -> Int128 {
    let parts = habit == .knows ? dice.roll(500...1_000) : dice.roll(1...boldness)
    let price = Rational(units: Int64(price))
    let most = whole(naive.instruments[instrument.index].largest * price)
    let room = max(1, most - whole(position.size.magnitude * price))
    let wanted = Int128(available) * Int128(parts) / 1_000 * Int128(leverage)
    let step = Int128(whole(Rational(limits.quantityStep) * price))
    return min(wanted, Int128(room)) + Int128(limits.minNotional.units) + step
  }

  mutating func drawSize(at price: Int, leverage: Int) -> EntrySize {
    let notional = drawNotional(at: price, leverage: leverage)
    let margin = Int(notional / Int128(leverage)) + 1
    // What part of all that is available this is.
    let share = Int(min(100_000_000, Int128(margin) * 100_000_000 / Int128(max(1, available))))
    switch dice.roll(0...29) {
    case 0: return .margin(Money(units: Int64(dice.rollLogarithmic(1...available + 2))))
    case 1: return .notional(Money(units: Int64(dice.rollLogarithmic(1...Int(notional) + 1))))
    case 2: return .quantity(drawQuantity(Int(limits.quantityMax.units) + 1))
    case 3: return .share(Rate(units: Int64(dice.roll(1...100_000_000))))
    case 4: return .share(.one)
    case ..<12: return .share(Rate(units: Int64(max(1, share))))
    case ..<18: return .margin(Money(units: Int64(margin)))
    case ..<23: return .notional(Money(units: Int64(notional)))
    case ..<25 where position.isOpen: return .quantity(drawHeld())
    default:
      let quantity = notional * 100_000_000 / Int128(max(1, price))
      return .quantity(Quantity(units: Int64(min(quantity, Int128(limits.quantityMax.units)))))
    }
  }

  /// The share of the equity that such a notional loses between two prices.
  mutating func drawRisk(at price: Int, stop: Int, leverage: Int?) -> EntrySize {
    if dice.once(in: 6) { return .risk(Rate(units: Int64(dice.roll(1...30_000_000)))) }
    let notional = drawNotional(at: price, leverage: leverage ?? position.leverage)
    let distance = Int128(abs(price - stop)) + Int128(max(1, price)) / 1_000
    let equity = Int128(max(1, whole(naive.equity(of: seat))))
    let lost = notional / 1_000 * distance / Int128(max(1, price)) * 1_000
    let share = min(100_000_000, lost * 100_000_000 / equity)
    return .risk(Rate(units: Int64(max(1, share))))
  }

  // MARK: - Quantities of what is held

  /// Any quantity up to a number of units.
  mutating func drawQuantity(_ most: Int) -> Quantity {
    Quantity(units: Int64(dice.once(in: 2) ? dice.roll(1...most) : dice.rollLogarithmic(1...most)))
  }

  /// A quantity about as large as what is held, a part of it, or just that.
  mutating func drawHeld() -> Quantity {
    let held = max(1, whole(position.size.magnitude))
    let step = Int(limits.quantityStep.units)
    switch dice.roll(0...5) {
    case 0, 1: return Quantity(units: Int64(held))
    case 2: return Quantity(units: Int64(held + step))
    case 3: return Quantity(units: Int64(dice.roll(1...held)))
    case 4: return Quantity(units: Int64(max(1, held / 2)))
    default: return Quantity(units: Int64(min(held * 2, 1_000_000_000_000_000_000)))
    }
  }

  mutating func drawCloseSize() -> CloseSize {
    switch dice.roll(0...5) {
    case 0: .share(.one)
    case 1: .share(Rate(units: Int64(dice.pick([1, 50_000_000, 99_999_999]))))
    case 2, 3: .share(Rate(units: Int64(dice.roll(1...100_000_000))))
    default: .quantity(drawHeld())
    }
  }

  mutating func drawClose() -> CloseOrder {
    let away: Side = position.isLong ? .sell : .buy
    return CloseOrder(
      instrument: instrument, size: drawCloseSize(),
      worst: dice.once(in: 5) ? drawPrice(-20...60, toward: away) : nil)
  }
}
