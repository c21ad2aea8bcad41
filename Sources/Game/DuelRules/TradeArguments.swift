import Margin
import Primitives

/// What stands behind the first words of a trade: a size and what goes with it, in any order.
///
/// Fields that nobody knows are passed over, but not one that is a slip of a known one: `stpo=`
/// must not become an order without its stop.
struct TradeArguments {
  /// What kind of trade they belong to.
  enum Purpose {
    /// LONG, SHORT, LIMIT, and STOP to enter.
    case entry
    /// CLOSE of a position.
    case close
    /// CLOSE all.
    case closeAll
    /// STOP, TAKE and TRAIL of a position.
    case protection
    /// OCO.
    case pair

    fileprivate var keys: Keys {
      switch self {
      case .entry: .all
      case .close, .protection: [.quantity, .share, .worst, .tick]
      case .closeAll: .tick
      case .pair: [.quantity, .share, .stop, .take, .tick]
      }
    }
  }

  /// Known fields, each under its full name.
  fileprivate struct Keys: OptionSet {
    let rawValue: UInt16
    static let leverage = Keys(rawValue: 1)
    static let mode = Keys(rawValue: 2)
    static let margin = Keys(rawValue: 4)
    static let notional = Keys(rawValue: 8)
    static let quantity = Keys(rawValue: 16)
    static let share = Keys(rawValue: 32)
    static let risk = Keys(rawValue: 64)
    static let worst = Keys(rawValue: 128)
    static let stop = Keys(rawValue: 256)
    static let take = Keys(rawValue: 512)
    static let reduce = Keys(rawValue: 1024)
    static let tick = Keys(rawValue: 2048)
    static let all = Keys(rawValue: 4095)
  }

  private static let names: [(name: StaticString, key: Keys)] = [
    ("margin", .margin), ("m", .margin), ("notional", .notional), ("n", .notional),
    ("quantity", .quantity), ("q", .quantity), ("share", .share), ("risk", .risk),
    ("leverage", .leverage), ("lev", .leverage), ("mode", .mode), ("worst", .worst),
    ("stop", .stop), ("take", .take), ("reduce", .reduce), ("tick", .tick),
  ]

  /// Those that are long enough to be told from others by a slip.
  private static let longNames = names.map { $0.name.description }.filter { $0.utf8.count > 3 }

  private(set) var size: EntrySize?
  private(set) var leverage: Leverage?
  private(set) var mode: MarginMode?
  private(set) var worst: Price?
  private(set) var stop: Price?
  private(set) var take: Price?
  private(set) var isReduceOnly: Bool?

  /// The size as far as a position can be closed by it.
  var closeSize: CloseSize? {
    switch size {
    case .share(let rate): .share(rate)
    case .quantity(let quantity): .quantity(quantity)
    case .margin, .notional, .risk, nil: nil
    }
  }

