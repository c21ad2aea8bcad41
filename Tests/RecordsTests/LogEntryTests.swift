import Digests
import DuelRules
import Margin
import Primitives
import Records
import TestKit
import Testing

struct LogEntryTests {
  private let rules: Rules
  private let token: SeatToken

  init() throws {
    rules = try makeRules("seats=3", "instruments=SOL,BTC")
    token = SeatToken(Digest.of(domain: "token", []))
  }

  private func write(_ entry: LogEntry) -> String { written { $0.append(entry, rules: rules) } }

  /// Reads a line; `m9` is a match whose rules are known.
  private func read(_ line: String) -> LogEntry? {
    var reader = LogReader()
    let bytes = Array(line.utf8)
    return reader.read(bytes.span) { $0 == MatchID(9) ? rules : nil }
  }

  /// The text of what is read from a line, and whether it is the same line.
  private func expectRoundTrip(_ entry: LogEntry, _ line: String) throws {
    #expect(write(entry) == line + "\n")
    let back = try #require(read(line))
    #expect(write(back) == line + "\n")
  }

  // MARK: - Lines

  @Test func changesAreOneLineEach() throws {
    let match = MatchID(9)
    let forms: [(MatchEntry, String)] = [
      (.leave(Seat(2)), "leave m9 2"), (.ready(Seat(0)), "ready m9 0"),
      (.ready(Seat(1), hash: nonceHash(1)), "ready m9 1 nonce=\(nonceHash(1))"),
      (.open(Seat(1), nonce: nonce(1)), "open m9 1 nonce=\(nonce(1))"),
      (.forfeit(.hash), "forfeit m9 hash"), (.forfeit(.nonce), "forfeit m9 nonce"),
      (.done(Seat(1), nil), "done m9 1"), (.done(Seat(1), Tick(17)), "done m9 1 tick=17"),
      (.advance(from: Tick(-1)), "advance m9 -1"), (.abort, "abort m9"),
      (
        .command(Seat(1), .setLeverage(Instrument(1), leverage(20))), "command m9 1 LEVERAGE BTC 20"
      ),
      (.command(Seat(0), .closeAll, at: Tick(17)), "command m9 0 CLOSE all tick=17"),
      (.command(Seat(2), .cancel(.order(3))), "command m9 2 CANCEL order=3"),
    ]
    for (change, line) in forms {
      try expectRoundTrip(.change(match, change), line)
      guard case .change(match, let back)? = read(line) else {
        Issue.record("\(line) does not read back")
        continue
      }
      #expect(back == change)
    }
  }

  @Test(arguments: 1...3)
  func commandsReadBack(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<100 {
      let tick = dice.once(in: 2) ? Tick(dice.roll(0...99)) : nil
      let change = MatchEntry.command(Seat(dice.roll(0...2)), dice.anyCommand(rules), at: tick)
      let line = String(write(.change(MatchID(9), change)).dropLast())
      guard case .change(MatchID(9), change)? = read(line) else {
        Issue.record("\(line) does not read back")
        continue
      }
    }
  }

  @Test func aJoinCarriesNameAndToken() throws {
    let ada = try #require(PlayerName("ada"))
    try expectRoundTrip(.join(MatchID(4), ada, token), "join m4 name=ada token=\(token)")
    guard case .join(MatchID(4), ada, token)? = read("join m4 name=ada token=\(token)") else {
      Issue.record("a join does not read back")
      return
    }
  }

  @Test(arguments: 1...4)
  func aCreateCarriesRulesAndSecret(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let made = try makeRules(
      "ticks=\(dice.roll(1...1000))", "clock=live:\(dice.roll(1...1000))",
      "seats=\(dice.roll(1...8))", "instruments=BTC,ETH,SOL,XRP,ADA,DOGE,LTC,LINK",
      "DOGE.drift=-0.001", preset: dice.pick(["standard", "classroom"]))
    let secret = MatchSecret(practice: seed)
    let line = write(.create(MatchID(seed), made, secret, MatchTerms()))
    #expect(line.hasPrefix("create m\(seed) seed=\(secret.seed) salt=\(secret.salt) preset="))
    #expect(line.hasSuffix("\n") && line.count { $0 == "\n" } == 1)
    guard
      case .create(let match, let back, let revealed, let terms)? = read(String(line.dropLast()))
    else {
      Issue.record("a create does not read back")
      return
    }
    #expect(match == MatchID(seed) && back == made && revealed == secret)
    #expect(terms == MatchTerms())
  }

