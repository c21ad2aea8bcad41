public import Primitives
public import WireProtocol

// ClientCore: a client as a value. Bytes of the server go in; what they mean comes out.
//
// Goals: everything a client must know of the protocol, for bots, scoreboards and simulation alike.
// Non-goals: what to trade, how a screen looks, sockets.

/// What a line from the server is.
public enum ServerLine: Hashable, Sendable {
  /// A command was accepted.
  case ok(Verb)
  /// A command was refused.
  case error(ErrorCode?)
  /// Something happened.
  case push(PushType)
  /// A word that this client does not know; to be passed over.
  case unknown
}

/// Takes lines from the server apart.
public struct ServerLineReader: Sendable {
  /// The tokens of the last line.
  public private(set) var tokens = LineTokens()

  /// Makes one that is reused for every line.
  public init() {}

  /// Reads what a line is; its fields are then asked for by key.
  public mutating func read(_ line: Span<UInt8>) -> ServerLine {
    guard (try? tokens.scan(line)) != nil, tokens.count > 0 else { return .unknown }
    let first = line.extracting(tokens[0].value)
    if first.equals("OK") {
      var index = 1
      if index < tokens.count, !tokens[index].isField,
        line[tokens[index].value.lowerBound] == UInt8(ascii: "#")
      {
        index += 1
      }
      guard index < tokens.count, let verb = Verb(line.extracting(tokens[index].value)) else {
        return .unknown
      }
      return .ok(verb)
    }
    if first.equals("ERR") {
      return .error(text("code", in: line).flatMap { ErrorCode(rawValue: $0) })
    }
    return PushType(rawValue: String(decoding: first)).map { .push($0) } ?? .unknown
  }

  /// The value of a field as text; nil when it is missing.
  public func text(_ key: StaticString, in line: Span<UInt8>) -> String? {
    tokens.field(key, in: line).map { LineTokens.text(of: $0, in: line) }
  }

  /// The value of a field as a whole number; nil when it is missing or none.
  public func integer(_ key: StaticString, in line: Span<UInt8>) -> Int? {
    tokens.field(key, in: line).flatMap { line.extracting($0.value).parseInteger() }
  }

  /// The value of a field as a decimal; nil when it is missing or none.
  public func decimal<Number: FixedPoint>(
    _ key: StaticString, in line: Span<UInt8>, as type: Number.Type = Number.self
  ) -> Number? {
    guard let token = tokens.field(key, in: line),
      case .success(let units) = DecimalText.parse(line.extracting(token.value))
    else { return nil }
    return Number(units: units)
  }

  /// The value of a field as a list of words; empty when it is missing.
  public func list(_ key: StaticString, in line: Span<UInt8>) -> [String] {
    text(key, in: line)?.split(separator: ",").map(String.init) ?? []
  }
}
