import Testing

@testable import BotCheck

struct CheckSessionTests {
  /// Why a step has failed; nil when it has not.
  private func reason(_ talk: Talk, _ step: CheckStep) -> String? {
    guard case .failed(let reason, _) = talk.session.result(of: step) else { return nil }
    return reason
  }

  /// The steps that have failed.
  private func failed(_ talk: Talk) -> [CheckStep] {
    CheckStep.allCases.filter { reason(talk, $0) != nil }
  }

  // MARK: - A good bot

  @Test func theFirstStepsArePassed() {
    var talk = Talk()
    talk.greet()
    #expect(talk.session.result(of: .hello) == .ok(""))
    #expect(talk.bot("JOIN match=m1 key=sesame") == ["JOIN match=m1 key=sesame"])
    #expect(talk.server("OK JOIN match=m1 seat=0 token=ff").count == 1)
    #expect(talk.session.result(of: .seat) == .ok(""))
    talk.bot("READY nonce=00")
    talk.server("OK READY", "START match=m1 ticks=20 instruments=BTC,ETH")
    #expect(talk.session.result(of: .ready) == .ok("") && talk.session.deadline == nil)
    #expect(!talk.session.isOver && !talk.session.hasPlayed)
  }

  @Test func aWholeMatchIsPassed() {
    var talk = Talk()
    talk.start()
    talk.play(0..<19)
    _ = talk.tick(19)
    #expect(talk.session.hasPlayed && !talk.session.hasFinished)
    talk.server("END match=m1 ranking=0,1 reason=finished")
    #expect(talk.session.hasFinished && !talk.session.isOver)
    talk.end(code: 0)
    #expect(talk.session.isOver && failed(talk) == [])
    let others: [CheckStep] = [.liquidation, .lines, .seed]
    let unchecked = CheckStep.allCases.filter { talk.session.result(of: $0) == .unchecked }
    #expect(unchecked == others)
    #expect(talk.session.result(of: .rate) == .ok("at most 2 lines in a tick"))
  }

  @Test func itSpeaksJSONToo() {
    var talk = Talk()
    talk.server("INFO proto=1")
    #expect(talk.bot("{\"verb\":\"HELLO\",\"proto\":1,\"name\":\"candidate\"}").count == 1)
    talk.server("{\"type\":\"OK\",\"verb\":\"HELLO\",\"player\":\"candidate\"}")
    #expect(talk.session.result(of: .hello) == .ok(""))
    talk.bot("{\"verb\":\"JOIN\",\"match\":\"m1\",\"key\":\"sesame\"}")
    talk.server("{\"type\":\"OK\",\"verb\":\"JOIN\",\"match\":\"m1\",\"seat\":0}")
    #expect(talk.session.result(of: .seat) == .ok(""))
  }

  // MARK: - The beginning

  @Test(arguments: [
    (["HELLO name=ada"], CheckStep.hello, "it is called 'ada', DUEL_NAME was 'candidate'"),
    (["HELLO name=candidate", "QUEUE"], .seat, "it asks for another match"),
    (["JOIN match=m3"], .seat, "it joins 'm3', DUEL_MATCH was 'm1'"),
    (["HELLO name=candidate", "JOIN match=m2"], .seat, "it joins 'm2', DUEL_MATCH was 'm1'"),
  ])
  func aWrongBeginningFails(_ lines: [String], _ step: CheckStep, _ text: String) {
    var talk = Talk()
    talk.server("INFO proto=1")
    talk.bot(lines[0])
    if lines.count > 1 {
      talk.server("OK HELLO player=candidate")
      talk.bot(lines[1])
    }
    #expect(talk.session.isOver && failed(talk) == [step])
    #expect(reason(talk, step)?.hasPrefix(text) == true)
  }

  @Test func itNeedNotWaitForAnswers() {
    var talk = Talk()
    talk.server("INFO proto=1")
    #expect(talk.bot("HELLO proto=1 name=candidate", "JOIN match=m1 key=sesame").count == 2)
    talk.server("OK HELLO player=candidate", "OK JOIN match=m1 seat=0 token=ff")
    #expect(talk.session.result(of: .hello) == .ok("") && talk.session.result(of: .seat) == .ok(""))
  }

  @Test func aHelloWithoutProtoIsNoted() {
    var talk = Talk()
    talk.server("INFO proto=1")
    talk.bot("HELLO name=candidate")
    talk.server("OK HELLO player=candidate")
    #expect(talk.session.result(of: .hello).word == "note")
  }

  @Test func garbageFailsWhereItIsSaid() {
    var talk = Talk()
    talk.server("INFO proto=1")
    talk.bot("starting up")
    talk.server("ERR code=unknown-verb text=\"there is no such verb\"")
    #expect(reason(talk, .hello) == "'starting up' is answered with unknown-verb")
    guard case .failed(_, let exchange) = talk.session.result(of: .hello) else { return }
    let last = ["< INFO proto=1", "> starting up", "< ERR code=unknown-verb"]
    #expect(exchange.count == 3 && zip(exchange, last).allSatisfy { $0.hasPrefix($1) })
  }

