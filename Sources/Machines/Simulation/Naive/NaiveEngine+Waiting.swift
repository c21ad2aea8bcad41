import Margin
import Primitives

/// Orders that wait, as they are given and taken back. Rules: ORDER-1 to ORDER-4, ORDER-7.
extension NaiveEngine {
  // MARK: - Entries

  /// The limit or trigger of an entry; nil for a market order.
  func ownPrice(_ order: EntryOrder) -> Rational? {
    switch order.timing {
    case .market: nil
    case .limit(let price), .stop(let price): Rational(price)
    }
  }

  /// Whether an entry waits: a limit does when the quote does not allow it. Rule: ORDER-1.
  func waits(_ order: EntryOrder) -> Bool {
    switch order.timing {
    case .market: return false
    case .stop: return true
    case .limit(let price):
      let quote = quote(order.instrument, order.side)
      return order.side == .buy ? quote > Rational(price) : quote < Rational(price)
    }
  }

  /// Checks and keeps an entry as if it opened all of its quantity.
  mutating func rest(
    _ order: EntryOrder, _ seat: Seat, _ size: Rational, at own: Rational, leverage: Int?,
    mode: MarginMode?
  ) throws(NaiveRefusal) {
    let limits = instruments[order.instrument.index]
    let isLimit = if case .limit = order.timing { true } else { false }
    let position = self[seat, order.instrument]
    let held = position.isReduced(by: order.side) ? Rational.zero : position.size.magnitude
    if held + size > limits.largest {
      throw NaiveRefusal("position-limit most=\(decimal(limits.largest))")
    }
    if !order.isReduceOnly {
      try checkBracket(
        leverage ?? self[seat, order.instrument].leverage, order.instrument,
        notional: (held + size) * own)
      if let leverage, leverage != self[seat, order.instrument].leverage {
        try checkHeld(seat, order.instrument, leverage)
      }
      try checkMinimum(size * own, limits)
    }
    if let mode { seats[seat.index].positions[order.instrument.index].mode = mode }
    if let leverage, leverage != position.leverage {
      try changeLeverage(seat, order.instrument, leverage)
    }
    let kept = NaiveOrder(
      number: self[seat].lastOrder + 1, instrument: order.instrument, side: order.side,
      kind: isLimit ? .limit : .stop, price: own, quantity: size,
      isReduceOnly: order.isReduceOnly, worst: Rational(optional: order.worst),
      stop: Rational(optional: order.stop), take: Rational(optional: order.take))
    if kept.isEntry {
      let reserve = reserve(seat, kept)
      let free = assignable(seat, mode: self[seat, order.instrument].mode)
      if reserve > free { throw .insufficient(required: reserve, available: free) }
    }
    try checkRoom(seat, for: 1)
    keep(kept, seat)
  }

  // MARK: - Orders of a position

  mutating func protect(_ order: ProtectiveOrder, _ seat: Seat) throws(NaiveRefusal) {
    let position = self[seat, order.instrument]
    guard position.isOpen else { throw .noPosition }
    let mark = marks[order.instrument.index]
    let asked = ProtectionPrices(order.protection)
    try checkPrices([asked.stop, asked.take], order.instrument)
    if let distance = asked.distance {
      try checkDistance(distance, order.instrument, position.side)
    }
    try checkTriggers(position.side, stop: asked.stop, take: asked.take, reference: mark)
    var size: Rational?
    if let wanted = order.size {
      let quantity = quantity(wanted, of: position, order.instrument)
      try checkStep(quantity, order.instrument)
      size = min(quantity, position.size.magnitude)
    }
    let trailing = asked.distance.map {
      trail($0, order.instrument, position.side, reference: mark)
    }
    if let stop = asked.stop ?? trailing { try checkBeyond(stop, seat, order.instrument) }
    try checkRoom(seat, for: asked.stop != nil && asked.take != nil ? 2 : 1)
    keep(
      seat, order.instrument, stop: asked.stop, take: asked.take, size: size,
      worst: Rational(optional: order.worst))
    if let distance = asked.distance, let trailing {
      keep(
        NaiveOrder(
          number: self[seat].lastOrder + 1, instrument: order.instrument,
          side: position.isLong ? .sell : .buy, kind: .trail(distance), price: trailing,
          reference: mark, quantity: size, isReduceOnly: true,
          worst: Rational(optional: order.worst)), seat)
    }
  }

