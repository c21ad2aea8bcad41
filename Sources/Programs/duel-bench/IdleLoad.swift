import Primitives
import Reactor
import Terminal

/// Spectators who hear nothing: what a server holds for each.
enum IdleLoad {
  /// Resident bytes for each of so many spectators of a match that has not begun.
  static func run(
    _ server: ContenderProcess, spectators: Int
  ) throws(CommandFailure) -> Double {
    let tongue = server.contender.tongue
    var crowd = try Crowd()
    let isAnswer = { (heard: Tongue.Heard) in if case .answer = heard { true } else { false } }
    if case .duel = tongue {
      let host = try crowd.connect(1, to: server.address)
      try crowd.say({ _ in "HELLO name=bench\n" }, to: host, tongue, until: isAnswer)
      try crowd.say({ _ in "CREATE seats=2\n" }, to: host, tongue, until: isAnswer)
    }
    // The first ones bring buffers that are there once.
    let few = try crowd.connect(min(spectators, 16), to: server.address)
    try crowd.say({ _ in tongue.subscription }, to: few, tongue, until: isAnswer)
    let before = try server.use()
    let many = try crowd.connect(spectators, to: server.address)
    try crowd.say({ _ in tongue.subscription }, to: many, tongue, until: isAnswer)
    return (try server.use().resident - before.resident) / Double(spectators)
  }
}
