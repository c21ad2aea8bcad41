public import Digests
public import Margin
import PriceTape
public import Primitives

// DuelRules: a match from open seats to a settled ranking, and the rules it is played by.
//
// Goals: the result depends on the entries alone; the same code serves live play, replay and
// verify. Non-goals: who may send an entry, when a timer fires, text on a wire.

/// One match. Entries go in, events come out, nothing else changes it.
public struct Match: ~Copyable {
  /// What it is played by. Rule: MATCH-1.
  public let rules: Rules
  /// The secret that is committed to; to be shown to nobody before the match has ended.
  public let secret: MatchSecret
  /// What the server publishes before anybody commits to a nonce. Rule: TAPE-6.
  public let commitment: Digest
  /// The end of the server's chain before this match. Rule: TAPE-6a.
  public let previousLink: ChainLink

  /// How far it has come.
  public private(set) var phase: MatchPhase = .open
  /// The name in each seat; nil where it is free.
  public private(set) var players: [PlayerName?]
  /// The tick that is out; -1 before the first.
  public private(set) var tick = Tick(-1)
  /// The marks of the pre-roll, tick by tick; empty before the countdown.
  public private(set) var preroll: [[Price]] = []
  /// Everything accepted so far, in order of arrival.
  public private(set) var commands: [AcceptedCommand] = []
  /// The digests so far, one every `Rules.digestTicks` and one at the end.
  public private(set) var stateDigests: [StateDigest] = []

  /// The seats that were given up, in the order in which that happened.
  public private(set) var abandonments: [Abandonment] = []
  /// What the seats contribute to the tape.
  public private(set) var nonces: SeatNonces
  /// The seats that owed a nonce when the time for it was up. Rule: MATCH-2a.
  public private(set) var forfeits: [Seat] = []

  /// By seat: what it started with. Rule: MATCH-13.
  private let balances: [Money]
  private var readySeats: SeatSet = []
  private var doneSeats: SeatSet = []
  private var missedMoves: [Int]
  private var acceptedCounts: [Int]
  private var tracks: [EquityTrack]
  /// By seat: at how many ticks it was exposed by its starting balance or more.
  private var exposedTicks: [Int]
  /// By seat: when it was knocked out.
  private var knockouts: [Tick?]
  private var engine: MarginEngine
  private var tape: Tape?
  private var marks: [Price]
  private var recent: RecentMarks
  /// By instrument: the deviation of one tick in the pre-roll.
  private var usualDeviations: [Rate?] = []
  private var marginEvents: [MarginEvent] = []

  /// How many missed moves in a row until a seat is no longer waited for. Rule: MATCH-7.
  public static let missedMovesMax = 3

  /// How many commands of a seat are accepted in a match of so many ticks; all of them are kept for
  /// the record. Rule: MATCH-4a.
  public static func commandsMax(ticks: Int) -> Int { 20_000 + 20 * ticks }

  /// Opens a match with empty seats, the next one in the chain of its server.
  public init(rules: Rules, secret: MatchSecret, after link: ChainLink = .beginning) {
    self.rules = rules
    self.secret = secret
    previousLink = link
    nonces = SeatNonces(seats: rules.values.seats)
    commitment = secret.commitment(rules: rules)
    players = Array(repeating: nil, count: rules.values.seats)
    missedMoves = Array(repeating: 0, count: rules.values.seats)
    acceptedCounts = missedMoves
    exposedTicks = missedMoves
    knockouts = Array(repeating: nil, count: rules.values.seats)
    balances = (0..<rules.values.seats).map { rules.values.startingBalance(of: Seat($0)) }
    tracks = balances.map { EquityTrack(start: ExactMoney($0)) }
    marks = rules.source.startPrices
    recent = RecentMarks(instruments: marks.count)
    engine = MarginEngine(rules: rules.margin, balances: balances, marks: marks)
  }

  /// The same match in the same state once more; each goes on by itself.
  public func copy() -> Match { Match(copying: self) }