  /// What `stop=` and `take=` of an entry ask for, once it has filled. Rule: ORDER-4.
  mutating func attach(
    _ seat: Seat, _ instrument: Instrument, _ side: Side, stop: Rational?, take: Rational?
  ) throws(NaiveRefusal) {
    guard stop != nil || take != nil else { return }
    let position = self[seat, instrument]
    guard position.isOpen, position.side == side else { throw .noPosition }
    try checkTriggers(side, stop: stop, take: take, reference: marks[instrument.index])
    if let stop { try checkBeyond(stop, seat, instrument) }
    try checkRoom(seat, for: stop != nil && take != nil ? 2 : 1)
    keep(seat, instrument, stop: stop, take: take, size: nil, worst: nil)
  }

  /// Keeps a stop, a take-profit, or both as a pair, the stop first.
  private mutating func keep(
    _ seat: Seat, _ instrument: Instrument, stop: Rational?, take: Rational?, size: Rational?,
    worst: Rational?
  ) {
    let first = self[seat].lastOrder + 1
    let isPair = stop != nil && take != nil
    let side: Side = self[seat, instrument].isLong ? .sell : .buy
    func order(_ kind: OpenOrderKind, _ number: Int, _ price: Rational) -> NaiveOrder {
      NaiveOrder(
        number: number, instrument: instrument, side: side, kind: kind, price: price,
        quantity: size, isReduceOnly: true, worst: worst,
        pair: isPair ? first + first + 1 - number : nil)
    }
    if let stop { keep(order(.stop, first, stop), seat) }
    if let take { keep(order(.take, isPair ? first + 1 : first, take), seat) }
  }

  private mutating func keep(_ order: NaiveOrder, _ seat: Seat) {
    takeNumber(seat)
    seats[seat.index].orders.append(order)
    tellOrder(seat, order, "open")
  }

  // MARK: - Taking back

  mutating func cancel(_ target: CancelTarget, _ seat: Seat) throws(NaiveRefusal) {
    let named = self[seat].orders.filter {
      switch target {
      case .order(let number): $0.number == number
      case .instrument(let instrument): $0.instrument == instrument
      case .all: true
      }
    }
    guard !named.isEmpty else { throw NaiveRefusal("unknown-order") }
    drop(named, seat, "asked")
  }

  /// A seat is out of the game. Rules: MATCH-10, ORDER-7.
  mutating func knockOut(_ seat: Seat) -> [String] {
    events = []
    drop(self[seat].orders, seat, "knocked-out")
    return events
  }

  /// Takes orders off the list, each with the other of its pair, and tells why, by number.
  mutating func drop(_ orders: [NaiveOrder], _ seat: Seat, _ reason: String) {
    let numbers = orders.map(\.number)
    let pairs = orders.compactMap(\.pair)
    let gone = self[seat].orders.filter {
      numbers.contains($0.number) || pairs.contains($0.number)
    }
    drop(seat, gone) { numbers.contains($0.number) ? reason : "pair" }
  }

  mutating func remove(_ order: NaiveOrder, _ seat: Seat) {
    seats[seat.index].orders.removeAll { $0.number == order.number }
  }

  /// What a fill cancels: the other of its pair, and what belonged to a position that is gone or
  /// has turned; by number.
  mutating func cancelBehind(_ seat: Seat, _ instrument: Instrument, pair: Int? = nil) {
    let position = self[seat, instrument]
    func isOrphan(_ order: NaiveOrder) -> Bool {
      order.isReduceOnly && order.instrument == instrument && !position.isReduced(by: order.side)
    }
    drop(seat, self[seat].orders.filter { $0.number == pair || isOrphan($0) }) {
      $0.number == pair ? "pair" : "position-closed"
    }
  }

  mutating func drop(
    _ seat: Seat, _ orders: [NaiveOrder], why: (NaiveOrder) -> String
  ) {
    for order in orders { remove(order, seat) }
    for order in orders { tellOrder(seat, order, "cancelled reason=\(why(order))") }
  }
}
