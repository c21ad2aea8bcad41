public import Primitives

/// Maintenance margin and leverage of positions from a notional on.
public struct MaintenanceBracket: Hashable, Sendable {
  /// The notional at mark at which the bracket begins; it belongs to this bracket.
  public let floor: Money
  /// Maintenance margin as a fraction of the notional at mark; 0 to below 1.
  public let rate: Rate
  /// What is subtracted from notional x rate, so that maintenance margin has no jump at the floor.
  public let amount: Money
  /// The highest leverage of a position in this bracket.
  public let leverageMax: Leverage

  /// Takes the terms of a bracket as they are.
  public init(floor: Money, rate: Rate, amount: Money, leverageMax: Leverage) {
    self.floor = floor
    self.rate = rate
    self.amount = amount
    self.leverageMax = leverageMax
  }

  /// Maintenance margin of a size at a mark in this bracket, exact.
  @inlinable public func maintenance(of size: Quantity, at mark: Price) -> ExactMoney {
    ExactMoney(valueOf: size, at: mark, times: rate) - ExactMoney(amount)
  }
}

/// The brackets of an instrument, by ascending notional. Rule: MARGIN-15.
public struct MaintenanceSchedule: Hashable, Sendable {
  /// The brackets; the first begins at 0.
  public let brackets: [MaintenanceBracket]

  /// The most brackets an instrument may have.
  public static let countMax = 16

  /// Makes one bracket for every notional.
  public init(rate: Rate, leverageMax: Leverage) throws(MarginRulesError) {
    try self.init([(.zero, rate, leverageMax)])
  }

  /// Makes brackets from floors, rates and leverages; the amounts follow from continuity:
  /// amount(n) = amount(n-1) + floor(n) x (rate(n) - rate(n-1)).
  ///
  /// Floors and rates ascend, leverages descend, and in each bracket highest leverage x rate is
  /// below 1. Source: the form of Binance's published maintenance tables.
  public init(
    _ terms: [(floor: Money, rate: Rate, leverageMax: Leverage)]
  ) throws(MarginRulesError) {
    guard let first = terms.first, first.floor == .zero, terms.count <= Self.countMax else {
      throw .brackets
    }
    var brackets: [MaintenanceBracket] = []
    for term in terms {
      guard term.rate >= .zero, term.rate < .one else { throw .maintenanceRate }
      let product = Int128(term.rate.units) * Int128(term.leverageMax.value)
      guard product < Int128(unitsPerOne) else { throw .maintenanceAtLeverageMax }
      var amount = Money.zero
      if let last = brackets.last {
        guard term.floor > last.floor, term.floor <= Bounds.notionalMax,
          term.rate >= last.rate, term.leverageMax <= last.leverageMax
        else { throw .brackets }
        let step = Int128(productOf: term.floor.units, term.rate.units - last.rate.units)
        guard step % Int128(unitsPerOne) == 0 else { throw .brackets }
        amount = last.amount + Money(units: Int64(step / Int128(unitsPerOne)))
      }
      brackets.append(
        MaintenanceBracket(
          floor: term.floor, rate: term.rate, amount: amount, leverageMax: term.leverageMax))
    }
    self.brackets = brackets
  }

  /// Takes one bracket for every notional as it is, for calculations outside a match.
  public init(rate: Rate, amount: Money) {
    brackets = [
      MaintenanceBracket(floor: .zero, rate: rate, amount: amount, leverageMax: .one)
    ]
  }

  /// The place of the bracket that a size belongs to at a mark.
  @inlinable public func index(of size: Quantity, at mark: Price) -> Int {
    guard brackets.count > 1 else { return 0 }
    let notional = Int128(productOf: size.units, mark.units)
    var index = brackets.count - 1
    while index > 0, notional < Int128(productOf: brackets[index].floor.units, unitsPerOne) {
      index -= 1
    }
    return index
  }

  /// The bracket that a size belongs to at a mark.
  @inlinable public func bracket(of size: Quantity, at mark: Price) -> MaintenanceBracket {
    brackets[index(of: size, at: mark)]
  }

  /// Maintenance margin of a size at a mark, exact.
  @inlinable public func maintenance(of size: Quantity, at mark: Price) -> ExactMoney {
    bracket(of: size, at: mark).maintenance(of: size, at: mark)
  }

  /// The highest leverage of any bracket.
  public var leverageMax: Leverage { brackets[0].leverageMax }

  /// The largest size at a mark whose bracket allows a leverage.
  func largest(_ leverage: Leverage, at mark: Price) -> Quantity {
    guard let above = brackets.first(where: { $0.leverageMax < leverage }) else {
      return Bounds.quantityMax
    }
    let floor = Int128(productOf: above.floor.units, unitsPerOne)
    return Quantity(
      units: Int64(clamping: (floor - 1).divided(by: Int128(mark.units), rounding: .down)))
  }

  /// The largest size on the quantity step whose notional is strictly below a bracket's floor.
  func sizeBelow(_ index: Int, at mark: Price, step: Quantity) -> Quantity {
    let floor = Int128(productOf: brackets[index].floor.units, unitsPerOne)
    let largest = (floor - 1).divided(by: Int128(mark.units), rounding: .down)
    return Quantity(units: Int64(largest)).roundedDown(toStep: step)
  }
}
