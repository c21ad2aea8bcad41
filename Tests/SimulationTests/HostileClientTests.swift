import Testing

@testable import Simulation

struct HostileClientTests {
  private func faults() -> Faults {
    var faults = Faults.calm
    faults.floods = 30
    faults.garbage = 10
    faults.thefts = 10
    return faults
  }

  /// Whatever it does, what it says has tags that nobody used before, and half a line ends it.
  @Test func itDoesEverythingSooner() {
    var dice = WorldDice("test", seed: 4)
    var client = HostileClient(number: 3)
    client.connected(0, &dice)
    let sight = HostileSight(
      matches: 3, names: ["ada"], tokens: [("m1", "ff")], settings: ["ticks=3"])
    var tag = 0
    var last = 0
    var (halves, hangUps, stops, thefts, floods) = (0, 0, 0, 0, 0)
    var mustHangUp = false
    for _ in 0..<5000 {
      switch client.next(sight, faults(), tag: &tag, &dice) {
      case .hangUp:
        hangUps += 1
        mustHangUp = false
        client.connected(0, &dice)
      case .say(let utterances):
        #expect(!mustHangUp)
        if utterances.count > 100 { floods += 1 }
        for utterance in utterances {
          guard let tag = utterance.expected?.tag, let number = Int(tag.dropFirst()) else {
            continue
          }
          #expect(number > last)
          last = number
          if utterance.expected?.text.hasPrefix("RESUME match=m1 token=ff") == true { thefts += 1 }
        }
      case .sayHalf:
        halves += 1
        mustHangUp = true
      case .stopReading: stops += 1
      }
    }
    #expect(halves > 0 && hangUps > 0 && stops > 0 && thefts > 0 && floods > 0)
  }
}
