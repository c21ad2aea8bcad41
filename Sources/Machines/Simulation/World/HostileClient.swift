import DuelRules

/// What a hostile client knows of the world, which is more than it should.
struct HostileSight {
  /// The number of the newest match.
  var matches = 0
  /// Who is about.
  var names: [String] = []
  /// Tokens that it has got hold of, with their matches.
  var tokens: [(match: String, token: String)] = []
  /// With what others look for matches.
  var settings: [String] = []
}

/// What a hostile client does.
enum HostileAct {
  case hangUp
  /// Says whole lines.
  case say([Utterance])
  /// Says the beginning of a line and hangs up, or leaves it at that.
  case sayHalf([UInt8], hangsUp: Bool)
  /// Does not read for so many milliseconds.
  case stopReading(Int)
}

/// Somebody who says anything at any time: every verb, in text and JSON, and what is none.
struct HostileClient {
  let number: Int
  var link: Int?
  private var isJSON = false
  private var hasName = false
  private var isSpoiled = false
  private var names = 0
  private var words = HostileWords()

  init(number: Int) { self.number = number }

  /// Its connection is new.
  mutating func connected(_ link: Int, _ dice: inout WorldDice) {
    self.link = link
    isJSON = dice.once(in: 3)
    hasName = false
    isSpoiled = false
  }

  /// Decides what to do next. `tag` numbers what it says.
  mutating func next(
    _ sight: HostileSight, _ faults: Faults, tag: inout Int, _ dice: inout WorldDice
  ) -> HostileAct {
    // Half a line spoils the next one.
    if isSpoiled || dice.once(in: 60) { return .hangUp }
    if !hasName, !dice.once(in: 6) {
      hasName = true
      names += 1
      let format = isJSON ? " format=json" : ""
      return .say([utter("HELLO name=evil\(number).\(names)\(format)", &tag)])
    }
    if dice.once(in: 80) { return .stopReading(dice.roll(10...20_000)) }
    if dice.once(in: faults.floods) { return .say(flood(sight, &tag, &dice)) }
    if dice.once(in: faults.garbage) {
      let bytes = words.garbage(isJSON: isJSON, &dice)
      guard dice.once(in: 4) else { return .say([.garbage(bytes)]) }
      isSpoiled = true
      return .sayHalf(bytes, hangsUp: dice.once(in: 2))
    }
    if dice.once(in: faults.thefts), !sight.tokens.isEmpty {
      let stolen = dice.pick(sight.tokens)
      let sequence = dice.pick(["", " seq=0", " seq=3", " seq=70", " seq=100000"])
      return .say([utter("RESUME match=\(stolen.match) token=\(stolen.token)\(sequence)", &tag)])
    }
    return .say(
      (0...dice.roll(4)).map { _ in utter(words.command(sight, &dice), &tag) })
  }

  private mutating func flood(
    _ sight: HostileSight, _ tag: inout Int, _ dice: inout WorldDice
  ) -> [Utterance] {
    let line = dice.once(in: 2) ? "PING" : words.command(sight, &dice)
    return (0..<dice.pick([150, 400, 1400])).map { _ in utter(line, &tag) }
  }

  private func utter(_ line: String, _ tag: inout Int) -> Utterance {
    tag += 1
    return isJSON ? .json(line, tag: tag) : Utterance(line, tag: tag)
  }
}