  private init(copying other: borrowing Match) {
    rules = other.rules
    secret = other.secret
    commitment = other.commitment
    previousLink = other.previousLink
    nonces = other.nonces
    forfeits = other.forfeits
    phase = other.phase
    players = other.players
    tick = other.tick
    preroll = other.preroll
    commands = other.commands
    stateDigests = other.stateDigests
    abandonments = other.abandonments
    balances = other.balances
    readySeats = other.readySeats
    doneSeats = other.doneSeats
    missedMoves = other.missedMoves
    acceptedCounts = other.acceptedCounts
    tracks = other.tracks
    exposedTicks = other.exposedTicks
    knockouts = other.knockouts
    engine = other.engine.copy()
    tape = other.tape?.copy()
    marks = other.marks
    recent = other.recent
    usualDeviations = other.usualDeviations
  }

  /// How many seats there are.
  public var seatCount: Int { players.count }

  /// The end of the server's chain with this match. Rule: TAPE-6a.
  public var link: ChainLink { previousLink.next(commitment) }

  /// Whether seats have nonces to open before the pre-roll is shown.
  public var awaitsNonces: Bool { phase == .countdown && tape == nil }

  /// Changes the match, or says why not and changes nothing. Events are appended in order.
  public mutating func apply(_ entry: MatchEntry, events: inout [MatchEvent]) -> MatchRejection? {
    switch entry {
    case .join(let name, let seat): join(name, in: seat, events: &events)
    case .leave(let seat): leave(seat, events: &events)
    case .ready(let seat, let hash): ready(seat, hash, events: &events)
    case .open(let seat, let nonce): open(nonce, of: seat, events: &events)
    case .forfeit(let stage): forfeit(stage, events: &events)
    case .command(let seat, let command, let expected):
      execute(command, seat: seat, at: expected, events: &events)
    case .done(let seat, let expected): done(seat, expected, events: &events)
    case .advance(let from): advance(from: from, events: &events)
    case .abandon(let seat): abandon(seat, events: &events)
    case .abort: abort(events: &events)
    }
  }

  // MARK: - Before the match

  private mutating func join(
    _ name: PlayerName, in seat: Seat?, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard phase == .open else { return phase == .ready ? .full : .wrongPhase(phase) }
    guard !players.contains(name) else { return .alreadySeated }
    guard let free = seat?.index ?? players.firstIndex(of: nil), players[free] == nil else {
      return .full
    }
    players[free] = name
    if !players.contains(nil) { phase = .ready }
    events.append(.joined(Seat(free)))
    return nil
  }

  /// Gives a seat back. Rule: MATCH-3.
  private mutating func leave(_ seat: Seat, events: inout [MatchEvent]) -> MatchRejection? {
    guard phase == .open || phase == .ready else { return .wrongPhase(phase) }
    guard players[seat.index] != nil else { return .emptySeat }
    players[seat.index] = nil
    readySeats.remove(seat)
    nonces.commit(nil, of: seat)
    phase = .open
    events.append(.left(seat))
    return players.contains { $0 != nil } ? nil : abort(events: &events)
  }

  private mutating func ready(
    _ seat: Seat, _ hash: Digest?, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard phase == .open || phase == .ready else { return .wrongPhase(phase) }
    guard players[seat.index] != nil else { return .emptySeat }
    guard !readySeats.contains(seat) else {
      return hash == nil || hash == nonces.hashes[seat.index] ? nil : .wrongNonce
    }
    guard hash != nil || rules.values.nonces != .required else { return .nonceMissing }
    guard hash == nil || rules.values.nonces != .none else { return .nonceUnwanted }
    readySeats.insert(seat)
    nonces.commit(hash, of: seat)
    events.append(.readied(seat))
    if readySeats.count == seatCount { countDown(events: &events) }
    return nil
  }

  /// All are ready: nonces are opened first, if there are any. Rule: MATCH-2.
  private mutating func countDown(events: inout [MatchEvent]) {
    phase = .countdown
    if nonces.unopened.isEmpty { start(events: &events) } else { events.append(.committed) }
  }

