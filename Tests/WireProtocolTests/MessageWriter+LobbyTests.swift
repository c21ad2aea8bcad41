import Digests
import DuelRules
import Primitives
import Records
import TestKit
import Testing

@testable import WireProtocol

/// What players hear of matches they do not sit in.
struct MessageWriterLobbyTests {
  private let writer = MessageWriter(.text)

  private func written(_ write: (inout ByteBuffer) -> Void) -> String {
    var buffer = ByteBuffer()
    write(&buffer)
    return buffer.withSpan { String(decoding: $0) }
  }

  private func player(_ name: String) throws -> PlayerName { try #require(PlayerName(name)) }

  @Test func aMatchIsALineOfList() throws {
    let duel = Duel(try makeRules("ticks=3", "clock=live:250", "seats=3"))
    var terms = MatchTerms()
    let open = written { writer.match(MatchID(12), duel.match, terms, &$0) }
    #expect(
      open == "MATCH match=m12 phase=open rules=standard clock=live:250 ticks=3 tick=-1 "
        + "seats=none,none,none private=no series=1 visibility=open nonces=optional\n")
    duel.begin()
    terms.key = MatchKey("sesame")
    terms.series = 5
    let live = written { writer.match(MatchID(12), duel.match, terms, &$0) }
    #expect(
      live == "MATCH match=m12 phase=live rules=standard clock=live:250 ticks=3 tick=0 "
        + "seats=p0,p1,p2 private=yes series=5 visibility=open nonces=optional\n")
  }

  @Test func aSeatIsGiven() throws {
    let token = SeatToken(Digest(bytes: Array(repeating: 7, count: 32)))
    let line = written {
      writer.seated(MatchID(5), Seat(1), token, after: MatchID(4), .rematch, &$0)
    }
    #expect(line == "SEATED match=m5 seat=1 token=\(token) after=m4 reason=rematch\n")
  }

  @Test func aChallengeSaysWhatIsToBePlayed() throws {
    let rules = try makeRules("ticks=60", "clock=live:250")
    let key = try #require(MatchKey("sesame"))
    let ada = try player("ada")
    let line = written {
      writer.challenged(by: ada, MatchID(5), key, rules.values, series: 3, &$0)
    }
    #expect(
      line == "CHALLENGED by=ada match=m5 key=sesame rules=standard ticks=60 clock=live:250 "
        + "instruments=BTC,ETH series=3\n")
  }

  @Test func answersNameThePlayer() throws {
    let bob = try player("bob")
    #expect(
      written { writer.declined(MatchID(5), by: bob, isGone: false, &$0) }
        == "DECLINED match=m5 by=bob reason=declined\n")
    #expect(
      written { writer.declined(MatchID(5), by: bob, isGone: true, &$0) }
        == "DECLINED match=m5 by=bob reason=gone\n")
    #expect(
      written { writer.rematch(MatchID(5), by: bob, &$0) } == "REMATCH match=m5 by=bob\n")
  }

  @Test func aSeriesSaysHowItStands() {
    var series = SeriesStanding(length: 3, seats: 2)
    series.record(winner: Seat(1))
    #expect(
      written { writer.seriesFields(series, next: MatchID(9), &$0) }
        == " of=3 played=1 wins=0,1 next=m9 winner=none")
    series.record(winner: Seat(1))
    #expect(
      written { writer.seriesFields(series, next: nil, &$0) }
        == " of=3 played=2 wins=0,2 next=none winner=1")
  }
}
