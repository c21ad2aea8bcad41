import DuelRules
import Primitives
import Records
import WireProtocol

extension DuelHost {
  /// Hands on what somebody says: players talk among themselves, and so do spectators.
  mutating func say(
    _ line: Span<UInt8>, from slot: Int, now: Instant, effects: inout EffectBuffer
  ) -> Refusal? {
    guard let name = sessions[slot].name else { return requireName(slot) }
    let link = sessions[slot].link
    // END is the last push of a match, also for those who are still to be told.
    guard let match = link?.match ?? sessions[slot].watched, let place = self.slot(of: match),
      !matches[place].isOver
    else {
      return Refusal(.notSeated, "you talk where you play or watch: take a seat, or WATCH")
    }
    guard let text = requestLine.field("text", in: line) else {
      return Refusal(.missingArgument, field: "text", "text is missing: \(Verb.say.usage)")
    }
    guard (1...Limits.chatLengthMax).contains(text.unicodeScalars.count) else {
      return Refusal(
        .outOfRange, field: "text", "text must be 1 to \(Limits.chatLengthMax) characters")
    }
    guard text.unicodeScalars.allSatisfy({ !(0x80...0x9f).contains($0.value) }) else {
      return Refusal(.badArgument, field: "text", "text holds no control characters")
    }
    let wait = sessions[slot].chatTimes.take(
      now: now, atMost: Limits.chatMax, within: Limits.chatMilliseconds)
    if let wait {
      let seconds = Limits.chatMilliseconds / 1000
      return Refusal(
        .chatLimit, retryMilliseconds: wait, "at most \(Limits.chatMax) times in \(seconds) s")
    }
    accept(.say, slot, tag: requestLine.tag, in: line, effects: &effects) { _, _ in }
    encode(place) { writer, _, out in writer.chatFields(from: name, text, &out) }
    if link != nil {
      deliver(.chat, to: .max, place, effects: &effects)
    } else {
      matches[place].closeFrame()
      publishBody(.chat, place)
      matches[place].closeFrame(isChat: true)
      startFanOut(place)
    }
    return nil
  }
}

/// When something was done last that may be done so often in so much time.
struct RecentTimes {
  private var times: [Instant] = []

  /// Takes note that it is done; otherwise answers after how many milliseconds it may be.
  mutating func take(now: Instant, atMost most: Int, within milliseconds: Int) -> Int? {
    if times.count == most {
      let wait = milliseconds - now.milliseconds(since: times[0])
      if wait > 0 { return wait }
      times.removeFirst()
    }
    times.append(now)
    return nil
  }
}
