import Margin
import Primitives

/// Draws what happens next from a seed and from how things stand.
struct CourseMaker {
  var dice: CheckDice
  let start: [Price]
  private let balances: [Rational]
  let rules: MarginRules
  let mood: Mood
  let habit: Habit
  let boldness: Int
  /// The marks of the next tick, unless they go for somebody's price.
  var planned: [Price]
  /// How many ticks in a row nothing moves.
  private var flatTicks = 0

  /// How prices move: calm enough for margin calls, or all gaps.
  enum Mood {
    case calm
    case rough
    case mad
  }

  /// How seats behave.
  enum Habit {
    case usual
    /// Gives small orders far away and takes none back.
    case hoards
    /// Knows the next tick and grows rich.
    case knows
  }

  init(course: Course, dice: CheckDice) {
    var dice = dice
    rules = course.rules
    start = course.marks
    balances = course.balances.map { Rational($0) }
    planned = course.marks
    mood = dice.pick([.calm, .calm, .rough, .mad])
    let isRich = course.balances.contains { $0 > Money(whole: 100_000_000) }
    habit = dice.pick([.usual, .usual, .usual, .hoards, isRich ? .knows : .usual])
    boldness = dice.pick([20, 50, 100, 600])
    self.dice = dice
    planned = drawMarks(course.marks)
  }

  /// The next step, as things stand in the naive engine.
  mutating func nextStep(_ naive: NaiveEngine) -> CourseStep {
    if naive.tick < 0 || dice.once(in: habit == .hoards ? 8 : 3) {
      return .tick(nextMarks(naive))
    }
    let seat = Seat(dice.roll(0...naive.seats.count - 1))
    if dice.once(in: 100), !naive[seat].positions.contains(where: \.isOpen) {
      return .knockOut(seat)
    }
    let isIdle =
      naive[seat].orders.isEmpty && !naive[seat].positions.contains(where: \.isOpen)
    if isIdle, naive.available(to: seat) * Rational(200) < balances[seat.index] {
      return .tick(nextMarks(naive))
    }
    var desk = TradingDesk(
      naive: naive, seat: seat, instrument: Instrument(dice.roll(0...start.count - 1)),
      planned: planned, rules: rules, habit: habit, boldness: boldness, reach: reach, dice: dice)
    let command = desk.nextCommand()
    dice = desk.dice
    return .command(seat, command)
  }

  /// Whether nobody has anything left to play with.
  func isOver(_ naive: NaiveEngine) -> Bool {
    naive.seats.indices.allSatisfy { index in
      let isFlat = !naive.seats[index].positions.contains(where: \.isOpen)
      return isFlat && naive.available(to: Seat(index)) * Rational(200) < balances[index]
    }
  }

  /// How far prices go in a tick, and how far away orders lie; in parts of 10,000.
  private var reach: Int {
    switch mood {
    case .calm: 120
    case .rough: 500
    case .mad: 3_000
    }
  }

  // MARK: - Marks

  private mutating func nextMarks(_ naive: NaiveEngine) -> [Price] {
    var marks = planned
    if habit != .knows {
      for index in marks.indices where dice.once(in: 4) {
        if let prey = drawPrey(Instrument(index), naive) { marks[index] = prey }
      }
    }
    planned = drawMarks(marks)
    return marks
  }

  /// A price at which something happens to somebody, or just beside or well behind it.
  private mutating func drawPrey(_ instrument: Instrument, _ naive: NaiveEngine) -> Price? {
    var prices: [Rational] = []
    for index in naive.seats.indices {
      if let price = naive.liquidationPrice(of: Seat(index), in: instrument) {
        prices.append(price)
      }
      for order in naive.seats[index].orders where order.instrument == instrument {
        prices.append(order.price)
      }
    }
    guard !prices.isEmpty else { return nil }
    let price = dice.pick(prices)
    let limits = naive.instruments[instrument.index]
    guard price <= limits.priceMax + limits.priceMax else { return nil }
    let step = Int128(rules.instruments[instrument.index].priceStep.units)
    let steps = Int(price.units / step) + dice.pick([0, 0, -1, 1, dice.roll(-9...9)])
    return bounded(dice.once(in: 8) ? moved(steps, dice.roll(-reach...reach)) : steps, instrument)
  }

  private mutating func drawMarks(_ marks: [Price]) -> [Price] {
    if flatTicks > 0 {
      flatTicks -= 1
      return marks
    }
    if dice.once(in: 40) { flatTicks = dice.roll(1...4) }
    if dice.once(in: 60) { return start }
    var next: [Price] = []
    for (index, mark) in marks.enumerated() { next.append(drawMark(mark, Instrument(index))) }
    return next
  }

  private mutating func drawMark(_ mark: Price, _ instrument: Instrument) -> Price {
    let limits = rules.instruments[instrument.index]
    let steps = Int(mark.units / limits.priceStep.units)
    let highest = Int(limits.priceMax.units / limits.priceStep.units)
    if habit == .knows, dice.once(in: 3) {
      return bounded(dice.once(in: 2) ? highest : highest / 10, instrument)
    }
    switch (mood, dice.roll(0...39)) {
    case (_, 0...3): return mark
    case (_, 4...9): return bounded(steps + dice.roll(-2...2), instrument)
    case (.mad, 35...37), (.rough, 38):
      return bounded(moved(steps, dice.roll(-7_000...20_000)), instrument)
    case (.mad, 38):
      return bounded(dice.once(in: 2) ? 1 : highest, instrument)
    case (.mad, 39): return start[instrument.index]
    default: return bounded(moved(steps, dice.roll(-reach...reach)), instrument)
    }
  }

  private func moved(_ steps: Int, _ parts: Int) -> Int {
    Int(Int128(steps) * Int128(10_000 + parts) / 10_000)
  }

  /// So many price steps, within one and the highest price.
  private func bounded(_ steps: Int, _ instrument: Instrument) -> Price {
    let limits = rules.instruments[instrument.index]
    let highest = limits.priceMax.units / limits.priceStep.units
    return Price(units: min(max(Int64(steps), 1), highest) * limits.priceStep.units)
  }
}
