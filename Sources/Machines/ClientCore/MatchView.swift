public import Primitives
public import WireProtocol

/// Prices of one instrument as a client was told them.
public struct SeenQuote: Hashable, Sendable {
  /// The tape's price.
  public var mark: Price
  /// Where sales fill.
  public var bid: Price
  /// Where purchases fill.
  public var ask: Price
}

/// A position as a client was told it.
public struct SeenPosition: Hashable, Sendable {
  /// Positive long, negative short, zero none.
  public var quantity = Quantity.zero
  /// The margin assigned; nil when the client was not told.
  public var margin: Money?
  /// The average entry price.
  public var entry: Price?
  /// The leverage.
  public var leverage: Int?
  /// Whether the whole account carries it; nil when the client was not told.
  public var isCross: Bool?
  /// Where it is liquidated; nil for nowhere.
  public var liquidation: Price?
}

/// A seat as a client was told it.
public struct SeenSeat: Hashable, Sendable {
  /// Who sits there; nil while it is free.
  public var name: String?
  /// Whether its connection is gone.
  public var isAway = false
  /// Whether the last that was said of it is that it came back.
  public var isBack = false
  /// Whether it has been gone for too long.
  public var isAbandoned = false
  /// Its equity when it was told last.
  public var equity: Money?
  /// What it holds, by instrument.
  public var positions: [SeenPosition] = []
  /// Its open orders, by number.
  public var orders: [SeenOrder] = []
  /// How often it was liquidated.
  public var liquidations = 0
  /// Whether it is out of the game.
  public var isKnockedOut = false
}

/// How a match ended.
public struct SeenEnd: Hashable, Sendable {
  /// The seats, best first.
  public var ranking: [Int]
  /// Their equity, in the same order and as many.
  public var equity: [Money]
  /// The place of each, in the same order and as many.
  public var places: [Int]
  /// The record's digest; nil when there is no result.
  public var digest: String?
  /// `finished`, `forfeit` or `aborted`.
  public var reason: String
  /// The seats that kept the match from beginning.
  public var forfeited: [Int] = []
}

/// What a line meant for the match.
public enum MatchNews: Hashable, Sendable {
  /// A seat changed hands or state.
  case seat(Int)
  /// The countdown began.
  case started
  /// A tick came.
  case tick
  /// One of this client's orders was filled.
  case fill(instrument: Int)
  /// An open order came or went: one of this client's at once, another seat's with the ranking.
  case order(seat: Int, SeenOrder, SeenOrderState)
  /// One of this client's positions received funding; negative when it paid.
  case funding(instrument: Int, amount: Money)
  /// A position's margin fell to `percent` of what stands between it and liquidation; without an
  /// instrument that of the cross positions together.
  case marginCall(seat: Int, instrument: Int?, percent: Int)
  /// A position was closed by force.
  case liquidation(seat: Int, instrument: Int, quantity: Quantity, price: Price, loss: Money)
  /// A seat is out of the game.
  case knockedOut(seat: Int)
  /// How the series stands: the matches that each seat has won, of so many.
  case series(of: Int, wins: [Int])
  /// A position was shown: another seat's, or what this client begins or comes back with.
  case position(seat: Int, instrument: Int)
  /// The tick is settled; now is the time to act.
  case ranked
  /// The server was started again: the match waits for its players, at most this long from then on.
  case paused(milliseconds: Int)
  /// The match goes on.
  case resumed
  /// Lines were skipped because this client read too slowly.
  case skipped
  /// Somebody of the same kind, player or spectator, said something.
  case chat(from: String, text: String)
  /// The match is over.
  case ended
}

