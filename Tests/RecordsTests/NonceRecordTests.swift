import Digests
import DuelRules
import Primitives
import Records
import TestKit
import Testing

/// Nonces, the chain and forfeits in records. Rules: RECORD-8, TAPE-6a.
struct NonceRecordTests {
  /// A ranked match of 3 ticks, the third on its server, to which both seats contribute.
  private func played() throws -> PlayedRecord {
    let link = ChainLink(number: 2, digest: nonce(5))
    let duel = Duel(try makeRules("ticks=3", preset: "ranked"), practice: 7, after: link)
    duel.begin()
    duel.finish()
    return PlayedRecord(duel)
  }

  private func forfeited(
    _ stage: NonceStage, committed: [Int], opened: [Int], _ settings: String = "seats=2",
    preset: String = "standard"
  ) throws -> PlayedRecord {
    let duel = Duel(try makeRules("ticks=3", settings, preset: preset), practice: 7)
    duel.fillSeats()
    for seat in 0..<duel.match.seatCount {
      duel.apply(.ready(Seat(seat), hash: committed.contains(seat) ? nonceHash(seat) : nil))
    }
    for seat in opened { duel.open(seat) }
    duel.apply(.forfeit(stage))
    return PlayedRecord(duel)
  }

  @Test func seatsShowWhatTheyGave() throws {
    let record = try played()
    #expect(record.verify()?.isVerified == true)
    for seat in 0...1 {
      let line = "seat \(seat) name=p\(seat) nonce=\(nonce(seat)) hash=\(nonceHash(seat))"
      #expect(record.lines.contains(line))
    }
    let chain = try #require(record.lines.first { $0.hasPrefix("chain ") })
    #expect(chain.hasPrefix("chain 3 previous=\(nonce(5)) link="))
  }

  // MARK: - Forfeits

  @Test func aForfeitIsVerified() throws {
    let record = try forfeited(.nonce, committed: [0, 1], opened: [0])
    #expect(record.verify()?.isVerified == true)
    #expect(record.lines.contains("seat 1 name=p1 nonce=unopened hash=\(nonceHash(1))"))
    let kinds = record.lines.suffix(4).map { $0.split(separator: " ").prefix(2) }
    #expect(kinds.prefix(3) == [["forfeit", "1"], ["result", "0"], ["result", "1"]])
    #expect(record.lines.contains { $0.hasPrefix("result 0 place=1 equity=10000.00 ") })
    #expect(record.lines.contains { $0.hasPrefix("result 1 place=2 equity=10000.00 ") })
    #expect(!record.lines.contains { $0.hasPrefix("state") || $0.hasPrefix("command") })
  }

  @Test(arguments: [
    (NonceStage.nonce, [0, 1], [] as [Int], "seats=2", "standard"),
    (.nonce, [1], [], "seats=2", "standard"), (.nonce, [0, 1, 2], [1], "seats=3", "ranked"),
    (.hash, [1], [], "seats=2", "ranked"), (.hash, [], [], "seats=2", "ranked"),
    (.nonce, [0], [], "seats=1", "standard"),
  ])
  func everyForfeitIsVerified(
    _ stage: NonceStage, _ committed: [Int], _ opened: [Int], _ settings: String, _ preset: String
  ) throws {
    let record = try forfeited(
      stage, committed: committed, opened: opened, settings, preset: preset)
    #expect(record.verify()?.isVerified == true, "\(String(describing: record.verify()))")
    #expect(record.lines.contains { $0.hasPrefix("forfeit ") })
  }

  @Test(arguments: [
    ("forfeit 1", "forfeit 0"), ("result 1", "result 1 place=1"), ("seat 1", "seat 1 name=p1"),
  ])
  func aChangedForfeitIsNamed(_ line: String, _ other: String) throws {
    let record = try forfeited(.nonce, committed: [0, 1], opened: [0])
    let number = try #require(record.number(of: line))
    #expect(record.replacing(line, with: other).verify()?.line == number)
  }

  /// A nonce that was opened after all cannot be put in: there would have been ticks.
  @Test func aForfeitCannotBeTakenBack() throws {
    let record = try forfeited(.nonce, committed: [0, 1], opened: [0])
    let other = record.replacing(
      "seat 1", with: "seat 1 name=p1 nonce=\(nonce(1)) hash=\(nonceHash(1))")
    #expect(other.verify()?.isVerified == false)
  }

  // MARK: - Tampering

  private func expectNamed(
    _ line: String, _ change: (String) -> String, named: String? = nil
  ) throws {
    let honest = try played()
    let changed = honest.changing(line, change)
    #expect(changed.lines != honest.lines)
    #expect(changed.verify()?.line == honest.number(of: named ?? line))
  }

  @Test func aChangedNonceContradictsItsHash() throws {
    try expectNamed("seat 0") { $0.replacing("nonce=0001", with: "nonce=0002") }
    try expectNamed("seat 1") { $0.replacing("\(nonce(1))", with: "none") }
    try expectNamed(
      "seat 1", { $0.replacing("\(nonce(1))", with: "unopened") }, named: "state")
    try expectNamed("seat 0") { $0.replacing("nonce=0001", with: "nonce=xx01") }
  }

  @Test func aChangedHashContradictsItsNonce() throws {
    try expectNamed("seat 0") { $0.replacing("hash=188d", with: "hash=188e") }
    try expectNamed("seat 0") { $0.replacing("hash=\(nonceHash(0))", with: "hash=none") }
    try expectNamed("seat 0") { $0.replacing("hash=\(nonceHash(0))", with: "") }
  }

  /// Nonce and hash fit, but lead to other prices.
  @Test func anotherNonceWithItsHashLeadsToAnotherTape() throws {
    try expectNamed(
      "seat 0",
      { _ in "seat 0 name=p0 nonce=\(nonce(3)) hash=\(nonceHash(3, in: 0))" }, named: "state")
  }

  @Test func noncesOfTwoSeatsCannotBeExchanged() throws {
    try expectNamed("seat 0") { _ in "seat 0 name=p0 nonce=\(nonce(1)) hash=\(nonceHash(1))" }
  }

  @Test(arguments: ["chain 4 ", "chain 0 ", "chain x ", "chain -1 ", "chain 03 "])
  func aChangedPlaceInTheChainIsNamed(_ start: String) throws {
    try expectNamed("chain") { start + $0.dropFirst(8) }
  }

  @Test func aChangedChainIsNamed() throws {
    try expectNamed("chain") { $0.replacing("previous=a0", with: "previous=a1") }
    try expectNamed("chain") { $0.replacing("link=", with: "link=0") }
    try expectNamed("chain") { $0 + " " }
  }

  @Test func aChangedCommitmentIsNamed() throws {
    try expectNamed("commitment") { _ in "commitment \(nonce(1))" }
  }
}
