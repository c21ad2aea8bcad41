import Primitives
import Reactor
import Terminal

/// Requests and their answers: each connection sends so many at once, and again when all of them
/// were answered.
struct TripLoad {
  let depth: Int
  let request: TripRequest
  let tongue: Tongue

  /// What a run came to.
  struct Outcome {
    /// Answers in a second.
    var perSecond: Double
    /// All answers, those at the beginning too.
    var answers: Int
    /// From sending to the answer.
    var times: Times
  }

  private struct Client {
    var owed = 0
    var turn = 0
    var sentAt = Instant(nanoseconds: 0)
  }

  /// Runs for so long, of which a tenth is not counted; ends when everything was answered.
  func run(
    _ crowd: inout Crowd, on ids: [ConnectionID], milliseconds: Int
  ) throws(CommandFailure) -> Outcome {
    var clients = [Client](repeating: Client(), count: 1 + (ids.map(\.slot).max() ?? 0))
    var batches = (0..<2).map { batch($0) }
    if depth % 2 == 0 { batches[1] = batches[0] }
    var message = ByteBuffer()
    let begin = Instant.now()
    let counted = begin.adding(milliseconds: milliseconds / 10)
    let end = begin.adding(milliseconds: milliseconds)
    var times = Times()
    var last = counted
    var ready = ids
    var owed = 0
    var answers = 0
    var refusal: String?
    var idOf = [ConnectionID?](repeating: nil, count: clients.count)
    for id in ids { idOf[id.slot] = id }
    while owed > 0 || Instant.now() < end {
      let isOver = Instant.now() >= end
      for id in ready where !isOver {
        message.clear()
        message.append(batches[clients[id.slot].turn % 2])
        clients[id.slot].turn += 1
        clients[id.slot].owed = depth
        clients[id.slot].sentAt = Instant.now()
        owed += depth
        try crowd.send(message, to: id)
      }
      ready.removeAll(keepingCapacity: true)
      try crowd.turn(until: Instant.now().adding(milliseconds: 1000)) { slot, line, now in
        switch tongue.hear(line) {
        case .answer where slot < clients.count && clients[slot].owed > 0:
          owed -= 1
          answers += 1
          clients[slot].owed -= 1
          if clients[slot].owed == 0, let id = idOf[slot] { ready.append(id) }
          if now > counted, now <= end {
            times.add(now.nanoseconds - clients[slot].sentAt.nanoseconds)
            last = now
          }
        case .refusal: refusal = String(decoding: line)
        case .answer, .tick, .other: break
        }
      }
      if let refusal { throw CommandFailure(.no, "refused: \(refusal)") }
    }
    times.finish()
    let seconds = Double(last.nanoseconds - counted.nanoseconds) / 1e9
    return Outcome(
      perSecond: seconds > 0 ? Double(times.count) / seconds : 0, answers: answers, times: times)
  }

  private func batch(_ turn: Int) -> String {
    (0..<depth).map { request.form(turn + $0, tongue) }.joined()
  }
}
