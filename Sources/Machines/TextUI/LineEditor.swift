/// What a key did to a line.
public enum EditOutcome: Hashable, Sendable {
  /// The line or the cursor changed, or nothing did.
  case edited
  /// The line is finished; the editor is empty again.
  case submitted(String)
  /// The word before the cursor is to be completed.
  case completion
  /// The screen is to be cleared and drawn again.
  case redraw
  /// Ctrl-C on an empty line, or the end of input.
  case leave
  /// Ctrl-Z: the program is to be put aside.
  case suspend
}

/// One line that is being typed, with its history; it knows keys and no terminal.
public struct LineEditor: Sendable {
  /// What stands before the cursor.
  public private(set) var left = ""
  /// What stands behind the cursor.
  public private(set) var right = ""
  /// The lines before, oldest first.
  public private(set) var history: [String] = []

  /// The place in the history that is shown; nil for the line that is being typed.
  private var place: Int?
  /// The line that was being typed when the history was entered.
  private var draft = ""
  private var killed = ""

  /// How many lines are remembered.
  public static let historyMax = 200
  /// The longest line, in characters.
  public static let lengthMax = 1000

  /// Makes an empty line.
  public init() {}

  /// The whole line.
  public var text: String { left + right }

  /// Takes a key.
  public mutating func take(_ key: Key) -> EditOutcome {
    switch key {
    case .text(let character): insert(String(character))
    case .paste(let text): insert(text)
    case .enter: return submit()
    case .tab: return .completion
    case .backspace: if !left.isEmpty { left.removeLast() }
    case .delete: if !right.isEmpty { right.removeFirst() }
    case .left: moveLeft(1)
    case .right: moveRight(1)
    case .up: recall(-1)
    case .down: recall(1)
    case .home: moveLeft(left.count)
    case .end: moveRight(right.count)
    case .wordLeft: moveLeft(wordBefore)
    case .wordRight: moveRight(wordBehind)
    case .wordBackspace: killLeft(wordBefore)
    case .control(let letter): return control(letter)
    case .unknown: break
    }
    return .edited
  }

  /// Replaces what stands before the cursor from an offset on; completion does this.
  public mutating func replace(from offset: Int, with text: String) {
    left = left.prefix(offset) + text
  }

  private mutating func control(_ letter: Character) -> EditOutcome {
    switch letter {
    case "a": moveLeft(left.count)
    case "b": moveLeft(1)
    case "e": moveRight(right.count)
    case "f": moveRight(1)
    case "h": return take(.backspace)
    case "k":
      if !right.isEmpty { killed = right }
      right = ""
    case "u": killLeft(left.count)
    case "w": killLeft(wordBefore)
    case "y": insert(killed)
    case "n": recall(1)
    case "p": recall(-1)
    case "l": return .redraw
    case "z": return .suspend
    case "c":
      guard text.isEmpty else {
        clear()
        return .edited
      }
      return .leave
    case "d":
      guard text.isEmpty else { return take(.delete) }
      return .leave
    default: break
    }
    return .edited
  }

  private mutating func insert(_ text: String) {
    let room = Self.lengthMax - left.count - right.count
    left += text.prefix(max(0, room))
  }

  private mutating func moveLeft(_ count: Int) {
    right = left.suffix(count) + right
    left.removeLast(min(count, left.count))
  }

  private mutating func moveRight(_ count: Int) {
    left += right.prefix(count)
    right.removeFirst(min(count, right.count))
  }

  private mutating func killLeft(_ count: Int) {
    guard count > 0 else { return }
    killed = String(left.suffix(count))
    left.removeLast(count)
  }

  /// How many characters reach back to the beginning of a word.
  private var wordBefore: Int {
    let blanks = left.reversed().prefix { $0 == " " }.count
    return blanks + left.dropLast(blanks).reversed().prefix { $0 != " " }.count
  }

  private var wordBehind: Int {
    let blanks = right.prefix { $0 == " " }.count
    return blanks + right.dropFirst(blanks).prefix { $0 != " " }.count
  }

  private mutating func clear() {
    left = ""
    right = ""
    place = nil
    draft = ""
  }

  private mutating func submit() -> EditOutcome {
    let line = text
    clear()
    if !line.allSatisfy({ $0 == " " }), line != history.last {
      history.append(line)
      if history.count > Self.historyMax { history.removeFirst() }
    }
    return .submitted(line)
  }

  /// Shows a line of the history; the draft waits behind the newest.
  private mutating func recall(_ step: Int) {
    let next = (place ?? history.count) + step
    guard next >= 0, next <= history.count, !history.isEmpty else { return }
    if place == nil { draft = text }
    place = next < history.count ? next : nil
    left = next < history.count ? history[next] : draft
    right = ""
  }
}
