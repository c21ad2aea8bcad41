/// An argument that stands as a bare word in text, and under its name in JSON.
public struct WordArgument: Sendable {
  /// Its name.
  public let name: StaticString
  /// Whether nothing may stand behind it when it is missing.
  public let isRequired: Bool

  fileprivate init(_ name: StaticString, isRequired: Bool = true) {
    self.name = name
    self.isRequired = isRequired
  }
}

extension Verb {
  /// The arguments that stand as bare words in text, in their order; every other is `key=value`.
  ///
  /// Protocol/messages.json marks them `positional`.
  public var words: [WordArgument] {
    switch self {
    case .long, .short: Self.entryWords
    case .close, .oco: Self.closeWords
    case .limit: Self.limitWords
    case .stop: Self.stopWords
    case .take: Self.takeWords
    case .trail: Self.trailWords
    case .cancel: Self.cancelWords
    case .leverage: Self.leverageWords
    case .mode: Self.modeWords
    case .margin: Self.marginWords
    case .quote: Self.quoteWords
    case .help: Self.helpWords
    default: []
    }
  }

  private static let entryWords = [
    WordArgument("instrument"), WordArgument("size", isRequired: false),
    WordArgument("mode", isRequired: false),
  ]
  private static let closeWords = [
    WordArgument("instrument"), WordArgument("size", isRequired: false),
  ]
  private static let limitWords =
    [WordArgument("side")] + takeWords + [WordArgument("mode", isRequired: false)]
  private static let stopWords =
    [WordArgument("side", isRequired: false)] + takeWords
    + [WordArgument("mode", isRequired: false)]
  private static let takeWords = [
    WordArgument("instrument"), WordArgument("price"), WordArgument("size", isRequired: false),
  ]
  private static let trailWords = [
    WordArgument("instrument"), WordArgument("distance"), WordArgument("size", isRequired: false),
  ]
  private static let cancelWords = [WordArgument("target", isRequired: false)]
  private static let leverageWords = [WordArgument("instrument"), WordArgument("leverage")]
  private static let modeWords = [WordArgument("instrument"), WordArgument("mode")]
  private static let marginWords = [WordArgument("instrument"), WordArgument("amount")]
  private static let quoteWords = [
    WordArgument("kind", isRequired: false), WordArgument("side"), WordArgument("instrument"),
    WordArgument("price", isRequired: false), WordArgument("size", isRequired: false),
    WordArgument("mode", isRequired: false),
  ]
  private static let helpWords = [WordArgument("topic", isRequired: false)]
}
