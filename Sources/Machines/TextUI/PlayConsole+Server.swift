import ClientCore
import Primitives
import WireProtocol

// What the lines of the server mean to a player.

extension PlayConsole {
  /// Takes one line: first the session, then the sentences.
  mutating func take(
    _ line: Span<UInt8>, server: inout ByteBuffer
  ) throws(FramingError) {
    var news: ClientNews?
    var whole = ByteBuffer(capacity: line.count + 1)
    whole.append(line)
    whole.append("\n")
    let bytes = whole.bytes
    var isBack = false
    var verdict: TapeVerdict?
    try session.receive(bytes.span, output: &server) { item, _, _ in
      switch item {
      case .resumed: isBack = true
      case .checked(let found): verdict = found
      case .match, .refused, .record, .farewell: news = item
      }
    }
    let fields = LineFields(line)
    switch fields.kind {
    case .ok(let verb): takeOK(verb, fields)
    case .error: takeError(fields)
    case .push, .unknown:
      if fields.word == "OK" { takeReply(fields) } else { takePush(fields, news) }
    }
    if let verdict { show(FeedLine(verdict.sentence, verdict.tone)) }
    if isBack { comeBack() }
  }

  /// The seat is taken again, and what was missed has been shown.
  private mutating func comeBack() {
    isAway = false
    show(FeedLine("you are back", .strong))
    if isTakingOver { takeOver() }
    isStatusDue = true
    if status.passUntil != nil { sayDone() }
  }

  /// A seat that another client held is this one's now.
  private mutating func takeOver() {
    isTakingOver = false
    isLive = session.view.tick >= 0
    if !session.view.instruments.isEmpty { send("RULES", for: .rules) }
  }

  private mutating func chat(_ fields: LineFields) {
    show(FeedLine("\(fields.text("from") ?? "-"): \(fields.text("text") ?? "")", .strong))
  }

  // MARK: - Replies

  /// Finds out what a reply is for, and forgets that it was waited for.
  private mutating func purpose(of fields: LineFields) -> Expected.Purpose? {
    guard let tag = fields.tag, let place = expected.firstIndex(where: { $0.tag == tag }) else {
      return nil
    }
    return expected.remove(at: place).purpose
  }

  private mutating func takeOK(_ verb: Verb, _ fields: LineFields) {
    switch verb {
    case .create, .join, .queue:
      let match = session.match ?? "?"
      show(FeedLine("you have seat \(session.view.seat ?? 0) in \(match)", .quiet))
      if let token = session.token, let address {
        let command = "duel play \(address) --resume \(match):\(token)"
        show(FeedLine("should this client be lost: \(command)", .quiet))
      }
    case .hello: break
    default: takeReply(fields)
    }
  }

  private mutating func takeReply(_ fields: LineFields) {
    let purpose = purpose(of: fields)
    let words = fields.rest.split(separator: " ")
    switch words.first {
    case "ACCOUNT":
      learnAccount(fields)
      if purpose == .player { PlayFeed.account(fields).forEach { show($0) } }
    case "POSITIONS":
      learnPositions(fields)
      if purpose == .player {
        PlayFeed.positions(status.holdings, session.view).forEach { show($0) }
      }
    case "RULES":
      guard purpose == .rules else { return show(FeedLine(fields.rest)) }
      rules = RuleFacts(fields)
      introduce()
    case "REMATCH":
      if let waiting = fields.text("waiting"), waiting != "none" {
        show(FeedLine("you want another match; waiting for \(waiting)"))
      }
    case "QUOTE":
      PlayFeed.quote(fields, session.view, rules: rules).forEach { show($0) }
    case "ORDERS": show(PlayFeed.orders(fields))
    case "CANCEL": isStatusDue = true
    case "MODE", "MARGIN", "LEVERAGE":
      isStatusDue = true
      show(FeedLine(settled(words.map(String.init), fields), .strong))
    case "LONG", "SHORT", "CLOSE", "LIMIT", "STOP", "TAKE", "TRAIL", "OCO", "DONE", "SAY",
      "READY", "OPEN", "QUIT":
      break
    case "HELP":
      let usage = fields.text("usage").map { "\($0)  " } ?? ""
      show(FeedLine(usage + (fields.text("text") ?? "")))
    default: if purpose == .player { show(FeedLine(fields.rest)) }
    }
  }

