import Digests
import DuelRules
import Primitives
import WireProtocol

extension Auditor {
  /// A push is the next one of its stream, and says what follows from the log.
  mutating func takePush(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    if PushType(rawValue: line.type)?.isInMatchStream == true { try takeSequence(line, on: link) }
    switch line.type {
    case "TICK": try takeTick(line, on: link)
    case "RANK": try takeRank(line, on: link)
    case "START": try checkCommitment(line, on: link)
    case "COMMITMENT":
      try checkCommitment(line, on: link)
      let number = line.integer("number") ?? 0
      try checkLink(number, line["link"], on: link)
      try checkLink(number - 1, line["previous"], on: link)
    case "SEATED": try takeSeat(line, after: nil, on: link)
    case "RECORD-LINE": try takeRecordLine(line, on: link)
    case "END": try takeEnd(line, on: link)
    default: break
    }
  }

  private mutating func takeSequence(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let match = line["match"] ?? ""
    guard let stream = conversations[link].stream(of: match) else {
      throw failure(link, "was sent a push of a match that it neither plays nor watches")
    }
    guard let number = line.integer("seq") else {
      throw failure(link, "was sent a push without a number")
    }
    guard !conversations[link].isLoose else { return }
    let last = conversations[link][stream].sequence
    if !conversations[link][stream].take(number, isSkip: line.type == "SKIPPED") {
      throw failure(link, "was sent push \(number) behind push \(last ?? 0)")
    }
  }

  /// The slot of the match of a line.
  private func slot(_ line: WireLine, on link: Int) throws(SimulationFailure) -> Int {
    guard let slot = line["match"].flatMap({ model.slot(of: $0) }) else {
      throw failure(link, "was told of a match that the log does not have")
    }
    return slot
  }

  private mutating func takeTick(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let slot = try slot(line, on: link)
    guard let tick = line.integer("tick"), let match = line["match"] else {
      throw failure(link, "was sent a tick without a number")
    }
    let prices = line.fields.filter { !["match", "seq", "tick"].contains($0.key) }.map {
      WireField(key: $0.key, value: Self.plain($0.value))
    }
    guard published.take(tick, of: match, prices) else {
      throw failure(link, "was shown other prices than somebody before")
    }
    let units = prices.flatMap { $0.value.split(separator: ",").map { Price(String($0))?.units } }
    let place = tick < 0 ? tick + Rules.prerollTicks : tick
    let known = tick < 0 ? model.matches[slot].preroll : model.matches[slot].quotes
    guard known.indices.contains(place) else {
      throw failure(link, "was shown a tick that is not in the log")
    }
    guard units == known[place] else {
      throw failure(link, "was shown other prices than those of the tape")
    }
    try takeTime(tick, of: match, on: link)
  }

  /// `mark/bid/ask` and JSON's array are the same.
  private static func plain(_ text: String) -> String {
    text.split(separator: "/").joined(separator: ",")
  }

  /// Time does not go back, for a connection or for the player of a seat.
  private mutating func takeTime(
    _ tick: Int, of match: String, on link: Int
  ) throws(SimulationFailure) {
    guard let stream = conversations[link].stream(of: match), !conversations[link].isLoose else {
      return
    }
    let seen = conversations[link][stream]
    let mayRepeat = seen.isSnapshot
    if let last = seen.tick, tick < last || (tick == last && !mayRepeat) {
      throw failure(link, "was shown tick \(tick) behind tick \(last)")
    }
    conversations[link][stream].tick = tick
    guard tick >= 0, conversations[link].isHonest, let place = conversations[link].place,
      place.match == match
    else { return }
    let journal = journal(of: place)
    let last = journals[journal].tick
    if tick < last || (tick == last && !mayRepeat) {
      throw failure(link, "relives tick \(tick), its player has seen \(last)")
    }
    journals[journal].tick = tick
  }

  private func takeRank(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let slot = try slot(line, on: link)
    guard let tick = line.integer("tick"), model.matches[slot].rankings.indices.contains(tick)
    else { throw failure(link, "was shown the ranking of a tick that is not in the log") }
    guard let ranking = line["ranking"], ranking != "none" else { return }
    // Some seats may be left out, but those that are shown stand as they stood.
    let shown = ranking.split(separator: ",").map { Int($0) }
    let expected = model.matches[slot].rankings[tick].filter { shown.contains($0) }
    guard shown == expected else {
      throw failure(link, "was shown another ranking than \(model.matches[slot].rankings[tick])")
    }
  }

  private func checkCommitment(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let slot = try slot(line, on: link)
    guard line["commitment"] == model.matches[slot].match.commitment.description else {
      throw failure(link, "was shown another commitment than that of the log")
    }
  }

  private func takeRecordLine(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let slot = try settled(line["match"], on: link)
    let number = (line.integer("line") ?? 0) - 1
    guard model.matches[slot].recordLines.indices.contains(number) else {
      throw failure(link, "was sent a line that the record does not have")
    }
    let expected = model.matches[slot].record[model.matches[slot].recordLines[number]]
    guard let text = line["text"], text.utf8.elementsEqual(expected) else {
      throw failure(link, "was sent another record than the log leads to")
    }
  }

  /// Everybody is told the same end, and that of the log.
  private mutating func takeEnd(_ line: WireLine, on link: Int) throws(SimulationFailure) {
    let slot = try slot(line, on: link)
    let match = line["match"] ?? ""
    guard model.matches[slot].isOver else {
      throw failure(link, "was told of an end that the log does not have")
    }
    guard line["digest"] == model.matches[slot].digest?.description ?? "none" else {
      throw failure(link, "was told another digest than that of the log")
    }
    let fields = line.fields.filter { $0.key != "seq" }
    if let known = ends.first(where: { $0.match == match }) {
      guard known.fields == fields else {
        throw failure(link, "was told another end than somebody before")
      }
    } else {
      ends.append((match, fields))
    }
    if !conversations[link].isLoose { conversations[link].endStream(match) }
    if conversations[link].place?.match == match { conversations[link].place = nil }
  }
}
