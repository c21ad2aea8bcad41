public import DuelRules
public import Margin
import PriceTape
import Primitives

/// Rules on a stored tape of one instrument, OLD, whose marks a test chooses.
///
/// The 60 ticks of the pre-roll go to and fro between 100 and 101, so that the deviation of one
/// tick is 0.00995061. Without more settings there are no costs, and maintenance is 0.
public func makeRules(
  marks: [String], preset: RulesPreset = .classroom, _ change: (inout RuleValues) -> Void = { _ in }
) throws -> Rules {
  let preroll = (0..<Rules.prerollTicks).map { $0 % 2 == 0 ? "100" : "101" }
  let tape = try StoredTape(
    name: "STORY", instruments: [StoredInstrument(name: "OLD", priceStep: price("0.01"))],
    marks: (preroll + marks).map { price($0) })
  var values = preset.values
  values.ticks = marks.count
  change(&values)
  return try Rules(values, on: tape)
}

extension TradeCommand {
  /// Buys or sells a quantity of the first instrument at the quote.
  public static func market(
    _ side: Side, _ size: String, _ times: Int = 10, mode: MarginMode? = nil, stop: String? = nil,
    take: String? = nil
  ) -> TradeCommand {
    var order = EntryOrder(
      side: side, instrument: Instrument(0), size: .quantity(quantity(size)),
      leverage: leverage(times), mode: mode)
    order.stop = stop.map { price($0) }
    order.take = take.map { price($0) }
    return .enter(order)
  }

  /// Closes all of the first instrument at the quote.
  public static var closeOld: TradeCommand {
    .close(CloseOrder(instrument: Instrument(0), size: .share(.one)))
  }
}

extension Duel {
  /// Plays from the first tick to the end; `orders` are given in their ticks, in their order.
  public func play(_ orders: [(tick: Int, seat: Int, command: TradeCommand)]) {
    begin()
    while match.phase == .live {
      for order in orders where order.tick == match.tick.number {
        let rejection = trade(order.seat, order.command)
        precondition(rejection == nil, "tick \(order.tick): \(String(describing: rejection))")
      }
      advance()
    }
  }
}
