import Digests
import DuelHost
import DuelRules
import Primitives
import Testing

struct DuelHostShutdownTests {
  /// A store may answer in the round in which it is asked: then nothing else wakes the server.
  @Test func itWantsAnotherRoundWhenTheLastBatchIsStored() throws {
    let now = Instant(nanoseconds: 0)
    let rules = try Rules(RulesPreset.standard.values)
    var host = DuelHost(
      configuration: HostConfiguration(durability: .relaxed, rules: rules),
      entropy: Digest.of(domain: "shutdown test", []), now: now)
    var effects = EffectBuffer()
    let id = ConnectionID(slot: 0, generation: 0)
    host.step(.opened(id), now: now, effects: &effects)
    host.step(
      .received(id, Array("HELLO name=ada\nCREATE seats=2\n".utf8).span), now: now,
      effects: &effects)
    host.step(.shutdown, now: now, effects: &effects)
    host.step(.roundEnded, now: now, effects: &effects)
    #expect(!host.isStopped && !host.hasMoreToDo)
    host.step(.stored(ticket: 1, .stored), now: now, effects: &effects)
    #expect(!host.isStopped && host.hasMoreToDo)
    host.step(.roundEnded, now: now, effects: &effects)
    #expect(host.isStopped && !host.hasMoreToDo)
  }
}
