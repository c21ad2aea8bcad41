public import Primitives

/// The cross positions of an account taken together, at the marks of a tick. Rule: MARGIN-16.
struct CrossTotals {
  /// Wallet plus all unrealised profit, exact.
  var balance: ExactMoney
  /// Maintenance margin of all of them, exact.
  var maintenance: ExactMoney = .zero
  /// At least their initial margin; see `MarginEngine.initialMargins`.
  var initialBound: ExactMoney = .zero

  /// Whether the account is to be liquidated.
  var isLiquidatable: Bool { balance <= maintenance }
}

/// The cross positions of an account as a player is shown them. Rule: MARGIN-16.
public struct CrossAccount: Hashable, Sendable {
  /// Wallet plus unrealised profit, down.
  public let balance: Money
  /// Initial margin of all of them at mark, up.
  public let initialMargin: Money
  /// Maintenance margin of all of them, up.
  public let maintenanceMargin: Money

  /// Maintenance margin divided by balance, half-even; at 1 the account is liquidated. Nil when
  /// there is no balance.
  public var marginRatio: Rate? {
    guard balance > .zero else { return nil }
    let product = Int128(productOf: maintenanceMargin.units, unitsPerOne)
    return Rate(
      units: Int64(clamping: product.divided(by: Int128(balance.units), rounding: .halfEven)))
  }
}

extension MarginEngine {
  /// The cross positions of a seat taken together; nil without one.
  public func crossAccount(of seat: Seat) -> CrossAccount? {
    guard hasCross[seat.index] else { return nil }
    let totals = crossTotals(of: seat)
    return CrossAccount(
      balance: totals.balance.rounded(.down), initialMargin: initialMargins(of: seat),
      maintenanceMargin: totals.maintenance.rounded(.up))
  }

  /// What a seat may assign to new positions: wallet plus unrealised profit of its cross positions
  /// less their initial margins at mark; not below zero. Rule: MARGIN-7.
  public func available(to seat: Seat) -> Money {
    guard hasCross[seat.index] else { return accounts[seat.index].wallet }
    return max(.zero, headroom(of: seat, wallet: accounts[seat.index].wallet, replacing: nil))
  }

  /// Wallet plus cross profit less initial margins, with one position as it would be; may be
  /// negative. `margin` is the initial margin that counts for that position.
  func headroom(
    of seat: Seat, wallet: Money,
    replacing draft: (place: Int, position: Position, margin: Money)?
  ) -> Money {
    var total = wallet
    let first = seat.index * instrumentCount
    for index in 0..<instrumentCount {
      let place = first + index
      let mark = quotes[index].mark
      if let draft, draft.place == place {
        guard draft.position.isOpenCross else { continue }
        total += draft.position.unrealizedProfit(at: mark) - draft.margin
      } else if positions[place].isOpenCross {
        let position = positions[place]
        total += position.unrealizedProfit(at: mark) - position.initialMargin(at: mark)
      }
    }
    return total
  }

  /// Balance and maintenance of a seat's cross positions, the one at `skipped` left out.
  func crossTotals(of seat: Seat, skipping skipped: Int? = nil) -> CrossTotals {
    var totals = CrossTotals(balance: ExactMoney(accounts[seat.index].wallet))
    let first = seat.index * instrumentCount
    for index in 0..<instrumentCount {
      let position = positions[first + index]
      guard position.isOpenCross, first + index != skipped else { continue }
      let mark = quotes[index].mark
      let size = position.quantity.magnitude
      totals.balance = totals.balance + position.exactProfit(at: mark)
      totals.maintenance =
        totals.maintenance
        + rules.instruments[index].maintenance.maintenance(of: size, at: mark)
      totals.initialBound =
        totals.initialBound
        + ExactMoney(valueOf: size, at: mark, times: position.leverage.marginRateUp)
    }
    return totals
  }

  /// The initial margins of a seat's cross positions at mark.
  func initialMargins(of seat: Seat) -> Money {
    var total = Money.zero
    let first = seat.index * instrumentCount
    for index in 0..<instrumentCount where positions[first + index].isOpenCross {
      total += positions[first + index].initialMargin(at: quotes[index].mark)
    }
    return total
  }

  /// The first mark at which a seat's position would be liquidated, the other instruments held at
  /// their marks; nil for none. Rule: LIQ-2.
  public func liquidationPrice(of seat: Seat, in instrument: Instrument) -> Price? {
    equation(of: seat, in: instrument)?
      .liquidationPrice(priceStep: rules.instruments[instrument.index].priceStep)
  }

  /// The mark at which what carries a position is used up; nil for none. Rule: LIQ-3.
  public func bankruptcyPrice(of seat: Seat, in instrument: Instrument) -> Price? {
    let limits = rules.instruments[instrument.index]
    let place = place(seat, instrument)
    let position = positions[place]
    guard position.isOpen else { return nil }
    let carried =
      position.mode == .cross
      ? crossTotals(of: seat, skipping: place).balance : ExactMoney(position.margin)
    return position.equation(collateral: carried, schedule: limits.maintenance)
      .bankruptcyPrice(priceStep: limits.priceStep)
  }

  /// The liquidation equation of a seat's position; nil without one.
  func equation(of seat: Seat, in instrument: Instrument) -> LiquidationEquation? {
    let place = place(seat, instrument)
    let position = positions[place]
    guard position.isOpen else { return nil }
    let schedule = rules.instruments[instrument.index].maintenance
    guard position.mode == .cross else {
      return position.equation(collateral: ExactMoney(position.margin), schedule: schedule)
    }
    let others = crossTotals(of: seat, skipping: place)
    return position.equation(
      collateral: others.balance - others.maintenance, schedule: schedule)
  }
}
