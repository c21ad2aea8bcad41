/// How many columns text takes on a terminal.
enum TextWidth {
  /// The columns of one character: 0, 1 or 2.
  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return first.value < 32 || first.value == 127 ? 0 : 1 }
    if isMark(first) { return 0 }
    let isEmoji = character.unicodeScalars.contains {
      $0.properties.isEmojiPresentation || $0.value == 0xfe0f
    }
    return isEmoji || isWide(first.value) ? 2 : 1
  }

  /// The columns of a text without control characters.
  static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: true
    default: false
    }
  }

  /// The wide blocks of Unicode's East Asian Width, neighbours taken together.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xac00...0xd7a3,
      0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f,
      0x1f900...0x1f9ff, 0x20000...0x3fffd:
      true
    default: false
    }
  }

  /// A text without what would move a cursor or turn the writing direction: from others it may come
  /// with anything in it.
  static func printable(_ text: some StringProtocol) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.value {
          case 0..<32, 127..<160, 0x2028...0x202e, 0x2066...0x2069: " "
          default: scalar
          }
        }))
  }

  /// The longest beginning that takes at most `width` columns.
  static func prefix(_ text: some StringProtocol, _ width: Int) -> String {
    var taken = ""
    var columns = 0
    for character in text {
      columns += of(character)
      if columns > width { break }
      taken.append(character)
    }
    return taken
  }

  /// The longest end that takes at most `width` columns.
  static func suffix(_ text: some StringProtocol, _ width: Int) -> String {
    String(prefix(String(text.reversed()), width).reversed())
  }

  /// A text in exactly `width` columns: cut, or filled up with blanks to the right.
  static func fit(_ text: String, _ width: Int) -> String {
    let cut = prefix(text, width)
    return cut + String(repeating: " ", count: max(0, width - of(cut)))
  }

  /// A text in lines of at most `width` columns, broken at blanks; later lines are indented.
  ///
  /// Blanks inside a line that is not broken stay as they are.
  static func wrap(_ text: String, _ width: Int) -> [String] {
    guard width > 8, of(text) > width else { return [text] }
    var lines: [String] = []
    var rest = text[...]
    while true {
      let indent = lines.isEmpty ? "" : "  "
      let room = width - indent.count
      guard of(rest) > room else {
        lines.append(indent + rest)
        return lines
      }
      let piece = prefix(rest, room)
      let isWhole = rest.dropFirst(piece.count).first == " "
      let end = isWhole ? nil : piece.lastIndex(of: " ").map { piece.distance(to: $0) }
      let count = max(1, end.flatMap { $0 > 2 ? $0 : nil } ?? piece.count)
      lines.append(indent + rest.prefix(count))
      rest = rest.dropFirst(count).drop { $0 == " " }
    }
  }
}

extension String {
  /// How many characters stand before a place.
  fileprivate func distance(to index: String.Index) -> Int {
    distance(from: startIndex, to: index)
  }
}
