import ClientCore
import Primitives
import TestKit
import Testing
import WireProtocol

struct ClientSessionTests {
  private static let info = "INFO proto=1 server=x maxline=4096"

  /// What a session answers to lines, and what it makes of them.
  private func talk(
    _ session: inout ClientSession, _ lines: String...
  ) throws(FramingError) -> (said: [String], news: [ClientNews]) {
    var output = ByteBuffer()
    var news: [ClientNews] = []
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try session.receive(bytes.span, output: &output) { item, _, _ in news.append(item) }
    let said = output.withSpan { String(decoding: $0) }.split(separator: "\n").map(String.init)
    return (said, news)
  }

  // MARK: - Greeting

  @Test(arguments: [
    (ClientGoal.play(settings: "ticks=3 seats=2"), "QUEUE ticks=3 seats=2"),
    (.create(settings: "seed=7"), "CREATE seed=7"), (.join(match: "m4"), "JOIN match=m4"),
    (.watch(match: "m4"), "WATCH match=m4"), (.watch(match: nil), "WATCH"),
  ])
  func theGreetingIsAnsweredWithANameAndTheGoal(_ goal: ClientGoal, _ line: String) throws {
    var session = ClientSession(name: "ada", agent: "test \"1\"", goal: goal)
    let (said, news) = try talk(&session, Self.info)
    #expect(said == ["HELLO proto=1 name=ada agent=\"test \\\"1\\\"\"", line])
    #expect(news.isEmpty)
    #expect(try talk(&session, Self.info).said.isEmpty)
  }

  @Test func aSpectatorNeedsNoName() throws {
    var session = ClientSession(name: nil, agent: "", goal: .watch(match: nil))
    #expect(try talk(&session, Self.info).said == ["WATCH"])
  }