  @Test func aCreateCarriesItsTerms() throws {
    var terms = MatchTerms()
    terms.key = MatchKey("sesame")
    terms.series = 3
    terms.follows = MatchID(4)
    let line = write(.create(MatchID(5), rules, MatchSecret(practice: 1), terms))
    #expect(line.hasSuffix(" key=sesame series=3 follows=m4\n"))
    guard case .create(_, _, _, let back)? = read(String(line.dropLast())) else {
      Issue.record("a create does not read back")
      return
    }
    #expect(back == terms)
  }

  @Test(arguments: ["", "a b", "ä", "a/b", "abcdefghijklmnopqrstuvwxy"])
  func otherWordsAreNoKeys(_ word: String) { #expect(MatchKey(word) == nil) }

  @Test func anAbandonReadsBack() throws {
    try expectRoundTrip(.change(MatchID(9), .abandon(Seat(1))), "abandon m9 1")
  }

  @Test(arguments: [
    "", "advance", "m9", "advance 9", "advance m0", "advance mx", "halt m9", "Advance m9",
    "leave m9", "leave m9 x", "leave m9 3", "leave m9 -1", "ready m8 0", "done m9 1 tick=x",
    "done m9", "command m9 1", "command m9 1 LONG", "command m9 1 LONG ETH 5",
    "command m9 3 CLOSE BTC", "command m9 1 CLOSE BTC tick=x", "command m9 1 STOP BTC",
    "command m8 0 CLOSE BTC", "join m9", "join m9 name=ada",
    "join m9 name=a/b token=00112233445566778899aabbccddeeff",
    "join m9 name=ada token=00112233445566778899aabbccddeef", "create m1", "create m1 seed=00",
    "advance m9 text=\"",
  ])
  func otherLinesAreNoEntries(_ line: String) {
    #expect(read(line) == nil)
  }

  @Test func aCreateNeedsEverything() {
    let line = String(
      write(.create(MatchID(1), rules, MatchSecret(practice: 1), MatchTerms())).dropLast())
    #expect(read(line) != nil)
    #expect(read(line + " no-such-rule=1") == nil)
    #expect(read(line + " seats=9") == nil)
    #expect(read(line + " word") == nil)
    #expect(read(line.replacing("seed=", with: "sead=")) == nil)
    #expect(read(line.replacing("salt=", with: "salt=0")) == nil)
    #expect(read(line.replacing("ticks=360", with: "ticks=0")) == nil)
  }

  // MARK: - Tokens and numbers

  @Test func aTokenIsTheFirstHalfOfADigest() throws {
    let digest = Digest(bytes: Array(0..<32))
    let made = SeatToken(digest)
    #expect(made.description == "000102030405060708090a0b0c0d0e0f")
    #expect(SeatToken(text: "000102030405060708090a0b0c0d0e0f") == made)
  }

  @Test(arguments: [
    "", "000102030405060708090a0b0c0d0e0", "000102030405060708090a0b0c0d0e0f0",
    "000102030405060708090a0b0c0d0e0g", " 00102030405060708090a0b0c0d0e0f",
  ])
  func aTokenIs32HexadecimalDigits(_ text: String) {
    #expect(SeatToken(text: text) == nil)
  }

  @Test(arguments: [
    ("m1", 1), ("M17", 17), ("m007", 7), ("m999999999999999999", 999_999_999_999_999_999),
  ])
  func aMatchHasANumber(_ text: String, _ number: Int) {
    let match = MatchID(Array(text.utf8).span)
    #expect(match == MatchID(number))
    #expect(match?.description == "m\(number)")
  }

  @Test(arguments: [
    "", "m", "1", "m0", "m-1", "m+1", "m1x", "m 1", "mm1", "x1", "m1000000000000000000",
  ])
  func anythingElseIsNoMatch(_ text: String) {
    let match = MatchID(Array(text.utf8).span)
    #expect(match == nil)
  }

  @Test func matchesOrderByNumber() {
    #expect(MatchID(9) < MatchID(10))
  }
}
