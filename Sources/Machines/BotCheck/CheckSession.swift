public import Primitives
import WireProtocol

/// A match of a check: stands between a bot and a server, hands lines on, and judges.
///
/// Lines come without their LF and are given back with it. Time is an argument.
public struct CheckSession: Sendable {
  /// Which step the bot is at, as long as nothing is tried out.
  enum Phase: Hashable {
    case greeting
    case joining
    case readying
    case playing
    /// END was told.
    case over
    /// The process has ended, or has failed.
    case closed
  }

  /// A command whose reply has not come yet.
  struct Pending {
    let said: SaidLine
    /// Whether the check gave it in the bot's name.
    let isOurs: Bool
  }

  let plan: CheckPlan
  var phase = Phase.greeting
  /// The step that is tried out just now, and so is to blame.
  var trial: CheckStep?
  var results: [CheckResult]
  /// What is to be sent to the bot: pieces, each to be sent by itself.
  var toBot: [[UInt8]] = []
  /// What is to be sent to the server.
  var toServer: [UInt8] = []
  var pending: [Pending] = []
  /// Lines that wait until PING is answered.
  var heldBack: [[UInt8]]?
  /// The last lines, as they were told.
  private(set) var exchange: [String] = []
  /// The orders of the bot, each with its tick.
  public internal(set) var orders: [String] = []
  /// The bot owes something since then; nil when it owes nothing.
  private(set) var owesSince: Instant?

  var tick = -1
  var isTickDone = true
  var isOut = false
  var isJSON = false
  var instrument = ""
  var hasSeenCall = false
  var hasSeenLiquidation = false
  var refusals: [String] = []
  var slowest = 0
  var linesInTick = 0
  var linesInTickMax = 0

  /// Makes a session of a bot that is being started.
  public init(_ plan: CheckPlan, now: Instant) {
    self.plan = plan
    results = CheckStep.allCases.map { _ in .unchecked }
    owesSince = now
  }

  /// Whether nothing more is to come.
  public var isOver: Bool { phase == .closed }

  /// Whether a step has failed.
  public private(set) var hasFailed = false

  /// Whether it came as far as the match.
  public var hasPlayed: Bool { tick >= 0 }

  /// Whether the match was played to its end.
  public internal(set) var hasFinished = false

  /// When to call `timePassed`; nil for never.
  public var deadline: Instant? {
    isOver ? nil : owesSince?.adding(milliseconds: plan.patienceMilliseconds)
  }

  /// What came of a step.
  public func result(of step: CheckStep) -> CheckResult { results[step.rawValue - 1] }

  /// The pieces for the bot, and the bytes for the server, since they were taken last.
  public mutating func takeOutput() -> (bot: [[UInt8]], server: [UInt8]) {
    defer { (toBot, toServer) = ([], []) }
    return (toBot, toServer)
  }

  // MARK: - Judging

  /// The step that is to blame for what goes wrong now.
  var step: CheckStep {
    switch phase {
    case .greeting: .hello
    case .joining: .seat
    case .readying: .ready
    case .playing: trial ?? .done
    case .over, .closed: .end
    }
  }

  mutating func pass(_ step: CheckStep, _ word: String = "") {
    results[step.rawValue - 1] = results[step.rawValue - 1].combined(with: .ok(word))
  }

  mutating func note(_ step: CheckStep, _ word: String) {
    results[step.rawValue - 1] = results[step.rawValue - 1].combined(with: .noted(word))
  }

  /// The bot has failed at a step, and the match is given up.
  mutating func fail(_ step: CheckStep, _ reason: String) {
    guard phase != .closed else { return }
    blame(step, reason)
    phase = .closed
    heldBack = nil
    owesSince = nil
  }

  /// The bot has failed at a step, and the match goes on.
  mutating func blame(_ step: CheckStep, _ reason: String) {
    hasFailed = true
    results[step.rawValue - 1] = .failed(reason, exchange: exchange)
  }

  /// The bot owes something from now on.
  mutating func expect(_ now: Instant) { owesSince = now }

  mutating func expectNothing() { owesSince = nil }

  private static let exchangeMax = 12
  private static let shownMax = 160

  mutating func record(_ direction: String, _ line: [UInt8]) {
    let shown = Array(line.prefix(Self.shownMax))
    let text = String(decoding: shown.span)
    exchange.append(direction + text + (line.count > Self.shownMax ? "…" : ""))
    if exchange.count > Self.exchangeMax { exchange.removeFirst() }
  }

  // MARK: - Events beside lines

  /// Nothing has come for so long as there is patience.
  public mutating func timePassed(_ now: Instant) {
    guard let deadline, deadline <= now else { return }
    fail(step, "nothing came within \(plan.patienceMilliseconds) ms: \(missing)")
  }

  private var missing: String {
    switch phase {
    case .greeting: "no HELLO"
    case .joining: "no JOIN that the server takes"
    case .readying:
      "the match has not begun; it waits for READY, and for OPEN when it asks for nonces"
    case .playing where trial == .ping: "PING is not answered"
    case .playing: "no DONE for tick \(tick)"
    case .over, .closed: "the process is still there after END"
    }
  }

  /// The bot has sent more than a line may have, and no LF.
  public mutating func botSentNoLine(_ now: Instant) {
    fail(step, "the bot has sent a line that is far longer than maxline")
  }

  /// The bot's connection has ended while its process may be there.
  public mutating func botHungUp(_ now: Instant) {
    guard phase != .over, phase != .closed else { return }
    fail(step, "the bot has closed its connection before END")
  }

  /// The server has ended the connection.
  public mutating func serverHungUp(_ now: Instant) {
    guard phase != .over, phase != .closed else { return }
    fail(step, "the server has closed the connection")
  }

  /// The bot's process has ended, with a code or by a signal.
  public mutating func botEnded(code: Int?, description: String) {
    switch phase {
    case .closed: return
    case .over:
      if code == 0 { pass(.end) } else { blame(.end, "the process \(description)") }
    default: return fail(step, "the process \(description), before END")
    }
    phase = .closed
    owesSince = nil
  }
}
