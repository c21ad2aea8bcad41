import Foundation
import Primitives
import Reactor
import Terminal

/// Round trips: ours beside Redis, for each number of connections and of requests under way.
enum TripTable {
  /// A server with its clients, of whom the first so many are used.
  private struct Side: ~Copyable {
    let server: ContenderProcess
    var crowd: Crowd
    let ids: [ConnectionID]

    init(_ contender: Contender, connections: Int) throws(CommandFailure) {
      let server = try ContenderProcess(contender)
      var crowd = try Crowd()
      ids = try Players.begin(
        server, &crowd, count: connections + connections % 2, clock: "lockstep:3600000")
      self.server = server
      self.crowd = crowd
    }
  }

  /// What the rounds of one row measured.
  private struct Row {
    var perSecond: [Double] = []
    var half: [Double] = []
    var nearlyAll: [Double] = []
    var microseconds: [Double] = []
  }

  private static let pairs: [(ours: Contender, peer: Contender)] = [
    (.duelStrict, .redisDurable), (.duelRelaxed, .redis), (.duelMemory, .redis),
  ]

  static func run(_ plan: ServerBench.Plan) throws(CommandFailure) {
    let contenders = plan.contenders.filter { $0.tongue != .nats }
    let most = plan.connections.max() ?? 1
    var sides: [Box] = []
    for contender in contenders {
      sides.append(Box(try Side(contender, connections: most)))
    }
    for request in TripRequest.allCases {
      for connections in plan.connections {
        for depth in plan.pipelined {
          try measure(plan, contenders, sides, request, connections, depth)
        }
      }
    }
  }

  /// Holds a side, which is no value to be copied, in an array.
  private final class Box {
    var side: Side
    init(_ side: consuming Side) { self.side = side }
  }

  private static func measure(
    _ plan: ServerBench.Plan, _ contenders: [Contender], _ sides: [Box],
    _ request: TripRequest, _ connections: Int, _ depth: Int
  ) throws(CommandFailure) {
    var rows = contenders.map { _ in Row() }
    for round in 0..<plan.rounds {
      // There and back, so that nobody is always the one after somebody.
      let order = round % 2 == 0 ? Array(contenders.indices) : contenders.indices.reversed()
      for index in order {
        let box = sides[index]
        let load = TripLoad(depth: depth, request: request, tongue: contenders[index].tongue)
        let ids = Array(box.side.ids.prefix(connections))
        let before = try box.side.server.use()
        let outcome = try load.run(&box.side.crowd, on: ids, milliseconds: plan.milliseconds)
        let used = try box.side.server.use().microseconds - before.microseconds
        rows[index].perSecond.append(outcome.perSecond)
        rows[index].half.append(outcome.times.milliseconds(percent: 50))
        rows[index].nearlyAll.append(outcome.times.milliseconds(percent: 99))
        rows[index].microseconds.append(used / Double(max(1, outcome.answers)))
      }
    }
    Output.line(
      "\ntrips \(request.rawValue), \(connections) connections, pipelined \(depth): answers/s, "
        + "ms to half and to 99 %, server us each")
    for (index, contender) in contenders.enumerated() {
      let ratio = pairs.first { $0.ours == contender }.flatMap { pair in
        contenders.firstIndex(of: pair.peer).flatMap { peer in
          Spread(zip(rows[index].perSecond, rows[peer].perSecond).map { $0 / $1 })
            .map { "  \($0.text(2)) x \(pair.peer.name)" }
        }
      }
      show(contender, rows[index], ratio ?? "")
    }
  }

  private static func show(_ contender: Contender, _ row: Row, _ ratio: String) {
    guard let rate = Spread(row.perSecond), let half = Spread(row.half),
      let nearlyAll = Spread(row.nearlyAll), let microseconds = Spread(row.microseconds)
    else { return }
    let times = String(
      format: "%.3f %.3f ms %.2f us", half.median, nearlyAll.median, microseconds.median)
    Output.line("  \(contender.name.padded(14)) \(rate.text(0).padded(28)) \(times)\(ratio)")
  }
}