  private mutating func open(
    _ nonce: Digest, of seat: Seat, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard awaitsNonces else { return .wrongPhase(phase) }
    let isNew = nonces.nonces[seat.index] == nil
    guard nonces.open(nonce, of: seat) else { return .wrongNonce }
    if isNew { events.append(.opened(seat)) }
    if nonces.unopened.isEmpty { start(events: &events) }
    return nil
  }

  /// Settles a match that some seats keep from beginning. Rule: MATCH-2a.
  private mutating func forfeit(
    _ stage: NonceStage, events: inout [MatchEvent]
  ) -> MatchRejection? {
    switch stage {
    case .hash:
      guard phase == .ready, rules.values.nonces == .required else { return .wrongPhase(phase) }
      forfeits = players.indices.map { Seat($0) }.filter { !readySeats.contains($0) }
    case .nonce:
      guard awaitsNonces else { return .wrongPhase(phase) }
      forfeits = nonces.unopened
    }
    phase = .settled
    events.append(.settled)
    return nil
  }

  private mutating func start(events: inout [MatchEvent]) {
    tape = Tape(source: rules.source, seed: secret.tapeSeed(nonces: nonces.seedParts))
    for _ in 0..<Rules.prerollTicks {
      tape?.next(into: &marks)
      recent.append(marks)
      preroll.append(marks)
    }
    usualDeviations = marks.indices.map { recent.returns(of: Instrument($0)).deviation }
    engine = MarginEngine(
      rules: rules.margin, balances: balances, marks: marks, inventory: rules.inventory)
    events.append(.started)
  }

  private mutating func abort(events: inout [MatchEvent]) -> MatchRejection? {
    guard phase != .settled, phase != .aborted else { return .wrongPhase(phase) }
    phase = .aborted
    events.append(.aborted)
    return nil
  }

  // MARK: - The match

  private mutating func execute(
    _ command: TradeCommand, seat: Seat, at expected: Tick?, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard phase == .live else { return .wrongPhase(phase) }
    if let expected, expected != tick { return .staleTick(tick) }
    guard !isKnockedOut(seat) else { return .knockedOut }
    let commandsMax = Self.commandsMax(ticks: rules.values.ticks)
    guard acceptedCounts[seat.index] < commandsMax else { return .tooManyCommands(commandsMax) }
    marginEvents.removeAll(keepingCapacity: true)
    if let rejection = engine.execute(command, seat: seat, events: &marginEvents) {
      return .margin(rejection)
    }
    acceptedCounts[seat.index] += 1
    commands.append(
      AcceptedCommand(
        tick: tick, seat: seat, number: acceptedCounts[seat.index], command: command))
    for event in marginEvents { events.append(.margin(event)) }
    return nil
  }

  private mutating func done(
    _ seat: Seat, _ expected: Tick?, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard phase == .live else { return .wrongPhase(phase) }
    guard case .lockstep = rules.values.clock else { return .notLockstep }
    if let expected, expected != tick { return .staleTick(tick) }
    doneSeats.insert(seat)
    missedMoves[seat.index] = 0
    if isEverybodyDone { nextTick(events: &events) }
    return nil
  }

  private mutating func advance(
    from expected: Tick, events: inout [MatchEvent]
  ) -> MatchRejection? {
    guard phase == .live || phase == .countdown && !awaitsNonces else {
      return .wrongPhase(phase)
    }
    guard expected == tick else { return .staleTick(tick) }
    if phase == .live, case .lockstep = rules.values.clock {
      for seat in missedMoves.indices where !doneSeats.contains(Seat(seat)) {
        missedMoves[seat] += 1
      }
    }
    phase = .live
    nextTick(events: &events)
    return nil
  }

  /// Marks a seat as given up, once; it changes nothing else. Rule: MATCH-11.
  private mutating func abandon(_ seat: Seat, events: inout [MatchEvent]) -> MatchRejection? {
    guard phase == .live else { return .wrongPhase(phase) }
    guard !isAbandoned(seat) else { return nil }
    abandonments.append(Abandonment(tick: tick, seat: seat))
    events.append(.abandoned(seat))
    return nil
  }

