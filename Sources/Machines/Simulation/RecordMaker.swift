import Digests
import DuelRules
import Margin
import PriceTape
public import Primitives
import Records

/// Makes records of matches that nobody would play: any rules, any commands, from one seed.
///
/// They are for whoever computes them again: what two programs make of them must be the same.
public struct RecordMaker: ~Copyable {
  /// How many commands the last match accepted.
  public private(set) var accepted = 0
  /// How many it refused.
  public private(set) var refused = 0

  var dice: KeyedStream

  /// Begins the row of matches that belongs to a seed.
  public init(seed: Int) {
    let text = Array(String(seed).utf8)
    dice = KeyedStream(key: Digest.of(domain: "margin-duel/record-maker/1", [text]))
  }

  /// Plays the next match to its end and writes its record.
  public mutating func next() -> ByteBuffer {
    let rules = drawRules()
    var match = Match(
      rules: rules, secret: MatchSecret(seed: dice.nextDigest(), salt: dice.nextDigest()),
      after: ChainLink(number: roll(1000), digest: dice.nextDigest()))
    var events: [MatchEvent] = []
    seatPlayers(in: &match, &events)
    (accepted, refused) = (0, 0)
    // Of 4 rolls how many make a command: some seats hardly trade, some in every tick.
    let zeal = (0..<match.seatCount).map { _ in roll(4) }
    while match.phase != .settled {
      events.removeAll(keepingCapacity: true)
      _ = match.apply(.advance(from: match.tick), events: &events)
      for seat in zeal.indices where match.phase == .live && roll(4) <= zeal[seat] {
        for _ in 0...roll(2) { trade(Seat(seat), in: &match, &events) }
      }
      abandonPerhaps(in: &match, &events)
    }
    var record = ByteBuffer()
    _ = RecordWriter.write(match, into: &record)
    return record
  }

  private mutating func seatPlayers(in match: inout Match, _ events: inout [MatchEvent]) {
    for seat in 0..<match.seatCount {
      guard let name = PlayerName("player-\(roll(100))_\(seat)") else { continue }
      _ = match.apply(.join(name), events: &events)
    }
    contribute(to: &match, &events)
  }

  /// Some seats give nonces, all where they must; now and then one owes its own.
  private mutating func contribute(to match: inout Match, _ events: inout [MatchEvent]) {
    let rule = match.rules.values.nonces
    var nonces: [(seat: Seat, nonce: Digest)] = []
    for seat in (0..<match.seatCount).map({ Seat($0) }) {
      guard rule != .none, rule == .required ? !once(in: 60) : once(in: 3) else {
        _ = match.apply(.ready(seat), events: &events)
        continue
      }
      let nonce = dice.nextDigest()
      let hash = SeatNonces.hash(of: nonce, seat: seat)
      _ = match.apply(.ready(seat, hash: hash), events: &events)
      if !once(in: 30) { nonces.append((seat, nonce)) }
    }
    for (seat, nonce) in nonces { _ = match.apply(.open(seat, nonce: nonce), events: &events) }
    for stage in [NonceStage.hash, .nonce] { _ = match.apply(.forfeit(stage), events: &events) }
  }

  private mutating func trade(
    _ seat: Seat, in match: inout Match, _ events: inout [MatchEvent]
  ) {
    let command = drawCommand(for: seat, in: match)
    if match.apply(.command(seat, command), events: &events) == nil {
      accepted += 1
    } else {
      refused += 1
    }
  }

  private mutating func abandonPerhaps(in match: inout Match, _ events: inout [MatchEvent]) {
    guard match.rules.values.abandonAfterSeconds > 0, match.phase == .live, once(in: 40)
    else { return }
    _ = match.apply(.abandon(Seat(roll(match.seatCount))), events: &events)
  }

  // MARK: - The dice

  /// A whole number from 0 up to but not including `sides`.
  mutating func roll(_ sides: Int) -> Int { Int(dice.next(below: UInt32(sides))) }

  /// True once in so many times.
  mutating func once(in times: Int) -> Bool { roll(times) == 0 }

  /// One of several things; there must be one.
  mutating func pick<Thing>(_ things: [Thing]) -> Thing { things[roll(things.count)] }

  /// A rate from one unit of 10^-8 to `most`.
  mutating func rollRate(_ most: Rate) -> Rate {
    Rate(units: Int64(1 + roll(Int(most.units))))
  }
}
