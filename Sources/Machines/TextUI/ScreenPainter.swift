public import Primitives

/// Brings a terminal from one screen to the next: only what has changed is sent.
public struct ScreenPainter: Sendable {
  private let style: TerminalStyle
  private var shown: CellGrid?

  /// Makes one that knows nothing of what the terminal shows.
  public init(style: TerminalStyle) { self.style = style }

  /// What a program writes that wants the whole screen: the other buffer, no cursor, no wrapping.
  public static let opening = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"
  /// What it writes when it is done: everything as it was.
  public static let closing = "\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"

  /// Forgets what is shown, so that everything is drawn next time.
  public mutating func forget() { shown = nil }

  /// Appends what turns the screen that was painted last into this one.
  public mutating func paint(_ grid: CellGrid, _ out: inout ByteBuffer) {
    let old = shown.flatMap { $0.width == grid.width && $0.height == grid.height ? $0 : nil }
    if old == nil { out.append("\u{1b}[0m\u{1b}[2J") }
    let blank = CellGrid(width: grid.width, height: grid.height)
    var tone = Tone.plain
    var hasChanged = false
    for row in 0..<grid.height {
      var column = 0
      while column < grid.width {
        guard grid[row, column] != (old ?? blank)[row, column] else {
          column += 1
          continue
        }
        // A wide character is drawn from its first half.
        if grid[row, column].character == nil, column > 0 { column -= 1 }
        hasChanged = true
        move(row, column, &out)
        column = run(grid, old ?? blank, row, from: column, &tone, &out)
      }
    }
    if hasChanged, tone != .plain, style.hasColor { out.append("\u{1b}[0m") }
    shown = grid
  }

  /// Draws the changed cells from a place on; short unchanged stretches are cheaper drawn than
  /// jumped over.
  private func run(
    _ grid: CellGrid, _ old: CellGrid, _ row: Int, from start: Int, _ tone: inout Tone,
    _ out: inout ByteBuffer
  ) -> Int {
    var column = start
    while column < grid.width {
      let isChanged = (column..<min(column + 4, grid.width)).contains {
        grid[row, $0] != old[row, $0]
      }
      guard isChanged || column == start else { break }
      let cell = grid[row, column]
      if let character = cell.character {
        if cell.tone != tone {
          if style.hasColor { out.append("\u{1b}[0m") }
          out.append(style.begin(cell.tone))
          tone = cell.tone
        }
        out.append(style.spelled(String(character)))
      }
      column += 1
    }
    return column
  }

  private func move(_ row: Int, _ column: Int, _ out: inout ByteBuffer) {
    out.append("\u{1b}[")
    out.append(integer: row + 1)
    out.append(";")
    out.append(integer: column + 1)
    out.append("H")
  }
}