  /// The order of things in a tick. Rule: MATCH-4.
  private mutating func nextTick(events: inout [MatchEvent]) {
    doneSeats = []
    tick = tick.next
    events.append(.ticked(tick))
    marginEvents.removeAll(keepingCapacity: true)
    tape?.next(into: &marks)
    recent.append(marks)
    engine.advance(marks: marks, events: &marginEvents)
    for event in marginEvents { events.append(.margin(event)) }
    for seat in tracks.indices { record(Seat(seat), events: &events) }
    let isLast = tick.number == rules.values.ticks - 1 || isDecidedByKnockout
    if isLast || (tick.number + 1) % Rules.digestTicks == 0 { recordState() }
    events.append(.ranked(tick))
    if isLast {
      phase = .settled
      events.append(.settled)
    }
  }

  /// Takes down how a seat stands at this tick.
  private mutating func record(_ seat: Seat, events: inout [MatchEvent]) {
    tracks[seat.index].record(equity(of: seat))
    let balance = ExactMoney(balances[seat.index])
    if rules.values.participation, exposure(of: seat) >= balance { exposedTicks[seat.index] += 1 }
    if tracks[seat.index].equity * 100 < balance, !isKnockedOut(seat), exposure(of: seat) == .zero {
      knockouts[seat.index] = tick
      events.append(.knockedOut(seat))
      marginEvents.removeAll(keepingCapacity: true)
      engine.cancelAll(of: seat, reason: .knockedOut, events: &marginEvents)
      for event in marginEvents { events.append(.margin(event)) }
    }
  }

  /// What a seat's positions are worth at mark, all added up. Rule: SCORE-3.
  private func exposure(of seat: Seat) -> ExactMoney {
    var sum = ExactMoney.zero
    for index in marks.indices {
      let quantity = engine.position(of: seat, in: Instrument(index)).quantity
      if quantity != .zero { sum = sum + ExactMoney(valueOf: quantity.magnitude, at: marks[index]) }
    }
    return sum
  }

  /// Whether so few seats are left that the match is over. Rule: MATCH-10.
  private var isDecidedByKnockout: Bool {
    guard rules.values.knockout == .endsMatch else { return false }
    return knockouts.count { $0 == nil } <= (seatCount > 1 ? 1 : 0)
  }

  private mutating func recordState() {
    var state = ByteBuffer(capacity: 1024)
    state.append(bigEndian: UInt64(tick.number))
    engine.appendState(to: &state)
    let previous = stateDigests.last?.digest ?? commitment
    let digest = Digest.of(domain: "margin-duel/state/1", [previous.bytes, state.bytes])
    stateDigests.append(StateDigest(tick: tick, digest: digest))
  }

  // MARK: - Questions

  /// Whether lockstep waits for a seat: it is in the game and has not missed too many moves in a
  /// row.
  public func isWaitedFor(_ seat: Seat) -> Bool { isInTime(seat) && !isKnockedOut(seat) }

  /// Whether a seat has not missed too many moves in a row. Rule: MATCH-7.
  public func isInTime(_ seat: Seat) -> Bool {
    missedMoves[seat.index] < Self.missedMovesMax
  }

  /// Whether lockstep waits for any seat.
  public var isAnybodyWaitedFor: Bool { players.indices.contains { isWaitedFor(Seat($0)) } }

  /// Whether a seat is out of the game. Rule: MATCH-10.
  public func isKnockedOut(_ seat: Seat) -> Bool { knockouts[seat.index] != nil }

  /// Whether a seat was given up. Rule: MATCH-11.
  public func isAbandoned(_ seat: Seat) -> Bool { abandonments.contains { $0.seat == seat } }

  /// At how many ticks a seat was exposed by its starting balance or more; 0 when the rules do not
  /// ask. Rule: SCORE-3.
  public func exposedTicks(of seat: Seat) -> Int { exposedTicks[seat.index] }

