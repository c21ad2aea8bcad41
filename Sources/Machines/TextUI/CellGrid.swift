/// One place of a screen.
public struct Cell: Hashable, Sendable {
  /// What stands there; nil behind a character that is two columns wide.
  public var character: Character?
  /// How it is shown.
  public var tone: Tone

  /// An empty place.
  public static let blank = Cell(character: " ", tone: .plain)
}

/// A screen as a value: what is outside of it is not drawn.
public struct CellGrid: Hashable, Sendable {
  /// How many columns there are.
  public let width: Int
  /// How many rows there are.
  public let height: Int
  private var cells: [Cell]

  /// Makes an empty screen.
  public init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    cells = Array(repeating: .blank, count: self.width * self.height)
  }

  /// The cell at a place.
  public subscript(row: Int, column: Int) -> Cell { cells[row * width + column] }

  /// The text of a row, without blanks at its end.
  public func text(row: Int) -> String {
    var text = ""
    for column in 0..<width {
      if let character = self[row, column].character { text.append(character) }
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Writes a text from a place on, as far as `limit` columns and the screen reach.
  ///
  /// A wide character that does not fit wholly is left out.
  public mutating func write(
    _ text: String, row: Int, column: Int, limit: Int = .max, _ tone: Tone = .plain
  ) {
    guard row >= 0, row < height, column >= 0 else { return }
    var place = column
    let end = min(width, limit < width ? column + limit : width)
    for character in TextWidth.printable(text) {
      let columns = TextWidth.of(character)
      guard columns > 0 else { continue }
      guard place + columns <= end else { return }
      cells[row * width + place] = Cell(character: character, tone: tone)
      if columns == 2 { cells[row * width + place + 1] = Cell(character: nil, tone: tone) }
      place += columns
    }
  }

  /// Gives a whole row a tone.
  public mutating func fill(row: Int, _ tone: Tone) {
    guard row >= 0, row < height else { return }
    for column in 0..<width { cells[row * width + column].tone = tone }
  }
}
