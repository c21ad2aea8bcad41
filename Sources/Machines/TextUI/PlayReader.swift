import Primitives
import WireProtocol

/// Understands what a player types.
///
/// Short forms become lines of the wire. A line whose first word is a verb of the wire and none of
/// the player's words goes to the server as it is.
enum PlayReader {
  /// Reads a line.
  static func read(_ line: String, _ context: PlayContext) -> PlayRequest {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first else { return .pass(ticks: 1) }
    let rest = Array(words.dropFirst())
    guard let word = PlayWord.named(first) else { return other(line, first) }
    switch word.name {
    case "long", "short": return order(word, rest, context, asQuote: false)
    case "close": return close(rest, context)
    case "half": return half(rest, context)
    case "q": return quote(rest, context)
    case "mode": return mode(rest, context)
    case "lev": return leverage(rest, context)
    case "margin": return margin(rest, context)
    case "chart": return chart(rest, context)
    case "done": return pass(rest)
    case "say": return say(line, rest)
    case "help": return .help(rest.first)
    case "pos": return .positions
    case "acc": return .account
    case "rank": return .standings
    default: return .quit
    }
  }

  private static func other(_ line: String, _ first: String) -> PlayRequest {
    if Verb(Array(first.utf8).span) != nil || first.hasPrefix("#") { return .send([line]) }
    let known = PlayWord.all.map(\.name) + PlayWord.all.flatMap(\.others).filter { $0.count > 3 }
    let near = NearestName.of(first, among: known)
    let hint = near.flatMap { PlayWord.named($0) }.map { ": did you mean '\($0.usage)'?" } ?? ";"
    return .mistake("there is no '\(first)'\(hint) help lists the words")
  }

  private static func usage(_ word: String, _ problem: String) -> PlayRequest {
    let usage = PlayWord.named(word)?.usage ?? word
    return .mistake("\(problem), such as: \(usage)")
  }

  // MARK: - Orders

  private static func order(
    _ word: PlayWord, _ arguments: [String], _ context: PlayContext, asQuote: Bool
  ) -> PlayRequest {
    var instrument: Int?
    var size: String?
    var leverage: String?
    var further: [String] = []
    for argument in arguments {
      let lower = argument.lowercased()
      if instrument == nil, let index = context.index(of: argument) {
        instrument = index
      } else if let number = times(lower) {
        leverage = "\(number)x"
      } else if lower == "isolated" || lower == "cross" {
        further.append(lower)
      } else if isSize(lower), size == nil {
        size = lower
      } else if lower.contains("=") {
        further.append(lower)
      } else {
        return stranger(argument, context, word.name)
      }
    }
    guard let place = instrument ?? context.obvious else {
      return usage(word.name, "which instrument? Say \(list(context))")
    }
    guard let size else { return usage(word.name, "how much? Say the margin or a share") }
    let name = context.instruments[place]
    let parts = [word.name.uppercased(), name, size] + (leverage.map { [$0] } ?? []) + further
    let line = parts.joined(separator: " ")
    return asQuote ? .quote("QUOTE " + line) : .send([line])
  }

  private static func quote(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    guard let side = arguments.first.flatMap({ PlayWord.named($0) }),
      side.name == "long" || side.name == "short"
    else { return usage("q", "a quote asks for an order") }
    return order(side, Array(arguments.dropFirst()), context, asQuote: true)
  }

  private static func close(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    if arguments.map({ $0.lowercased() }) == ["all"] {
      let open = context.held.indices.filter { context.held[$0] }
      guard !open.isEmpty else { return .mistake("there is no position to close") }
      return .send(open.map { "CLOSE \(context.instruments[$0])" })
    }
    return onOne("close", arguments, context) { name, rest in
      guard rest.count <= 1, rest.allSatisfy({ isSize($0) && !isPlain($0) }) else {
        return usage("close", "a part is a share or a quantity (50%, q=0.1)")
      }
      return .send([(["CLOSE", name] + rest).joined(separator: " ")])
    }
  }

  private static func half(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    onOne("half", arguments, context) { name, rest in
      rest.isEmpty ? .send(["CLOSE \(name) 50%"]) : usage("half", "name the instrument only")
    }
  }

  // MARK: - Margin

  private static func mode(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    onSome(arguments, context, "mode") { rest in
      guard rest.count == 1, rest[0] == "cross" || rest[0] == "isolated" else { return nil }
      return { "MODE \($0) \(rest[0])" }
    }
  }

