import Margin
import Primitives

/// What is available, what is needed, and where liquidation lies.
extension NaiveEngine {
  // MARK: - Available

  /// Wallet, profit and initial margins of cross, and reserves; it may be negative. Rule: MARGIN-7.
  func headroom(_ seat: Seat) -> Rational {
    var room = self[seat].wallet - reserved(seat)
    for (index, position) in self[seat].positions.enumerated() where position.isOpenCross {
      room += position.profit(at: marks[index]) - position.initialMargin(at: marks[index])
    }
    return room
  }

  /// What a seat may assign to new positions.
  func available(to seat: Seat) -> Rational { max(.zero, headroom(seat)) }

  /// What of it may go into a position of a mode.
  func assignable(_ seat: Seat, mode: MarginMode) -> Rational {
    mode == .cross ? available(to: seat) : min(available(to: seat), self[seat].wallet)
  }

  /// What all resting entries of a seat reserve.
  func reserved(_ seat: Seat) -> Rational {
    self[seat].orders.filter(\.isEntry).reduce(.zero) { $0 + reserve(seat, $1) }
  }

  /// What one resting entry reserves. Rule: ORDER-6.
  func reserve(_ seat: Seat, _ order: NaiveOrder) -> Rational {
    guard let quantity = order.quantity else {
      preconditionFailure("ORDER-6: an entry has a quantity")
    }
    let notional = (quantity * order.price).up
    let leverage = Rational(self[seat, order.instrument].leverage)
    let margin = (notional / leverage).up
    guard order.kind == .limit else { return margin + (notional * costs.takerFee).up }
    let gap = order.price - marks[order.instrument.index]
    let loss = (quantity * (order.side == .buy ? gap : -gap)).up
    return margin + (notional * costs.makerFee).up + max(.zero, loss)
  }

  // MARK: - Equity

  /// What a seat is worth, unrounded. Rule: SCORE-1.
  func equity(of seat: Seat) -> Rational {
    var total = self[seat].wallet - self[seat].draws
    for (index, position) in self[seat].positions.enumerated() where position.isOpen {
      let exit = quote(Instrument(index), position.isLong ? .sell : .buy)
      total += position.margin + position.exactProfit(at: exit)
      if costs.chargesClosingFee { total -= position.size.magnitude * exit * costs.takerFee }
    }
    return total
  }

  // MARK: - Health

  /// Maintenance margin of a position at a mark, unrounded; none of what is not held.
  func maintenance(_ seat: Seat, _ instrument: Instrument, at mark: Rational) -> Rational {
    let position = self[seat, instrument]
    guard position.isOpen else { return .zero }
    return instruments[instrument.index].maintenance(of: position.size.magnitude, at: mark)
  }

  /// Margin balance and maintenance margin of the cross positions together, at the marks.
  ///
  /// `replacing` is the mark that one instrument is looked at instead. Rules: MARGIN-16, LIQ-1.
  func crossTotals(
    _ seat: Seat, skipping skipped: Instrument? = nil,
    replacing other: (instrument: Instrument, mark: Rational)? = nil
  ) -> NaiveTotals {
    var balance = self[seat].wallet
    var needed = Rational.zero
    for (index, position) in self[seat].positions.enumerated() where position.isOpenCross {
      let instrument = Instrument(index)
      guard instrument != skipped else { continue }
      let mark = other?.instrument == instrument ? other?.mark ?? marks[index] : marks[index]
      balance += position.exactProfit(at: mark)
      needed += maintenance(seat, instrument, at: mark)
    }
    return NaiveTotals(balance: balance, maintenance: needed)
  }

  /// Whether LIQ-1 holds for a position, or for the account that carries it, at a mark.
  func isLiquidatable(_ seat: Seat, _ instrument: Instrument, at mark: Rational) -> Bool {
    let position = self[seat, instrument]
    guard position.isOpen else { return false }
    if position.mode == .cross {
      return crossTotals(seat, replacing: (instrument, mark)).isLiquidatable
    }
    return position.margin + position.exactProfit(at: mark)
      <= maintenance(seat, instrument, at: mark)
  }

  func isLiquidatable(_ seat: Seat, _ instrument: Instrument) -> Bool {
    isLiquidatable(seat, instrument, at: marks[instrument.index])
  }

  /// The first mark on the price step at which a position is liquidated. Rule: LIQ-2.
  func liquidationPrice(of seat: Seat, in instrument: Instrument) -> Rational? {
    let position = self[seat, instrument]
    guard position.isOpen else { return nil }
    let limits = instruments[instrument.index]
    var held = position.margin
    if position.mode == .cross {
      let others = crossTotals(seat, skipping: instrument)
      held = others.balance - others.maintenance
    }
    let size = position.size.magnitude
    for (index, bracket) in limits.brackets.enumerated() {
      let root =
        position.isLong
        ? (position.cost - held - bracket.amount) / (size * (Rational(1) - bracket.rate))
        : (position.cost + held + bracket.amount) / (size * (Rational(1) + bracket.rate))
      guard limits.bracketIndex(of: size * root) == index else { continue }
      // Marks lie between one step and 10^10 (MARGIN-2): what is lost at any mark is so from the
      // first one on, and what is lost at none has no such price.
      let highest = Rational(Bounds.priceMax)
      if position.isLong {
        if root > highest { return nil }
        let price = min(root, highest).roundedDown(to: limits.priceStep)
        return price > .zero ? price : nil
      }
      let price = max(root.roundedUp(to: limits.priceStep), limits.priceStep)
      return price <= highest ? price : nil
    }
    return nil
  }
}
