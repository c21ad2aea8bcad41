public import Primitives
import WireProtocol

extension CheckSession {
  /// Takes a line that the bot has sent, without its LF.
  public mutating func hear(bot line: [UInt8], now: Instant) {
    guard phase != .closed else { return }
    record("> ", line)
    let said = SaidLine(line)
    if let held = heldBack {
      // Any line answers a PING.
      heldBack = nil
      pass(.ping)
      trial = nil
      expectNothing()
      for line in held { hear(server: line, now: now) }
    }
    judge(said, now)
    guard phase != .closed else { return }
    if phase == .playing { linesInTick += 1 }
    linesInTickMax = max(linesInTickMax, linesInTick)
    if said.verb == .done { buyPerhaps() }
    toServer += line + [UInt8(ascii: "\n")]
    if said.isAnswered { pending.append(Pending(said: said, isOurs: false)) }
  }

  private mutating func judge(_ said: SaidLine, _ now: Instant) {
    switch (phase, said.verb) {
    case (.greeting, .hello): greet(said)
    // It need not wait for the answer to HELLO.
    case (.greeting, .join), (.joining, .join): judgeJoin(said)
    case (.greeting, .create), (.greeting, .queue), (.joining, .create), (.joining, .queue):
      fail(.seat, "it asks for another match than the one in DUEL_MATCH")
    case (.playing, .done): takeDone(said, now)
    case (.playing, .some(let verb)) where Self.isTrade(verb):
      orders.append("tick \(tick): \(said.text)")
    default: break
    }
  }

  private static func isTrade(_ verb: Verb) -> Bool {
    switch verb {
    case .long, .short, .close, .limit, .stop, .take, .trail, .oco, .cancel, .leverage, .mode,
      .margin:
      true
    default: false
    }
  }

  private mutating func greet(_ said: SaidLine) {
    if let name = said.field("name"), name != plan.name {
      return fail(.hello, "it is called '\(name)', DUEL_NAME was '\(plan.name)'")
    }
    if said.field("proto") != "1" {
      note(.hello, "proto=1 is missing; a later server may ask for it")
    }
  }

  private mutating func judgeJoin(_ said: SaidLine) {
    if let match = said.field("match"), match != plan.match {
      fail(.seat, "it joins '\(match)', DUEL_MATCH was '\(plan.match)'")
    }
  }

  private mutating func takeDone(_ said: SaidLine, _ now: Instant) {
    let named = said.field("tick").flatMap { Int($0) }
    guard named ?? tick == tick, !isTickDone else { return }
    if said.field("tick") == nil {
      note(.done, "name the tick: a DONE without tick= that comes late ends the next move")
    }
    if let owesSince { slowest = max(slowest, now.milliseconds(since: owesSince)) }
    isTickDone = true
    expectNothing()
    finishTrial()
  }

  /// What was tried out up to this tick has been survived.
  private mutating func finishTrial() {
    switch (plan.course, trial) {
    case (.manners, .unknown) where tick == CheckCourse.strangeTicks.upperBound:
      pass(.unknown)
      trial = nil
    case (.manners, .refusal) where tick > CheckCourse.refusedTick + 1:
      pass(.refusal)
      trial = nil
    case (.hardship, .liquidation) where CheckCourse.buyingTicks.contains(tick - 3): trial = nil
    default: break
    }
  }

  /// In two ticks of the hard match the seat buys what falls in the next one.
  private mutating func buyPerhaps() {
    guard plan.course == .hardship, phase == .playing, CheckCourse.buyingTicks.contains(tick),
      trial == nil, !isOut
    else { return }
    trial = .liquidation
    for command in [
      "CANCEL all", "CLOSE all", "MODE \(instrument) isolated",
      "LONG \(instrument) 30% 20x",
    ] {
      let line = LineTrick.command(command, isJSON: isJSON)
      toServer += line + [UInt8(ascii: "\n")]
      pending.append(Pending(said: SaidLine(line), isOurs: true))
    }
  }
}
