public import Digests
public import Primitives

/// The marks of a match, tick by tick, the same for every seat.
///
/// Rules: TAPE-2 to TAPE-5. Complexity: O(instruments) a tick, no allocation.
public struct Tape: ~Copyable {
  private var stream: KeyedStream
  /// Of a generated tape: its instruments; empty on a stored one.
  private var walkers: [PriceWalker] = []
  /// Of a generated tape: the constants of its generator.
  private var terms = GeneratorTerms()
  /// The marks that are given; nil on a generated tape.
  private var stored: StoredTape?
  /// How many ticks there were.
  private var tick = 0

  /// Starts the tape of a source; the seed decides a generated one and nothing of a stored one.
  public init(source: TapeSource, seed: Digest) {
    stream = KeyedStream(key: Digest.of(domain: "margin-duel/tape/1", [seed.bytes]))
    switch source {
    case .generated(let recipe):
      walkers = recipe.instruments.map { PriceWalker($0) }
      terms = recipe.generator.terms
    case .stored(let tape): stored = tape
    }
  }

  /// Starts the generated tape of a seed.
  public init(recipe: TapeRecipe, seed: Digest) {
    self.init(source: .generated(recipe), seed: seed)
  }

  /// The same tape at the same tick once more; each goes on by itself.
  public func copy() -> Tape { Tape(copying: self) }

  private init(copying other: borrowing Tape) {
    stream = other.stream.copy()
    walkers = other.walkers
    terms = other.terms
    stored = other.stored
    tick = other.tick
  }

  /// Moves every instrument by one tick and writes its new mark. A stored tape must have the tick.
  public mutating func next(into marks: inout [Price]) {
    if let stored {
      precondition(tick < stored.tickCount, "TAPE-12: a match ends with its tape")
      for index in marks.indices { marks[index] = stored.mark(ofTick: tick, instrument: index) }
    } else {
      precondition(marks.count == walkers.count, "TAPE-4: a mark for each instrument")
      walk(into: &marks)
    }
    tick += 1
  }

  private mutating func walk(into marks: inout [Price]) {
    let push = push
    let isEvent = terms.eventEvery > 0 && (tick + 1) % terms.eventEvery == 0
    let hasEvents = terms.hasEvents
    let common = NormalDeviate.shared.make(from: stream.nextWord())
    for index in walkers.indices {
      let own = NormalDeviate.shared.make(from: stream.nextWord())
      if hasEvents {
        let event = stream.nextWord()
        let size = stream.nextWord()
        walkers[index].prepare(terms, event: event, size: size, isEvent: isEvent, push: push)
      }
      walkers[index].move(common: common, own: own, terms)
      marks[index] = walkers[index].mark
    }
  }

  /// What a scenario adds to this tick's return, in deviations times 2^16; the first tick of the
  /// match is its tick 0.
  private var push: Int64 {
    guard !terms.script.isEmpty else { return 0 }
    let phase = (tick + 180) % ScriptedPush.period
    return terms.script.reduce(0) { $0 + ($1.ticks.contains(phase) ? $1.push : 0) }
  }
}
