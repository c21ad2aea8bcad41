public import Primitives

/// A line from a client, taken apart as far as that is possible without knowing the match.
public struct RequestLine: Sendable {
  /// The tokens; the tag and the verb are among them.
  public private(set) var tokens = LineTokens()
  /// Where the tag lies, without its `#`; nil for none.
  public private(set) var tag: Range<Int>?
  /// The token after the verb.
  public private(set) var firstArgument = 0
  /// Where the verb must stand; nil for a line that could not be read so far.
  private var verbIndex: Int?

  /// Makes one that is reused for every line.
  public init() {}

  /// Takes a line apart; the answer is its verb.
  ///
  /// Errors in order: bad-encoding, bad-quote, too-many-fields, bad-tag, unknown-verb. The tag is
  /// known as soon as it is read, so that an error after it can carry it. An empty line has no
  /// verb. Complexity: O(length).
  public mutating func parse(_ line: Span<UInt8>) -> Result<Verb?, ErrorCode.Thrown> {
    tag = nil
    firstArgument = 0
    verbIndex = nil
    guard Self.isCleanText(line) else { return .failure(.init(.badEncoding)) }
    do throws(TokenError) {
      try tokens.scan(line)
    } catch {
      return .failure(.init(error == .badQuote ? .badQuote : .tooManyFields))
    }
    var verbIndex = 0
    if tokens.count > 0 {
      let first = tokens[0].value
      if !tokens[0].isField, line[first.lowerBound] == UInt8(ascii: "#") {
        let name = (first.lowerBound + 1)..<first.upperBound
        guard Self.isTag(line.extracting(name)) else { return .failure(.init(.badTag)) }
        tag = name
        verbIndex = 1
      }
    }
    self.verbIndex = verbIndex
    guard tokens.count > verbIndex else {
      return tag == nil ? .success(nil) : .failure(.init(.unknownVerb))
    }
    firstArgument = verbIndex + 1
    guard !tokens[verbIndex].isField, let verb = Verb(line.extracting(tokens[verbIndex].value))
    else { return .failure(.init(.unknownVerb)) }
    return .success(verb)
  }

  /// The word that stands where the verb must, for an error text.
  public func word(in line: Span<UInt8>) -> String {
    guard let index = verbIndex, index < tokens.count else { return "" }
    return String(decoding: line.extracting(tokens[index].value))
  }

  /// The value of a field, as text; nil when it is missing.
  public func field(_ key: StaticString, in line: Span<UInt8>) -> String? {
    tokens.field(key, in: line).map { LineTokens.text(of: $0, in: line) }
  }

  /// Whether all bytes are printable UTF-8 or tabs.
  static func isCleanText(_ line: Span<UInt8>) -> Bool {
    var isPlain = true
    for index in line.indices {
      let byte = line[index]
      if (byte < 32 && byte != 9) || byte == 127 { return false }
      if byte >= 128 { isPlain = false }
    }
    return isPlain || UTF8.isValid(line)
  }

  /// Whether a tag may be written so, without its `#`.
  static func isTag(_ name: Span<UInt8>) -> Bool {
    guard (1...Limits.tagMax).contains(name.count) else { return false }
    for index in name.indices where !isNameByte(name[index]) { return false }
    return true
  }
}

extension ErrorCode {
  /// An error code as an error value.
  public struct Thrown: Error, Hashable, Sendable {
    /// The code.
    public let code: ErrorCode

    /// Wraps a code.
    public init(_ code: ErrorCode) { self.code = code }
  }
}

extension UTF8 {
  /// Whether bytes are valid UTF-8.
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe String(validating: $0, as: UTF8.self) != nil
    }
  }
}
