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
  /// less their initial margins at mark and what entries reserve; not below zero. Rule: MARGIN-7.
  public func available(to seat: Seat) -> Money {
    let free = accounts[seat.index].wallet - reserved(of: seat)
    guard hasCross[seat.index] else { return max(.zero, free) }
    return max(.zero, headroom(of: seat, wallet: free, replacing: nil))
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
        + maintenance(of: position, Instrument(index))
      totals.initialBound =
        totals.initialBound
        + ExactMoney(valueOf: size, at: mark, times: position.leverage.marginRateUp)
    }
    return totals
  }

  /// Balance and maintenance of the cross positions with a draft in place of what it changes.
  func crossTotals(with draft: Draft) -> CrossTotals {
    var totals = crossTotals(of: draft.seat, skipping: draft.place)
    totals.balance =
      totals.balance + ExactMoney(draft.account.wallet - accounts[draft.seat.index].wallet)
    guard draft.position.isOpenCross else { return totals }
    let mark = quotes[draft.instrument.index].mark
    totals.balance = totals.balance + draft.position.exactProfit(at: mark)
    totals.maintenance =
      totals.maintenance + maintenance(of: draft.position, draft.instrument)
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
    let draft = draft(seat, instrument)
    guard draft.position.isOpen else { return nil }
    return equation(of: draft)
      .liquidationPrice(priceStep: terms[instrument.index].priceStep)
  }

  /// The mark at which what carries a position is used up; nil for none. Rule: LIQ-3.
  public func bankruptcyPrice(of seat: Seat, in instrument: Instrument) -> Price? {
    let draft = draft(seat, instrument)
    guard draft.position.isOpen else { return nil }
    return equation(of: draft, carriedBy: carried(draft).balance)
      .bankruptcyPrice(priceStep: terms[instrument.index].priceStep)
  }

  /// The liquidation equation of a draft's open position.
  func equation(of draft: Draft) -> LiquidationEquation {
    let carried = carried(draft)
    return equation(of: draft, carriedBy: carried.balance - carried.maintenance)
  }

  func equation(of draft: Draft, carriedBy collateral: ExactMoney) -> LiquidationEquation {
    draft.position.equation(
      collateral: collateral,
      schedule: rules.instruments[draft.instrument.index].maintenance)
  }

  /// What carries a draft's position beside itself, and the maintenance of what else that carries.
  func carried(_ draft: Draft) -> CrossTotals {
    guard draft.position.mode == .cross else {
      return CrossTotals(balance: ExactMoney(draft.position.margin))
    }
    var others = crossTotals(of: draft.seat, skipping: draft.place)
    others.balance =
      others.balance + ExactMoney(draft.account.wallet - accounts[draft.seat.index].wallet)
    return others
  }
}
