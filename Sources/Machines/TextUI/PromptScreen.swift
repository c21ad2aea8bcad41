import Primitives

/// The bottom of a terminal: a status line and a line that is being typed, below a flow of text.
///
/// The cursor always rests in the typed line. New text takes the place of both lines, which are
/// then drawn again below it, so that what is typed is never mixed with what arrives.
struct PromptScreen: Sendable {
  let style: TerminalStyle
  private(set) var width: Int
  private let prompt: String
  /// What is on the screen now; nil while nothing is drawn.
  private var drawn: Drawn?

  private struct Drawn: Hashable, Sendable {
    var status: String
    var line: String
    var cursor: Int
  }

  init(width: Int, style: TerminalStyle, prompt: String = "> ") {
    self.width = max(4, width)
    self.style = style
    self.prompt = prompt
  }

  /// Prints lines above the status line.
  mutating func insert(
    _ lines: [FeedLine], status: String, _ editor: LineEditor, _ out: inout ByteBuffer
  ) {
    erase(&out)
    for line in lines {
      for row in TextWidth.wrap(style.spelled(TextWidth.printable(line.text)), width) {
        out.append(style.paint(row, line.tone))
        out.append("\r\n")
      }
    }
    draw(status: status, editor, &out)
  }

  /// Shows the status and the line as they are now; writes nothing when they are shown already.
  mutating func refresh(status: String, _ editor: LineEditor, _ out: inout ByteBuffer) {
    let next = layout(status, editor)
    guard next != drawn else { return }
    guard let drawn, drawn.status == next.status else {
      erase(&out)
      draw(status: status, editor, &out)
      return
    }
    if drawn.line != next.line {
      out.append("\r")
      out.append(next.line)
      out.append("\u{1b}[K")
    }
    place(next.cursor, &out)
    self.drawn = next
  }

  /// Takes both lines away; the cursor is where the status line was.
  mutating func erase(_ out: inout ByteBuffer) {
    guard let drawn else { return }
    // A terminal that became narrower has wrapped the lines.
    let statusRows = max(1, (TextWidth.of(drawn.status) + width - 1) / width)
    let rows = statusRows + drawn.cursor / width
    out.append("\r\u{1b}[")
    out.append(integer: rows)
    out.append("A\u{1b}[J")
    self.drawn = nil
  }

  /// Clears the whole screen and draws anew at its top.
  mutating func clear(status: String, _ editor: LineEditor, _ out: inout ByteBuffer) {
    out.append("\u{1b}[H\u{1b}[2J")
    draw(status: status, editor, &out)
  }

  /// Draws anew below what others have written.
  mutating func restart(status: String, _ editor: LineEditor, _ out: inout ByteBuffer) {
    out.append("\r\n")
    draw(status: status, editor, &out)
  }

  /// Takes a new width; what is drawn is drawn again.
  mutating func resize(
    to width: Int, status: String, _ editor: LineEditor, _ out: inout ByteBuffer
  ) {
    self.width = max(4, width)
    erase(&out)
    draw(status: status, editor, &out)
  }

  private mutating func draw(status: String, _ editor: LineEditor, _ out: inout ByteBuffer) {
    let next = layout(status, editor)
    out.append(style.paint(next.status, .reverse))
    out.append("\r\n")
    out.append(next.line)
    place(next.cursor, &out)
    drawn = next
  }

  private func place(_ column: Int, _ out: inout ByteBuffer) {
    out.append("\r")
    guard column > 0 else { return }
    out.append("\u{1b}[")
    out.append(integer: column)
    out.append("C")
  }

  /// The last column stays free: a cursor behind it would be in the next row on some terminals.
  private func layout(_ status: String, _ editor: LineEditor) -> Drawn {
    let room = width - 1 - prompt.count
    let status = TextWidth.prefix(style.spelled(TextWidth.printable(status)), width - 1)
    let left = TextWidth.of(editor.left)
    guard left + TextWidth.of(editor.right) > room else {
      return Drawn(
        status: status, line: prompt + editor.text, cursor: prompt.count + left)
    }
    // The line is longer than the screen: the part around the cursor is shown.
    let before = left <= room * 3 / 4 ? editor.left : TextWidth.suffix(editor.left, room * 3 / 4)
    let used = TextWidth.of(before)
    let after = TextWidth.prefix(editor.right, max(0, room - used))
    return Drawn(
      status: status, line: prompt + before + after, cursor: prompt.count + used)
  }
}