/// A match as one client sees it: nothing in it was not in a line.
public struct MatchView: Sendable {
  /// What the match is called.
  public private(set) var match = ""
  /// This client's seat, which `seats` has; nil for a spectator, and for a number that no seat has.
  public var seat: Int? {
    didSet {
      if let told = seat, !(0..<Bounds.seatsMax).contains(told) { seat = nil }
      if let seat { makeRoom(for: seat) }
    }
  }
  /// Instruments in tape order.
  public private(set) var instruments: [String] = []
  /// How many ticks there are.
  public private(set) var ticks = 0
  /// What each seat started with when there is no handicap.
  public private(set) var balance = Money.zero
  /// What each seat started with, by seat.
  public private(set) var balances: [Money] = []
  /// The tick that is out; negative in the pre-roll.
  public private(set) var tick = -1
  /// Whether the clock is a lockstep one.
  public private(set) var isLockstep = false
  /// The clock as the server writes it, such as `live:500`.
  public private(set) var clock = ""
  /// What the server committed to.
  public private(set) var commitment = ""
  /// The prices of this tick, by instrument.
  public private(set) var quotes: [SeenQuote] = []
  /// The last marks, oldest first, at most `historyMax`; by instrument.
  public private(set) var marks: [[Price]] = []
  /// The seats.
  public private(set) var seats: [SeenSeat] = []
  /// The seats best first, as ranked last.
  public private(set) var ranking: [Int] = []
  /// This client's wallet, once it was told.
  public private(set) var wallet: Money?
  /// The match that follows in the series, once it is known; nil for none.
  public private(set) var nextMatch: String?
  /// The end, once it came.
  public private(set) var end: SeenEnd?
  /// The number of the last push.
  public private(set) var sequence = 0

  /// How many marks are kept for each instrument.
  public static let historyMax = 512

  /// Makes a view of nothing yet.
  public init() {}

  /// Takes a push of the match's stream; nil when it is not one.
  public mutating func take(
    _ type: PushType, _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    guard type.isInMatchStream else { return nil }
    match = reader.text("match", in: line) ?? match
    sequence = reader.integer("seq", in: line) ?? sequence
    switch type {
    case .seat: return takeSeat(line, reader)
    case .start:
      takeStart(line, reader)
      return .started
    case .tick:
      takeTick(line, reader)
      return .tick
    case .fill: return takeFill(line, reader)
    case .order: return takeOrder(line, reader)
    case .funding: return takeFunding(line, reader)
    case .marginCall: return marginCall(line, reader)
    case .liquidation: return takeLiquidation(line, reader)
    case .position: return takePosition(line, reader)
    case .rank:
      takeRanking(line, reader)
      return .ranked
    case .knockout:
      guard let seat = owner(line, reader) else { return nil }
      seats[seat].isKnockedOut = true
      return .knockedOut(seat: seat)
    case .series:
      nextMatch = reader.text("next", in: line).flatMap { $0 == "none" ? nil : $0 }
      let wins = reader.list("wins", in: line).compactMap { Int($0) }
      return .series(of: reader.integer("of", in: line) ?? 1, wins: wins)
    case .pause: return .paused(milliseconds: reader.integer("grace_ms", in: line) ?? 0)
    case .goOn: return .resumed
    case .skipped: return .skipped
    case .chat:
      return .chat(
        from: reader.text("from", in: line) ?? "", text: reader.text("text", in: line) ?? "")
    case .end:
      takeEnd(line, reader)
      return .ended
    case .info, .ping, .bye, .match, .tape, .openOrder, .recordLine, .seated, .commitment,
      .challenged, .declined, .rematch, .nonce, .opened:
      return nil
    }
  }

  /// The place of an instrument by name.
  public func index(of instrument: String) -> Int? { instruments.firstIndex(of: instrument) }

  private mutating func makeRoom(for seat: Int) {
    while seats.count <= seat {
      seats.append(SeenSeat(positions: instruments.map { _ in SeenPosition() }))
    }
  }

  private mutating func takeSeat(_ line: Span<UInt8>, _ reader: ServerLineReader) -> MatchNews? {
    guard let seat = reader.integer("seat", in: line), (0..<Bounds.seatsMax).contains(seat) else {
      return nil
    }
    makeRoom(for: seat)
    let state = reader.text("state", in: line)
    let name = reader.text("name", in: line)
    seats[seat].name = state == SeatChange.left.rawValue ? nil : name
    let isAbandoned = state == SeatChange.abandoned.rawValue
    seats[seat].isAway = isAbandoned || state == SeatChange.away.rawValue
    seats[seat].isAbandoned = isAbandoned
    seats[seat].isBack = state == SeatChange.back.rawValue
    return .seat(seat)
  }

