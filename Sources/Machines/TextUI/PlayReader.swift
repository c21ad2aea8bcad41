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
    case "limit": return limit(rest, context)
    case "stop": return stop(rest, context)
    case "take", "trail": return protect(word.name, rest, context)
    case "oco": return pair(rest, context)
    case "cancel": return cancel(rest, context)
    case "orders": return .orders
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

  static func usage(_ word: String, _ problem: String) -> PlayRequest {
    let usage = PlayWord.named(word)?.usage ?? word
    let isQuestion = problem.hasSuffix("?")
    return .mistake("\(problem)\(isQuestion ? " Such as" : ", such as"): \(usage)")
  }

  // MARK: - Closing

  private static func close(_ arguments: [String], _ context: PlayContext) -> PlayRequest {
    if arguments.map({ $0.lowercased() }) == ["all"] {
      return context.held.contains(true)
        ? .send(["CLOSE all"]) : .mistake("there is no position to close")
    }
    return onOne("close", arguments, context) { name, rest in
      if let mistake = checkPart(rest, "close") { return mistake }
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
  static func onOne(
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

  static func stranger(
    _ text: String, _ context: PlayContext, _ word: String
  ) -> PlayRequest {
    let near = NearestName.of(text, among: context.instruments)
    let hint = near.map { "; did you mean \($0.lowercased())?" } ?? "."
    let usage = PlayWord.named(word)?.usage ?? word
    return .mistake(
      "'\(text)' is no instrument (\(list(context))) and no size\(hint) Such as: \(usage)")
  }

  static func list(_ context: PlayContext) -> String {
    context.instruments.map { $0.lowercased() }.joined(separator: " or ")
  }
}