  /// Whether a seat was exposed at a third of the ticks so far, or need not be: whoever remains
  /// when knock-outs end a match cannot make up for it any more. Rule: SCORE-3.
  private func hasParticipated(_ seat: Seat) -> Bool {
    guard rules.values.participation else { return true }
    return 3 * exposedTicks[seat.index] >= tick.number + 1
      || (isDecidedByKnockout && !isKnockedOut(seat))
  }

  /// Whether a seat has said that it is done with this tick.
  public func isDone(_ seat: Seat) -> Bool { doneSeats.contains(seat) }

  /// Whether a seat has said that it is ready.
  public func isReady(_ seat: Seat) -> Bool { readySeats.contains(seat) }

  /// Whether every seat that is waited for is done; false when nobody is waited for.
  private var isEverybodyDone: Bool {
    var waited = 0
    for seat in missedMoves.indices where isWaitedFor(Seat(seat)) {
      waited += 1
      if !doneSeats.contains(Seat(seat)) { return false }
    }
    return waited > 0
  }

  /// The prices of this tick; those of the last pre-roll tick in the countdown.
  public var quotes: [Quote] { engine.quotes }

  /// The account of a seat.
  public func account(of seat: Seat) -> Account { engine.account(of: seat) }

  /// What a seat holds of an instrument.
  public func position(of seat: Seat, in instrument: Instrument) -> Position {
    engine.position(of: seat, in: instrument)
  }

  /// What a seat may assign to new positions.
  public func available(to seat: Seat) -> Money { engine.available(to: seat) }

  /// What an entry of a seat would cost and risk now, or why it would be refused.
  public func quote(
    _ order: EntryOrder, for seat: Seat
  ) -> Result<EntryQuote, MarginRefusal> {
    engine.quote(order, seat: seat)
  }

  /// The cross positions of a seat taken together; nil without one.
  public func crossAccount(of seat: Seat) -> CrossAccount? { engine.crossAccount(of: seat) }

  /// The open orders of a seat, by number.
  public func openOrders(of seat: Seat) -> [OpenOrder] { engine.openOrders(of: seat) }

  /// What the resting entries of a seat reserve. Rule: ORDER-6.
  public func reserved(of seat: Seat) -> Money { engine.reserved(of: seat) }

  /// What the last prices say of a position that a seat holds or would hold. Rule: MARGIN-23.
  public func facts(
    of position: Position, in instrument: Instrument, for seat: Seat
  ) -> MarketFacts {
    let held = marks.indices.map { self.position(of: seat, in: Instrument($0)).quantity }
    let last = recent.returns(of: instrument, last: MarketFacts.volatilityTicks)
    let usual = usualDeviations.isEmpty ? nil : usualDeviations[instrument.index]
    return MarketFacts(
      deviation: recent.returns(of: instrument).deviation,
      stacked: MarketFacts.stacked(position.quantity, in: instrument, beside: held) {
        recent.returns(of: $0)
      },
      volatility: MarketFacts.multiple(last.deviation, of: usual))
  }

  /// Where a seat's position would be liquidated.
  public func liquidationPrice(of seat: Seat, in instrument: Instrument) -> Price? {
    engine.liquidationPrice(of: seat, in: instrument)
  }

  /// A seat's ranking equity now, exact.
  public func equity(of seat: Seat) -> ExactMoney { engine.equity(of: seat) }

  /// Wallets, margins, house and insurance together, in units of 10^-8; constant in a match.
  public var moneyTotal: Int128 { engine.moneyTotal }

  /// How the seats stood when this tick was ranked.
  public var ranking: Ranking {
    Ranking(
      tracks.indices.map { seat in
        Standing(
          equity: tracks[seat].equity.rounded(.down),
          drawdown: tracks[seat].drawdown.rounded(.up),
          liquidations: account(of: Seat(seat)).liquidations,
          hasParticipated: hasParticipated(Seat(seat)), knockedOut: knockouts[seat],
          hasForfeited: forfeits.contains(Seat(seat)))
      })
  }
}
