public import Digests
public import DuelRules
public import Margin
public import PriceTape
public import Primitives
public import Records

// The fields of each push behind `match=` and `seq=`: a push is the same for everybody who gets it
// but for those two, so it is written once. Fields are added at the end only.

/// How a seat changed.
public enum SeatChange: String, Hashable, Sendable {
  /// Somebody took it.
  case taken
  /// It became free.
  case left
  /// It is ready.
  case ready
  /// Its connection is gone; the seat stays.
  case away
}

extension MessageWriter {
  /// INFO: the greeting with version and limits.
  public func info(durability: StaticString, _ out: inout ByteBuffer) {
    begin(.info, &out)
    field("proto", ProtocolVersion.number, &out)
    open("server", &out)
    out.append(ProtocolVersion.server)
    close(&out)
    field("maxline", Limits.lineMax, &out)
    field("ping_ms", Limits.pingMilliseconds, &out)
    field("rate", Limits.linesPerSecond, &out)
    field("features", word: "watch,queue,record", &out)
    open("durability", &out)
    out.append(durability)
    close(&out)
    end(&out)
  }

  /// PING: are you there?
  public func ping(_ out: inout ByteBuffer) {
    begin(.ping, &out)
    end(&out)
  }

  /// BYE: the last line before the server closes.
  public func bye(_ code: ErrorCode?, text: String, _ out: inout ByteBuffer) {
    begin(.bye, &out)
    field("code", word: code?.rawValue ?? "quit", &out)
    field("text", text: text, &out)
    end(&out)
  }

  /// SEAT: who sits where.
  public func seatFields(
    _ seat: Seat, name: PlayerName?, _ change: SeatChange, _ out: inout ByteBuffer
  ) {
    field("seat", seat.index, &out)
    field("name", word: name?.text ?? "none", &out)
    field("state", word: change.rawValue, &out)
  }

  /// START: the countdown begins.
  public func startFields(_ match: borrowing Match, _ out: inout ByteBuffer) {
    let values = match.rules.values
    field("ticks", values.ticks, &out)
    field("clock", word: values.clock.description, &out)
    field("instruments", list: values.instruments, &out) { $1.append($0.name) }
    field("balance", values.balance, &out)
    field("commitment", match.commitment, &out)
    field("preroll", Rules.prerollTicks, &out)
    field("rules", word: values.preset, &out)
    field("seats", list: match.players, &out) { $1.append($0?.text ?? "none") }
    tapeField(of: values, &out)
  }

  /// The tape's name, in START and LIST, when it is not a generated one: the match is practice.
  private func tapeField(of values: RuleValues, _ out: inout ByteBuffer) {
    if let tape = values.tape { field("tape", word: tape.name, &out) }
  }

  /// TICK: mark, bid and ask of each instrument.
  public func tickFields(
    _ tick: Tick, quotes: [Quote], names: [String], _ out: inout ByteBuffer
  ) {
    field("tick", tick.number, &out)
    for (index, quote) in quotes.enumerated() {
      open(key: names[index], &out)
      out.append(quote.mark)
      out.append(UInt8(ascii: "/"))
      out.append(quote.bid)
      out.append(UInt8(ascii: "/"))
      out.append(quote.ask)
      close(&out)
    }
  }

  /// FILL: a trade of the seat that is told.
  public func fillFields(
    _ fill: Fill, instrument: String, liquidation: Price?, _ out: inout ByteBuffer
  ) {
    field("order", fill.order, &out)
    field("instrument", word: instrument, &out)
    field("side", word: fill.side.rawValue, &out)
    field("quantity", fill.quantity, &out)
    field("price", fill.price, &out)
    field("fee", fill.fee, &out)
    field("liquidation", optional: liquidation, &out)
    field("reason", word: fill.reason.rawValue, &out)
    field("realized", fill.realizedProfit, &out)
    field("position", fill.position.quantity, &out)
    field("margin", fill.position.margin, &out)
    field("wallet", fill.wallet, &out)
    field("insurance", fill.insurance, &out)
  }

  /// MARGIN-CALL: liquidation is near.
  public func marginCallFields(
    _ call: MarginCall, instrument: String, _ out: inout ByteBuffer
  ) {
    field("seat", call.seat.index, &out)
    field("instrument", word: instrument, &out)
    field("level", call.level.percent, &out)
    field("mark", call.mark, &out)
    field("balance", call.marginBalance, &out)
    field("maintenance", call.maintenanceMargin, &out)
    field("liquidation", optional: call.liquidationPrice, &out)
  }

