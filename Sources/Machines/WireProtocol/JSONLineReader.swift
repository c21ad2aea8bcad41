public import Primitives

/// Why a JSON line cannot be read as a command.
public enum JSONLineError: Error, Hashable, Sendable {
  /// It is not printable UTF-8, or an escape stands for a control character.
  case badEncoding
  /// It is not one flat JSON object; says what is wrong.
  case badJSON(String)
  /// It has more than `LineTokens.countMax` members.
  case tooManyFields
  /// Its tag is not one.
  case badTag
  /// There is no such verb.
  case unknownVerb(String)
  /// A member is missing that the verb needs; nil when it is the verb itself.
  case missing(String, Verb?)
  /// A member that stands for a bare word holds something else.
  case badWord(String)
}

/// Reads commands that are written as JSON: one flat object a line.
///
/// Each becomes the text line that means the same, so that what a command means is said once. One
/// value is reused for every line; it allocates nothing after its first ones.
public struct JSONLineReader: Sendable {
  private var object = FlatObject()
  /// Where the tag lies in what was appended, also when the line was refused behind it.
  public private(set) var tag: Range<Int>?

  /// Makes one that is reused for every line.
  public init() {}

  /// Appends the text line that means the same; nothing for an empty line.
  ///
  /// Members that no verb knows are passed on, or passed over when text has no form for their keys.
  /// Errors in order: bad-encoding, bad-json, too-many-fields, bad-tag, and those of the verb and
  /// its words.
  public mutating func read(
    _ line: Span<UInt8>, into out: inout ByteBuffer
  ) throws(JSONLineError) {
    self.tag = nil
    guard RequestLine.isCleanText(line) else { throw .badEncoding }
    guard !Self.isBlank(line) else { return }
    try object.parse(line)
    let tag = object.find("tag")
    if let tag, !object.isNull(tag) {
      guard RequestLine.isTag(object.value(tag).span) else { throw .badTag }
      out.append("#")
      self.tag = out.count..<(out.count + object.value(tag).count)
      out.append(object.value(tag).span)
      out.append(" ")
    }
    if let whole = object.find("line") {
      guard object.find("verb") == nil else { throw .badJSON("it is either verb or line") }
      guard !Self.isBlank(object.value(whole).span) else { throw .missing("line", nil) }
      return out.append(object.value(whole).span)
    }
    guard let first = object.find("verb") else { throw .missing("verb", nil) }
    guard let verb = Verb(object.value(first).span) else {
      throw .unknownVerb(String(decoding: object.value(first).span))
    }
    out.append(verb.rawValue)
    let words = try appendWords(of: verb, &out)
    for member in 0..<object.count where member != first && member != tag {
      guard !words.contains(member), !object.isNull(member) else { continue }
      appendField(member, &out)
    }
  }

  /// Writes the members that are bare words in text, and answers which they are.
  private func appendWords(
    of verb: Verb, _ out: inout ByteBuffer
  ) throws(JSONLineError) -> MemberSet {
    var taken = MemberSet()
    var missing: String?
    for word in verb.words {
      guard let member = object.find(word.name), !object.isNull(member) else {
        if word.isRequired, missing == nil { missing = word.name.description }
        continue
      }
      if let missing { throw .missing(missing, verb) }
      taken.insert(member)
      guard Self.isWord(object.value(member).span) else {
        throw .badWord(word.name.description)
      }
      out.append(" ")
      out.append(object.value(member).span)
    }
    return taken
  }

  private func appendField(_ member: Int, _ out: inout ByteBuffer) {
    let key = object.key(member).span
    guard !key.isEmpty else { return }
    for index in key.indices where !isNameByte(key[index]) { return }
    out.append(" ")
    out.append(key)
    out.append("=")
    let value = object.value(member).span
    if Self.isWord(value) {
      out.append(value)
    } else {
      out.append(quoted: String(decoding: value))
    }
  }

  /// Whether text can write it without quotes.
  private static func isWord(_ value: Span<UInt8>) -> Bool {
    for index in value.indices {
      let byte = value[index]
      if byte == UInt8(ascii: " ") || byte == 9 || byte == UInt8(ascii: "\"") { return false }
    }
    return !value.isEmpty
  }

  private static func isBlank(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] != UInt8(ascii: " ") && text[index] != 9 {
      return false
    }
    return true
  }
}

/// Members of an object by number, at most `LineTokens.countMax` of them.
struct MemberSet {
  private var bits: UInt128 = 0

  mutating func insert(_ member: Int) { bits |= 1 << UInt128(member) }

  func contains(_ member: Int) -> Bool { bits & (1 << UInt128(member)) != 0 }
}

extension Refusal {
  /// Why a JSON line could not be read as a command.
  public init(_ error: JSONLineError) {
    switch error {
    case .badEncoding: self.init(line: .badEncoding, word: "")
    case .badJSON(let reason):
      self.init(.badJSON, "a line is one flat JSON object; \(reason)")
    case .tooManyFields: self.init(line: .tooManyFields, word: "")
    case .badTag: self.init(line: .badTag, word: "")
    case .unknownVerb(let word): self.init(line: .unknownVerb, word: word)
    case .missing(let field, let verb):
      let form = verb.map { "in text it is \($0.usage)" } ?? "write {\"verb\":\"HELP\"}"
      self.init(.missingArgument, field: field, "\(field) is missing; \(form)")
    case .badWord(let field):
      self.init(.badArgument, field: field, "\(field) is a word without blanks and quotes")
    }
  }
}
