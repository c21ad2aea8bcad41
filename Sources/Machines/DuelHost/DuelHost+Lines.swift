import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Takes one line that just came in: answers it, or keeps it until those before it are answered.
  mutating func take(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) {
    statistics.commands += 1
    let tooFast = sessions[slot].allowance.take(now: now)
    sessions[slot].refusedLines = tooFast == nil ? 0 : sessions[slot].refusedLines + 1
    guard sessions[slot].refusedLines <= Limits.refusedLinesMax else {
      return close(slot, .flood, "too many lines came too fast", effects: &effects)
    }
    if tooFast != nil, isSilent(line, slot) { return }
    let isNext =
      sessions[slot].waiting.isEmpty && takeTurn(slot)
      && respond(to: line, tooFast: tooFast, from: slot, now: now, effects: &effects)
    if !isNext { keepWaiting(line, tooFast: tooFast, from: slot, effects: &effects) }
  }

  /// Answers a line or puts it into the log; false when it must wait for those before it.
  ///
  /// What goes into the log keeps its place there, so a seat need not wait from trade to trade.
  mutating func respond(
    to line: Span<UInt8>, tooFast: Int?, from slot: Int, now: Instant,
    effects: inout EffectBuffer
  ) -> Bool {
    if let tooFast {
      if sessions[slot].unanswered > 0 || isFull(slot) { return false }
      let text = "at most \(configuration.linesPerSecond) lines a second; wait and send it again"
      let refusal = Refusal(.rateLimit, retryMilliseconds: tooFast, text)
      refuse(refusal, slot, tag: nil, in: line, effects: &effects)
      return true
    }
    if line.count > 0, line[0] == UInt8(ascii: "{"), sessions[slot].name == nil {
      setFormat(.json, of: slot, effects: &effects)
    }
    if sessions[slot].writer.format == .text {
      return respond(to: line, from: slot, now: now, effects: &effects)
    }
    var text = jsonText.take() ?? ByteBuffer()
    text.clear()
    var isAnswered = sessions[slot].unanswered == 0 && !isFull(slot)
    do throws(JSONLineError) {
      try jsonReader.read(line, into: &text)
      isAnswered = text.withSpan { respond(to: $0, from: slot, now: now, effects: &effects) }
    } catch {
      if isAnswered {
        let tag = jsonReader.tag
        text.withSpan { refuse(Refusal(error), slot, tag: tag, in: $0, effects: &effects) }
      }
    }
    jsonText = consume text
    return isAnswered
  }

  /// Whether a line gets no answer, however fast it comes: an empty one, or PONG.
  private mutating func isSilent(_ line: Span<UInt8>, _ slot: Int) -> Bool {
    let isObject = line.count > 0 && line[0] == UInt8(ascii: "{")
    guard isObject || sessions[slot].writer.format == .json else { return isSilentText(line) }
    var text = jsonText.take() ?? ByteBuffer()
    text.clear()
    let isReadable = (try? jsonReader.read(line, into: &text)) != nil
    let isSilent = isReadable && text.withSpan { isSilentText($0) }
    jsonText = consume text
    return isSilent
  }

  private mutating func isSilentText(_ line: Span<UInt8>) -> Bool {
    switch requestLine.parse(line) {
    case .success(let verb): verb == nil || verb == .pong
    case .failure: false
    }
  }

  /// Answers a line of text or puts it into the log; false when it must wait for those before it.
  private mutating func respond(
    to line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) -> Bool {
    let mustWait = sessions[slot].unanswered > 0 || isFull(slot)
    let refusal: Refusal?
    switch requestLine.parse(line) {
    case .success(nil): return true
    case .success(let verb?):
      if verb.isSeatEntry, let link = sessions[slot].link, !isLeaving(link) {
        refusal = enterLog(verb, line, link, from: slot, now: now)
        if refusal == nil { return true }
      } else {
        if mustWait || (verb.isLongAnswer && !isLongAnswerDue) { return false }
        let before = statistics.bytesOut
        refusal = answer(verb, line, from: slot, now: now, effects: &effects)
        if verb.isLongAnswer { longAnswers += statistics.bytesOut - before }
      }
    case .failure(let error): refusal = Refusal(line: error.code, word: requestLine.word(in: line))
    }
    if mustWait { return false }
    if let refusal {
      refuse(refusal, slot, tag: requestLine.tag, in: line, effects: &effects)
      closeGuesser(slot, effects: &effects)
    }
    return true
  }

  /// Whether a seat is about to be given back, so that what follows is not said for it.
  private func isLeaving(_ link: SeatLink) -> Bool {
    guard let place = self.slot(of: link.match) else { return false }
    return matches[place].seats[link.seat.index].isLeaving
  }

  /// Answers a verb that changes no match, or opens or joins one.
  private mutating func answer(
    _ verb: Verb, _ line: Span<UInt8>, from slot: Int, now: Instant,
    effects: inout EffectBuffer
  ) -> Refusal? {
    switch verb {
    case .hello: return hello(line, from: slot, effects: &effects)
    case .create: return create(line, from: slot, now: now)
    case .arrange: return arrange(line, from: slot, now: now)
    case .join: return join(line, from: slot, now: now)
    case .queue: return queue(line, from: slot, now: now)
    case .challenge: return challenge(line, from: slot, now: now)
    case .decline: return decline(line, from: slot, effects: &effects)
    case .rematch: return rematch(line, from: slot, now: now, effects: &effects)
    case .list: return list(line, from: slot, effects: &effects)
    case .rules: return showRules(line, from: slot, effects: &effects)
    case .tapes: return listTapes(line, from: slot, effects: &effects)
    case .watch: return watch(line, from: slot, effects: &effects)
    case .unwatch: return unwatch(line, from: slot, effects: &effects)
    case .quote: return showQuote(line, from: slot, effects: &effects)
    case .resume: return resume(line, from: slot, now: now, effects: &effects)
    case .say: return say(line, from: slot, now: now, effects: &effects)
    case .account: return showAccount(line, from: slot, effects: &effects)
    case .positions: return showPositions(line, from: slot, effects: &effects)
    case .orders: return showOrders(line, from: slot, effects: &effects)
    case .record: return showRecord(line, from: slot, effects: &effects)
    case .stats: return showStatistics(line, from: slot, now: now, effects: &effects)
    case .help: return help(line, from: slot, effects: &effects)
    case .pong: return nil
    case .ping, .sync, .quit:
      accept(verb, slot, tag: requestLine.tag, in: line, effects: &effects) { _, _ in }
      if verb == .quit { close(slot, nil, "goodbye", effects: &effects) }
      return nil
    case .leave, .ready, .open, .long, .short, .close, .limit, .stop, .take, .trail, .oco, .cancel,
      .leverage, .mode, .margin, .done:
      return requireSeat(slot)
    }
  }

  /// Why a connection cannot do what needs a name.
  func requireName(_ slot: Int) -> Refusal? {
    guard sessions[slot].name == nil else { return nil }
    return Refusal(.helloFirst, "say who you are first: HELLO name=NAME")
  }

  /// Why a connection cannot do what needs a seat.
  func requireSeat(_ slot: Int) -> Refusal? {
    if let refusal = requireName(slot) { return refusal }
    guard sessions[slot].link == nil else { return nil }
    return Refusal(.notSeated, "take a seat first: CREATE, JOIN match=M or QUEUE")
  }

  /// Writes an OK with the fields that `fields` adds; the tag lies in `line`.
  mutating func accept(
    _ verb: Verb, _ slot: Int, tag: Range<Int>?, in line: Span<UInt8>,
    effects: inout EffectBuffer, _ fields: (MessageWriter, inout ByteBuffer) -> Void
  ) {
    let start = effects.bytes.count
    let writer = sessions[slot].writer
    writer.beginOK(verb, tag: tag, in: line, &effects.bytes)
    fields(writer, &effects.bytes)
    writer.end(&effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// Writes an ERR; the tag lies in `line`.
  mutating func refuse(
    _ refusal: Refusal, _ slot: Int, tag: Range<Int>?, in line: Span<UInt8>,
    effects: inout EffectBuffer
  ) {
    statistics.refused += 1
    countRefusal(slot)
    let start = effects.bytes.count
    sessions[slot].writer.error(refusal, tag: tag, in: line, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }

  /// Where a connection sits.
  func seat(of slot: Int) -> (place: Int, seat: Int)? {
    guard let link = sessions[slot].link, let place = self.slot(of: link.match) else { return nil }
    return (place, link.seat.index)
  }

  /// Counts a refused line of whoever sits in a match.
  mutating func countRefusal(_ slot: Int) {
    guard let (place, seat) = seat(of: slot) else { return }
    matches[place].seats[seat].conduct.refusals += 1
  }
}