  @Test(arguments: ["READY", "READY nonce=00", "OPEN nonce=00"])
  func whatTheServerRefusesBeforeTheStartFails(_ line: String) {
    var talk = Talk()
    talk.join()
    talk.bot(line)
    talk.server("ERR code=\(line == "READY" ? "missing-argument" : "bad-nonce") text=\"no\"")
    #expect(failed(talk) == [.ready] && talk.session.isOver)
  }

  @Test func aMatchThatIsForfeitedIsThatOfWhoWasNotReady() {
    var talk = Talk()
    talk.join()
    talk.server("END match=m1 reason=forfeit")
    #expect(reason(talk, .ready) == "the match has ended early: reason=forfeit")
  }

  /// Who says nothing for as long as there is patience fails at what it owes.
  @Test func aSilenceFails() {
    var silent: [(Talk, CheckStep)] = [(Talk(), .hello)]
    var talk = Talk()
    talk.greet()
    silent.append((talk, .seat))
    talk = Talk()
    talk.join()
    silent.append((talk, .ready))
    talk = Talk()
    talk.start()
    _ = talk.tick(0)
    silent.append((talk, .done))
    for (var talk, step) in silent {
      talk.wait(milliseconds: 999)
      #expect(!talk.session.isOver)
      talk.wait(milliseconds: 1)
      #expect(failed(talk) == [step] && talk.session.isOver && talk.session.deadline == nil)
    }
  }

  // MARK: - The match

  @Test func aPingIsAskedAndAnythingAnswersIt() {
    var talk = Talk()
    talk.start()
    talk.play(0..<3)
    _ = talk.tick(3)
    talk.bot("DONE tick=3")
    #expect(talk.server("OK DONE") == ["OK DONE", "PING"])
    #expect(talk.server("TICK match=m1 tick=4 BTC=1/1/1") == [])
    var other = talk
    #expect(talk.bot("PONG") == ["PONG"] && talk.pieces == ["TICK match=m1 tick=4 BTC=1/1/1\n"])
    #expect(talk.session.result(of: .ping) == .ok(""))
    other.wait(milliseconds: 1000)
    #expect(failed(other) == [.ping])
  }

  @Test func whatNobodyKnowsIsPassedOver() {
    var talk = Talk()
    talk.start()
    talk.play(0..<6)
    let told = talk.tick(6)
    #expect(told.map { $0.prefix { $0 != " " } } == ["TICK", "WEATHER", "NEWS-2", "RANK"])
    #expect(told[0].hasSuffix(" later=1 note=\"two words\""))
    var other = talk
    talk.bot("DONE tick=6")
    talk.server("OK DONE")
    talk.play(7..<9)
    #expect(talk.session.result(of: .unknown) == .ok(""))
    #expect(talk.tick(9) == ["TICK match=m1 tick=9 BTC=1/1/1", "RANK match=m1 tick=9 ranking=0,1"])
    other.end(code: 1)
    #expect(reason(other, .unknown) == "the process ended with code 1, before END")
  }

  @Test func aDoneIsRefusedAndTheMatchGoesOn() {
    var talk = Talk()
    talk.start()
    talk.play(0..<11)
    _ = talk.tick(11)
    #expect(talk.bot("#7 DONE tick=11") == ["#7 DONE tick=11"])
    let refusal = talk.server("OK #7 DONE")
    #expect(refusal.count == 1 && refusal[0].hasPrefix("ERR #7 code=stale-tick "))
    _ = talk.tick(12)
    var other = talk
    talk.bot("DONE tick=12")
    talk.server("OK DONE")
    talk.play(13..<14)
    #expect(talk.session.result(of: .refusal) == .ok(""))
    other.hangUp()
    #expect(reason(other, .refusal) == "the bot has closed its connection before END")
  }

  @Test func whatIsNotUnderstoodFailsAndTheMatchGoesOn() {
    var talk = Talk()
    talk.start()
    _ = talk.tick(0)
    talk.bot("BUY BTC 500")
    talk.server("ERR code=unknown-verb text=\"there is no such verb\"")
    #expect(failed(talk) == [.refusal] && !talk.session.isOver)
    #expect(reason(talk, .refusal) == "'BUY BTC 500' is answered with unknown-verb")
  }

  @Test func whatTheEngineRefusesIsCounted() {
    var talk = Talk()
    talk.start()
    _ = talk.tick(0)
    for code in ["no-position", "insufficient-margin", "no-position"] {
      talk.bot("CLOSE BTC")
      talk.server("ERR code=\(code) text=\"no\"")
    }
    talk.server("END match=m1 reason=finished")
    let counts = "refused: no-position 2, insufficient-margin 1"
    #expect(talk.session.result(of: .refusal) == .ok(counts))
  }