  /// `BTC: mode cross, margin 500.00, liquidation 54000.00 (9.5% away)`.
  private func settled(_ words: [String], _ fields: LineFields) -> String {
    guard let name = fields.text("instrument") else {
      return words.joined(separator: " ").lowercased()
    }
    var parts: [String] = []
    if let mode = fields.text("mode") { parts.append(mode) }
    if let leverage = fields.text("leverage") { parts.append("leverage \(leverage)x") }
    if let margin = fields.decimal("margin", as: Money.self), margin != .zero {
      parts.append("margin \(Display.cents(margin))")
    }
    if let price = fields.text("liquidation"), price != "none" {
      parts.append(PlayFeed.liquidation(fields, name, session.view))
    }
    return "\(name): " + parts.joined(separator: ", ")
  }

  private mutating func takeError(_ fields: LineFields) {
    let purpose = purpose(of: fields)
    let text = fields.text("text") ?? "the server refused"
    if purpose == .rules {
      rules = RuleFacts(nil)
      return introduce()
    }
    guard purpose != .status, outcome == nil else { return }
    if session.match == nil || session.isLost, purpose == nil {
      outcome = .refused(text)
      return
    }
    show(FeedLine("refused: \(text)", .warning))
  }

  private mutating func learnAccount(_ fields: LineFields) {
    status.equity = fields.decimal("equity")
    status.available = fields.decimal("available")
    status.crossRatio = fields.decimal("ratio")
  }

  private mutating func learnPositions(_ fields: LineFields) {
    status.holdings = session.view.instruments.enumerated().compactMap { index, name in
      fields.text(of: name).flatMap { Holding(instrument: index, $0) }
    }
  }

  /// Explains the match once its rules are known and its first tick is there, whichever comes last.
  private mutating func introduce() {
    guard isLive, !isIntroduced, let rules else { return }
    status.maintenance = rules.maintenance
    isIntroduced = true
    PlayFeed.introduction(session.view, rules: rules).forEach { show($0) }
  }

  // MARK: - Pushes

  private mutating func takePush(_ fields: LineFields, _ news: ClientNews?) {
    if case .farewell(let text)? = news { farewell = text }
    let view = session.view
    if isTakingOver, fields.word != "END", fields.word != "BYE" { return }
    switch fields.word {
    case "START": if !isIntroduced { send("RULES", for: .rules) }
    case "RANK": if !isOver { ranked() }
    case "FILL":
      isStatusDue = true
      show(PlayFeed.fill(fields, view))
    case "ORDER": order(news)
    case "OPEN-ORDER":
      if let order = fields.order(in: view) {
        show(FeedLine("  " + PlayFeed.waiting(order, view)))
      }
    case "FUNDING":
      isStatusDue = true
      show(PlayFeed.funding(fields))
    case "MARGIN-CALL":
      show(PlayFeed.marginCall(fields, view))
      if fields.integer("seat") == view.seat { stopPassing() }
    case "LIQUIDATION":
      show(PlayFeed.liquidated(fields, view))
      if fields.integer("seat") == view.seat {
        isStatusDue = true
        stopPassing()
      }
    case "SEAT": seat(fields, news)
    case "POSITION", "SKIPPED", "PAUSE", "CONTINUE": others(news)
    case "BYE":
      if farewell == nil { show(FeedLine(fields.text("text") ?? "the server is gone", .warning)) }
    case "KNOCKOUT": knockedOut(fields)
    case "SERIES": others(news)
    case "SEATED": beSeated(fields)
    case "CHAT": chat(fields)
    case "MATCH": show(FeedLine(String(decoding: fields.bytes.span)))
    case "END":
      others(.match(.ended))
      if let digest = view.end?.digest { show(FeedLine("digest=\(digest)", .quiet)) }
      if view.nextMatch == nil { endMatch() }
    case "REMATCH":
      show(FeedLine("\(fields.text("by") ?? "-") wants another match; rematch agrees", .strong))
    case "CHALLENGED":
      let match = "match=\(fields.text("match") ?? "?") key=\(fields.text("key") ?? "?")"
      show(FeedLine("\(fields.text("by") ?? "-") challenges you; join \(match) accepts", .strong))
    default: break
    }
  }

