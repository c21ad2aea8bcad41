import Bots
import ClientCore
import Primitives

// Those who do not play by the rules.

extension Simulation {
  /// A hostile client does the next thing that comes to its mind.
  mutating func act(_ index: Int) {
    guard !isCalm else { return }
    queue.plan(.act(.hostile(index)), at: now.adding(milliseconds: people.roll(1...400)))
    guard let link = hostiles[index].link else {
      if isServing { dial(.hostile(index)) }
      return
    }
    let act = hostiles[index].next(sight, faults, tag: &tag, &people)
    switch act {
    case .hangUp: hangUp(link)
    case .say(let utterances): say(utterances, on: link)
    case .sayHalf(let bytes, let hangsUp):
      sendToHost(bytes, on: link)
      if hangsUp { hangUp(link) }
    case .stopReading(let milliseconds): stopReading(link, for: milliseconds)
    }
  }

  private var sight: HostileSight {
    var sight = HostileSight()
    sight.matches = auditor.model.count
    for index in clients.indices where clients[index].bot != nil {
      sight.names.append("bot\(index)")
      sight.settings.append(settings[index])
      let session = clients[index].player.session
      if let match = session.match, let token = session.token {
        sight.tokens.append((match, token))
      }
    }
    return sight
  }
}
