import Primitives
import Testing

@testable import DuelHost

struct EffectBufferTests {
  private let one = ConnectionID(slot: 1, generation: 0)
  private let two = ConnectionID(slot: 2, generation: 0)

  @Test func neighbouringSendsToOneConnectionBecomeOne() {
    var effects = EffectBuffer()
    effects.add(.send(one, 0..<4))
    effects.add(.send(one, 4..<9))
    effects.add(.send(two, 9..<12))
    effects.add(.send(one, 12..<15))
    effects.add(.send(one, 20..<22))
    effects.add(.close(one))
    effects.add(.send(one, 22..<23))
    #expect(
      effects.effects == [
        .send(one, 0..<9), .send(two, 9..<12), .send(one, 12..<15), .send(one, 20..<22),
        .close(one), .send(one, 22..<23),
      ])
  }

  @Test func clearingForgetsEverything() {
    var effects = EffectBuffer()
    effects.bytes.append("abc")
    effects.add(.send(one, 0..<3))
    effects.clear()
    #expect(effects.effects.isEmpty && effects.bytes.isEmpty)
  }
}
