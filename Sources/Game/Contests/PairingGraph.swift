/// Players who may meet, and a matching of them that is changed step by step.
///
/// Questions such as "can all others still be paired if these two meet?" are answered exactly by
/// one search for an alternating path with blossoms (Edmonds, 1965). No question costs more than
/// the square of the number of players, and nothing is ever tried and taken back: a round asks at
/// most one question for each player and score group that it goes through.
struct PairingGraph {
  /// Stands for nobody in `mates`.
  static let nobody = -1

  let count: Int
  /// By player, whom the present matching gives it.
  private(set) var mates: [Int]
  /// By player: 0 outside the bracket that is being paired, 1 inside, 2 kept inside.
  var zones: [UInt8]
  private var mayMeet: [Bool]

  /// What the last search knows of a player.
  private struct Node {
    var parent = PairingGraph.nobody
    var base: Int
    var isOuter = false
    var isInBlossom = false
  }

  private var nodes: [Node]
  private var stamps: [Int]
  private var stamp = 0

  /// Nobody is matched. `mayMeet` holds a row for each player.
  init(count: Int, mayMeet: [Bool]) {
    self.count = count
    self.mayMeet = mayMeet
    mates = Array(repeating: Self.nobody, count: count)
    zones = Array(repeating: 0, count: count)
    nodes = (0..<count).map { Node(base: $0) }
    stamps = Array(repeating: 0, count: count)
  }

  /// Whether two players may meet, and neither is kept in a bracket that the other is not of.
  func allows(_ one: Int, _ other: Int) -> Bool {
    mayMeet[one * count + other] && zones[one] ^ zones[other] != 2
  }

  /// Matches each player with the next free one below, where there is one.
  mutating func matchNeighbours() {
    for player in 0..<count where mates[player] == Self.nobody {
      for other in player + 1..<max(count, player + 1)
      where mates[other] == Self.nobody && allows(player, other) {
        match(player, other)
        break
      }
    }
  }

  /// Matches as many as can be, the players in front of `order` rather than those behind.
  ///
  /// The sets of players that some matching covers are a matroid, so taking one after the other
  /// whoever can still be covered with those before gives the largest and the best set.
  mutating func cover(order: [Int]) {
    var isTaken = Array(repeating: false, count: count)
    for player in order {
      if mates[player] == Self.nobody {
        let free = grow(from: player, among: order)
        if free != Self.nobody {
          augment(to: free)
        } else if let last = order.last(where: { nodes[$0].isOuter && !isTaken[$0] && $0 != player }
        ) {
          expose(last)
        }
      }
      isTaken[player] = mates[player] != Self.nobody
    }
  }

  /// Keeps a player of the bracket inside it if all of `members` can be matched then as well.
  mutating func keep(_ player: Int, among members: [Int]) -> Bool {
    let mate = mates[player]
    zones[player] = 2
    if zones[mate] != 0 { return true }
    guard members.contains(where: { zones[$0] != 0 && allows(player, $0) }) else {
      zones[player] = 1
      return false
    }
    separate(player)
    if grow(from: player, among: members) == mate {
      augment(to: mate)
      return true
    }
    zones[player] = 1
    match(player, mate)
    return false
  }

  /// Gives a player the first of its `wishes` with whom all other `members` can be matched.
  ///
  /// With the player taken out and its mate set free, the players that the mate reaches over an
  /// even path are all those without whom the rest can be matched.
  mutating func settle(_ player: Int, wishes: [Int], among members: [Int]) -> Int {
    let mate = mates[player]
    guard let first = wishes.first(where: { allows(player, $0) }), first != mate else {
      return mate
    }
    let loser = mates[first]
    if allows(mate, loser) {
      match(mate, loser)
      match(player, first)
      return first
    }
    separate(player)
    _ = grow(from: mate, among: members.filter { $0 != player })
    let partner = wishes.first { allows(player, $0) && nodes[$0].isOuter } ?? mate
    expose(partner)
    match(player, partner)
    return partner
  }

  private mutating func match(_ one: Int, _ other: Int) {
    mates[one] = other
    mates[other] = one
  }

  private mutating func separate(_ player: Int) {
    mates[mates[player]] = Self.nobody
    mates[player] = Self.nobody
  }

  /// Changes the matching along the path of the last search to a free player.
  private mutating func augment(to free: Int) {
    var player = free
    while player != Self.nobody {
      let parent = nodes[player].parent
      let next = mates[parent]
      match(player, parent)
      player = next
    }
  }

  /// Changes the matching so that the root of the last search is matched and `player`, which it
  /// reaches over an even path, is free.
  private mutating func expose(_ player: Int) {
    let mate = mates[player]
    guard mate != Self.nobody else { return }
    mates[player] = Self.nobody
    augment(to: mate)
  }

  /// Grows the tree of alternating paths from a free player until it meets another free one.
  private mutating func grow(from root: Int, among members: [Int]) -> Int {
    for member in members { nodes[member] = Node(base: member) }
    nodes[root].isOuter = true
    var queue = [root]
    var head = 0
    while head < queue.count {
      let player = queue[head]
      head += 1
      for other in members
      where nodes[player].base != nodes[other].base && mates[player] != other
        && allows(player, other)
      {
        let mate = mates[other]
        if other == root || (mate != Self.nobody && nodes[mate].parent != Self.nobody) {
          contract(player, other, among: members, queue: &queue)
        } else if nodes[other].parent == Self.nobody {
          nodes[other].parent = player
          if mate == Self.nobody { return other }
          nodes[mate].isOuter = true
          queue.append(mate)
        }
      }
    }
    return Self.nobody
  }

  /// Makes one of a circle of odd length that an edge between two outer players closes.
  private mutating func contract(
    _ one: Int, _ other: Int, among members: [Int], queue: inout [Int]
  ) {
    let base = commonBase(one, other)
    for member in members { nodes[member].isInBlossom = false }
    markPath(from: one, to: base, child: other)
    markPath(from: other, to: base, child: one)
    for member in members where nodes[nodes[member].base].isInBlossom {
      nodes[member].base = base
      if !nodes[member].isOuter {
        nodes[member].isOuter = true
        queue.append(member)
      }
    }
  }

  private mutating func commonBase(_ one: Int, _ other: Int) -> Int {
    stamp += 1
    var player = nodes[one].base
    stamps[player] = stamp
    while mates[player] != Self.nobody {
      player = nodes[nodes[mates[player]].parent].base
      stamps[player] = stamp
    }
    player = nodes[other].base
    while stamps[player] != stamp { player = nodes[nodes[mates[player]].parent].base }
    return player
  }

  private mutating func markPath(from start: Int, to base: Int, child: Int) {
    var player = start
    var child = child
    while nodes[player].base != base {
      let mate = mates[player]
      nodes[nodes[player].base].isInBlossom = true
      nodes[nodes[mate].base].isInBlossom = true
      nodes[player].parent = child
      child = mate
      player = nodes[mate].parent
    }
  }
}
