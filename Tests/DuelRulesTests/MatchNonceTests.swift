import Digests
import DuelRules
import Primitives
import TestKit
import Testing

/// What seats contribute to the tape, in every order of events. Rules: MATCH-2, MATCH-2a, TAPE-7b.
struct MatchNonceTests {
  private func duel(_ settings: String..., preset: String = "standard") throws -> Duel {
    var values = RulesPreset.standard.values
    try values.set("preset", to: preset)
    try values.set("ticks", to: "3")
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      try values.set(parts[0], to: parts[1])
    }
    return Duel(try Rules(values), practice: 7)
  }

  // MARK: - To the first tick

  @Test func withoutNoncesTheCountdownBeginsAtOnce() throws {
    let duel = try duel()
    duel.commit()
    #expect(duel.match.phase == .countdown && !duel.awaitsNonces)
    #expect(duel.events == [.readied(Seat(1)), .started])
    #expect(duel.match.preroll.count == 60)
  }

  @Test(arguments: [[0, 1], [1, 0]])
  func thePreRollIsMadeWhenTheLastNonceIsOpen(_ order: [Int]) throws {
    let duel = try duel()
    duel.commit(0, 1)
    #expect(duel.events == [.readied(Seat(1)), .committed])
    #expect(duel.awaitsNonces && duel.match.preroll.isEmpty)
    #expect(duel.open(order[0]) == nil)
    #expect(duel.events == [.opened(Seat(order[0]))])
    #expect(duel.awaitsNonces && duel.match.preroll.isEmpty)
    #expect(duel.open(order[1]) == nil)
    #expect(duel.events == [.opened(Seat(order[1])), .started])
    #expect(!duel.awaitsNonces && duel.match.preroll.count == 60)
  }

  @Test(arguments: [0, 1])
  func oneNonceAloneIsOpened(_ seat: Int) throws {
    let duel = try duel()
    duel.commit(seat)
    #expect(duel.awaitsNonces)
    duel.open(seat)
    #expect(duel.match.preroll.count == 60)
    #expect(duel.match.nonces.nonces[1 - seat] == nil)
  }

  /// Each set of nonces leads to another tape.
  @Test func everyNonceDecidesTheTape() throws {
    var tapes: [[Price]] = []
    for seats in [[], [0], [1], [0, 1]] {
      let duel = try duel()
      duel.fillSeats()
      for seat in 0...1 {
        duel.apply(.ready(Seat(seat), hash: seats.contains(seat) ? nonceHash(seat) : nil))
      }
      for seat in seats { duel.open(seat) }
      tapes.append(duel.match.preroll[59])
    }
    #expect(Set(tapes).count == 4)
  }

  @Test func beforeAllNoncesAreOpenNothingElseHappens() throws {
    let duel = try duel("clock=live:100")
    duel.commit(0, 1)
    duel.open(1)
    #expect(duel.apply(.advance(from: Tick(-1))) == .wrongPhase(.countdown))
    #expect(duel.apply(.leave(Seat(0))) == .wrongPhase(.countdown))
    #expect(duel.apply(.ready(Seat(0))) == .wrongPhase(.countdown))
    #expect(duel.done(0) == .wrongPhase(.countdown))
    #expect(duel.apply(.abandon(Seat(0))) == .wrongPhase(.countdown))
    #expect(duel.apply(.forfeit(.hash)) == .wrongPhase(.countdown))
    #expect(duel.awaitsNonces)
    #expect(duel.apply(.abort) == nil)
    #expect(duel.match.phase == .aborted)
  }

  // MARK: - Who cheats

  @Test func aNonceIsNotOpenedBeforeAllAreReady() throws {
    let duel = try duel()
    #expect(duel.open(0) == .wrongPhase(.open))
    duel.fillSeats()
    duel.apply(.ready(Seat(0), hash: nonceHash(0)))
    #expect(duel.open(0) == .wrongPhase(.ready))
    #expect(duel.match.nonces.nonces == [nil, nil])
  }

  @Test func anotherNonceIsRefusedAndTheRightOneStillTaken() throws {
    let duel = try duel()
    duel.commit(0, 1)
    #expect(duel.apply(.open(Seat(0), nonce: nonce(1))) == .wrongNonce)
    #expect(duel.apply(.open(Seat(0), nonce: nonceHash(0))) == .wrongNonce)
    #expect(duel.events.isEmpty && duel.match.nonces.nonces[0] == nil)
    #expect(duel.open(0) == nil)
    #expect(duel.open(0) == nil && duel.events.isEmpty)
    #expect(duel.apply(.open(Seat(0), nonce: nonce(1))) == .wrongNonce)
    #expect(duel.open(1) == nil)
    #expect(duel.open(1) == .wrongPhase(.countdown))
  }

  @Test func whoGaveNoHashHasNothingToOpen() throws {
    let duel = try duel()
    duel.commit(0)
    #expect(duel.open(1) == .wrongNonce)
  }

  /// Seat 1 sends the hash of seat 0, and sees its nonce: it is of no use.
  @Test func aCopiedHashCannotBeOpened() throws {
    let duel = try duel()
    duel.fillSeats()
    duel.apply(.ready(Seat(0), hash: nonceHash(0)))
    duel.apply(.ready(Seat(1), hash: nonceHash(0)))
    duel.open(0)
    #expect(duel.apply(.open(Seat(1), nonce: nonce(0))) == .wrongNonce)
    #expect(nonceHash(0, in: 1) != nonceHash(0))
  }

  @Test func aHashIsNotChangedOnceItIsSent() throws {
    let duel = try duel("seats=3")
    duel.fillSeats()
    duel.apply(.ready(Seat(0), hash: nonceHash(0)))
    #expect(duel.apply(.ready(Seat(0), hash: nonceHash(1, in: 0))) == .wrongNonce)
    #expect(duel.apply(.ready(Seat(0), hash: nonceHash(0))) == nil)
    #expect(duel.apply(.ready(Seat(0))) == nil)
    duel.apply(.ready(Seat(1)))
    #expect(duel.apply(.ready(Seat(1), hash: nonceHash(1))) == .wrongNonce)
    #expect(duel.match.nonces.hashes == [nonceHash(0), nil, nil])
  }

  @Test func whoLeavesTakesTheHashAlongAndTheOthersStay() throws {
    let duel = try duel()
    duel.fillSeats()
    duel.apply(.ready(Seat(1), hash: nonceHash(1)))
    duel.apply(.ready(Seat(0), hash: nonceHash(0)))
    #expect(duel.awaitsNonces)
    let other = try self.duel()
    other.fillSeats()
    other.apply(.ready(Seat(1), hash: nonceHash(1)))
    other.apply(.leave(Seat(1)))
    #expect(other.match.nonces.hashes == [nil, nil])
    other.fillSeats()
    other.apply(.ready(Seat(0), hash: nonceHash(0)))
    #expect(other.match.phase == .ready)
    other.apply(.ready(Seat(1)))
    #expect(other.match.nonces.hashes == [nonceHash(0), nil])
  }

  // MARK: - Where they are asked for

  @Test func requiredNoncesMakeASeatReady() throws {
    let duel = try duel(preset: "ranked")
    duel.fillSeats()
    #expect(duel.match.rules.values.nonces == .required)
    #expect(duel.apply(.ready(Seat(0))) == .nonceMissing)
    #expect(duel.ready == [])
    #expect(duel.apply(.ready(Seat(0), hash: nonceHash(0))) == nil)
    #expect(duel.ready == [0])
  }

  @Test func aSeatGivesNoneWhereNoneAreTaken() throws {
    let duel = Duel(try makeRules("nonces=none"))
    duel.fillSeats()
    #expect(duel.apply(.ready(Seat(0), hash: nonceHash(0))) == .nonceUnwanted)
    #expect(duel.ready == [])
    #expect(duel.apply(.ready(Seat(0))) == nil)
    #expect(duel.apply(.forfeit(.hash)) == .wrongPhase(.ready))
    #expect(duel.apply(.ready(Seat(1))) == nil)
    #expect(duel.match.phase == .countdown)
  }

  // MARK: - Forfeits

  @Test(arguments: [0, 1])
  func whoDoesNotOpenHasLost(_ late: Int) throws {
    let duel = try duel()
    duel.commit(0, 1)
    duel.open(1 - late)
    #expect(duel.apply(.forfeit(.nonce)) == nil)
    #expect(duel.events == [.settled] && duel.match.phase == .settled)
    #expect(duel.match.forfeits == [Seat(late)])
    #expect(duel.match.ranking.winner == Seat(1 - late))
    #expect(duel.match.ranking.places[late] == 2)
    #expect(duel.match.preroll.isEmpty && duel.match.tick == Tick(-1))
    #expect(duel.open(late) == .wrongPhase(.settled))
  }

  @Test func whoGaveNoneHasNotForfeited() throws {
    let duel = try duel()
    duel.commit(1)
    duel.apply(.forfeit(.nonce))
    #expect(duel.match.forfeits == [Seat(1)] && duel.match.ranking.winner == Seat(0))
  }

  @Test func whenNobodyOpensNobodyWins() throws {
    let duel = try duel()
    duel.commit(0, 1)
    duel.apply(.forfeit(.nonce))
    #expect(duel.match.ranking.places == [1, 1] && duel.match.ranking.winner == nil)
    let alone = try self.duel("seats=1")
    alone.commit(0)
    alone.apply(.forfeit(.nonce))
    #expect(alone.match.phase == .settled && alone.match.ranking.winner == nil)
  }

  /// Neither a handicap nor the participation that nobody could show makes a difference.
  @Test func theOthersShareTheFirstPlace() throws {
    let duel = try duel("seats=3", "handicap=1,0.9,0.8", preset: "ranked")
    duel.commit(0, 1, 2)
    duel.open(2)
    duel.open(0)
    duel.apply(.forfeit(.nonce))
    #expect(duel.match.ranking.places == [1, 3, 1])
    #expect(duel.match.ranking.order == [Seat(0), Seat(2), Seat(1)])
    #expect(duel.match.ranking.winner == nil)
  }

  @Test func aMissingHashIsAForfeitOnlyWhereItIsAskedFor() throws {
    let ranked = try duel(preset: "ranked")
    #expect(ranked.apply(.forfeit(.hash)) == .wrongPhase(.open))
    ranked.fillSeats()
    ranked.apply(.ready(Seat(1), hash: nonceHash(1)))
    #expect(ranked.apply(.forfeit(.nonce)) == .wrongPhase(.ready))
    #expect(ranked.apply(.forfeit(.hash)) == nil)
    #expect(ranked.match.forfeits == [Seat(0)] && ranked.match.ranking.winner == Seat(1))
    let casual = try duel()
    casual.fillSeats()
    #expect(casual.apply(.forfeit(.hash)) == .wrongPhase(.ready))
  }

  @Test func whenAllAreOpenNobodyForfeits() throws {
    let duel = try duel()
    duel.commit(0, 1)
    duel.open(0)
    duel.open(1)
    #expect(duel.apply(.forfeit(.nonce)) == .wrongPhase(.countdown))
    duel.advance()
    #expect(duel.apply(.forfeit(.nonce)) == .wrongPhase(.live))
  }

  // MARK: - The chain

  @Test func everyMatchAddsItsCommitmentToTheChain() throws {
    let first = try duel()
    let second = Duel(try makeRules(), practice: 8, after: first.match.link)
    #expect(first.match.previousLink == .beginning && first.match.link.number == 1)
    #expect(second.match.link == first.match.link.next(second.match.commitment))
    #expect(second.match.link.number == 2)
  }

  /// Computed by another program in another language.
  @Test func hashesAndLinksAreThoseOfThePage() {
    #expect(
      nonceHash(0).description
        == "188dde1c6dfc6af122f85a61134e4f65801cda962b7591fa06f32f40ad62911d")
    #expect(
      nonceHash(1).description
        == "69b5d345ab35fcd80f008d90f78c71a08fb1439d06bbc66776dfe7232c95e2f8")
    let ones = Digest(bytes: Array(repeating: 1, count: 32))
    let twos = Digest(bytes: Array(repeating: 2, count: 32))
    let first = ChainLink.beginning.next(ones)
    #expect(
      first.digest.description
        == "f5a98a0ec48a2664e5fbbeac39642f97df10adff0befe5dce692268fa30a5c54")
    #expect(
      first.next(twos).digest.description
        == "cfbfc5cd31a8f4b8e4997d7a3ce24c43fb921b570c4dd6d4cf69acdef1bab858")
    #expect(first.next(twos).number == 2)
  }
}
