import Margin
import Primitives

/// One thing that happens to both engines.
enum CourseStep: Sendable {
  case tick([Price])
  case command(Seat, TradeCommand)
  /// A seat is out of the game: what it has open is cancelled. Rule: MATCH-10.
  case knockOut(Seat)
}

/// A match as the engines see it: rules, a start, and what happens.
struct Course: Sendable {
  var rules: MarginRules
  var balances: [Money]
  var marks: [Price]
  var inventory: [Quantity]
  var steps: [CourseStep] = []

  func makeEngine() -> MarginEngine {
    MarginEngine(rules: rules, balances: balances, marks: marks, inventory: inventory)
  }

  func makeNaive() -> NaiveEngine {
    NaiveEngine(rules: rules, balances: balances, marks: marks, inventory: inventory)
  }

  // MARK: - Smaller courses

  /// The same without a seat and all it did; nil when it is the only one.
  func without(_ seat: Seat) -> Course? {
    guard balances.count > 1 else { return nil }
    var course = self
    course.balances.remove(at: seat.index)
    func moved(_ other: Seat) -> Seat {
      other > seat ? Seat(other.index - 1) : other
    }
    course.steps = steps.compactMap {
      switch $0 {
      case .tick: $0
      case .command(let other, let command):
        other == seat ? nil : .command(moved(other), command)
      case .knockOut(let other): other == seat ? nil : .knockOut(moved(other))
      }
    }
    return course
  }

  /// The same without an instrument and all that was done in it; nil when it is the only one.
  func without(_ instrument: Instrument) -> Course? {
    guard marks.count > 1 else { return nil }
    var course = self
    var instruments = rules.instruments
    instruments.remove(at: instrument.index)
    guard let rules = rules.with(instruments: instruments) else { return nil }
    course.rules = rules
    course.marks.remove(at: instrument.index)
    if !inventory.isEmpty { course.inventory.remove(at: instrument.index) }
    course.steps = steps.compactMap {
      switch $0 {
      case .tick(var marks):
        marks.remove(at: instrument.index)
        return .tick(marks)
      case .command(let seat, let command):
        return command.without(instrument).map { .command(seat, $0) }
      case .knockOut: return $0
      }
    }
    return course
  }

  /// The same with other costs; nil when they are the ones it has.
  func with(_ change: (inout TradingCosts) -> Void) -> Course? {
    var costs = rules.costs
    change(&costs)
    guard costs != rules.costs, let changed = rules.with(costs: costs) else { return nil }
    var course = self
    course.rules = changed
    return course
  }
}

extension MarginRules {
  func with(
    instruments: [InstrumentRules]? = nil, costs: TradingCosts? = nil
  ) -> MarginRules? {
    do throws(MarginRulesError) {
      return try MarginRules(
        instruments: instruments ?? self.instruments, costs: costs ?? self.costs,
        liquidationRemainder: liquidationRemainder, leverageDefault: leverageDefault,
        modeDefault: modeDefault)
    } catch {
      return nil
    }
  }
}

extension TradeCommand {
  /// What it is about; nil for everything, or for an order by its number.
  var instrument: Instrument? {
    switch self {
    case .enter(let order): order.instrument
    case .close(let order): order.instrument
    case .protect(let order): order.instrument
    case .cancel(.instrument(let instrument)): instrument
    case .closeAll, .cancel: nil
    case .setLeverage(let instrument, _), .setMode(let instrument, _),
      .moveMargin(let instrument, _):
      instrument
    }
  }

  /// The same command when an instrument is gone; nil when it was about that one.
  func without(_ gone: Instrument) -> TradeCommand? {
    guard let instrument else { return self }
    guard instrument != gone else { return nil }
    let moved = instrument > gone ? Instrument(instrument.index - 1) : instrument
    switch self {
    case .enter(var order):
      order.instrument = moved
      return .enter(order)
    case .close(var order):
      order.instrument = moved
      return .close(order)
    case .protect(var order):
      order.instrument = moved
      return .protect(order)
    case .cancel: return .cancel(.instrument(moved))
    case .setLeverage(_, let leverage): return .setLeverage(moved, leverage)
    case .setMode(_, let mode): return .setMode(moved, mode)
    case .moveMargin(_, let amount): return .moveMargin(moved, amount)
    case .closeAll: return self
    }
  }

  /// The same command with one of its extras left out, for each that it has.
  var simpler: [TradeCommand] {
    func entries(_ changes: [(inout EntryOrder) -> Void], _ order: EntryOrder) -> [TradeCommand] {
      changes.compactMap { change in
        var simpler = order
        change(&simpler)
        return simpler == order ? nil : .enter(simpler)
      }
    }
    switch self {
    case .enter(let order):
      let isRisk = if case .risk = order.size { true } else { false }
      return entries(
        [
          { $0.take = nil }, { $0.worst = nil }, { $0.mode = nil }, { $0.leverage = nil },
          { if !isRisk { $0.stop = nil } }, { $0.isReduceOnly = false },
          { $0.timing = .market },
        ], order)
    case .close(var order) where order.worst != nil:
      order.worst = nil
      return [.close(order)]
    case .protect(var order) where order.worst != nil:
      order.worst = nil
      return [.protect(order)]
    default: return []
    }
  }
}
