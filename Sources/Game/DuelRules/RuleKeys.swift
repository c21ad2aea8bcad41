import Digests
import Margin
import PriceTape
import Primitives

/// Why a rule key or value is refused.
public struct RuleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The key it is about; an instrument's keys carry its name, as in `BTC.drift`.
  public let key: String
  /// What is wrong and what would be right.
  public let reason: String

  /// Names a key and what is wrong with it.
  public init(key: String, reason: String) {
    self.key = key
    self.reason = reason
  }

  /// Key and reason in one line.
  public var description: String { "\(key): \(reason)" }
}

/// One key of a rules text: how it is written and read.
struct RuleKey<Root>: Sendable {
  let name: String
  let write: @Sendable (Root) -> String
  /// Sets the value; false when the text is not of its kind.
  let read: @Sendable (inout Root, String) -> Bool
  /// What a value must look like, for the error text.
  let form: String
}

extension RuleKey {
  /// A key whose values have a text form of their own.
  static func of<Value: LosslessStringConvertible & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, form: String
  ) -> RuleKey {
    RuleKey(
      name: name, write: { $0[keyPath: path].description },
      read: { root, text in
        guard let value = Value(text) else { return false }
        root[keyPath: path] = value
        return true
      }, form: form)
  }

  /// A key whose values are words of a fixed set.
  static func word<Value: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> RuleKey where Value.RawValue == String {
    RuleKey(
      name: name, write: { $0[keyPath: path].rawValue },
      read: { root, text in
        guard let value = Value(rawValue: text) else { return false }
        root[keyPath: path] = value
        return true
      }, form: Value.allCases.map(\.rawValue).joined(separator: " or "))
  }
}

extension Clock: LosslessStringConvertible {}

private let onOffForm = "on or off"

/// A switch written `on` or `off`.
private func onOff(
  _ name: String, _ path: any WritableKeyPath<RuleValues, Bool> & Sendable
) -> RuleKey<RuleValues> {
  RuleKey(
    name: name, write: { $0[keyPath: path] ? "on" : "off" },
    read: { root, text in
      guard text == "on" || text == "off" else { return false }
      root[keyPath: path] = text == "on"
      return true
    }, form: onOffForm)
}

/// A list separated by commas, or `none`.
private func list<Item: LosslessStringConvertible & SendableMetatype>(
  _ name: String, _ path: any WritableKeyPath<RuleValues, [Item]> & Sendable, form: String
) -> RuleKey<RuleValues> {
  RuleKey(
    name: name,
    write: { root in
      let list = root[keyPath: path]
      return list.isEmpty ? "none" : list.map(\.description).joined(separator: ",")
    },
    read: { root, text in
      guard text != "none" else {
        root[keyPath: path] = []
        return true
      }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let list = parts.compactMap { Item(String($0)) }
      guard list.count == parts.count else { return false }
      root[keyPath: path] = list
      return true
    }, form: form)
}

/// How many ticks a match has: a number, or the word of a time class.
private let ticksKey = RuleKey<RuleValues>(
  name: "ticks", write: { $0.ticks.description },
  read: { values, text in
    guard let ticks = TimeClass(rawValue: text)?.ticks ?? Int(text) else { return false }
    values.ticks = ticks
    return true
  },
  form: "a whole number or "
    + TimeClass.allCases.map { "\($0.rawValue) (\($0.ticks))" }.joined(separator: ", "))

/// What a decimal must look like.
private let decimal = "a decimal with at most 8 places"

/// What a fraction must look like.
private let fraction = "a decimal fraction with at most 8 places, such as 0.0005"

extension RuleValues {
  /// The keys of a match, in the order of the canonical text.
  static let keys: [RuleKey<RuleValues>] = [
    .of("seats", \.seats, form: "a whole number"),
    ticksKey,
    .of("clock", \.clock, form: "lockstep[:MS] or live[:MS], MS 1 to 3600000"),
    .of("time-bank", \.timeBankMilliseconds, form: "a whole number of milliseconds"),
    .of("balance", \.balance, form: decimal),
    list("handicap", \.handicap, form: "none or a factor for each seat, such as 1,0.8"),
    list(
      "starting-inventory", \.startingInventory,
      form: "none or NAME:QUANTITY,... such as BTC:0.2,ETH:-3"),
    .of("leverage-default", \.leverageDefault, form: "a whole number"),
    .of("leverage-max", \.leverageMax, form: "a whole number"),
    .of("maintenance-rate", \.maintenanceRate, form: fraction),
    list(
      "brackets", \.brackets,
      form: "none or FLOOR:RATE:LEVERAGE,... such as 50000:0.01:50,250000:0.025:20"),
    .word("margin-mode", \.marginMode),
    .of("taker-fee", \.takerFee, form: fraction),
    .of("maker-fee", \.makerFee, form: fraction),
    .of("half-spread", \.halfSpread, form: fraction),
    .of("impact", \.impact, form: fraction),
    .of("funding-rate", \.fundingRate, form: fraction),
    .of("funding-interval", \.fundingInterval, form: "a whole number of ticks"),
    .of("liquidation-fee", \.liquidationFee, form: fraction),
    .word("liquidation-remainder", \.liquidationRemainder),
    onOff("closing-fee", \.closingFee),
    .word("visibility", \.visibility),
    .of("spectator-delay", \.spectatorDelay, form: "a whole number of ticks"),
    onOff("participation", \.participation),
    .word("knockout", \.knockout),
    .of("abandon-after", \.abandonAfterSeconds, form: "a whole number of seconds"),
    .word("nonces", \.nonces),
    .word("generator", \.generator),
  ]

