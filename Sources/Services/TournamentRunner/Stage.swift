import DuelServer
import Primitives
import Reactor

/// What a contest is played with: its server, the connections that arrange matches, the built-in
/// bots, and what other threads say. One thread uses it.
final class Stage {
  let address: SocketAddress
  let inbox: Inbox
  let builtIns: BuiltInBots
  /// Where bots come in that are given a connection.
  let door = ServerDoor()
  private let server: BackgroundServer
  private var reactor: Reactor
  private var desk: ArrangeDesk
  private var events: [ReactorEvent] = []

  /// Starts everything.
  init(
    _ options: (Inbox, ServerDoor) -> ServerOptions, signals: [Int32]
  ) throws(TournamentError) {
    let reactor = try Self.system { () throws(SystemError) in
      Reactor.raiseDescriptorLimit()
      var reactor = try Reactor()
      if !signals.isEmpty { try reactor.watch(signals: signals) }
      return reactor
    }
    let inbox = Inbox(reactor.waker)
    do throws(ServerError) {
      server = try BackgroundServer.start(options(inbox, door))
    } catch {
      throw .server(error)
    }
    builtIns = BuiltInBots(at: server.address) { inbox.add(.trouble($0)) }
    address = server.address
    desk = ArrangeDesk(at: address)
    self.inbox = inbox
    self.reactor = reactor
  }

  /// Ends the built-in bots and the server.
  func close() {
    builtIns.stop()
    server.stop()
  }

  func wait(until deadline: Instant?) throws(TournamentError) -> [ReactorEvent] {
    events.removeAll(keepingCapacity: true)
    try Self.system { () throws(SystemError) in
      try reactor.wait(until: deadline, events: &events)
    }
    return events
  }

  /// Asks for a match.
  func arrange(_ game: LiveGame, settings: String) throws(TournamentError) {
    try Self.system { () throws(SystemError) in
      try desk.arrange(game.number, players: game.players, settings: settings, &reactor)
    }
  }

  /// A game that was asked for is over.
  func finish(_ game: Int) { desk.finish(game) }

  /// What the server has answered to what was asked for.
  func answers(
    on id: ConnectionID
  ) throws(TournamentError) -> [(game: Int, answer: ArrangeDesk.Answer)] {
    guard let answers = desk.read(id, &reactor) else {
      throw .contest("the server of the contest has closed its connection")
    }
    return answers
  }

  private static func system<Value: ~Copyable>(
    _ call: () throws(SystemError) -> Value
  ) throws(TournamentError) -> Value {
    do throws(SystemError) { return try call() } catch { throw .system(error) }
  }
}