  private mutating func takeStart(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    instruments = reader.list("instruments", in: line)
    ticks = reader.integer("ticks", in: line) ?? 0
    balance = reader.decimal("balance", in: line) ?? .zero
    clock = reader.text("clock", in: line) ?? ""
    isLockstep = clock.hasPrefix("lockstep")
    commitment = reader.text("commitment", in: line) ?? ""
    quotes = []
    marks = instruments.map { _ in [] }
    let flat = instruments.map { _ in SeenPosition() }
    let names = reader.list("seats", in: line)
    let told = reader.list("balances", in: line).compactMap { Money($0) }
    balances = told.count == names.count ? told : names.map { _ in balance }
    seats = zip(names, balances).map {
      SeenSeat(name: $0, equity: $1, positions: flat)
    }
    // A server may name fewer seats than the one it has given.
    if let seat { makeRoom(for: seat) }
    ranking = Array(seats.indices)
    wallet = seat.flatMap { balances.indices.contains($0) ? balances[$0] : nil }
    end = nil
  }

  private mutating func takeTick(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    tick = reader.integer("tick", in: line) ?? tick
    var seen: [SeenQuote] = []
    for index in 0..<reader.tokens.count {
      let token = reader.tokens[index]
      guard token.isField, seen.count < instruments.count,
        String(decoding: line.extracting(token.key)) == instruments[seen.count],
        let quote = Self.quote(line.extracting(token.value))
      else { continue }
      if marks[seen.count].count == Self.historyMax { marks[seen.count].removeFirst() }
      marks[seen.count].append(quote.mark)
      seen.append(quote)
    }
    quotes = seen
  }

  private static func quote(_ text: Span<UInt8>) -> SeenQuote? {
    let parts = String(decoding: text).split(separator: "/").map { Price(String($0)) }
    guard parts.count == 3, let mark = parts[0], let bid = parts[1], let ask = parts[2] else {
      return nil
    }
    return SeenQuote(mark: mark, bid: bid, ask: ask)
  }

  private mutating func takeFill(
    _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    wallet = reader.decimal("wallet", in: line) ?? wallet
    guard let seat, seats.indices.contains(seat), let place = place(line, reader) else {
      return nil
    }
    // Orders are filled whole: one that waited does not wait any more.
    if let number = reader.integer("order", in: line) {
      seats[seat].orders.removeAll { $0.number == number }
    }
    seats[seat].positions[place] = SeenPosition(
      quantity: reader.decimal("position", in: line) ?? .zero,
      margin: reader.decimal("margin", in: line), entry: nil,
      leverage: reader.integer("leverage", in: line), isCross: isCross(line, reader),
      liquidation: reader.decimal("liquidation", in: line))
    return .fill(instrument: place)
  }

  private mutating func takeOrder(
    _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    guard let owner = owner(line, reader),
      let order = SeenOrder(line, reader, instruments: instruments)
    else { return nil }
    seats[owner].orders.removeAll { $0.number == order.number }
    switch reader.text("state", in: line) {
    case "open":
      let next = seats[owner].orders.firstIndex { $0.number > order.number }
      seats[owner].orders.insert(order, at: next ?? seats[owner].orders.count)
      return .order(seat: owner, order, .open)
    case "cancelled":
      let reason = reader.text("reason", in: line) ?? "none"
      return .order(seat: owner, order, .cancelled(reason: reason))
    default: return .order(seat: owner, order, .gone)
    }
  }

  private mutating func takeFunding(
    _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    guard let owner = owner(line, reader), let place = place(line, reader),
      let amount = reader.decimal("amount", in: line, as: Money.self)
    else { return nil }
    if owner == seat { wallet = reader.decimal("wallet", in: line) ?? wallet }
    seats[owner].positions[place].margin = reader.decimal("margin", in: line)
    return .funding(instrument: place, amount: amount)
  }

