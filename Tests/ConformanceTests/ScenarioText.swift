import Testing

/// What is wrong with a scenario: the line and why.
struct ScenarioFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// One scenario as it is written. Its language is described in Protocol/vectors/README.md.
struct ScenarioText: Sendable, CustomTestStringConvertible {
  /// A line that is not empty once its comment is gone.
  struct Statement: Sendable {
    let line: Int
    let words: [String]
  }

  /// The page or file it stands in.
  let place: String
  /// Its name, or the heading it stands under.
  private(set) var name: String
  private(set) var statements: [Statement] = []
  /// What its comments say behind `source:`, `rule:`, `differs:`.
  private(set) var sources: [String] = []
  private(set) var rules: [String] = []
  private(set) var differences: [String] = []
  /// The numbers that its source has for a line, where ours is another.
  private(set) var others: [String] = []

  var testDescription: String { "\(place) \(name)" }

  /// A scenario that goes on from what the head of its file says.
  private init(name: String, head: ScenarioText) {
    self = head
    self.name = name
  }

  /// A scenario of lines alone, such as a block of a page.
  init(place: String, name: String, lines: [String], from first: Int = 1) {
    self.place = place
    self.name = name
    for (index, line) in lines.enumerated() { add(line, number: first + index) }
  }

  private mutating func add(_ line: String, number: Int) {
    let (words, comment) = Self.split(line)
    if words.first == "->", let last = statements.popLast() {
      statements.append(Statement(line: last.line, words: last.words + words))
    } else if !words.isEmpty {
      statements.append(Statement(line: number, words: words))
    }
    guard let comment else { return }
    if let source = comment.behind("source:") { sources.append(source) }
    if let difference = comment.behind("differs:") { differences.append(difference) }
    if let other = comment.behind("there ") { others.append(other) }
    if let clauses = comment.behind("rule:") {
      rules += clauses.split { $0 == "," || $0 == " " }.map(String.init)
    }
  }

  /// The words of a line, and what stands behind a `#` that begins a word.
  private static func split(_ line: String) -> (words: [String], comment: String?) {
    let words = line.split(separator: " ").map(String.init)
    guard let place = words.firstIndex(where: { $0.hasPrefix("#") }) else { return (words, nil) }
    let comment = words[place...].joined(separator: " ").dropFirst()
    return (Array(words[..<place]), String(comment))
  }
}

extension ScenarioText {
  /// The scenarios of a file, each with what stands before the first of them.
  static func scenarios(in text: String, place: String) throws(ScenarioFailure) -> [ScenarioText] {
    var head = ScenarioText(place: place, name: "", lines: [])
    var scenarios: [ScenarioText] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let number = index + 1
      let (words, _) = split(String(line))
      guard words.first == "scenario" else {
        if scenarios.isEmpty {
          guard words.isEmpty || words[0] == "rules" else {
            throw ScenarioFailure("\(place):\(number): only rules stand before a scenario")
          }
          head.add(String(line), number: number)
        } else {
          scenarios[scenarios.count - 1].add(String(line), number: number)
        }
        continue
      }
      guard words.count == 2, isName(words[1]) else {
        throw ScenarioFailure("\(place):\(number): a name is of a to z, 0 to 9 and -")
      }
      guard !scenarios.contains(where: { $0.name == words[1] }) else {
        throw ScenarioFailure("\(place):\(number): \(words[1]) is there already")
      }
      scenarios.append(ScenarioText(name: words[1], head: head))
    }
    guard !scenarios.isEmpty else { throw ScenarioFailure("\(place): there is no scenario") }
    return scenarios
  }

  private static func isName(_ word: String) -> Bool {
    word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }
}

extension String {
  /// What follows a word at the beginning, without blanks around it; nil when it does not begin so.
  fileprivate func behind(_ word: String) -> String? {
    let trimmed = drop { $0 == " " }
    guard trimmed.hasPrefix(word) else { return nil }
    return String(trimmed.dropFirst(word.count).drop { $0 == " " })
  }
}
