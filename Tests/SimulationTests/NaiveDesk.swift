import Margin
import Primitives
import TestKit

@testable import Simulation

/// The naive engine in short sentences: one seat at the classroom's terms unless told otherwise.
struct NaiveDesk {
  private var naive: NaiveEngine
  /// What the last step did.
  private(set) var events: [String] = []
  /// Why the last command was refused.
  private(set) var refusal: String?

  init(
    at marks: String..., seats: Int = 1, balance: String = "10000", inventory: [String] = [],
    _ change: (inout Market) -> Void = { _ in }
  ) throws(MarginRulesError) {
    var market = Market()
    market.leverageDefault = 3
    change(&market)
    naive = NaiveEngine(
      rules: try market.rules(instruments: marks.count),
      balances: Array(repeating: money(balance), count: seats), marks: marks.map { price($0) },
      inventory: inventory.map { quantity($0) })
    mark(marks)
  }

  mutating func mark(_ marks: String...) { mark(marks) }

  private mutating func mark(_ marks: [String]) {
    events = naive.advance(marks: marks.map { price($0) })
    refusal = nil
  }

  mutating func give(_ command: TradeCommand, seat: Int = 0) {
    (refusal, events) = naive.execute(command, seat: Seat(seat))
  }

  /// An entry of a size, which `change` may make a limit, a stop, or give words.
  mutating func enter(
    _ side: Side, _ size: EntrySize, _ leverage: Int? = nil, seat: Int = 0, instrument: Int = 0,
    _ change: (inout EntryOrder) -> Void = { _ in }
  ) {
    var order = EntryOrder(
      side: side, instrument: Instrument(instrument), size: size,
      leverage: leverage.flatMap { Leverage($0) })
    change(&order)
    give(.enter(order), seat: seat)
  }

  mutating func protect(_ protection: Protection, size: CloseSize? = nil) {
    give(.protect(ProtectiveOrder(instrument: Instrument(0), protection: protection, size: size)))
  }

  /// Whether the events are of these kinds with these fields, one text for each event.
  func told(_ expected: String...) -> Bool {
    guard refusal == nil, events.count == expected.count else { return false }
    return zip(events, expected).allSatisfy { Self.has($0, $1) }
  }

  /// Whether a seat's state has these fields.
  func has(_ fields: String, seat: Int = 0) -> Bool {
    naive.state(of: Seat(seat)).contains { Self.has($0, fields) }
  }

  private static func has(_ line: String, _ fields: String) -> Bool {
    let words = line.split(separator: " ")
    return fields.split(separator: " ").allSatisfy { words.contains($0) }
  }
}