  /// The match is over: among people there may be another one.
  private mutating func endMatch() {
    guard isInteractive, address != nil, session.view.seats.count > 1,
      session.view.end?.digest != nil
    else {
      outcome = .finished
      return
    }
    isLive = false
    show(FeedLine("rematch asks for another match, within a minute; quit leaves", .strong))
  }

  /// An order came or went: one of the player's, or one that the others are shown.
  private mutating func order(_ news: ClientNews?) {
    guard case .match(.order(let seat, let order, let state))? = news else { return }
    guard seat == session.view.seat else { return others(news) }
    isStatusDue = true
    show(PlayFeed.order(order, state, session.view))
  }

  var isOver: Bool { session.view.end != nil }

  private mutating func knockedOut(_ fields: LineFields) {
    guard let seat = fields.integer("seat"), session.view.seats.indices.contains(seat) else {
      return
    }
    let isOwn = seat == session.view.seat
    let who = isOwn ? "you are" : "\(session.view.seats[seat].name ?? "-") is"
    show(FeedLine("\(who) knocked out", isOwn ? .bad : .strong))
    if isOwn { stopPassing() }
  }

  /// The next match of a series begins soon; nothing of the last one is true in it.
  private mutating func beSeated(_ fields: LineFields) {
    status = PlayStatus()
    rules = nil
    isLive = false
    isIntroduced = false
    isStatusDue = false
    show(
      FeedLine(
        "\(fields.text("match") ?? "the next match") follows; you have seat "
          + "\(fields.text("seat") ?? "?")", .quiet))
  }

  private mutating func ranked() {
    let isNew = !isIntroduced
    isLive = true
    introduce()
    isStatusDue = true
    status.isDone = false
    status.equity = session.view.seat.flatMap { session.view.seats[$0].equity } ?? status.equity
    let isPassing = status.passUntil.map { session.view.tick < $0 } ?? false
    if !isNew, !isInteractive || isShown(isPassing) { show(PlayFeed.tick(session.view)) }
    if !isPassing { status.passUntil = nil }
    if isPassing, !session.isCatchingUp { sayDone() }
  }

  /// On a terminal the prices stand in the status line: only ticks that were waited for, and about
  /// 30 others in a match, get lines of their own.
  private func isShown(_ isPassing: Bool) -> Bool {
    if session.view.isLockstep, !isPassing { return true }
    return session.view.tick % max(1, session.view.ticks / 30) == 0
  }

  /// Danger ends a wait of many ticks, where somebody can act on it.
  private mutating func stopPassing() {
    if isInteractive { status.passUntil = nil }
  }

  /// Who comes and goes before the match begins, and who is away in it.
  private mutating func seat(_ fields: LineFields, _ news: ClientNews?) {
    let isOwn = fields.integer("seat") == session.view.seat
    guard !isLive else { return isOwn ? () : others(news) }
    guard let name = fields.text("name"), let state = fields.text("state"), !isOwn else {
      return
    }
    switch state {
    case "taken": show(FeedLine("\(name) has taken seat \(fields.text("seat") ?? "?")", .quiet))
    case "ready": show(FeedLine("\(name) is ready", .quiet))
    case "left": show(FeedLine("a seat is free again", .quiet))
    default: show(FeedLine("\(name) is \(state)", .quiet))
    }
  }

  /// What everybody may see, in the words of the scoreboard.
  private mutating func others(_ news: ClientNews?) {
    guard case .match(let item)? = news else { return }
    for line in PlainBoard().lines(for: item, session.view) {
      let isEnd = item == .ended
      show(FeedLine(isEnd ? line : String(line.drop { $0 == " " }), isEnd ? .strong : .quiet))
    }
  }
}