  private static func leverage(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    onSome(arguments, context, "lev") { rest in
      guard rest.count == 1, let number = times(rest[0]) ?? Int(rest[0]) else { return nil }
      return { "LEVERAGE \($0) \(number)" }
    }
  }

  private static func margin(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    onOne("margin", arguments, context) { name, rest in
      guard rest.count == 1, rest[0].hasPrefix("+") || rest[0].hasPrefix("-"),
        isPlain(String(rest[0].dropFirst()))
      else { return usage("margin", "say how much with its sign") }
      return .send(["MARGIN \(name) \(rest[0])"])
    }
  }

  // MARK: - The rest

  private static func chart(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    guard let first = arguments.first else {
      return context.instruments.isEmpty
        ? .mistake("there are no prices yet") : .chart(instrument: context.obvious ?? 0)
    }
    guard let index = context.index(of: first) else { return stranger(first, context, "chart") }
    return .chart(instrument: index)
  }

  private static func pass(_ arguments: [String]) -> PlayRequest {
    guard let first = arguments.first else { return .pass(ticks: 1) }
    guard arguments.count == 1, let number = Int(first), (1...100_000).contains(number) else {
      return usage("done", "say how many ticks")
    }
    return .pass(ticks: number)
  }

  private static func say(_ line: String, _ words: [String]) -> PlayRequest {
    guard !words.isEmpty else { return usage("say", "say what?") }
    let text = line.drop { $0 == " " }.dropFirst(3).drop { $0 == " " }
    var buffer = ByteBuffer()
    buffer.append("SAY text=")
    buffer.append(quoted: String(text))
    return .send([buffer.withSpan { String(decoding: $0) }])
  }

  /// A command on one instrument, which may be left out when it is obvious.
  private static func onOne(
    _ word: String, _ arguments: [String], _ context: PlayContext,
    _ make: (String, [String]) -> PlayRequest
  ) -> PlayRequest {
    let rest = arguments.map { $0.lowercased() }
    if let first = rest.first {
      if let index = context.index(of: first) {
        return make(context.instruments[index], Array(rest.dropFirst()))
      }
      if first.allSatisfy(\.isLetter) { return stranger(arguments[0], context, word) }
    }
    guard let place = context.obvious else {
      return usage(word, "which instrument? Say \(list(context))")
    }
    return make(context.instruments[place], rest)
  }

  /// A command on the named instrument, or on all.
  private static func onSome(
    _ arguments: [String], _ context: PlayContext, _ word: String,
    _ make: ([String]) -> ((String) -> String)?
  ) -> PlayRequest {
    let rest = arguments.map { $0.lowercased() }
    if let first = rest.first, let index = context.index(of: first) {
      guard let line = make(Array(rest.dropFirst())) else { return usage(word, "say how") }
      return .send([line(context.instruments[index])])
    }
    guard let line = make(rest) else {
      return rest.count > 1 ? stranger(arguments[0], context, word) : usage(word, "say how")
    }
    return .send(context.instruments.map(line))
  }

  private static func stranger(
    _ text: String, _ context: PlayContext, _ word: String
  ) -> PlayRequest {
    let near = NearestName.of(text, among: context.instruments)
    let hint = near.map { "; did you mean \($0.lowercased())?" } ?? "."
    let usage = PlayWord.named(word)?.usage ?? word
    return .mistake(
      "'\(text)' is no instrument (\(list(context))) and no size\(hint) Such as: \(usage)")
  }

  private static func list(_ context: PlayContext) -> String {
    context.instruments.map { $0.lowercased() }.joined(separator: " or ")
  }

  /// `10x` or `x10`.
  private static func times(_ text: String) -> Int? {
    guard text.hasSuffix("x") || text.hasPrefix("x") else { return nil }
    return Int(text.hasSuffix("x") ? text.dropLast() : text.dropFirst())
  }

  /// `500`, `25%`, or one of the named sizes.
  private static func isSize(_ text: String) -> Bool {
    if isPlain(text) { return true }
    if text.hasSuffix("%") { return isPlain(String(text.dropLast())) }
    let keys = ["margin=", "n=", "notional=", "q=", "quantity=", "share="]
    return keys.contains { text.hasPrefix($0) && text.count > $0.count }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) || $0 == "." }
  }
}
