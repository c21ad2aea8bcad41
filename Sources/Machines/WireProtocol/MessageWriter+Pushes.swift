public import Digests
public import DuelRules
public import Margin
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
  /// Its player is connected again.
  case back
  /// Its connection has been gone for too long.
  case abandoned
}

extension MessageWriter {
  /// INFO: the greeting with version and limits.
  public func info(durability: String, linesPerSecond: Int, _ out: inout ByteBuffer) {
    begin(.info, &out)
    field("proto", ProtocolVersion.number, &out)
    open("server", &out)
    out.append(ProtocolVersion.server)
    close(&out)
    field("maxline", Limits.lineMax, &out)
    field("ping_ms", Limits.pingMilliseconds, &out)
    field("rate", linesPerSecond, &out)
    field("features", word: "watch,queue,record,series,json,resume,chat,orders,nonces", &out)
    open("durability", &out)
    out.append(durability)
    close(&out)
    field("pong_ms", Limits.pongMilliseconds, &out)
    end(&out)
  }

  /// PING: are you there?
  public func ping(_ out: inout ByteBuffer) {
    begin(.ping, &out)
    end(&out)
  }

  /// BYE: the last line before the server closes, perhaps with how long to stay away.
  public func bye(
    _ code: ErrorCode?, text: String, retryMilliseconds: Int? = nil, _ out: inout ByteBuffer
  ) {
    begin(.bye, &out)
    field("code", word: code?.rawValue ?? "quit", &out)
    field("text", text: text, &out)
    if let retryMilliseconds { field("retry_ms", retryMilliseconds, &out) }
    end(&out)
  }

  /// SEAT: who sits where.
  public func seatFields(
    _ seat: Seat, name: PlayerName?, _ change: SeatChange, abandonMilliseconds: Int? = nil,
    _ out: inout ByteBuffer
  ) {
    field("seat", seat.index, &out)
    field("name", word: name?.text ?? "none", &out)
    field("state", word: change.rawValue, &out)
    if let abandonMilliseconds { field("abandon_ms", abandonMilliseconds, &out) }
  }

  /// NONCE: the hash that a seat has committed to; nil for none.
  public func nonceFields(_ seat: Seat, hash: Digest?, _ out: inout ByteBuffer) {
    field("seat", seat.index, &out)
    field("hash", optional: hash, &out)
    field("open_ms", Limits.openingMilliseconds, &out)
  }

  /// OPENED: a seat has opened its nonce.
  public func openedFields(_ seat: Seat, nonce: Digest?, _ out: inout ByteBuffer) {
    field("seat", seat.index, &out)
    field("nonce", optional: nonce, &out)
  }

  /// KNOCKOUT: a seat is out of the game.
  public func knockoutFields(_ seat: Seat, _ tick: Tick, _ out: inout ByteBuffer) {
    field("seat", seat.index, &out)
    field("tick", tick.number, &out)
  }

  /// SERIES: how a series stands, and which match is next.
  public func seriesFields(
    _ series: SeriesStanding, next: MatchID?, _ out: inout ByteBuffer
  ) {
    field("of", series.length, &out)
    field("played", series.played, &out)
    field("wins", list: series.wins, &out) { $1.append(integer: $0) }
    if let next { field("next", next, &out) } else { field("next", word: "none", &out) }
    field("winner", word: series.winner.map { String($0.index) } ?? "none", &out)
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
    guard !values.handicap.isEmpty else { return }
    field("balances", list: match.players.indices.map { Seat($0) }, &out) {
      $1.append(values.startingBalance(of: $0))
    }
  }

  /// The tape's name, in START and LIST, when it is not a generated one: the match is practice.
  func tapeField(of values: RuleValues, _ out: inout ByteBuffer) {
    if let tape = values.tape { field("tape", word: tape.name, &out) }
  }

