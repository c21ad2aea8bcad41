public import Primitives

/// Where the marks lie at which a position's margin reaches a level, all else equal.
///
/// With signed quantity Q, cost C, collateral W, rate r and amount A, at mark p, the share of the
/// margin that is left is (B - MM) / (W - MM), where B = W + Qp - C and MM = |Q|pr - A. Level 0 %
/// is liquidation. Within a bracket both sides are linear in p, so each level has one root:
/// - long:  p = [100 (C - W - A) + x (W + A)] / [q (100 (1 - r) + x r)], trouble at and below;
/// - short: p = [100 (C + W + A) - x (W + A)] / [q (100 (1 + r) - x r)], trouble at and above.
/// Source: Protocol/rules.md LIQ-2; the form is that of Binance's published liquidation price.
public struct LiquidationEquation: Hashable, Sendable {
  /// The size; positive long, negative short, not zero.
  public let quantity: Quantity
  /// What was paid or received for it; not negative.
  public let openCost: Money
  /// What carries its losses: the isolated margin, or what the account has beside this position.
  public let collateral: ExactMoney
  /// Maintenance margin by notional.
  public let schedule: MaintenanceSchedule

  /// Takes the terms as they are.
  public init(
    quantity: Quantity, openCost: Money, collateral: ExactMoney, schedule: MaintenanceSchedule
  ) {
    precondition(quantity != .zero, "LIQ-2: an exposure")
    self.quantity = quantity
    self.openCost = openCost
    self.collateral = collateral
    self.schedule = schedule
  }

  /// The same with one rate and amount for every notional, for calculations outside a match.
  public init(
    quantity: Quantity, openCost: Money, collateral: ExactMoney, maintenanceRate: Rate,
    maintenanceAmount: Money
  ) {
    self.init(
      quantity: quantity, openCost: openCost, collateral: collateral,
      schedule: MaintenanceSchedule(rate: maintenanceRate, amount: maintenanceAmount))
  }

  /// The first mark on the price step at which the position is liquidated; nil when no positive
  /// price does it, or only one beyond `Bounds.priceMax`. Long down, short up to the step.
  ///
  /// Maintenance is continuous, so the root that counts is the one that is liquidated while the
  /// step before it is not. Rule: LIQ-2.
  public func liquidationPrice(priceStep: Price) -> Price? {
    let isLong = quantity > .zero
    let step = Int128(priceStep.units)
    for bracket in schedule.brackets {
      let units = root(percent: 0, in: bracket, rounding: isLong ? .down : .up)
      let stepped = units.divided(by: step, rounding: isLong ? .down : .up) * step
      // A short with less than nothing is gone at any price; the lowest is one step.
      let first = isLong ? stepped : Swift.max(stepped, step)
      guard isWithinReach(first) else { continue }
      let price = Price(units: Int64(first))
      let before = isLong ? first + step : first - step
      let isFirst = before <= 0 || !isLiquidated(at: before)
      if isLiquidated(at: Int128(price.units)), isFirst { return price }
    }
    return nil
  }

  /// Whether a mark in units of 10^-8 is a price at which the notional still fits: 10^13 at most.
  private func isWithinReach(_ units: Int128) -> Bool {
    guard units > 0, units <= Int128(Bounds.priceMax.units) else { return false }
    let notional = units * Int128(quantity.magnitude.units)
    return notional <= Int128(unitsPerOne) * Int128(unitsPerOne) * 10_000_000_000_000
  }

  /// Whether the position is liquidated at a mark in units of 10^-8.
  private func isLiquidated(at units: Int128) -> Bool {
    guard isWithinReach(units) else { return false }
    let mark = Price(units: Int64(units))
    let cost = quantity > .zero ? openCost : -openCost
    let balance = collateral + ExactMoney(valueOf: quantity, at: mark) - ExactMoney(cost)
    return balance <= schedule.maintenance(of: quantity.magnitude, at: mark)
  }

  /// The mark at which equity is zero: long up, short down to the step; nil when not positive.
  /// Rule: LIQ-3.
  public func bankruptcyPrice(priceStep: Price) -> Price? {
    let isLong = quantity > .zero
    let cost = ExactMoney(openCost)
    let equity = isLong ? cost - collateral : cost + collateral
    let divisor = Int128(quantity.magnitude.units) * Int128(unitsPerOne) * Int128(priceStep.units)
    let steps = equity.raw.divided(by: divisor, rounding: isLong ? .up : .down)
    let units = steps * Int128(priceStep.units)
    guard units > 0, units <= Int128(Bounds.priceMax.units) else { return nil }
    return Price(units: Int64(units))
  }

  /// The mark, in units of 10^-8, at which (B - MM) / (W - MM) is `percent` / 100 by the terms of
  /// one bracket.
  func root(percent: Int, in bracket: MaintenanceBracket, rounding: Rounding) -> Int128 {
    let backing = collateral + ExactMoney(bracket.amount)
    let cost = ExactMoney(openCost)
    let rate = Int128(bracket.rate.units) * Int128(percent)
    let size = Int128(quantity.magnitude.units)
    if quantity > .zero {
      let above = (cost - backing) * 100 + backing * percent
      let below = size * (Int128(unitsPerOne - bracket.rate.units) * 100 + rate)
      return above.raw.divided(by: below, rounding: rounding)
    }
    let above = (cost + backing) * 100 - backing * percent
    let below = size * (Int128(unitsPerOne + bracket.rate.units) * 100 - rate)
    return above.raw.divided(by: below, rounding: rounding)
  }
}
