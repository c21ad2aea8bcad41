/// Players who may meet, and a matching of them that is changed step by step.
///
/// Questions such as "can all others still be paired if these two meet?" are answered exactly by
/// one search for an alternating path with blossoms (Edmonds, 1965). No question costs more than
/// the square of the number of players, so no pairing costs more than its cube.
struct PairingGraph {
  /// Stands for nobody in `mates`.
  static let nobody = -1

  let count: Int
  /// By player, whom the present matching gives it.
  private(set) var mates: [Int]
  /// By player: 0 outside the bracket that is being paired, 1 inside, 2 kept inside.
  var zones: [UInt8]
  private var mayMeet: [Bool]

  // The tree of the last search.
  private var parents: [Int]
  private var bases: [Int]
  private var isOuter: [Bool]
  private var isInBlossom: [Bool]
  private var stamps: [Int]
  private var stamp = 0

  /// Nobody is matched. `mayMeet` holds a row for each player.
  init(count: Int, mayMeet: [Bool]) {
    self.count = count
    self.mayMeet = mayMeet
    mates = Array(repeating: Self.nobody, count: count)
    zones = Array(repeating: 0, count: count)
    parents = mates
    bases = mates
    isOuter = Array(repeating: false, count: count)
    isInBlossom = isOuter
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
        } else if let last = order.last(where: { isOuter[$0] && !isTaken[$0] && $0 != player }) {
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
    let partner = wishes.first { allows(player, $0) && isOuter[$0] } ?? mate
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
      let parent = parents[player]
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
    for member in members {
      parents[member] = Self.nobody
      bases[member] = member
      isOuter[member] = false
    }
    isOuter[root] = true
    var queue = [root]
    var head = 0
    while head < queue.count {
      let player = queue[head]
      head += 1
      for other in members
      where bases[player] != bases[other] && mates[player] != other && allows(player, other) {
        let mate = mates[other]
        if other == root || (mate != Self.nobody && parents[mate] != Self.nobody) {
          contract(player, other, among: members, queue: &queue)
        } else if parents[other] == Self.nobody {
          parents[other] = player
          if mate == Self.nobody { return other }
          isOuter[mate] = true
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
    for member in members { isInBlossom[member] = false }
    markPath(from: one, to: base, child: other)
    markPath(from: other, to: base, child: one)
    for member in members where isInBlossom[bases[member]] {
      bases[member] = base
      if !isOuter[member] {
        isOuter[member] = true
        queue.append(member)
      }
    }
  }

  private mutating func commonBase(_ one: Int, _ other: Int) -> Int {
    stamp += 1
    var player = bases[one]
    stamps[player] = stamp
    while mates[player] != Self.nobody {
      player = bases[parents[mates[player]]]
      stamps[player] = stamp
    }
    player = bases[other]
    while stamps[player] != stamp { player = bases[parents[mates[player]]] }
    return player
  }

  private mutating func markPath(from start: Int, to base: Int, child: Int) {
    var player = start
    var child = child
    while bases[player] != base {
      let mate = mates[player]
      isInBlossom[bases[player]] = true
      isInBlossom[bases[mate]] = true
      parents[player] = child
      child = mate
      player = parents[mate]
    }
  }
}
