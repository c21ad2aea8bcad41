public import Primitives
import WireProtocol

extension CheckSession {
  /// Takes a line that the server has sent, without its LF.
  public mutating func hear(server line: [UInt8], now: Instant) {
    guard phase != .closed else { return }
    if heldBack != nil {
      heldBack?.append(line)
      return
    }
    let heard = HeardLine(line)
    isJSON = heard.isJSON
    switch heard.type {
    case "OK", "ERR":
      guard takeReply(heard, line, now) else { return }
    case "BYE": return takeBye(heard, line)
    default:
      takePush(heard, now)
      injectBefore(heard)
      tell(line)
    }
    takeAfter(heard, now)
  }

  /// Hands a line on to the bot, with whatever is tried out just now.
  mutating func tell(_ line: [UInt8]) {
    var line = line
    if trial == .unknown { line = LineTrick.withUnknownFields(line) }
    guard trial == .lines else {
      record("< ", line)
      toBot.append(line + [UInt8(ascii: "\n")])
      return
    }
    line = LineTrick.long(line)
    record("< ", line)
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      toBot.append(Array(rest.prefix(Self.pieceSize)))
      rest = rest.dropFirst(Self.pieceSize)
    }
  }

  private static let pieceSize = 1500

  // MARK: - Replies

  /// Hands a reply on, unless it answers a command of the check; answers whether it did.
  private mutating func takeReply(_ heard: HeardLine, _ line: [UInt8], _ now: Instant) -> Bool {
    guard !pending.isEmpty else {
      tell(line)
      return true
    }
    let command = pending.removeFirst()
    guard !command.isOurs else { return false }
    if plan.course == .manners, command.said.verb == .done, tick == CheckCourse.refusedTick,
      trial != .refusal
    {
      trial = .refusal
      tell(LineTrick.staleTick(tick, tag: command.said.tag, isJSON: isJSON))
      return true
    }
    tell(line)
    if heard.type == "ERR" {
      takeError(heard, command.said)
    } else if phase == .greeting, command.said.verb == .hello {
      pass(.hello)
      phase = .joining
      expect(now)
    } else if phase == .joining, command.said.verb == .join {
      pass(.seat)
      phase = .readying
      expect(now)
    }
    return true
  }

  private mutating func takeError(_ heard: HeardLine, _ said: SaidLine) {
    let word = heard.text("code") ?? "?"
    let code = ErrorCode(rawValue: word)
    let reason = "'\(said.text)' is answered with \(word)"
    switch (phase, code) {
    case (_, .rateLimit?), (_, .flood?): blame(.rate, reason)
    case (.greeting, _): fail(.hello, reason)
    case (.joining, _) where said.verb == .join || code?.kind == .syntax: fail(.seat, reason)
    case (.readying, let code?) where code == .badNonce || code.kind == .syntax:
      fail(.ready, reason)
    case (.playing, let code?) where code.kind == .syntax: blame(.refusal, reason)
    default: if phase == .playing { refusals.append(word) }
    }
  }

  private mutating func takeBye(_ heard: HeardLine, _ line: [UInt8]) {
    tell(line)
    guard phase != .over else { return }
    let word = heard.text("code") ?? "?"
    let isTooMuch = [.flood, .rateLimit, .slowConsumer].contains(ErrorCode(rawValue: word))
    fail(isTooMuch ? .rate : step, "the server ends the connection with BYE code=\(word)")
  }

  // MARK: - Pushes

  private mutating func takePush(_ heard: HeardLine, _ now: Instant) {
    let isOwn = heard.integer("seat") == plan.seat
    switch heard.type {
    case "START":
      instrument = heard.text("instruments").map { String($0.prefix { $0 != "," }) } ?? ""
      pass(.ready)
      phase = .playing
      expectNothing()
    case "TICK": takeTick(heard)
    case "KNOCKOUT" where isOwn: isOut = true
    case "MARGIN-CALL" where isOwn: hasSeenCall = true
    case "LIQUIDATION" where isOwn: hasSeenLiquidation = true
    case "END" where phase == .playing || phase == .readying: takeEnd(heard)
    default: break
    }
  }

  private mutating func takeTick(_ heard: HeardLine) {
    guard let next = heard.integer("tick"), next >= 0 else { return }
    if !isTickDone, !isOut {
      fail(step, "tick \(next) has come before a DONE for tick \(tick): the move time was over")
    }
    tick = next
    isTickDone = false
    linesInTick = 0
    switch plan.course {
    case .manners where next == CheckCourse.strangeTicks.lowerBound: trial = .unknown
    case .hardship where next == CheckCourse.longTick: trial = .lines
    default: break
    }
  }

  private mutating func takeEnd(_ heard: HeardLine) {
    let reason = heard.text("reason") ?? "?"
    guard reason == "finished", phase == .playing else {
      return fail(step, "the match has ended early: reason=\(reason)")
    }
    if trial == .lines { pass(.lines) }
    trial = nil
    pass(.done, "slowest \(slowest) ms")
    pass(.rate, "at most \(linesInTickMax) lines in a tick")
    switch plan.course {
    case .manners:
      if !refusals.isEmpty { pass(.refusal, "refused: \(Self.counted(refusals))") }
    case .hardship:
      let isBoth = hasSeenCall && hasSeenLiquidation
      if isBoth { pass(.liquidation) } else { note(.liquidation, "could not be brought about") }
    }
    hasFinished = true
    phase = .over
  }

  /// Words with how often each came, in the order of their first coming.
  private static func counted(_ words: [String]) -> String {
    var kinds: [(word: String, count: Int)] = []
    for word in words {
      if let place = kinds.firstIndex(where: { $0.word == word }) {
        kinds[place].count += 1
      } else {
        kinds.append((word, 1))
      }
    }
    return kinds.map { "\($0.word) \($0.count)" }.joined(separator: ", ")
  }

  /// What nobody knows comes right before the ranking of its first tick.
  private mutating func injectBefore(_ heard: HeardLine) {
    guard trial == .unknown, heard.type == "RANK" else { return }
    for line in LineTrick.unknownPushes(match: plan.match, isJSON: isJSON) { tell(line) }
  }

  /// What follows from a line once it is told.
  private mutating func takeAfter(_ heard: HeardLine, _ now: Instant) {
    switch heard.type {
    case "RANK":
      let isLast = tick >= plan.course.ticks - 1
      if isLast || isOut { isTickDone = true }
      if !isTickDone { expect(now) }
    case "OK" where plan.course == .manners && tick == CheckCourse.pingTick && isTickDone:
      guard trial == nil, result(of: .ping) == .unchecked else { return }
      trial = .ping
      heldBack = []
      let line = LineTrick.ping(isJSON: isJSON)
      record("< ", line)
      toBot.append(line + [UInt8(ascii: "\n")])
      expect(now)
    case "END" where phase == .over: expect(now)
    default: break
    }
  }
}