  /// TICK: mark, bid and ask of each instrument.
  public func tickFields(
    _ tick: Tick, quotes: [Quote], names: [String], _ out: inout ByteBuffer
  ) {
    field("tick", tick.number, &out)
    for (index, quote) in quotes.enumerated() {
      openParts(key: names[index], &out)
      if isJSON {
        part(quote.mark, first: true, &out)
        part(quote.bid, &out)
        part(quote.ask, &out)
      } else {
        out.append(quote.mark)
        out.append(UInt8(ascii: "/"))
        out.append(quote.bid)
        out.append(UInt8(ascii: "/"))
        out.append(quote.ask)
      }
      closeParts(&out)
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
    field("mode", word: fill.position.mode.rawValue, &out)
    field("leverage", fill.position.leverage.value, &out)
    field("spread", fill.spreadCost, &out)
    field("impact", fill.impactCost, &out)
  }

  /// FUNDING: what holding a position cost or brought; for its seat.
  public func fundingFields(
    _ funding: Funding, instrument: String, _ out: inout ByteBuffer
  ) {
    field("instrument", word: instrument, &out)
    field("amount", funding.amount, &out)
    field("mark", funding.mark, &out)
    field("insurance", funding.insurance, &out)
    field("position", funding.position.quantity, &out)
    field("margin", funding.position.margin, &out)
    field("wallet", funding.wallet, &out)
    field("seat", funding.seat.index, &out)
  }

  /// MARGIN-CALL: liquidation is near.
  public func marginCallFields(
    _ call: MarginCall, instrument: String?, _ out: inout ByteBuffer
  ) {
    field("seat", call.seat.index, &out)
    field("instrument", word: instrument ?? "none", &out)
    field("level", call.level.percent, &out)
    field("mark", optional: call.mark, &out)
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
    field("position", liquidation.position.quantity, &out)
    field("margin", liquidation.position.margin, &out)
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
    field("mode", word: position.mode.rawValue, &out)
    field("leverage", position.leverage.value, &out)
    field("margin", position.margin, &out)
    field("liquidation", optional: liquidation, &out)
  }

  /// RANK: the tick is settled; seats best first, with their equity in the same order, as far as
  /// the audience may know. Rule: MATCH-8.
  public func rankFields(
    _ tick: Tick, _ ranking: Ranking, to audience: Audience, of values: RuleValues,
    _ out: inout ByteBuffer
  ) {
    let order = audience.order(of: ranking)
    field("tick", tick.number, &out)
    guard !order.isEmpty else {
      field("ranking", word: "none", &out)
      field("equity", word: "none", &out)
      return
    }
    field("ranking", list: order, as: .number, &out) { $1.append(integer: $0.index) }
    field("equity", list: order, &out) { seat, out in
      if let equity = audience.equity(of: seat, in: ranking, at: tick, of: values) {
        out.append(equity)
      } else {
        out.append("none")
      }
    }
  }

  private func rankingFields(_ ranking: Ranking, _ out: inout ByteBuffer) {
    field("ranking", list: ranking.order, as: .number, &out) { $1.append(integer: $0.index) }
    field("equity", list: ranking.order, &out) { $1.append(ranking.standings[$0.index].equity) }
  }

  /// END: the result stands, or there is none.
  public func endFields(
    _ match: borrowing Match, digest: Digest?, _ out: inout ByteBuffer
  ) {
    let ranking = match.ranking
    rankingFields(ranking, &out)
    field("digest", optional: digest, &out)
    field("seed", match.secret.seed, &out)
    field("salt", match.secret.salt, &out)
    field("places", list: ranking.order, as: .number, &out) {
      $1.append(integer: ranking.places[$0.index])
    }
    field("reason", word: match.endReason.rawValue, &out)
    let winner = match.phase == .settled ? ranking.winner : nil
    field("winner", optional: winner?.index, &out)
    field("ticks", match.tick.number + 1, &out)
    let seats = match.players.indices.map { Seat($0) }
    field(
      "knocked_out", seats: seats.filter { ranking.standings[$0.index].knockedOut != nil }, &out)
    field("abandoned", seats: match.abandonments.map(\.seat), &out)
    field("inactive", seats: seats.filter { !ranking.standings[$0.index].hasParticipated }, &out)
    field("forfeited", seats: match.forfeits, &out)
  }

  /// CHAT: somebody says something.
  public func chatFields(from name: PlayerName, _ text: String, _ out: inout ByteBuffer) {
    field("from", word: name.text, &out)
    field("text", text: text, &out)
  }

  /// PAUSE: the match waits for its players, at most this long from the restart on.
  public func pauseFields(graceMilliseconds: Int, _ out: inout ByteBuffer) {
    field("grace_ms", graceMilliseconds, &out)
  }

  /// SKIPPED: lines that are not sent any more.
  public func skippedFields(_ dropped: Int, _ out: inout ByteBuffer) {
    field("dropped", dropped, &out)
  }

  /// Writes seats separated by commas, or `none`.
  private func field(_ key: StaticString, seats: [Seat], _ out: inout ByteBuffer) {
    if seats.isEmpty { return field(key, word: "none", &out) }
    field(key, list: seats, as: .number, &out) { $1.append(integer: $0.index) }
  }
}