  private func marginCall(_ line: Span<UInt8>, _ reader: ServerLineReader) -> MatchNews? {
    guard let owner = owner(line, reader), let name = reader.text("instrument", in: line) else {
      return nil
    }
    let place = index(of: name)
    guard place != nil || name == "none" else { return nil }
    let percent = reader.integer("level", in: line) ?? 0
    return .marginCall(seat: owner, instrument: place, percent: percent)
  }

  private mutating func takeLiquidation(
    _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    guard let owner = owner(line, reader), let place = place(line, reader) else { return nil }
    seats[owner].liquidations += 1
    seats[owner].positions[place].quantity = reader.decimal("position", in: line) ?? .zero
    seats[owner].positions[place].margin = reader.decimal("margin", in: line)
    if seats[owner].positions[place].quantity == .zero {
      seats[owner].positions[place] = SeenPosition()
    }
    if owner == seat { wallet = reader.decimal("wallet", in: line) ?? wallet }
    return .liquidation(
      seat: owner, instrument: place, quantity: reader.decimal("quantity", in: line) ?? .zero,
      price: reader.decimal("price", in: line) ?? .zero,
      loss: reader.decimal("loss", in: line) ?? .zero)
  }

  private mutating func takePosition(
    _ line: Span<UInt8>, _ reader: ServerLineReader
  ) -> MatchNews? {
    guard let owner = owner(line, reader), let place = place(line, reader) else { return nil }
    // What stands behind a position is not in the wallet any more; how much, the line may not say.
    if owner == seat { wallet = nil }
    seats[owner].positions[place] = SeenPosition(
      quantity: reader.decimal("quantity", in: line) ?? .zero,
      margin: reader.decimal("margin", in: line), entry: reader.decimal("entry", in: line),
      leverage: reader.integer("leverage", in: line), isCross: isCross(line, reader),
      liquidation: reader.decimal("liquidation", in: line))
    return .position(seat: owner, instrument: place)
  }

  /// The seat that a line is about.
  private func owner(_ line: Span<UInt8>, _ reader: ServerLineReader) -> Int? {
    guard let owner = reader.integer("seat", in: line), seats.indices.contains(owner) else {
      return nil
    }
    return owner
  }

  private func place(_ line: Span<UInt8>, _ reader: ServerLineReader) -> Int? {
    reader.text("instrument", in: line).flatMap { index(of: $0) }
  }

  private func isCross(_ line: Span<UInt8>, _ reader: ServerLineReader) -> Bool? {
    reader.text("mode", in: line).map { $0 == "cross" }
  }

  private mutating func takeRanking(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    let order = reader.list("ranking", in: line).compactMap { Int($0) }
    let equity = reader.list("equity", in: line).prefix(order.count).map { Money($0) }
    guard order.count == equity.count, order.allSatisfy(seats.indices.contains) else { return }
    ranking = order
    // What is not told stays as it was told last.
    for (index, seat) in order.enumerated() {
      if let amount = equity[index] { seats[seat].equity = amount }
    }
  }

  private func startingBalance(of seat: Int) -> Money {
    balances.indices.contains(seat) ? balances[seat] : balance
  }

  private mutating func takeEnd(_ line: Span<UInt8>, _ reader: ServerLineReader) {
    takeRanking(line, reader)
    for seat in seats.indices { seats[seat].orders = [] }
    let digest = reader.text("digest", in: line)
    let places = reader.list("places", in: line).compactMap { Int($0) }
    end = SeenEnd(
      ranking: ranking, equity: ranking.map { seats[$0].equity ?? startingBalance(of: $0) },
      places: places.count == ranking.count ? places : Array(1..<(ranking.count + 1)),
      digest: digest == "none" ? nil : digest,
      reason: reader.text("reason", in: line) ?? "finished",
      forfeited: reader.list("forfeited", in: line).compactMap { Int($0) })
  }
}
