import Digests
import DuelRules
import PriceTape
import Primitives

/// What a client found when it computed the tape of its match from what was revealed.
public enum TapeVerdict: Hashable, Sendable {
  /// Every price follows from the server's commitment and the nonces of so many of the seats.
  case follows(nonces: Int, seats: Int)
  /// Something does not fit, and what.
  case contradicts(String)
  /// It could not be checked, and why.
  case unchecked(String)
}

/// A client's own check of its tape: takes what is said before and during the match, and compares
/// it with what is revealed at the end. Rules: TAPE-6 to TAPE-8.
struct TapeCheck: Sendable {
  /// What the rules say of nonces.
  private(set) var rule = NonceRule.optional
  private var commitment: Digest?
  private var rulesDigest: Digest?
  private var rules: Rules?
  /// Whether the rules name given marks, which the client does not have.
  private var isStored = false
  /// By seat: the hash it has committed to, nil for none; nil before that was said.
  private var hashes: [Digest??] = []
  private var nonces: [Digest?] = []
  /// The first thing that did not fit.
  private var flaw: String?

  /// What stands for all prices shown so far.
  private var shown = Self.nothingShown
  private var lastTick = Self.firstTick - 1
  private var hasGap = false

  private static let firstTick = -Rules.prerollTicks
  private static let nothingShown = Digest.of(domain: "margin-duel/shown/1", [])

  /// Whether the rules of the match are still to be asked for.
  var lacksRules: Bool { rules == nil && !isStored }

  /// Whether every seat has committed itself.
  var isCommitted: Bool { !hashes.isEmpty && hashes.allSatisfy { $0 != nil } }

  /// The hash that was said of a seat; nil for none.
  func hash(of seat: Int) -> Digest? { hashes.indices.contains(seat) ? hashes[seat] ?? nil : nil }

  private mutating func note(_ text: String) { flaw = flaw ?? text }

  // MARK: - What is said

  mutating func takeCommitment(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    guard let told = reader.digest("commitment", in: line) else { return }
    if let commitment, commitment != told { note("the server changed its commitment") }
    commitment = commitment ?? told
    rulesDigest = rulesDigest ?? reader.digest("rules_digest", in: line)
    rule = reader.text("nonces", in: line).flatMap { NonceRule(rawValue: $0) } ?? .optional
    if hashes.isEmpty, let seats = reader.integer("seats", in: line),
      (1...Bounds.seatsMax).contains(seats)
    {
      hashes = Array(repeating: nil, count: seats)
      nonces = Array(repeating: nil, count: seats)
    }
    guard let number = reader.integer("number", in: line), number > 0,
      let previous = reader.digest("previous", in: line)
    else { return note("the commitment is not in the server's chain") }
    let link = ChainLink(number: number - 1, digest: previous).next(told)
    if link.digest != reader.digest("link", in: line) {
      note("the commitment does not fit the server's chain")
    }
  }

  mutating func takeNonce(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    guard let seat = reader.integer("seat", in: line), hashes.indices.contains(seat) else { return }
    let told = reader.digest("hash", in: line)
    if let known = hashes[seat], known != told { note("the hash of seat \(seat) was changed") }
    hashes[seat] = hashes[seat] ?? .some(told)
  }

  mutating func takeOpened(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    guard let seat = reader.integer("seat", in: line), nonces.indices.contains(seat),
      let nonce = reader.digest("nonce", in: line)
    else { return }
    if SeatNonces.hash(of: nonce, seat: Seat(seat)) != hash(of: seat) {
      note("the nonce of seat \(seat) is not the one it committed to")
    }
    nonces[seat] = nonce
  }

  mutating func takeStart(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    if reader.digest("commitment", in: line) != commitment {
      note("START names another commitment than the one seen before")
    }
    for seat in hashes.indices where hash(of: seat) != nil && nonces[seat] == nil {
      note("the nonce of seat \(seat) was not shown")
    }
  }

  mutating func takeRules(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    var values = RulesPreset.standard.values
    for index in 0..<reader.tokens.count where reader.tokens[index].isField {
      let token = reader.tokens[index]
      let key = String(decoding: line.extracting(token.key))
      guard key != "match" else { continue }
      guard (try? values.set(key, to: LineTokens.text(of: token, in: line))) != nil else { return }
    }
    isStored = values.tape != nil
    rules = try? Rules(values)
  }

  mutating func takeTick(_ view: MatchView) {
    guard view.tick > lastTick else { return }
    if view.tick != lastTick + 1 { hasGap = true }
    lastTick = view.tick
    shown = Self.add(view.tick, view.quotes.map(\.mark), to: shown)
  }

  private static func add(_ tick: Int, _ marks: [Price], to shown: Digest) -> Digest {
    var bytes = ByteBuffer(capacity: 8 * (1 + marks.count))
    bytes.append(bigEndian: UInt64(bitPattern: Int64(tick)))
    for mark in marks { bytes.append(bigEndian: UInt64(bitPattern: mark.units)) }
    return Digest.of(domain: "margin-duel/shown/1", [shown.bytes, bytes.bytes])
  }

  // MARK: - What comes of it

  /// Compares all of it with the seed and the salt that END reveals.
  func verdict(_ end: Span<UInt8>, _ reader: ServerLineReader) -> TapeVerdict {
    if let flaw { return .contradicts(flaw) }
    guard let commitment else { return .unchecked("the server has shown no commitment") }
    guard let seed = reader.digest("seed", in: end), let salt = reader.digest("salt", in: end)
    else {
      return .contradicts("the server has not revealed its seed")
    }
    if isStored { return .unchecked("its prices were given; duel verify compares the record") }
    guard let rules else { return .unchecked("the rules are not known") }
    let secret = MatchSecret(seed: seed, salt: salt)
    guard rulesDigest == rules.digest, secret.commitment(rules: rules) == commitment else {
      return .contradicts("seed and rules are not what the server has committed to")
    }
    guard !hasGap, lastTick >= Self.firstTick else {
      return .unchecked("not every tick was seen; seed and rules are what was committed to")
    }
    let parts = nonces.map { $0?.bytes ?? [] }
    guard shown == Self.shown(rules, secret.tapeSeed(nonces: parts), upTo: lastTick) else {
      return .contradicts("the prices are not those of the seed")
    }
    return .follows(nonces: nonces.count { $0 != nil }, seats: nonces.count)
  }

  /// What would have been shown of the tape of a seed.
  private static func shown(_ rules: Rules, _ seed: Digest, upTo last: Int) -> Digest {
    var tape = Tape(source: rules.source, seed: seed)
    var marks = rules.values.instruments.map(\.startPrice)
    var shown = nothingShown
    for tick in firstTick...last {
      tape.next(into: &marks)
      shown = add(tick, marks, to: shown)
    }
    return shown
  }
}

extension ServerLineReader {
  /// The value of a field as a digest; nil when it is missing or none.
  func digest(_ key: StaticString, in line: Span<UInt8>) -> Digest? {
    text(key, in: line).flatMap { Digest(hex: $0) }
  }
}
