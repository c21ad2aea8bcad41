import DuelRules
import Margin
import PriceTape
import Primitives
import WireProtocol

/// Runs one scenario, as Protocol/vectors/README.md describes it.
struct Scenario {
  private var rules: [String] = []
  private var match: ScenarioMatch?
  /// What each calculation is given.
  private var given: [Calculation.Input] = []
  /// How many statements looked at something.
  private var checks = 0

  /// Runs a whole scenario; the first statement that is not true is named.
  static func run(_ text: ScenarioText) throws(ScenarioFailure) {
    var scenario = Scenario()
    for statement in text.statements {
      do throws(ScenarioFailure) {
        try scenario.perform(statement.words)
      } catch {
        let words = statement.words.joined(separator: " ")
        throw ScenarioFailure("\(text.place):\(statement.line): \(words): \(error)")
      }
    }
    do throws(ScenarioFailure) {
      try scenario.match?.endStep()
    } catch {
      throw ScenarioFailure("\(text.place) \(text.name): \(error)")
    }
    guard scenario.checks > 0 else {
      throw ScenarioFailure("\(text.place) \(text.name): it checks nothing")
    }
  }

  private mutating func perform(_ words: [String]) throws(ScenarioFailure) {
    let rest = Array(words.dropFirst())
    switch words[0] {
    case "rules":
      guard match == nil else { throw ScenarioFailure("the match has begun") }
      guard !rest.isEmpty else { throw ScenarioFailure("rules KEY=VALUE …") }
      rules += rest
    case "calc":
      checks += 1
      let rules = rules.isEmpty ? nil : try begun().rules
      try Calculation.check(
        rest, given: given, brackets: rules?.margin.instruments[0].maintenance)
    case "given":
      guard !rest.isEmpty else { throw ScenarioFailure("given INPUT=VALUE …") }
      for word in rest { given.append(try Calculation.Input(word)) }
    case "=>":
      checks += 1
      try begun().expect(rest)
    case "?":
      checks += 1
      try begun().ask(rest)
    case "mark": try begun().mark(rest)
    default: try begun().command(words)
    }
  }

  private mutating func begun() throws(ScenarioFailure) -> ScenarioMatch {
    if let match { return match }
    guard !rules.isEmpty else { throw ScenarioFailure("a match begins with rules") }
    let begun = try ScenarioMatch(rules)
    match = begun
    return begun
  }
}

/// The match of a scenario: its engine, and what its last step did.
final class ScenarioMatch {
  let rules: Rules
  let names: InstrumentNames
  private(set) var engine: MarginEngine
  private var marks: [Price]
  /// The tick that is out; -1 before the first.
  private var tick = -1
  private let money: Int128
  private var events: [MarginEvent] = []
  /// Why the last command was refused, until it is said to be.
  private var refusal: Refusal?

