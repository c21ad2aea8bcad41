import Primitives

// Orders as players type them: any order of words, and the instrument left out where it is clear.

extension PlayReader {
  /// The fields that an order may have beside its size, under the names of the wire.
  private static let fields = ["worst", "stop", "take", "leverage", "mode", "reduce", "tick"]

  /// The fields that say how much.
  private static let sizes = ["margin", "notional", "quantity", "share", "risk"]

  /// What an order is made of.
  private struct Entry {
    var instrument: Int?
    var price: String?
    var size: String?
    var further: [String] = []
  }

  /// `long btc 500 10x`; with a kind, `limit` or `stop`, a price stands before the size.
  static func order(
    _ word: PlayWord, kind: String? = nil, _ arguments: [String], _ context: PlayContext,
    asQuote: Bool
  ) -> PlayRequest {
    let name = kind ?? word.name
    var entry = Entry()
    for argument in arguments {
      if let mistake = take(argument, into: &entry, isPriced: kind != nil, name, context) {
        return mistake
      }
    }
    guard let place = entry.instrument ?? context.obvious else {
      return usage(name, "which instrument? Say \(list(context))")
    }
    if kind != nil, entry.price == nil { return usage(name, "at which price?") }
    guard let size = entry.size else {
      return usage(name, "how much? Say the margin or a share")
    }
    let side = word.name.uppercased()
    let parts =
      [kind?.uppercased(), side, context.instruments[place], entry.price, size]
      .compactMap { $0 } + entry.further
    let line = parts.joined(separator: " ")
    return asQuote ? .quote("QUOTE " + line) : .send([line])
  }

  /// Takes one word of an order; answers what is wrong with it.
  private static func take(
    _ argument: String, into entry: inout Entry, isPriced: Bool, _ word: String,
    _ context: PlayContext
  ) -> PlayRequest? {
    let lower = argument.lowercased()
    if entry.instrument == nil, let index = context.index(of: argument) {
      entry.instrument = index
    } else if let number = times(lower) {
      entry.further.append("\(number)x")
    } else if ["isolated", "cross", "reduce-only"].contains(lower) {
      entry.further.append(lower)
    } else if isPriced, entry.price == nil, isPlain(lower) {
      entry.price = lower
    } else if isSize(lower) {
      if let size = entry.size { return usage(word, "two sizes, \(size) and \(lower)") }
      entry.size = lower
    } else if let field = key(of: lower) {
      guard fields.contains(field) || field == "lev" else { return noField(field, word) }
      entry.further.append(lower)
    } else if let near = NearestName.of(lower, among: ["isolated", "cross", "reduce-only"]),
      entry.instrument != nil
    {
      return usage(word, "there is no '\(argument)'; did you mean \(near)?")
    } else {
      return stranger(argument, context, word)
    }
    return nil
  }

  /// The key of `key=value`; nil for what is none.
  private static func key(of text: String) -> String? {
    guard let place = text.firstIndex(of: "="), place > text.startIndex else { return nil }
    return String(text[..<place])
  }

  private static func noField(_ field: String, _ word: String) -> PlayRequest {
    let near = NearestName.of(field, among: fields + sizes)
    return usage(word, "there is no '\(field)='" + (near.map { "; did you mean \($0)=?" } ?? ""))
  }

  static func quote(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    guard let first = arguments.first.flatMap({ PlayWord.named($0) }) else {
      return usage("q", "a quote asks for an order")
    }
    let rest = Array(arguments.dropFirst())
    if let side = side(first) { return order(side, rest, context, asQuote: true) }
    guard first.name == "limit" || first.name == "stop",
      let side = rest.first.flatMap({ PlayWord.named($0) }).flatMap(side)
    else { return usage("q", "a quote asks for an order that opens") }
    return order(side, kind: first.name, Array(rest.dropFirst()), context, asQuote: true)
  }

  private static func side(_ word: PlayWord) -> PlayWord? {
    word.name == "long" || word.name == "short" ? word : nil
  }

  // MARK: - Orders that wait

  static func limit(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    guard let side = arguments.first.flatMap({ PlayWord.named($0) }).flatMap(side) else {
      return usage("limit", "long or short?")
    }
    return order(side, kind: "limit", Array(arguments.dropFirst()), context, asQuote: false)
  }

  /// A stop of a position, or with a side one that enters.
  static func stop(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    if let side = arguments.first.flatMap({ PlayWord.named($0) }).flatMap(side) {
      return order(side, kind: "stop", Array(arguments.dropFirst()), context, asQuote: false)
    }
    return protect("stop", arguments, context)
  }

  /// `stop btc 58000 [50%]`, `take …`, `trail btc 2%`.
  static func protect(
    _ word: String, _ arguments: [String], _ context: PlayContext
  ) -> PlayRequest {
    onOne(word, arguments, context) { name, rest in
      var rest = rest
      let isTrail = word == "trail"
      let place = rest.firstIndex { isPlain($0) || (isTrail && $0.hasSuffix("%")) }
      guard let place else {
        return usage(word, isTrail ? "how far behind?" : "at which price?")
      }
      let price = rest.remove(at: place)
      if let mistake = checkPart(rest, word) { return mistake }
      return .send([([word.uppercased(), name, price] + rest).joined(separator: " ")])
    }
  }

  /// What is wrong with the part of a position, and what goes with it; nil for nothing.
  static func checkPart(_ words: [String], _ word: String) -> PlayRequest? {
    var sizes = 0
    for text in words {
      if isSize(text), !isPlain(text) {
        sizes += 1
      } else if let field = key(of: text) {
        guard fields.contains(field) else { return noField(field, word) }
      } else {
        return usage(word, "'\(text)'? A part is a share or a quantity (50%, q=0.1)")
      }
    }
    return sizes > 1 ? usage(word, "one part only") : nil
  }

  static func pair(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    onOne("oco", arguments, context) { name, rest in
      for field in ["stop", "take"] where !rest.contains(where: { $0.hasPrefix(field + "=") }) {
        return usage("oco", "say which is which: \(field)= is missing")
      }
      if let mistake = checkPart(rest, "oco") { return mistake }
      return .send([(["OCO", name] + rest).joined(separator: " ")])
    }
  }

  static func cancel(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    var lines: [String] = []
    for argument in arguments {
      if argument.lowercased() == "all" {
        lines.append("CANCEL all")
      } else if let place = context.index(of: argument) {
        lines.append("CANCEL \(context.instruments[place])")
      } else if let number = Int(argument.drop { $0 == "#" }) {
        lines.append("CANCEL \(number)")
      } else {
        return usage("cancel", "'\(argument)' is no order's number and no instrument")
      }
    }
    return lines.isEmpty ? usage("cancel", "which? orders shows them") : .send(lines)
  }

  // MARK: - Words

  /// `10x` or `x10`.
  static func times(_ text: String) -> Int? {
    guard text.hasSuffix("x") || text.hasPrefix("x") else { return nil }
    return Int(text.hasSuffix("x") ? text.dropLast() : text.dropFirst())
  }

  /// `500`, `25%`, or one of the named sizes.
  static func isSize(_ text: String) -> Bool {
    if isPlain(text) { return true }
    if text.hasSuffix("%"), key(of: text) == nil { return isPlain(String(text.dropLast())) }
    guard let key = key(of: text), key.count + 1 < text.count else { return false }
    return sizes.contains(key) || ["m", "n", "q"].contains(key)
  }

  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
  }
}
