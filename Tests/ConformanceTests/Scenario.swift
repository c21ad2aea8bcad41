import DuelRules
import Margin
import PriceTape
import Primitives
import WireProtocol

/// What is wrong with a scenario: the line and why.
struct ScenarioFailure: Error, CustomStringConvertible {
  let description: String
}

/// Runs the examples of rules.md; their language is explained at its end.
struct Scenario: ~Copyable {
  private let rules: Rules
  private let names: InstrumentNames
  private var engine: MarginEngine
  private var marks: [Price]
  private var events: [MarginEvent] = []
  private var rejection: MarginRejection?
  private var hasStepped = false

  /// Runs a whole scenario.
  static func run(_ lines: [String]) throws(ScenarioFailure) {
    guard let first = lines.first, first.hasPrefix("rules ") else {
      throw ScenarioFailure(description: "a scenario begins with rules")
    }
    var scenario = try Scenario(rules: first)
    for line in lines.dropFirst() {
      do throws(ScenarioFailure) {
        try scenario.step(line)
      } catch {
        throw ScenarioFailure(description: "\(line): \(error)")
      }
    }
  }

  private init(rules line: String) throws(ScenarioFailure) {
    do {
      var values = RulesPreset.standard.values
      for word in line.split(separator: " ").dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        try values.set(parts[0], to: parts[1])
      }
      values.seats = 3
      rules = try Rules(values)
    } catch {
      throw ScenarioFailure(description: "\(line): \(error)")
    }
    names = InstrumentNames(rules)
    marks = rules.source.startPrices
    engine = MarginEngine(
      rules: rules.margin, balances: Array(repeating: rules.values.balance, count: 3),
      marks: marks, inventory: rules.inventory)
  }

  private mutating func step(_ line: String) throws(ScenarioFailure) {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first else { return }
    switch first {
    case "=>": try expect(Array(words.dropFirst()))
    case "?": try ask(Array(words.dropFirst()))
    default:
      if hasStepped, let rejection {
        throw ScenarioFailure(description: "the step before was refused: \(rejection)")
      }
      events = []
      rejection = nil
      hasStepped = true
      try first == "mark" ? mark(Array(words.dropFirst())) : command(line)
    }
  }

  private mutating func mark(_ words: [String]) throws(ScenarioFailure) {
    for word in words {
      let parts = word.split(separator: "=").map(String.init)
      guard parts.count == 2, let instrument = names.find(Array(parts[0].utf8).span),
        let price = Price(parts[1])
      else { throw ScenarioFailure(description: "mark NAME=PRICE") }
      marks[instrument.index] = price
    }
    engine.advance(marks: marks, events: &events)
  }

  private mutating func command(_ line: String) throws(ScenarioFailure) {
    let (seat, command) = try parse(line)
    rejection = engine.execute(command, seat: seat, events: &events)
  }

  /// Reads `SEAT VERB …`.
  private func parse(_ line: String) throws(ScenarioFailure) -> (Seat, TradeCommand) {
    let bytes = Array(line.utf8)
    var tokens = LineTokens()
    do {
      try tokens.scan(bytes.span)
    } catch {
      throw ScenarioFailure(description: "\(error)")
    }
    guard tokens.count > 0,
      let seat = bytes.span.extracting(tokens[0].value).parseInteger()
    else { throw ScenarioFailure(description: "SEAT VERB") }
    do throws(CommandTextError) {
      let command = try CommandText.parse(tokens, from: 1, in: bytes.span, names: names)
      return (Seat(seat), command)
    } catch {
      throw ScenarioFailure(description: "\(error)")
    }
  }

  private mutating func expect(_ words: [String]) throws(ScenarioFailure) {
    guard let kind = words.first else { throw ScenarioFailure(description: "=> what?") }
    if kind == "refused" {
      guard let rejection else { throw ScenarioFailure(description: "it was not refused") }
      let code = Refusal(rejection).code.rawValue
      self.rejection = nil
      guard words.last == code else { throw ScenarioFailure(description: "it was \(code)") }
      return
    }
    if let rejection { throw ScenarioFailure(description: "it was refused: \(rejection)") }
    guard kind != "nothing" else {
      guard events.isEmpty else { throw ScenarioFailure(description: "there was \(events)") }
      return
    }
    guard !events.isEmpty else { throw ScenarioFailure(description: "there was nothing") }
    let event = events.removeFirst()
    let (found, fields) = Self.fields(of: event, liquidation: liquidation(of: event))
    guard found == kind else { throw ScenarioFailure(description: "there was \(event)") }
    try compare(Array(words.dropFirst()), fields)
  }

  private func liquidation(of event: MarginEvent) -> Price? {
    guard case .fill(let fill) = event else { return nil }
    return engine.liquidationPrice(of: fill.seat, in: fill.instrument)
  }

  private func ask(_ words: [String]) throws(ScenarioFailure) {
    var rest = words
    let kind = rest.isEmpty ? "" : rest.removeFirst()
    switch kind {
    case "ledgers":
      try compare(
        rest,
        [
          ("house", Money(units: Int64(engine.ledgers.house)).description),
          ("insurance", Money(units: Int64(engine.ledgers.insurance)).description),
        ])
    case "quote":
      let quote = engine.quotes[try instrument(&rest).index]
      try compare(
        rest,
        [
          ("mark", quote.mark.description), ("bid", quote.bid.description),
          ("ask", quote.ask.description),
        ])
    case "account":
      let seat = try seat(&rest)
      try compare(
        rest,
        [
          ("wallet", engine.account(of: seat).wallet.description),
          ("equity", engine.equity(of: seat).rounded(.down).description),
          ("available", engine.available(to: seat).description),
        ])
    case "position":
      let seat = try seat(&rest)
      let instrument = try instrument(&rest)
      let position = engine.position(of: seat, in: instrument)
      try compare(
        rest,
        [
          ("quantity", position.quantity.description), ("cost", position.openCost.description),
          ("margin", position.margin.description),
        ])
    case "order": try askOrder(rest)
    case "orders":
      let seat = try seat(&rest)
      let number = rest.isEmpty ? nil : Int(rest.removeFirst())
      guard let order = engine.openOrders(of: seat).first(where: { $0.number == number }) else {
        throw ScenarioFailure(description: "there is no such open order")
      }
      try compare(
        rest,
        [
          ("price", order.price.description),
          ("quantity", order.quantity?.description ?? "none"),
        ])
    default:
      throw ScenarioFailure(description: "? account, position, quote, order, orders or ledgers")
    }
  }

  /// `? order SEAT VERB … -> FIELDS`: what the order would come to.
  private func askOrder(_ words: [String]) throws(ScenarioFailure) {
    let parts = words.split(separator: "->")
    guard parts.count == 2 else { throw ScenarioFailure(description: "SEAT VERB … -> FIELDS") }
    let (seat, command) = try parse(parts[0].joined(separator: " "))
    guard case .enter(let order) = command,
      case .success(let quote) = engine.quote(order, seat: seat)
    else { throw ScenarioFailure(description: "it would be refused") }
    try compare(
      Array(parts[1]),
      [
        ("quantity", quote.quantity.description), ("margin", quote.margin.description),
        ("fee", quote.fee.description), ("worst", quote.worstLoss.description),
        ("liquidation", quote.liquidationPrice?.description ?? "none"),
        ("bankruptcy", quote.bankruptcyPrice?.description ?? "none"),
        ("breakeven", quote.breakEvenPrice?.description ?? "none"),
      ])
  }

  private func seat(_ words: inout [String]) throws(ScenarioFailure) -> Seat {
    guard !words.isEmpty, let number = Int(words.removeFirst()) else {
      throw ScenarioFailure(description: "which seat?")
    }
    return Seat(number)
  }

  private func instrument(_ words: inout [String]) throws(ScenarioFailure) -> Instrument {
    guard !words.isEmpty, let found = names.find(Array(words.removeFirst().utf8).span) else {
      throw ScenarioFailure(description: "which instrument?")
    }
    return found
  }

  /// Each wanted field must be there and mean the same amount or word.
  private func compare(
    _ wanted: [String], _ fields: [(String, String)]
  ) throws(ScenarioFailure) {
    for word in wanted {
      let parts = word.split(separator: "=").map(String.init)
      guard parts.count == 2, let field = fields.first(where: { $0.0 == parts[0] }) else {
        throw ScenarioFailure(description: "\(word) is not a field of it")
      }
      let isSame =
        field.1 == parts[1] || (Money(field.1) != nil && Money(field.1) == Money(parts[1]))
      guard isSame else { throw ScenarioFailure(description: "\(field.0) is \(field.1)") }
    }
  }

  private static func state(_ state: OrderState) -> (word: String, reason: String) {
    switch state {
    case .open: ("open", "none")
    case .cancelled(let reason): ("cancelled", reason.name)
    }
  }

  private static func fields(
    of event: MarginEvent, liquidation: Price?
  ) -> (String, [(String, String)]) {
    switch event {
    case .fill(let fill):
      return (
        "fill",
        [
          ("order", String(fill.order)),
          ("side", fill.side.rawValue), ("quantity", fill.quantity.description),
          ("price", fill.price.description), ("fee", fill.fee.description),
          ("reason", fill.reason.rawValue), ("realized", fill.realizedProfit.description),
          ("position", fill.position.quantity.description),
          ("margin", fill.position.margin.description), ("wallet", fill.wallet.description),
          ("insurance", fill.insurance.description),
          ("liquidation", liquidation?.description ?? "none"),
        ]
      )
    case .liquidation(let liquidation):
      return (
        "liquidation",
        [
          ("quantity", liquidation.quantity.description),
          ("price", liquidation.price.description), ("loss", liquidation.loss.description),
          ("fee", liquidation.fee.description),
          ("insurance", liquidation.insurance.description),
          ("returned", liquidation.returned.description),
          ("wallet", liquidation.wallet.description),
          ("position", liquidation.position.quantity.description),
          ("margin", liquidation.position.margin.description),
        ]
      )
    case .order(let change):
      let order = change.order
      return (
        "order",
        [
          ("order", String(order.number)), ("state", Self.state(change.state).word),
          ("reason", Self.state(change.state).reason), ("kind", order.kind.name.description),
          ("side", order.side.rawValue), ("price", order.price.description),
          ("quantity", order.quantity?.description ?? "none"),
          ("reserved", change.reserved.description),
          ("pair", order.pair.map { String($0) } ?? "none"),
        ]
      )
    case .funding(let funding):
      return (
        "funding",
        [
          ("amount", funding.amount.description), ("insurance", funding.insurance.description),
          ("margin", funding.position.margin.description), ("wallet", funding.wallet.description),
        ]
      )
    case .marginCall(let call):
      return (
        "margin-call",
        [
          ("level", String(call.level.percent)), ("balance", call.marginBalance.description),
          ("maintenance", call.maintenanceMargin.description),
          ("liquidation", call.liquidationPrice?.description ?? "none"),
        ]
      )
    }
  }
}
