import DuelRules
import Margin
import Primitives
import TestKit
import Testing
import WireProtocol

struct ErrorTextTests {
  private func line(_ refusal: Refusal) -> String {
    written { MessageWriter(.text).error(refusal, tag: nil, in: [UInt8]().span, &$0) }
  }

  // MARK: - Lines

  @Test(arguments: [
    (ErrorCode.badEncoding, "a line is printable UTF-8 text"),
    (.badQuote, "a quote is not closed, or text follows a closing quote; use key=\"a b\""),
    (.tooManyFields, "a line has at most 128 words"),
    (.badTag, "a tag is # and 1 to 32 letters, digits, _ - ."),
  ])
  func aLineThatCannotBeReadIsExplained(_ code: ErrorCode, _ text: String) {
    #expect(Refusal(line: code, word: "x") == Refusal(code, text))
  }

  @Test(arguments: [
    ("LOGN", "there is no such verb; did you mean LONG?"),
    ("accuont", "there is no such verb; did you mean ACCOUNT?"),
    ("buy", "there is no such verb; did you mean LONG?"),
    ("SELL", "there is no such verb; did you mean SHORT?"),
    ("PLUGH", "there is no such verb; HELP lists them"),
    ("", "there is no such verb; HELP lists them"),
    ("FOO", "there is no such verb; HELP lists them"),
    ("LIMTI", "there is no such verb; did you mean LIMIT?"),
    ("cancle", "there is no such verb; did you mean CANCEL?"),
  ])
  func aVerbIsSuggested(_ word: String, _ text: String) {
    #expect(Refusal(line: .unknownVerb, word: word) == Refusal(.unknownVerb, text))
  }

  // MARK: - Arguments

  @Test(arguments: [
    (
      CommandTextError.missing("size"), Verb.long,
      "ERR code=missing-argument field=size text=\"size is missing: "
        + "LONG INSTRUMENT SIZE [10x] [isolated|cross] [reduce-only] [stop=P] [take=P] "
        + "[worst=P]\"\n"
    ),
    (
      .missing("leverage"), .leverage,
      "ERR code=missing-argument field=leverage "
        + "text=\"leverage is missing: LEVERAGE INSTRUMENT 20\"\n"
    ),
    (
      .unexpected("5", expected: "one size only"), .long,
      "ERR code=bad-argument text=\"'5' cannot stand here; one size only\"\n"
    ),
    (
      .misplaced("stop"), .close,
      "ERR code=bad-argument field=stop text=\"stop= does not belong to this: "
        + "CLOSE INSTRUMENT|all [50%] [worst=P]\"\n"
    ),
    (
      .contradiction("risk", reason: "add a stop"), .long,
      "ERR code=bad-argument field=risk text=\"add a stop\"\n"
    ),
    (
      .badNumber("tick", .malformed), .cancel,
      "ERR code=bad-number field=tick text=\"tick= takes the number of a tick\"\n"
    ),
    (
      .badNumber("margin", .malformed), .long,
      "ERR code=bad-number field=margin "
        + "text=\"a number is written with digits and one point, such as 0.25\"\n"
    ),
    (
      .badNumber("quantity", .tooManyDecimals), .close,
      "ERR code=bad-number field=quantity text=\"a number has at most 8 decimals\"\n"
    ),
    (
      .badNumber("share", .tooLarge), .short,
      "ERR code=bad-number field=share text=\"the number is too large\"\n"
    ),
    (
      .outOfRange("leverage", range: "1 to 200"), .leverage,
      "ERR code=out-of-range field=leverage text=\"leverage must be 1 to 200\"\n"
    ),
    (
      .unknownInstrument("XAU"), .close,
      "ERR code=unknown-instrument field=instrument "
        + "text=\"there is no 'XAU' in this match; instruments are BTC,ETH\"\n"
    ),
  ])
  func anArgumentIsExplained(_ error: CommandTextError, _ verb: Verb, _ expected: String) {
    #expect(line(Refusal(error, verb: verb, instruments: ["BTC", "ETH"])) == expected)
  }

  // MARK: - Matches

