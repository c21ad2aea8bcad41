import Foundation

/// What a line from the server says, whichever way it is spelt.
///
/// Keys with their values as text writes them; the type under `type`, the verb of an OK under
/// `verb`, the tag under `tag`.
public enum WireFields {
  /// A line in text.
  public static func text(_ line: String) -> [String: String] {
    var fields: [String: String] = [:]
    for (index, word) in words(of: line).enumerated() {
      if index == 0 {
        fields["type"] = word
      } else if let equals = word.firstIndex(of: "=") {
        fields[String(word[..<equals])] = String(word[word.index(after: equals)...])
      } else if word.hasPrefix("#") {
        fields["tag"] = String(word.dropFirst())
      } else {
        fields["verb"] = word
      }
    }
    return fields
  }

  /// A line in JSON; nil when it is not one flat object.
  public static func json(_ line: String) -> [String: String]? {
    let parsed = try? JSONSerialization.jsonObject(with: Data(line.utf8))
    guard let object = parsed as? [String: Any] else { return nil }
    var fields: [String: String] = [:]
    for (key, value) in object {
      if let list = value as? [Any] {
        let items = list.map { text(of: $0) }
        guard !items.contains(nil) else { return nil }
        let isTuple = key == key.uppercased()
        fields[key] = items.compactMap { $0 }.joined(separator: isTuple ? "/" : ",")
      } else {
        guard let text = text(of: value) else { return nil }
        fields[key] = text
      }
    }
    return fields
  }

  private static func text(of value: Any) -> String? {
    switch value {
    case is NSNull: "none"
    case let text as String: text
    case let number as Int: "\(number)"
    default: nil
    }
  }

  /// The tokens of a line, quotes and escapes resolved.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        words.append(word)
        word = ""
      } else {
        word.append(character)
      }
    }
    return words + [word]
  }
}
