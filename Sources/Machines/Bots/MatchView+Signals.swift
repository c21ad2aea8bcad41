import ClientCore
import Primitives

/// What strategies read out of a match; prices and distances in units of 10^-8.
extension MatchView {
  /// What this client holds of an instrument.
  func ownPosition(in instrument: Int) -> Quantity {
    guard let seat, seats.indices.contains(seat),
      seats[seat].positions.indices.contains(instrument)
    else { return .zero }
    return seats[seat].positions[instrument].quantity
  }

  /// This client's open orders of an instrument.
  func ownOrders(in instrument: Int) -> [SeenOrder] {
    guard let seat, seats.indices.contains(seat) else { return [] }
    return seats[seat].orders.filter { $0.instrument == instrument }
  }

  /// How far the mark has moved over so many ticks; nil while too few are known.
  func move(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count > span else { return nil }
    return history[history.count - 1].units - history[history.count - 1 - span].units
  }

  /// The average size of one tick's move over so many ticks, at least 1.
  func averageMove(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count > span else { return nil }
    var total: Int64 = 0
    for index in (history.count - span)..<history.count {
      total += abs(history[index].units - history[index - 1].units)
    }
    return max(1, total / Int64(span))
  }

  /// The average mark over so many ticks; nil while too few are known.
  func averageMark(of instrument: Int, over span: Int) -> Int64? {
    let history = marks[instrument]
    guard history.count >= span else { return nil }
    var total: Int128 = 0
    for mark in history.suffix(span) { total += Int128(mark.units) }
    return Int64(total / Int128(span))
  }

  /// The lowest and the highest mark of so many ticks; nil while too few are known.
  func range(of instrument: Int, over span: Int) -> ClosedRange<Int64>? {
    let history = marks[instrument]
    guard span > 0, history.count >= span else { return nil }
    var low = Int64.max
    var high: Int64 = 0
    for mark in history.suffix(span) {
      low = min(low, mark.units)
      high = max(high, mark.units)
    }
    return low...high
  }

  /// A step that prices of an instrument may have: whatever divides all marks that are known.
  ///
  /// The price step of the rules is not told; this is that, or a multiple of it.
  func grain(of instrument: Int) -> Int64? {
    var grain: Int64 = 0
    for mark in marks[instrument] {
      var other = mark.units
      while other != 0 { (grain, other) = (other, grain % other) }
      if grain == 1 { break }
    }
    return grain > 0 ? grain : nil
  }

  /// The price at a distance from the mark, down to the grain and above zero; nil when it is not.
  func price(of instrument: Int, at distance: Int64) -> Price? {
    guard let mark = marks[instrument].last, let grain = grain(of: instrument) else { return nil }
    let units = (mark.units + distance) / grain * grain
    return units > 0 ? Price(units: units) : nil
  }
}