  /// LIQUIDATION: a position was closed by force.
  public func liquidationFields(
    _ liquidation: Liquidation, instrument: String, _ out: inout ByteBuffer
  ) {
    field("instrument", word: instrument, &out)
    field("quantity", liquidation.quantity, &out)
    field("price", liquidation.price, &out)
    field("loss", liquidation.loss, &out)
    field("fee", liquidation.fee, &out)
    field("insurance", liquidation.insurance, &out)
    field("seat", liquidation.seat.index, &out)
    field("side", word: liquidation.side.rawValue, &out)
    field("returned", liquidation.returned, &out)
    field("wallet", liquidation.wallet, &out)
  }

  /// POSITION: what a seat holds of an instrument, as others may see it.
  public func positionFields(
    _ position: Position, seat: Seat, instrument: String, liquidation: Price?,
    _ out: inout ByteBuffer
  ) {
    field("seat", seat.index, &out)
    field("instrument", word: instrument, &out)
    field("quantity", position.quantity, &out)
    field("entry", optional: position.entryPrice, &out)
    field("mode", word: "isolated", &out)
    field("leverage", position.leverage.value, &out)
    field("margin", position.margin, &out)
    field("liquidation", optional: liquidation, &out)
  }

  /// The value of a position in POSITIONS:
  /// `side/quantity/entry/mode/leverage/margin/profit/liquidation`.
  public func positionValue(
    _ position: Position, mark: Price, liquidation: Price?, _ out: inout ByteBuffer
  ) {
    out.append(position.side == .buy ? "long/" : "short/")
    out.append(position.quantity.magnitude)
    out.append("/")
    if let entry = position.entryPrice { out.append(entry) } else { out.append("none") }
    out.append("/isolated/")
    out.append(integer: position.leverage.value)
    out.append("/")
    out.append(position.margin)
    out.append("/")
    out.append(position.unrealizedProfit(at: mark))
    out.append("/")
    if let liquidation { out.append(liquidation) } else { out.append("none") }
  }

  /// RANK: the tick is settled; seats best first, with their equity in the same order.
  public func rankFields(_ tick: Tick, _ ranking: Ranking, _ out: inout ByteBuffer) {
    field("tick", tick.number, &out)
    rankingFields(ranking, &out)
  }

  private func rankingFields(_ ranking: Ranking, _ out: inout ByteBuffer) {
    field("ranking", list: ranking.order, &out) { $1.append(integer: $0.index) }
    field("equity", list: ranking.order, &out) { $1.append(ranking.standings[$0.index].equity) }
  }

  /// END: the result stands, or there is none.
  public func endFields(
    _ match: borrowing Match, digest: Digest?, _ out: inout ByteBuffer
  ) {
    let ranking = match.ranking
    rankingFields(ranking, &out)
    if let digest { field("digest", digest, &out) } else { field("digest", word: "none", &out) }
    field("seed", match.secret.seed, &out)
    field("salt", match.secret.salt, &out)
    field("places", list: ranking.order, &out) {
      $1.append(integer: ranking.places[$0.index])
    }
    let isSettled = match.phase == .settled
    field("reason", word: isSettled ? "finished" : "aborted", &out)
    let winner = isSettled ? ranking.winner : nil
    field("winner", word: winner.map { String($0.index) } ?? "none", &out)
  }

  /// MATCH: one line of LIST.
  public func match(_ id: MatchID, _ match: borrowing Match, _ out: inout ByteBuffer) {
    let values = match.rules.values
    begin(.match, &out)
    open("match", &out)
    out.append(id)
    close(&out)
    field("phase", word: match.phase.rawValue, &out)
    field("rules", word: values.preset, &out)
    field("clock", word: values.clock.description, &out)
    field("ticks", values.ticks, &out)
    field("tick", match.tick.number, &out)
    field("seats", list: match.players, &out) { $1.append($0?.text ?? "none") }
    tapeField(of: values, &out)
    end(&out)
  }

  /// TAPE: one line of TAPES; `ticks` is the longest match on it.
  public func tape(_ tape: StoredTape, _ out: inout ByteBuffer) {
    begin(.tape, &out)
    field("name", word: tape.name, &out)
    field("ticks", TapeChoice.ticksAvailable(on: tape, from: 0), &out)
    field("instruments", list: tape.instruments, &out) { $1.append($0.name) }
    field("digest", tape.digest, &out)
    end(&out)
  }
}
