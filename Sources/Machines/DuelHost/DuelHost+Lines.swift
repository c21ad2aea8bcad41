import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Takes one line that just came in.
  mutating func take(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) {
    if let wait = sessions[slot].allowance.take(now: now) {
      sessions[slot].refusedLines += 1
      guard sessions[slot].refusedLines <= Limits.refusedLinesMax else {
        return close(slot, .flood, "too many lines came too fast", effects: &effects)
      }
      let text = "at most \(Limits.linesPerSecond) lines a second; wait and send it again"
      let refusal = Refusal(.rateLimit, retryMilliseconds: wait, text)
      return refuse(refusal, slot, tag: nil, in: line, effects: &effects)
    }
    sessions[slot].refusedLines = 0
    let isBehind = sessions[slot].storingItems > 0
    route(line, from: slot, isBehind: isBehind, now: now, effects: &effects)
  }

  /// Answers a line in the order of its connection, or puts it behind what is not answered yet.
  ///
  /// `isBehind` says that something of this connection is being stored and will be answered first.
  mutating func route(
    _ line: Span<UInt8>, from slot: Int, isBehind: Bool, now: Instant,
    effects: inout EffectBuffer
  ) {
    let mustWait = isBehind || sessions[slot].openItems > 0
    let refusal: Refusal?
    switch requestLine.parse(line) {
    case .success(nil): return
    case .success(let verb?):
      if verb.isSeatEntry, let link = sessions[slot].link {
        // Its answer comes from the log, so it keeps its place without waiting here.
        refusal = enterLog(verb, line, link, from: slot, now: now)
        if refusal == nil { return }
      } else if mustWait {
        refusal = nil
      } else {
        refusal = answer(verb, line, from: slot, effects: &effects)
      }
    case .failure(let error): refusal = Refusal(line: error.code, word: requestLine.word(in: line))
    }
    if mustWait { return postpone(line, from: slot) }
    if let refusal { refuse(refusal, slot, tag: requestLine.tag, in: line, effects: &effects) }
  }

  /// Answers a verb that changes no match, or opens or joins one.
  private mutating func answer(
    _ verb: Verb, _ line: Span<UInt8>, from slot: Int, effects: inout EffectBuffer
  ) -> Refusal? {
    switch verb {
    case .hello: return hello(line, from: slot, effects: &effects)
    case .create: return create(line, from: slot)
    case .join: return join(line, from: slot)
    case .queue: return queue(line, from: slot)
    case .list: return list(line, from: slot, effects: &effects)
    case .rules: return showRules(line, from: slot, effects: &effects)
    case .watch: return watch(line, from: slot, effects: &effects)
    case .unwatch: return unwatch(line, from: slot, effects: &effects)
    case .account: return showAccount(line, from: slot, effects: &effects)
    case .positions: return showPositions(line, from: slot, effects: &effects)
    case .record: return showRecord(line, from: slot, effects: &effects)
    case .help: return help(line, from: slot, effects: &effects)
    case .pong: return nil
    case .ping, .sync, .quit:
      accept(verb, slot, tag: requestLine.tag, in: line, effects: &effects) { _, _ in }
      if verb == .quit { close(slot, nil, "goodbye", effects: &effects) }
      return nil
    case .leave, .ready, .long, .short, .close, .leverage, .done: return requireSeat(slot)
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
    let start = effects.bytes.count
    sessions[slot].writer.error(refusal, tag: tag, in: line, &effects.bytes)
    send(to: slot, from: start, effects: &effects)
  }
}