  @Test(arguments: [
    (MatchRejection.wrongPhase(.ready), "not possible while the match is ready"),
    (.wrongPhase(.settled), "not possible while the match is settled"),
  ])
  func aPhaseIsNamed(_ rejection: MatchRejection, _ text: String) {
    #expect(Refusal(rejection) == Refusal(.wrongPhase, text))
  }

  @Test(arguments: [
    (
      MatchRejection.full, ErrorCode.matchFull, nil, "all seats are taken; LIST shows open matches"
    ),
    (.alreadySeated, .alreadySeated, nil, "a player of this name sits there already"),
    (.emptySeat, .notSeated, nil, "the seat is not taken"),
    (.notLockstep, .notLockstep, nil, "this match runs on a timer; DONE is not needed"),
    (.staleTick(Tick(7)), .staleTick, "tick", "the match is at tick 7 by now"),
    (.margin(.noPosition), .noPosition, nil, "there is no position in this instrument"),
  ])
  func whyAMatchRefusesIsExplained(
    _ rejection: MatchRejection, _ code: ErrorCode, _ field: String?, _ text: String
  ) {
    #expect(Refusal(rejection) == Refusal(code, field: field, text))
  }

  // MARK: - Margin

  @Test func whyTheEngineRefusesIsExplained() {
    let expected: [(MarginRejection, ErrorCode, String?, String)] = [
      (.noPosition, .noPosition, nil, "there is no position in this instrument"),
      (.unknownOrder, .unknownOrder, "order", "no such order is open; ORDERS shows yours"),
      (
        .modeLocked(.cross), .modeLocked, "mode",
        "the mode stays cross while there is a position or an entry rests; CLOSE it, or CANCEL it"
      ),
      (
        .offStep(price("0.01")), .offStep, "price",
        "prices of this instrument are multiples of 0.01"
      ),
      (
        .priceLimit(price("50000")), .priceLimit, "price",
        "that must be above 0 and at most 50000.00"
      ),
      (
        .wouldTrigger(reference: price("50000")), .wouldTrigger, "price",
        "at 50000.00 it would trigger at once; what waits for a rise lies above, for a fall below"
      ),
      (
        .worstPrice(price("60006")), .worstPrice, "worst",
        "it would fill at 60006.00; allow that, or trade a smaller size"
      ),
      (
        .beyondLiquidation(price("45000")), .beyondLiquidation, "price",
        "liquidation at 45000.00 would come first; bring the stop nearer to the mark"
      ),
      (.orderLimit(40), .orderLimit, nil, "at most 40 orders may be open; CANCEL some"),
      (
        .notIsolated, .notIsolated, nil,
        "a cross position has no margin of its own; the account carries it"
      ),
      (
        .marginLimit(money("5")), .marginLimit, "amount",
        "a position's margin may be at most 5.00"
      ),
      (
        .marginNeeded(removable: money("140")), .marginNeeded, "amount",
        "no more than 140.00 can be taken out now"
      ),
      (.leverageCap(leverage(20)), .leverageCap, "leverage", "these rules allow at most 20x"),
      (
        .belowStep(quantity("0.0001")), .belowStep, "size",
        "that is less than the smallest quantity, 0.0001"
      ),
      (
        .positionLimit(quantity("1041.6666")), .positionLimit, "size",
        "a position may be at most 1041.6666"
      ),
      (
        .belowMinimum(money("5")), .belowMinimum, "size",
        "an order opens a notional of at least 5.00"
      ),
      (
        .insufficientMargin(required: money("20050.125"), available: money("10000")),
        .insufficientMargin, "size", "needs 20050.125 with the fee, available is 10000.00"
      ),
      (
        .wouldLiquidate, .wouldLiquidate, nil, "it would be liquidated at once; use less leverage"
      ),
    ]
    for (rejection, code, field, text) in expected {
      #expect(Refusal(rejection) == Refusal(code, field: field, text))
    }
  }

  @Test func aRefusalSaysWhenToTryAgain() {
    let refusal = Refusal(.storeFull, retryMilliseconds: 1000, "try \"again\"")
    #expect(line(refusal) == "ERR code=store-full retry_ms=1000 text=\"try \\\"again\\\"\"\n")
  }
}
