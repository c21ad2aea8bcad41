/// How bad a simulated world is: each fault comes once in so many occasions, never for 0.
public struct Faults: Hashable, Sendable {
  /// A word for the whole, for whoever reads the report.
  public var name = "calm"
  /// Most bytes take up to this many milliseconds.
  public var delayUsual = 3
  /// One piece in eight takes up to this many.
  public var delayMost = 40
  /// Pieces that reach a client until its connection breaks.
  var cuts = 0
  /// Pieces until one direction of a connection, or both, falls silent without an end.
  var mutes = 0
  /// Pieces until a client stops reading for a while.
  var stops = 0
  /// Rounds until the host is killed.
  var crashes = 0
  /// Of so many ends of the host one is orderly.
  var stopsHost = 0
  /// Rounds until the clock leaps.
  var leaps = 0
  /// How long the store takes at most, in milliseconds.
  var storeMost = 4
  /// Batches until one fails.
  var storeFailures = 0
  /// Batches until the store is full for some seconds.
  var storeFull = 0
  /// How many hostile clients there are.
  var hostiles = 0
  /// Things said by a hostile client until it floods.
  var floods = 0
  /// Things said by a hostile client until it says garbage.
  var garbage = 0
  /// Things said by a hostile client until it takes somebody's seat.
  var thefts = 0
  /// When the faults end, in milliseconds.
  var lasting = 0

  /// Nothing but delays.
  public static let calm = Faults()

  /// Draws the character of a world, then each fault of it.
  init(_ dice: inout WorldDice) {
    let characters = ["lossy", "slow", "crashing", "hostile", "stormy", "stormy", "mixed", "mixed"]
    name = dice.pick(characters)
    func may(_ others: String..., dice: inout WorldDice) -> Bool {
      others.contains(name) || name == "stormy" || (name == "mixed" && dice.once(in: 2))
    }
    if may("slow", dice: &dice) {
      delayUsual = dice.pick([1, 10, 200])
      delayMost = dice.pick([40, 400, 3000])
      stops = dice.pick([20, 100, 400])
      leaps = dice.pick([0, 100, 1000])
    }
    if may("lossy", dice: &dice) {
      cuts = dice.pick([15, 50, 200, 1000])
      mutes = dice.pick([0, 100, 400])
    }
    if may("crashing", dice: &dice) { crashes = dice.pick([100, 400, 1500, 6000]) }
    stopsHost = dice.pick([0, 2, 5])
    if may("crashing", "slow", dice: &dice) {
      storeMost = dice.pick([0, 4, 50, 3000])
      storeFailures = dice.pick([0, 10, 60])
      storeFull = dice.pick([0, 40, 200])
    }
    if may("hostile", dice: &dice) {
      hostiles = dice.roll(1...4)
      floods = dice.pick([0, 60, 300])
      garbage = dice.pick([0, 4, 20])
      thefts = dice.pick([0, 10, 60])
    }
    lasting = dice.pick([5_000, 20_000, 90_000, 300_000])
  }

  private init() {}
}
