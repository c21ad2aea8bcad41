/// What a piece of text is to somebody who looks at it. Never the only sign of anything.
public enum Tone: Hashable, Sendable {
  /// Ordinary text.
  case plain
  /// A gain.
  case good
  /// A loss.
  case bad
  /// Danger ahead.
  case warning
  /// Of less interest.
  case quiet
  /// A heading.
  case strong
  /// The status line.
  case reverse
}

/// What a terminal can show.
public struct TerminalStyle: Hashable, Sendable {
  /// Whether tones may be shown by colour and weight; `NO_COLOR` says no.
  public var hasColor: Bool
  /// Whether other characters than ASCII are drawn.
  public var hasUnicode: Bool

  /// Names what a terminal can show.
  public init(hasColor: Bool, hasUnicode: Bool) {
    self.hasColor = hasColor
    self.hasUnicode = hasUnicode
  }

  /// The sequence that switches a tone on; empty for plain text.
  func begin(_ tone: Tone) -> String {
    guard hasColor else { return "" }
    switch tone {
    case .plain: return ""
    case .good: return "\u{1b}[32m"
    case .bad: return "\u{1b}[31m"
    case .warning: return "\u{1b}[1;35m"
    case .quiet: return "\u{1b}[2m"
    case .strong: return "\u{1b}[1m"
    case .reverse: return "\u{1b}[7m"
    }
  }

  /// A text in a tone.
  func paint(_ text: String, _ tone: Tone) -> String {
    let start = begin(tone)
    return start.isEmpty ? text : start + text + "\u{1b}[0m"
  }

  /// A text with its few signs beyond ASCII replaced when the terminal cannot show them.
  func spelled(_ text: String) -> String {
    guard !hasUnicode else { return text }
    return String(
      text.map { character in
        if character.isASCII { return character }
        switch character {
        case "▲": return "+"
        case "▼": return "-"
        case "…": return "~"
        case "─": return "-"
        case "│": return "|"
        case "█": return "#"
        case "░": return "."
        default: return "?"
        }
      })
  }
}

/// A line of text in one tone.
public struct FeedLine: Hashable, Sendable {
  /// What it says.
  public var text: String
  /// How it is shown.
  public var tone: Tone

  /// Makes a line.
  public init(_ text: String, _ tone: Tone = .plain) {
    self.text = text
    self.tone = tone
  }
}
