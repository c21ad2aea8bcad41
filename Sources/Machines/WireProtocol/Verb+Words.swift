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
    case .close: Self.closeWords
    case .leverage: Self.leverageWords
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
  private static let leverageWords = [WordArgument("instrument"), WordArgument("leverage")]
  private static let helpWords = [WordArgument("topic", isRequired: false)]
}