  @Test(arguments: ["CREATE", "JOIN", "QUEUE"])
  func aSeatIsTakenAndReady(_ verb: String) throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let (said, news) = try talk(&session, "OK \(verb) match=m3 seat=1 token=ff")
    #expect(said == ["READY"] && news.isEmpty)
    #expect(session.match == "m3" && session.view.seat == 1)
  }

  @Test func whatIsWatchedIsKnown() throws {
    var session = ClientSession(name: nil, agent: "", goal: .watch(match: nil))
    #expect(try talk(&session, "OK WATCH match=m3").said.isEmpty)
    #expect(session.match == "m3" && session.view.seat == nil)
  }

  // MARK: - News

  @Test func aPingIsAnswered() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let (said, news) = try talk(&session, "PING", "PING")
    #expect(said == ["PONG", "PONG"] && news.isEmpty)
  }

  @Test func refusalsAndFarewellsAreTold() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let (said, news) = try talk(
      &session, "ERR #1 code=match-full text=\"all \\\"full\\\"\"", "ERR code=new text=\"x\"",
      "ERR",
      "BYE code=idle text=\"good night\"")
    #expect(said.isEmpty)
    #expect(
      news == [
        .refused(.matchFull, text: "all \"full\""), .refused(nil, text: "x"),
        .refused(nil, text: ""),
        .farewell(text: "good night"),
      ])
  }

  @Test func theMatchIsFollowed() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let (_, news) = try talk(
      &session, "SEAT match=m1 seq=1 seat=0 name=ada state=taken", SeenMatch.start,
      "TICK match=m1 seq=6 tick=0 BTC=1/1/1 ETH=1/1/1",
      "RANK match=m1 seq=7 tick=0 ranking=0,1 equity=1,1")
    #expect(news == [.match(.seat(0)), .match(.started), .match(.tick), .match(.ranked)])
    #expect(session.view.tick == 0)
  }

  /// The next match of a series, or a rematch: the client takes the seat and is ready.
  @Test func aSeatThatIsGivenIsTaken() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    _ = try talk(&session, "OK QUEUE match=m1 seat=0 token=aa", SeenMatch.start)
    let (said, _) = try talk(&session, "SEATED match=m2 seat=1 token=bb after=m1 reason=rematch")
    #expect(said == ["READY"])
    #expect(session.match == "m2" && session.view.seat == 1 && session.view.instruments.isEmpty)
  }

  @Test func unknownLinesArePassedOver() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let (said, news) = try talk(
      &session, "", "NEWS of=tomorrow", "OK DANCE", "ok", "TICK x=\"", "\u{0}", "MATCH match=m1",
      "OK LIST count=1", "OK PING", "a=", "OK a=")
    #expect(said.isEmpty && news.isEmpty)
  }

  @Test func whatIsSaidInTheHandlerGoesOut() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    var output = ByteBuffer()
    let bytes = Array("PING\nBYE text=\"x\"\nPING\n".utf8)
    try session.receive(bytes.span, output: &output) { _, _, output in output.append("BYE?\n") }
    #expect(output.withSpan { String(decoding: $0) } == "PONG\nBYE?\nPONG\n")
  }

  // MARK: - The record

  @Test func theRecordIsFetchedPageByPage() throws {
    var session = ClientSession(name: nil, agent: "", goal: .watch(match: "m2"))
    _ = try talk(&session, Self.info, "OK WATCH match=m2")
    var output = ByteBuffer()
    session.requestRecord(&output)
    #expect(output.withSpan { String(decoding: $0) } == "RECORD match=m2 from=1\n")
    var said: [String] = []
    var news: [ClientNews] = []
    said += try talk(&session, "OK RECORD match=m2 lines=1001 from=1 to=500 digest=x").said
    for line in 1...1001 {
      let (more, heard) = try talk(&session, "RECORD-LINE match=m2 line=\(line) text=\"l \(line)\"")
      said += more
      news += heard
    }
    #expect(said == ["RECORD match=m2 from=501", "RECORD match=m2 from=1001"])
    #expect(news == [.record])
    let text = String(decoding: session.record, as: UTF8.self)
    #expect(text.hasPrefix("l 1\nl 2\n") && text.hasSuffix("\nl 1001\n"))
  }

  @Test func aRecordOfExactlyOnePageIsComplete() throws {
    var session = ClientSession(name: nil, agent: "", goal: .watch(match: "m2"))
    _ = try talk(&session, "OK RECORD match=m2 lines=500 from=1 to=500 digest=x")
    var last: (said: [String], news: [ClientNews]) = ([], [])
    for line in 1...500 {
      last = try talk(&session, "RECORD-LINE match=m2 line=\(line) text=\"x\"")
    }
    #expect(last.said.isEmpty && last.news == [.record])
  }

  // MARK: - Framing

  @Test func linesMayComeInPieces() throws {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    var output = ByteBuffer()
    var news: [ClientNews] = []
    for byte in Array("PING\r\n\(SeenMatch.start)\r\nPING\n".utf8) {
      let piece = [byte]
      try session.receive(piece.span, output: &output) { item, _, _ in news.append(item) }
    }
    #expect(output.withSpan { String(decoding: $0) } == "PONG\nPONG\n")
    #expect(news == [.match(.started)])
  }

  @Test func aServerThatSendsAnEndlessLineBreaksTheProtocol() {
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    var output = ByteBuffer()
    let bytes = Array(repeating: UInt8(ascii: "x"), count: 4 * Limits.lineMax + 2)
    #expect(throws: FramingError.lineTooLong) {
      try session.receive(bytes.span, output: &output) { _, _, _ in }
    }
  }

  @Test(arguments: 1...20)
  func mutatedLinesDoNoHarm(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    var session = ClientSession(name: "ada", agent: "", goal: .play(settings: ""))
    let lines = [
      Self.info, SeenMatch.start, "OK QUEUE match=m1 seat=0 token=ff", "PING",
      "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      "TICK match=m1 seq=6 tick=0 BTC=60000.00/59994.00/60006.00 ETH=1/1/1",
      "FILL match=m1 seq=9 instrument=BTC position=-2 margin=600.00 wallet=9397.00 liquidation=1",
      "POSITION match=m1 seq=9 seat=1 instrument=ETH quantity=0.2 entry=1 leverage=10 margin=1",
      "LIQUIDATION match=m1 seq=9 instrument=BTC quantity=1 price=1 loss=1 seat=0 wallet=9",
      "MARGIN-CALL match=m1 seq=9 seat=0 instrument=ETH level=20",
      "RANK match=m1 seq=7 tick=0 ranking=0,1 equity=10000.00,9000.00",
      "END match=m1 seq=20 ranking=1,0 equity=1.00,2.00 digest=5b places=1,2 reason=finished",
      "OK RECORD match=m1 lines=3 from=1 to=3", "RECORD-LINE match=m1 line=3 text=\"x\"",
    ]
    for _ in 0..<200 {
      var bytes = Array(dice.pick(lines).utf8)
      for _ in 0..<dice.roll(0...3) {
        let place = dice.roll(0...bytes.count - 1)
        switch dice.roll(0...2) {
        case 0: bytes[place] = UInt8(dice.roll(32...126))
        case 1: bytes.insert(dice.pick(Array("=,/\" -9".utf8)), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        }
        if bytes.isEmpty { bytes = [32] }
      }
      var output = ByteBuffer()
      let line = bytes + [10]
      try session.receive(line.span, output: &output) { _, _, _ in }
    }
  }

  // MARK: - Another connection

  private static let rank = "RANK match=m3 seq=9 tick=0 ranking=0,1 equity=1.00,1.00"

  private func seated() throws -> ClientSession {
    var session = ClientSession(name: "ada", agent: "x", goal: .play(settings: ""))
    #expect(!session.canResume)
    _ = try talk(&session, Self.info, "OK QUEUE match=m3 seat=1 token=ff")
    #expect(session.canResume && session.token == "ff")
    _ = try talk(&session, "SEAT match=m3 seq=8 seat=0 name=bob state=taken")
    return session
  }

  @Test func onANewConnectionTheSeatIsTakenAgain() throws {
    var session = try seated()
    session.reconnect()
    let asked = try talk(&session, Self.info)
    #expect(asked.said == ["RESUME match=m3 token=ff seq=8"])
    let (said, news) = try talk(
      &session, "OK RESUME match=m3 seat=1 player=ada seq=9",
      "SEAT match=m3 seq=9 seat=0 name=bob state=away",
      "SEAT match=m3 seq=10 seat=1 name=ada state=back")
    #expect(said.isEmpty)
    #expect(news == [.match(.seat(0)), .resumed, .match(.seat(1))])
    #expect(session.view.sequence == 10)
  }

  @Test func whereNothingWasMissedItGoesOnAtOnce() throws {
    var session = try seated()
    session.reconnect()
    let (_, news) = try talk(
      &session, Self.info, "OK RESUME match=m3 seat=1 player=ada seq=8")
    #expect(news == [.resumed] && !session.isCatchingUp)
  }

  /// What was missed is too late to act on; a match shown as it stands is not.
  @Test func itIsKnownWhatComesTooLate() throws {
    var session = try seated()
    session.reconnect()
    _ = try talk(&session, Self.info, "OK RESUME match=m3 seat=1 player=ada seq=30")
    #expect(session.isCatchingUp)
    _ = try talk(&session, Self.rank)
    #expect(session.isCatchingUp)
    _ = try talk(&session, "SKIPPED match=m3 seq=30 dropped=20")
    #expect(!session.isCatchingUp)
  }

  /// Half of a match as it stands is no match: it is asked for once more, until a push follows it.
  @Test func aMatchThatWasHalfShownIsAskedForAgain() throws {
    var session = try seated()
    for _ in 0..<2 {
      session.reconnect()
      let asked = try talk(
        &session, Self.info, "OK RESUME match=m3 seat=1 player=ada seq=30",
        "SKIPPED match=m3 seq=30 dropped=22", "SEAT match=m3 seq=30 seat=0 name=bob state=ready")
      #expect(asked.said == ["RESUME match=m3 token=ff seq=8"])
    }
    _ = try talk(&session, "SEAT match=m3 seq=31 seat=1 name=ada state=back")
    session.reconnect()
    #expect(try talk(&session, Self.info).said == ["RESUME match=m3 token=ff seq=31"])
  }

  @Test func aSeatThatIsNotGivenBackIsLost() throws {
    var session = try seated()
    session.reconnect()
    _ = try talk(&session, Self.info, "ERR code=unknown-match field=match text=\"none\"")
    #expect(session.isLost && !session.canResume)
  }

  @Test func aSeatThatWasTakenTooOftenIsTriedAgainLater() throws {
    var session = try seated()
    session.reconnect()
    _ = try talk(&session, Self.info, "ERR code=rate-limit retry_ms=9 text=\"later\"")
    #expect(session.isTurnedAway && session.canResume)
    session.reconnect()
    #expect(!session.isTurnedAway)
  }

  @Test func aSpectatorWatchesTheSameMatchAgain() throws {
    var session = ClientSession(name: nil, agent: "x", goal: .watch(match: nil))
    _ = try talk(&session, Self.info, "OK WATCH match=m7")
    #expect(session.canResume)
    session.reconnect()
    #expect(try talk(&session, Self.info).said == ["WATCH match=m7"])
  }

  @Test func talkIsNews() throws {
    var session = try seated()
    let (_, news) = try talk(&session, "CHAT match=m3 seq=9 from=bob text=\"gl \\\"hf\\\"\"")
    #expect(news == [.match(.chat(from: "bob", text: "gl \"hf\""))])
  }
}