  /// The keys of an instrument, written `NAME.key`.
  static let instrumentKeys: [RuleKey<InstrumentValues>] = [
    .of("start-price", \.startPrice, form: decimal),
    .of("price-step", \.priceStep, form: decimal),
    .of("quantity-step", \.quantityStep, form: decimal),
    .of("min-notional", \.minNotional, form: decimal),
    .of("volatility", \.volatility, form: fraction),
    .of("drift", \.drift, form: fraction),
    .of("loading", \.loading, form: fraction),
  ]

  /// The keys of a stored tape.
  static let tapeKeys: [RuleKey<TapeChoice>] = [
    RuleKey(
      name: "tape", write: { $0.digest.description },
      read: { choice, text in
        guard let digest = Digest(hex: text) else { return false }
        choice.digest = digest
        return true
      }, form: "64 hexadecimal digits"),
    RuleKey(
      name: "tape-name", write: { $0.name },
      read: { choice, text in
        guard StoredTape.isName(text) else { return false }
        choice.name = text
        return true
      }, form: "1 to 104 of A-Z, 0-9 and -"),
    .of("tape-offset", \.offset, form: "a whole number"),
  ]

  /// The keys of a match that have a meaning on its tape.
  private var keysInUse: [RuleKey<RuleValues>] {
    tape == nil ? Self.keys : Self.keys.filter { $0.name != "generator" }
  }

  /// The keys of an instrument that have a meaning on the match's tape.
  private var instrumentKeysInUse: [RuleKey<InstrumentValues>] {
    guard tape != nil else { return Self.instrumentKeys }
    let generated = ["volatility", "drift", "loading"]
    return Self.instrumentKeys.filter { !generated.contains($0.name) } + [Self.priceMaxKey]
  }

  private static let priceMaxKey = RuleKey<InstrumentValues>(
    name: "price-max", write: { $0.priceMax?.description ?? "none" },
    read: { values, text in
      values.priceMax = Price(text)
      return values.priceMax != nil
    }, form: decimal)

  /// All keys and values in canonical order; two rules are the same when these are.
  ///
  /// `preset`, `tape` and `instruments` come first: they decide which keys there are.
  /// Rule: RECORD-2.
  public var text: [(key: String, value: String)] {
    var lines = [(key: "preset", value: preset)]
    if let tape {
      for key in Self.tapeKeys { lines.append((key.name, key.write(tape))) }
    }
    lines.append(("instruments", instruments.map(\.name).joined(separator: ",")))
    for key in keysInUse { lines.append((key.name, key.write(self))) }
    for instrument in instruments {
      for key in instrumentKeysInUse {
        lines.append(("\(instrument.name).\(key.name)", key.write(instrument)))
      }
    }
    return lines
  }

  /// Whether a name is a key of the match itself, not of one of its instruments.
  public static func isKey(_ name: String) -> Bool {
    name == "instruments" || keys.contains { $0.name == name }
  }

  /// What a value of a key of the match must look like; nil for other keys.
  static func form(of name: String) -> String? { keys.first { $0.name == name }?.form }

  /// Whether a key of the match is switched on and off.
  func takesSwitch(_ name: String) -> Bool { Self.form(of: name) == onOffForm }

  /// Sets one key; an unknown key or a value of another kind is refused with what is meant.
  public mutating func set(_ name: String, to value: String) throws(RuleError) {
    if name == "preset" {
      guard let preset = RulesPreset.named(value) else {
        throw RuleError(key: name, reason: RulesPreset.unknown(value))
      }
      self = preset.values
      return
    }
    if name == "instruments" { return try setInstruments(value) }
    if let key = Self.tapeKeys.first(where: { $0.name == name }) {
      return try setTape(key, value)
    }
    if let key = keysInUse.first(where: { $0.name == name }) {
      guard key.read(&self, value) else { throw wrongForm(name, value, key.form) }
      return
    }
    let parts = name.split(separator: ".", maxSplits: 1)
    if parts.count == 2, let index = instruments.firstIndex(where: { $0.name == parts[0] }),
      let key = instrumentKeysInUse.first(where: { $0.name == parts[1] })
    {
      guard key.read(&instruments[index], value) else { throw wrongForm(name, value, key.form) }
      return
    }
    let known = text.map(\.key)
    let hint = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
    throw RuleError(key: name, reason: "there is no such rule\(hint)")
  }

  /// Sets a key of the stored tape; `tape` itself comes first and empties the instruments.
  private mutating func setTape(
    _ key: RuleKey<TapeChoice>, _ value: String
  ) throws(RuleError) {
    let none = TapeChoice(
      name: "", digest: Digest(bytes: Array(repeating: 0, count: Digest.size)), offset: 0)
    guard var choice = key.name == "tape" ? tape ?? none : tape else {
      throw RuleError(key: key.name, reason: "tape must stand before it")
    }
    guard key.read(&choice, value) else { throw wrongForm(key.name, value, key.form) }
    if tape == nil { instruments = [] }
    tape = choice
  }

  /// Takes instruments by name, in the order given; without a stored tape they must be known.
  private mutating func setInstruments(_ list: String) throws(RuleError) {
    let preset = RulesPreset.named(preset) ?? .standard
    var chosen: [InstrumentValues] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part)
      if tape != nil {
        chosen.append(InstrumentValues(named: name))
        continue
      }
      guard let values = preset.instrument(named: name) else {
        throw RuleError(key: "instruments", reason: InstrumentCatalog.unknown(name))
      }
      chosen.append(values)
    }
    instruments = chosen
  }

  private func wrongForm(_ key: String, _ value: String, _ form: String) -> RuleError {
    RuleError(key: key, reason: "'\(value)' is not \(form)")
  }
}