  @Test(arguments: [
    ("ERR code=rate-limit text=\"slowly\"", false), ("BYE code=flood text=\"enough\"", true),
  ])
  func whoIsTooFastIsTold(_ line: String, _ ends: Bool) {
    var talk = Talk()
    talk.start()
    _ = talk.tick(0)
    talk.bot("ACCOUNT")
    talk.server(line)
    #expect(failed(talk) == [.rate] && talk.session.isOver == ends)
  }

  @Test func aDoneWithoutItsTickIsNoted() {
    var talk = Talk()
    talk.start()
    _ = talk.tick(0)
    talk.bot("DONE")
    #expect(talk.session.result(of: .done).word == "note")
    _ = talk.tick(1)
    _ = talk.tick(2)
    #expect(reason(talk, .done)?.hasPrefix("tick 2 has come before a DONE for tick 1") == true)
  }

  @Test func aLineWithoutEndFails() {
    var talk = Talk()
    talk.start()
    var session = talk.session
    session.botSentNoLine(talk.now)
    guard case .failed(let reason, _) = session.result(of: .done) else {
      Issue.record("it did not fail")
      return
    }
    #expect(reason == "the bot has sent a line that is far longer than maxline")
  }

  @Test func theServerMayHangUp() {
    var session = Talk().session
    session.serverHungUp(Talk().now)
    #expect(session.isOver && session.result(of: .hello).word == "FAILED")
  }

  // MARK: - The hard match

  @Test func theSeatBuysWhatFalls() {
    var talk = Talk(.hardship)
    talk.start()
    talk.play(0..<9)
    _ = talk.tick(9)
    #expect(
      talk.bot("LONG BTC 5% 2x", "DONE tick=9") == [
        "LONG BTC 5% 2x", "#check CANCEL all", "#check CLOSE all", "#check MODE BTC isolated",
        "#check LONG BTC 30% 20x", "DONE tick=9",
      ])
    #expect(talk.server("OK LONG order=1") == ["OK LONG order=1"])
    #expect(talk.server("OK #check CANCEL count=0", "ERR #check code=no-position") == [])
    #expect(talk.server("OK #check MODE", "OK #check LONG order=2") == [])
    #expect(talk.server("FILL match=m1 order=2").count == 1)
    #expect(talk.server("OK DONE") == ["OK DONE"])
    talk.server("TICK match=m1 tick=10 BTC=1/1/1", "MARGIN-CALL match=m1 seat=0 level=20")
    talk.server("LIQUIDATION match=m1 seat=0", "RANK match=m1 tick=10 ranking=0,1")
    var other = talk
    talk.bot("DONE tick=10")
    talk.server("OK DONE", "END match=m1 reason=finished")
    #expect(talk.session.result(of: .liquidation) == .ok(""))
    #expect(talk.session.orders == ["tick 9: LONG BTC 5% 2x"])
    other.wait(milliseconds: 1000)
    #expect(reason(other, .liquidation) == "nothing came within 1000 ms: no DONE for tick 10")
  }

  @Test func aLiquidationOfAnotherSeatIsNone() {
    var talk = Talk(.hardship)
    talk.start()
    talk.play(0..<2)
    talk.server("MARGIN-CALL match=m1 seat=1 level=20", "LIQUIDATION match=m1 seat=1")
    talk.server("END match=m1 reason=finished")
    #expect(talk.session.result(of: .liquidation).word == "note")
  }

  @Test func linesAreLongAndComeInPieces() {
    var talk = Talk(.hardship)
    talk.start()
    talk.play(0..<25)
    talk.server("TICK match=m1 tick=25 BTC=1/1/1")
    let line = talk.pieces.joined()
    #expect(talk.pieces.map(\.utf8.count) == [1500, 1500, 1097])
    #expect(line.hasPrefix("TICK match=m1 tick=25 BTC=1/1/1 filler=xxx"))
    #expect(line.utf8.suffix(3).elementsEqual("x\r\n".utf8))
    talk.wait(milliseconds: 1)
    var other = talk
    talk.server("END match=m1 reason=finished")
    #expect(talk.session.result(of: .lines) == .ok(""))
    other.end(code: nil)
    #expect(reason(other, .lines) == "the process was killed, before END")
  }

  // MARK: - The end

  @Test func theEndIsThatOfTheProcess() {
    var talk = Talk()
    talk.start()
    talk.server("END match=m1 reason=finished")
    var (good, bad, stubborn) = (talk, talk, talk)
    good.hangUp()
    good.end(code: 0)
    #expect(good.session.isOver && good.session.result(of: .end) == .ok(""))
    bad.end(code: 3)
    #expect(reason(bad, .end) == "the process ended with code 3")
    stubborn.wait(milliseconds: 1000)
    #expect(reason(stubborn, .end)?.contains("still there after END") == true)
  }
}
