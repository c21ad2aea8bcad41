public import ClientCore
public import Primitives
public import WireProtocol

/// A client that needs nobody at the keys: a session with a strategy at its wheel, or a spectator.
public struct BotPlayer: Sendable {
  /// The connection and what it has shown.
  public private(set) var session: ClientSession
  /// Orders that the server refused.
  public private(set) var refusals = 0

  private var strategy: (any Strategy)?
  /// What it would have done at the last ranking that it was shown late.
  private var late: [BotOrder] = []

  /// Makes a bot that plays one match under a name.
  public init(
    name: String, bot: BuiltInBot, seed: Int, goal: ClientGoal,
    contribution: Contribution = .nothing
  ) {
    session = ClientSession(
      name: name, agent: "margin-duel \(bot.rawValue)", goal: goal, contribution: contribution)
    strategy = bot.makeStrategy(seed: seed)
  }

  /// Makes a spectator of a match, or of the oldest one that runs.
  public init(spectatorOf match: String?) {
    session = ClientSession(name: nil, agent: "margin-duel", goal: .watch(match: match))
    strategy = nil
  }

  /// Takes bytes from the server, appends what the bot answers, and hands on the news.
  public mutating func receive(
    _ bytes: Span<UInt8>, output: inout ByteBuffer, news: (ClientNews, MatchView) -> Void
  ) throws(FramingError) {
    var strategy = self.strategy
    var refused = 0
    var late = self.late
    try session.receive(bytes, output: &output) { item, session, output in
      if item == .match(.ranked), session.view.seat != nil {
        late = strategy?.decide(session.view) ?? []
      }
      let isNow = (item == .match(.ranked) && !session.isCatchingUp) || item == .resumed
      if isNow, session.view.seat != nil, session.view.end == nil {
        Self.act(late, in: session.view, output: &output)
        late = []
      }
      if case .refused(let code, _) = item, code?.kind == .margin { refused += 1 }
      news(item, session.view)
    }
    self.strategy = strategy
    self.late = late
    refusals += refused
  }

  /// Forgets the old connection; what the server says next comes on a new one.
  public mutating func reconnect() { session.reconnect() }

  /// Asks for the record of the match that has ended.
  public mutating func requestRecord(_ output: inout ByteBuffer) {
    session.requestRecord(&output)
  }

  private static func act(_ orders: [BotOrder], in view: MatchView, output: inout ByteBuffer) {
    guard view.tick >= 0, view.tick + 1 < view.ticks else { return }
    for order in orders { order.write(view, &output) }
    guard view.isLockstep else { return }
    output.append("DONE tick=")
    output.append(integer: view.tick)
    output.append("\n")
  }
}
