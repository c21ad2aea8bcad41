import Margin
import Primitives

/// The margin rules, done again slowly.
struct NaiveEngine: Sendable {
  let instruments: [NaiveInstrument]
  let costs: NaiveCosts
  let remainder: LiquidationRemainder
  var seats: [NaiveSeat]
  var marks: [Rational]
  /// The tick that is out; -1 is the last of the pre-roll.
  var tick = -1
  var house = Rational.zero
  var insurance = Rational.zero
  /// What happened since the last command or tick began.
  var events: [String] = []

  init(rules: MarginRules, balances: [Money], marks: [Price], inventory: [Quantity]) {
    instruments = rules.instruments.map { NaiveInstrument($0) }
    costs = NaiveCosts(rules.costs)
    remainder = rules.liquidationRemainder
    self.marks = marks.map { Rational($0) }
    let flat = NaivePosition(
      leverage: rules.leverageDefault.value, mode: rules.modeDefault)
    let count = rules.instruments.count
    seats = balances.map {
      NaiveSeat(
        wallet: Rational($0), positions: Array(repeating: flat, count: count),
        traded: Array(repeating: .zero, count: count))
    }
    for seat in seats.indices {
      for (instrument, quantity) in inventory.enumerated() {
        takeInventory(Seat(seat), Instrument(instrument), Rational(quantity))
      }
    }
  }

  /// A position that a seat did not choose. Rule: MATCH-14.
  private mutating func takeInventory(
    _ seat: Seat, _ instrument: Instrument, _ wanted: Rational
  ) {
    let limits = instruments[instrument.index]
    let mark = marks[instrument.index]
    var position = self[seat, instrument]
    let carried = assignable(seat, mode: position.mode) * Rational(position.leverage) / mark
    var size = min(wanted.magnitude, limits.largest, carried)
    if let steep = limits.brackets.first(where: { $0.leverageMax < position.leverage }) {
      size = min(size, limits.largestSize(below: steep.floor, at: mark))
    }
    size = size.roundedDown(to: limits.quantityStep)
    guard size > .zero else { return }
    position.size = wanted > .zero ? size : -size
    position.cost = wanted > .zero ? (size * mark).up : (size * mark).down
    if position.mode == .isolated { position.margin = position.initialMargin(at: mark) }
    seats[seat.index].wallet -= position.margin
    seats[seat.index].positions[instrument.index] = position
  }

  subscript(seat: Seat) -> NaiveSeat { seats[seat.index] }

  subscript(seat: Seat, instrument: Instrument) -> NaivePosition {
    seats[seat.index].positions[instrument.index]
  }

  /// Wallets, margins and both ledgers. Rule: MARGIN-6.
  var moneyTotal: Rational {
    var total = house + insurance
    for seat in seats {
      total += seat.wallet
      for position in seat.positions { total += position.margin }
    }
    return total
  }

  /// Does what a seat asks, or says why not and changes nothing.
  mutating func execute(
    _ command: TradeCommand, seat: Seat
  ) -> (refusal: String?, events: [String]) {
    var draft = self
    draft.events = []
    do throws(NaiveRefusal) {
      try draft.attempt(command, seat)
    } catch {
      return (error.text, [])
    }
    self = draft
    return (nil, events)
  }

  private mutating func attempt(
    _ command: TradeCommand, _ seat: Seat
  ) throws(NaiveRefusal) {
    switch command {
    case .enter(let order): try enter(order, seat)
    case .close(let order): try close(order, seat)
    case .closeAll: try closeAll(seat)
    case .protect(let order): try protect(order, seat)
    case .cancel(let target): try cancel(target, seat)
    case .setLeverage(let instrument, let leverage):
      try setLeverage(seat, instrument, leverage.value)
    case .setMode(let instrument, let mode): try setMode(seat, instrument, mode)
    case .moveMargin(let instrument, let amount):
      try moveMargin(seat, instrument, Rational(amount))
    }
  }

  // MARK: - Money

  /// Puts money into a wallet, or takes it out. Rule: MARGIN-2.
  mutating func credit(_ seat: Seat, _ amount: Rational) {
    let most = Rational(Bounds.walletMax)
    let sum = seats[seat.index].wallet + amount
    seats[seat.index].wallet = min(sum, most)
    house += max(.zero, sum - most)
  }

  /// Insurance pays in the seat's name.
  mutating func draw(_ seat: Seat, _ amount: Rational) {
    insurance -= amount
    seats[seat.index].draws = NaiveSeat.bounded(self[seat].draws + amount)
  }

  /// The running totals of a trade. Rule: MARGIN-2.
  mutating func count(_ seat: Seat, profit: Rational, fee: Rational) {
    seats[seat.index].realized = NaiveSeat.bounded(self[seat].realized + profit)
    seats[seat.index].fees = NaiveSeat.bounded(self[seat].fees + fee)
  }
}
