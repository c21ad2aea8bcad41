import DuelRules
import Margin
import Primitives
import WireProtocol

extension ScenarioMatch {
  /// `? account SEAT`, `position SEAT NAME`, `orders SEAT NUMBER`, `quote NAME`, `ledgers`, each
  /// with its fields, or `order SEAT VERB … -> …`.
  func ask(_ words: [String]) throws(ScenarioFailure) {
    try endStep()
    guard let kind = words.first else { throw ScenarioFailure("? what") }
    if kind == "order" { return try askOrder(Array(words.dropFirst())) }
    var rest = words.dropFirst()
    let fields: [Field]
    switch kind {
    case "ledgers":
      fields = [
        Field("house", Money(units: Int64(engine.ledgers.house))),
        Field("insurance", Money(units: Int64(engine.ledgers.insurance))),
      ]
    case "quote":
      let quote = engine.quotes[try instrument(&rest).index]
      fields = [Field("mark", quote.mark), Field("bid", quote.bid), Field("ask", quote.ask)]
    case "account": fields = account(of: try seat(&rest))
    case "position":
      let seat = try seat(&rest)
      fields = position(of: seat, in: try instrument(&rest))
    case "orders":
      let seat = try seat(&rest)
      guard let word = rest.popFirst(), let number = Int(word),
        let order = engine.openOrders(of: seat).first(where: { $0.number == number })
      else { throw ScenarioFailure("no such order is open") }
      fields = self.fields(of: order)
    default: throw ScenarioFailure("? account, position, orders, quote, ledgers or order")
    }
    guard !rest.isEmpty else { throw ScenarioFailure("it asks for nothing") }
    try Condition.check(rest, fields)
  }

  private func account(of seat: Seat) -> [Field] {
    let account = engine.account(of: seat)
    let cross = engine.crossAccount(of: seat)
    let margin = rules.values.instruments.indices.reduce(Money.zero) { sum, index in
      sum + engine.position(of: seat, in: Instrument(index)).margin
    }
    return [
      Field("wallet", account.wallet), Field("available", engine.available(to: seat)),
      Field("margin", margin), Field("equity", engine.equity(of: seat).rounded(.down)),
      Field("realized", account.realizedProfit), Field("fees", account.fees),
      Field("insurance", account.draws), Field("funding", account.funding),
      Field("reserved", engine.reserved(of: seat)), Field("liquidations", account.liquidations),
      Field("initial", cross?.initialMargin ?? .zero),
      Field("maintenance", cross?.maintenanceMargin ?? .zero),
      Field("balance", cross?.balance ?? account.wallet),
      Field("ratio", optional: cross?.marginRatio),
    ]
  }

  /// What is held, and how it stands at the mark. Rules: MARGIN-5, MARGIN-10, MARGIN-15.
  private func position(of seat: Seat, in instrument: Instrument) -> [Field] {
    let position = engine.position(of: seat, in: instrument)
    let mark = engine.quotes[instrument.index].mark
    let notional = position.notional(at: mark)
    var maintenance = Money.zero
    var balance: Money?
    if position.isOpen {
      maintenance = rules.margin.instruments[instrument.index].maintenance
        .maintenance(of: position.quantity.magnitude, at: mark).rounded(.up)
      if position.mode == .isolated { balance = position.marginBalance(at: mark).rounded(.down) }
    }
    return [
      Field("quantity", position.quantity), Field("cost", position.openCost),
      Field("entry", optional: position.entryPrice), Field("margin", position.margin),
      Field("mode", position.mode.rawValue), Field("leverage", position.leverage.value),
      Field("profit", position.unrealizedProfit(at: mark)), Field("notional", notional),
      Field("initial", position.initialMargin(at: mark)), Field("maintenance", maintenance),
      Field("balance", optional: balance),
      Field("ratio", optional: balance.flatMap { quotient(maintenance, $0) }),
      Field("cover", optional: balance.flatMap { quotient($0, notional) }),
      Field("liquidation", optional: engine.liquidationPrice(of: seat, in: instrument)),
      Field("bankruptcy", optional: engine.bankruptcyPrice(of: seat, in: instrument)),
    ]
  }

  /// Half-even to 8 decimals; nil when the divisor is not positive.
  private func quotient(_ above: Money, _ below: Money) -> Rate? {
    guard below > .zero else { return nil }
    let product = Int128(above.units) * Int128(unitsPerOne)
    return Rate(
      units: Int64(clamping: product.divided(by: Int128(below.units), rounding: .halfEven)))
  }

  /// `? order SEAT VERB … -> FIELDS`: what the order would come to; or `-> refused CODE`.
  private func askOrder(_ words: [String]) throws(ScenarioFailure) {
    let parts = words.split(separator: "->", omittingEmptySubsequences: false).map(Array.init)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ScenarioFailure("? order SEAT VERB … -> FIELDS")
    }
    let refusal: Refusal
    switch try parse(parts[0]) {
    case .failure(let refused): refusal = refused.refusal
    case .success(let (seat, .enter(order))):
      switch engine.quote(order, seat: seat) {
      case .success(let quote): return try Condition.check(parts[1], fields(of: quote))
      case .failure(let refused): refusal = Refusal(refused.rejection)
      }
    case .success: throw ScenarioFailure("only orders that open can be asked")
    }
    guard parts[1] == ["refused", refusal.code.rawValue] else {
      throw ScenarioFailure("it would be refused: \(refusal.code.rawValue)")
    }
  }

  private func fields(of quote: EntryQuote) -> [Field] {
    [
      Field("mode", quote.position.mode.rawValue),
      Field("leverage", quote.position.leverage.value), Field("quantity", quote.quantity),
      Field("price", quote.price), Field("notional", quote.notional),
      Field("margin", quote.margin), Field("fee", quote.fee),
      Field("liquidation", optional: quote.liquidationPrice),
      Field("bankruptcy", optional: quote.bankruptcyPrice), Field("worst", quote.worstLoss),
      Field("breakeven", optional: quote.breakEvenPrice),
      Field("position", quote.position.quantity), Field("funding", quote.funding),
      Field("spread", quote.spreadCost), Field("impact", quote.impactCost),
      Field("close_fee", quote.closingFee),
    ]
  }

  private func seat(_ words: inout ArraySlice<String>) throws(ScenarioFailure) -> Seat {
    guard let word = words.popFirst(), let number = Int(word),
      (0..<engine.seatCount).contains(number)
    else { throw ScenarioFailure("which seat?") }
    return Seat(number)
  }

  private func instrument(
    _ words: inout ArraySlice<String>
  ) throws(ScenarioFailure) -> Instrument {
    guard let word = words.popFirst(), let found = names.find(Array(word.utf8).span) else {
      throw ScenarioFailure("which instrument?")
    }
    return found
  }
}