  /// Reads everything from token `first` on.
  init(
    _ purpose: Purpose, _ tokens: borrowing LineTokens, from first: Int, in line: Span<UInt8>
  ) throws(CommandTextError) {
    var index = first
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      let value = line.extracting(token.value)
      if token.isField {
        try takeField(line.extracting(token.key), value, purpose)
      } else if purpose == .entry {
        try takeWord(value)
      } else {
        try takePart(value, purpose)
      }
    }
  }

  // MARK: - Fields

  private mutating func takeField(
    _ name: Span<UInt8>, _ value: Span<UInt8>, _ purpose: Purpose
  ) throws(CommandTextError) {
    guard let key = Self.key(name) else {
      let word = String(decoding: name)
      guard let near = NearestName.slip(of: word, among: Self.longNames) else { return }
      throw .unexpected(word + "=", expected: "did you mean \(near)=?")
    }
    guard purpose.keys.contains(key) else { throw .misplaced(String(decoding: name)) }
    switch key {
    case .leverage: try Self.set(&leverage, try CommandText.parseLeverage(value), "leverage")
    case .mode: try Self.set(&mode, try CommandText.parseMode(value), "mode")
    case .worst: try Self.set(&worst, try CommandText.parsePrice("worst", value), "worst")
    case .stop: try Self.set(&stop, try CommandText.parsePrice("stop", value), "stop")
    case .take: try Self.set(&take, try CommandText.parsePrice("take", value), "take")
    case .reduce: try Self.set(&isReduceOnly, try Self.answer(value), "reduce")
    case .tick: break
    default: try setSize(try Self.size(key, value), value)
    }
  }

  private static func key(_ name: Span<UInt8>) -> Keys? {
    for known in names where name.equals(known.name) { return known.key }
    return nil
  }

  private static func size(
    _ key: Keys, _ value: Span<UInt8>
  ) throws(CommandTextError) -> EntrySize {
    switch key {
    case .margin:
      .margin(try CommandText.parsePositive("margin", value, max: Bounds.balanceMax))
    case .notional:
      .notional(try CommandText.parsePositive("notional", value, max: Bounds.notionalMax))
    case .quantity:
      .quantity(try CommandText.parsePositive("quantity", value, max: Bounds.quantityMax))
    case .risk: .risk(try CommandText.parseShare("risk", value))
    default: .share(try CommandText.parseShare("share", value))
    }
  }

  private static func answer(_ value: Span<UInt8>) throws(CommandTextError) -> Bool {
    if value.equals("yes") || value.equals("true") { return true }
    if value.equals("no") || value.equals("false") { return false }
    throw .unexpected(String(decoding: value), expected: "reduce= is yes or no")
  }

  // MARK: - Words

  private mutating func takeWord(_ word: Span<UInt8>) throws(CommandTextError) {
    if CommandText.isTimes(word) {
      let digits = word.extracting(0..<(word.count - 1))
      try Self.set(&leverage, try CommandText.parseLeverage(digits), "leverage")
    } else if CommandText.isPercent(word) {
      try setSize(.share(try CommandText.parsePercent("share", word)), word)
    } else if CommandText.isNumber(word) {
      try takeMargin(word)
    } else if let named = CommandText.mode(word) {
      try Self.set(&mode, named, "mode")
    } else if word.equalsIgnoringCase("reduce-only") {
      try Self.set(&isReduceOnly, true, "reduce-only")
    } else if let near = Self.near(word) {
      throw .unexpected(String(decoding: word), expected: "did you mean \(near)?")
    } else {
      try takeMargin(word)
    }
  }

  private mutating func takeMargin(_ word: Span<UInt8>) throws(CommandTextError) {
    try refuseSecond(word)
    size = .margin(try CommandText.parsePositive("margin", word, max: Bounds.balanceMax))
  }

  private static func near(_ word: Span<UInt8>) -> String? {
    NearestName.of(String(decoding: word), among: ["isolated", "cross", "reduce-only"])
  }

  /// A part of a position as a bare word: `50%`.
  private mutating func takePart(
    _ word: Span<UInt8>, _ purpose: Purpose
  ) throws(CommandTextError) {
    guard purpose != .closeAll else {
      throw .unexpected(String(decoding: word), expected: "all positions are closed whole")
    }
    guard CommandText.isPercent(word) else {
      throw .unexpected(String(decoding: word), expected: "a share such as 50%, or q=0.1")
    }
    try setSize(.share(try CommandText.parsePercent("share", word)), word)
  }

  private mutating func setSize(
    _ new: EntrySize, _ value: Span<UInt8>
  ) throws(CommandTextError) {
    try refuseSecond(value)
    size = new
  }

  private func refuseSecond(_ value: Span<UInt8>) throws(CommandTextError) {
    if size != nil { throw .unexpected(String(decoding: value), expected: "one size only") }
  }

  private static func set<Value>(
    _ slot: inout Value?, _ value: Value, _ name: StaticString
  ) throws(CommandTextError) {
    if slot != nil { throw twice(name) }
    slot = value
  }

  private static func twice(_ name: StaticString) -> CommandTextError {
    .contradiction("\(name)", reason: "\(name) stands twice")
  }
}