  /// Opens an account for each seat at the start prices; three seats unless the rules say more.
  init(_ words: [String]) throws(ScenarioFailure) {
    do {
      var values = RulesPreset.standard.values
      values.seats = 3
      for word in words {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ScenarioFailure("\(word) is not KEY=VALUE") }
        try values.set(parts[0], to: parts[1])
        if parts[0] == "preset" { values.seats = 3 }
      }
      rules = try Rules(values)
    } catch {
      throw ScenarioFailure("\(error)")
    }
    names = InstrumentNames(rules)
    marks = rules.source.startPrices
    let values = rules.values
    engine = MarginEngine(
      rules: rules.margin,
      balances: (0..<values.seats).map { values.startingBalance(of: Seat($0)) }, marks: marks,
      inventory: rules.inventory)
    money = engine.moneyTotal
  }

  // MARK: - Steps

  /// `mark NAME=PRICE …`: the next tick; what is not named stays where it is.
  func mark(_ words: [String]) throws(ScenarioFailure) {
    try beginStep()
    for word in words {
      let parts = word.split(separator: "=").map(String.init)
      guard parts.count == 2, let instrument = names.find(Array(parts[0].utf8).span),
        let price = Price(parts[1])
      else { throw ScenarioFailure("mark NAME=PRICE") }
      let limits = rules.margin.instruments[instrument.index]
      guard price > .zero, price <= limits.priceMax, price.units % limits.priceStep.units == 0
      else {
        throw ScenarioFailure(
          "\(price) is not above 0, at most \(limits.priceMax) and on \(limits.priceStep)")
      }
      marks[instrument.index] = price
    }
    tick += 1
    engine.advance(marks: marks, events: &events)
    try keepMoney()
  }

  /// `SEAT VERB …`
  func command(_ words: [String]) throws(ScenarioFailure) {
    try beginStep()
    switch try parse(words) {
    case .success(let (seat, command)):
      refusal = engine.execute(command, seat: seat, events: &events).map { Refusal($0) }
    case .failure(let refused): refusal = refused.refusal
    }
    try keepMoney()
  }

  private func beginStep() throws(ScenarioFailure) {
    try endStep()
    events = []
  }

  /// A refusal that nobody expected is a failure.
  func endStep() throws(ScenarioFailure) {
    guard let refusal else { return }
    throw ScenarioFailure("the step before was refused: \(refusal.code.rawValue)")
  }

  /// Rule: MARGIN-6.
  private func keepMoney() throws(ScenarioFailure) {
    guard engine.moneyTotal == money else { throw ScenarioFailure("money was made or lost") }
  }

  /// A command whose text is refused.
  struct RefusedText: Error {
    let refusal: Refusal
  }

  /// Reads `SEAT VERB …`; a text that the server would refuse is a refusal.
  func parse(
    _ words: [String]
  ) throws(ScenarioFailure) -> Result<(Seat, TradeCommand), RefusedText> {
    let line = Array(words.joined(separator: " ").utf8)
    var tokens = LineTokens()
    do {
      try tokens.scan(line.span)
    } catch {
      throw ScenarioFailure("\(error)")
    }
    guard words.count > 1, let seat = Int(words[0]), (0..<engine.seatCount).contains(seat) else {
      throw ScenarioFailure("there is no such statement, or no such seat")
    }
    guard TradeVerb(rawValue: words[1]) != nil, let verb = Verb(rawValue: words[1]) else {
      throw ScenarioFailure("\(words[1]) is no trade")
    }
    do throws(CommandTextError) {
      let command = try CommandText.parse(tokens, from: 1, in: line.span, names: names)
      if let meant = try CommandText.parseTick(tokens, in: line.span), meant != Tick(tick) {
        return .failure(RefusedText(refusal: Refusal(.staleTick(Tick(tick)))))
      }
      return .success((Seat(seat), command))
    } catch {
      let known = rules.values.instruments.map(\.name)
      return .failure(RefusedText(refusal: Refusal(error, verb: verb, instruments: known)))
    }
  }

  // MARK: - What came of a step

  /// `=> refused CODE`, `=> nothing`, or the next event.
  func expect(_ words: [String]) throws(ScenarioFailure) {
    guard let kind = words.first else { throw ScenarioFailure("=> what?") }
    if kind == "refused" {
      guard let refusal else { throw ScenarioFailure("it was not refused") }
      guard words.count == 2, words[1] == refusal.code.rawValue else {
        throw ScenarioFailure("it was \(refusal.code.rawValue)")
      }
      self.refusal = nil
      return
    }
    try endStep()
    guard kind != "nothing" else {
      guard words.count == 1, events.isEmpty else { throw ScenarioFailure("there was \(events)") }
      return
    }
    guard !events.isEmpty else { throw ScenarioFailure("there was nothing more") }
    let event = events.removeFirst()
    let shown = shown(event)
    guard shown.kind == kind else { throw ScenarioFailure("there was \(shown.kind)") }
    try Condition.check(words.dropFirst(), shown.fields)
  }
}
