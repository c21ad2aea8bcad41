public import DuelRules
public import Margin
import Primitives

/// Rules from `key=value` settings on top of a preset; each as in a rules text.
public func makeRules(
  _ settings: String..., preset: String = "standard"
) throws(RuleError) -> Rules {
  var values = RulesPreset.standard.values
  try values.set("preset", to: preset)
  for setting in settings {
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    precondition(parts.count == 2, "'\(setting)' is not key=value")
    try values.set(parts[0], to: parts[1])
  }
  return try Rules(values)
}

/// A match that is driven in short sentences. Players are called p0, p1 and so on.
public final class Duel {
  /// The match itself.
  public var match: Match
  /// What the last entry did.
  public private(set) var events: [MatchEvent] = []

  /// Opens a match with a practice seed.
  public init(_ rules: Rules, practice number: Int = 1, after link: ChainLink = .beginning) {
    match = Match(rules: rules, secret: MatchSecret(practice: number), after: link)
  }

  /// Gives an entry to the match.
  @discardableResult
  public func apply(_ entry: MatchEntry) -> MatchRejection? {
    events.removeAll()
    return match.apply(entry, events: &events)
  }

  /// Fills the free seats.
  public func fillSeats() {
    for seat in 0..<match.seatCount where match.players[seat] == nil {
      guard let name = PlayerName("p\(seat)") else { preconditionFailure("a player's name") }
      apply(.join(name))
    }
  }

  /// Fills the seats, makes all of them ready, and opens the nonces that the rules ask for.
  public func countDown() {
    fillSeats()
    let seats = 0..<match.seatCount
    let isRequired = match.rules.values.nonces == .required
    for seat in seats { apply(.ready(Seat(seat), hash: isRequired ? nonceHash(seat) : nil)) }
    for seat in seats where isRequired { open(seat) }
  }

  /// Fills the seats; these of them commit to their nonces, the others give none.
  public func commit(_ seats: Int...) {
    fillSeats()
    for seat in 0..<match.seatCount {
      apply(.ready(Seat(seat), hash: seats.contains(seat) ? nonceHash(seat) : nil))
    }
  }

  /// A seat opens its nonce.
  @discardableResult
  public func open(_ seat: Int) -> MatchRejection? {
    apply(.open(Seat(seat), nonce: nonce(seat)))
  }

  /// Goes to the first tick.
  public func begin() {
    countDown()
    apply(.advance(from: match.tick))
  }

  /// Lets so many ticks come by the timer.
  public func advance(_ ticks: Int = 1) {
    for _ in 0..<ticks { apply(.advance(from: match.tick)) }
  }

  /// Lets the ticks come until the match is settled.
  public func finish() {
    while match.phase == .live { apply(.advance(from: match.tick)) }
  }

  /// A seat trades.
  @discardableResult
  public func trade(_ seat: Int, _ command: TradeCommand) -> MatchRejection? {
    apply(.command(Seat(seat), command))
  }

  /// A seat says that it is done with this tick.
  @discardableResult
  public func done(_ seat: Int, _ tick: Int? = nil) -> MatchRejection? {
    apply(.done(Seat(seat), tick.map { Tick($0) }))
  }

  /// Whether there are nonces to open before the pre-roll is shown.
  public var awaitsNonces: Bool { match.awaitsNonces }

  /// The seats that have said they are ready.
  public var ready: [Int] { (0..<match.seatCount).filter { match.isReady(Seat($0)) } }

  /// The seats that are done with this tick.
  public var doneSeats: [Int] { (0..<match.seatCount).filter { match.isDone(Seat($0)) } }

  /// The seats that lockstep waits for.
  public var waitedFor: [Int] { (0..<match.seatCount).filter { match.isWaitedFor(Seat($0)) } }

  /// Plays to the end, with each seat trading by the dice about every other tick.
  public func playRandomly(_ dice: inout Dice) {
    begin()
    while match.phase == .live {
      for seat in 0..<match.seatCount where dice.once(in: 2) {
        trade(seat, dice.command(match.rules))
      }
      advance()
    }
  }
}

extension Dice {
  /// A command that fits the rules more often than not: half of them at the quote, half of any
  /// kind.
  public mutating func command(_ rules: Rules) -> TradeCommand {
    once(in: 2) ? marketCommand(rules) : anyCommand(rules)
  }

  mutating func marketCommand(_ rules: Rules) -> TradeCommand {
    let instrument = Instrument(roll(0...rules.values.instruments.count - 1))
    let limits = rules.margin.instruments[instrument.index]
    let leverage = leverage(roll(1...limits.maintenance.leverageMax.value))
    switch roll(0...9) {
    case 0...6:
      return .enter(
        EntryOrder(
          side: once(in: 2) ? .buy : .sell, instrument: instrument, size: entrySize(limits),
          leverage: once(in: 2) ? leverage : nil))
    case 7: return .setLeverage(instrument, leverage)
    case 8: return .close(CloseOrder(instrument: instrument, size: .share(.one)))
    default: return .close(CloseOrder(instrument: instrument, size: closeSize(limits)))
    }
  }

  mutating func entrySize(_ limits: InstrumentRules) -> EntrySize {
    switch roll(0...3) {
    case 0: .margin(Money(units: Int64(roll(1...200_000_000_000))))
    case 1: .notional(Money(units: Int64(roll(1...2_000_000_000_000))))
    case 2: .quantity(someQuantity(limits))
    default: .share(Rate(units: Int64(roll(1...100_000_000))))
    }
  }

  mutating func closeSize(_ limits: InstrumentRules) -> CloseSize {
    once(in: 2)
      ? .quantity(someQuantity(limits)) : .share(Rate(units: Int64(roll(1...100_000_000))))
  }

  private mutating func someQuantity(_ limits: InstrumentRules) -> Quantity {
    Quantity(units: limits.quantityStep.units * Int64(roll(1...5_000)))
  }
}
