import Primitives
import WireProtocol

// Lines that wait: for the log, or because their connection had its share of this round.

extension DuelHost {
  /// Whether a connection was sent so much that its next questions wait.
  ///
  /// While it does not read nothing is asked of it: what it said is kept, and answered when it
  /// reads again.
  func isFull(_ slot: Int) -> Bool {
    if sessions[slot].isStalled {
      return sessions[slot].backlog.count >= Limits.answersPerRound
    }
    return sessions[slot].sentRound == round
      && sessions[slot].sentBytes >= Limits.answersPerRound
  }

  /// Counts a line of a connection; false when it had its turn in this round.
  mutating func takeTurn(_ slot: Int) -> Bool {
    if sessions[slot].takenRound != round {
      sessions[slot].takenRound = round
      sessions[slot].takenLines = 0
    }
    guard sessions[slot].takenLines < Limits.linesPerRound else { return false }
    sessions[slot].takenLines += 1
    return true
  }

  /// Whether an answer of many lines has to wait, because others had theirs in this round.
  var isLongAnswerDue: Bool {
    longAnswers < Limits.longAnswersPerRound && (paced.isEmpty || isPacing)
  }

  /// Keeps a line that cannot be answered yet; whoever has too many of them is closed.
  mutating func keepWaiting(
    _ line: Span<UInt8>, tooFast: Int?, from slot: Int, effects: inout EffectBuffer
  ) {
    // A refusal of what came too fast needs no more than the time.
    let bytes = tooFast == nil ? line.indices.map { line[$0] } : []
    let waiting = WaitingLine(bytes: bytes, tooFast: tooFast)
    sessions[slot].waiting.append(waiting)
    sessions[slot].waitingBytes += waiting.heldBytes
    guard sessions[slot].waitingBytes <= Limits.waitingMax else {
      let isSlow = sessions[slot].isStalled
      drop(slot)
      return close(
        slot, isSlow ? .slowConsumer : .flood,
        isSlow ? "you ask, and do not read the answers" : "too many lines wait for an answer",
        effects: &effects)
    }
    pace(slot)
  }

  /// Goes on with what waited, as far as the log and the round let it.
  mutating func takeWaiting(from slot: Int, now: Instant, effects: inout EffectBuffer) {
    let lines = sessions[slot].waiting
    sessions[slot].waiting = []
    var index = 0
    while index < lines.count, sessions[slot].isOpen, !sessions[slot].isClosing, takeTurn(slot) {
      let line = lines[index]
      let isAnswered = respond(
        to: line.bytes.span, tooFast: line.tooFast, from: slot, now: now, effects: &effects)
      guard isAnswered else { break }
      sessions[slot].waitingBytes -= line.heldBytes
      index += 1
    }
    guard sessions[slot].isOpen, !sessions[slot].isClosing else { return }
    waitingLines += index
    sessions[slot].waiting = Array(lines[index...])
    recount(slot)
    pace(slot)
  }

  /// Lets those go on whose lines wait for this round: in turn, and as far as there is room.
  mutating func goOnWithPaced(now: Instant, effects: inout EffectBuffer) {
    let turn = paced
    paced = []
    isPacing = true
    var index = 0
    while index < turn.count, longAnswers < Limits.longAnswersPerRound,
      waitingLines < Limits.waitingLinesPerRound
    {
      let slot = turn[index]
      index += 1
      guard sessions[slot].isPaced else { continue }
      sessions[slot].isPaced = false
      if isReadyToGoOn(slot) { takeWaiting(from: slot, now: now, effects: &effects) }
    }
    isPacing = false
    paced = Array(turn[index...]) + paced
    round += 1
    longAnswers = 0
    waitingLines = 0
  }

  /// Lists a connection whose lines wait for the next round only.
  private mutating func pace(_ slot: Int) {
    guard isReadyToGoOn(slot), !sessions[slot].isPaced else { return }
    sessions[slot].isPaced = true
    paced.append(slot)
  }

  /// Whether its lines wait for nothing but their turn. What waits for the log goes on when that
  /// has answered, what waits for a reader when it reads.
  private func isReadyToGoOn(_ slot: Int) -> Bool {
    sessions[slot].isOpen && !sessions[slot].isClosing && !sessions[slot].waiting.isEmpty
      && sessions[slot].unanswered == 0 && !(sessions[slot].isStalled && isFull(slot))
  }
}
