/// HTML that is being written. Whatever is text is escaped; only tags and attributes are not.
struct HTMLText {
  private(set) var text = ""

  /// Opens an element; attributes are names and values in turn.
  mutating func open(_ tag: String, _ attributes: [(String, String)] = []) {
    text += "<" + tag
    for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
    text += ">"
  }

  /// Closes an element.
  mutating func close(_ tag: String) { text += "</\(tag)>" }

  /// Writes an element with others inside.
  mutating func element(
    _ tag: String, _ attributes: [(String, String)] = [], _ inside: (inout HTMLText) -> Void
  ) {
    open(tag, attributes)
    inside(&self)
    close(tag)
  }

  /// Writes an element with text inside.
  mutating func element(_ tag: String, _ attributes: [(String, String)] = [], text: String) {
    element(tag, attributes) { $0.write(text) }
  }

  /// Writes text.
  mutating func write(_ plain: String) { text += Self.escaped(plain) }

  /// Starts a new line of the file, for whoever reads its source.
  mutating func newLine() { text += "\n" }

  /// Writes what is HTML already and written by this program.
  mutating func raw(_ html: StaticString) { text += html.description }

  /// A text without anything that HTML reads as markup, inside elements and attributes alike; a
  /// number and its percent sign stay on one line.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case " " where place + 1 < scalars.count && scalars[place + 1] == "%": escaped += "\u{a0}"
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default:
        let isControl = scalar.value < 32 && scalar != "\n" && scalar != "\t"
        escaped.unicodeScalars.append(isControl || scalar.value == 127 ? "\u{fffd}" : scalar)
      }
    }
    return escaped
  }
}
