import Primitives
import TestKit
import Testing

struct DecimalTextTests {
  private func parse(_ text: String) -> Result<Int64, DecimalError> {
    DecimalText.parse(Array(text.utf8).span)
  }

  private func text(_ units: Int128, shown: Int) -> String {
    written { $0.append(decimalUnits: units, decimalsShown: shown) }
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("+0.0", 0), ("1", 100_000_000), ("+1", 100_000_000),
    ("-1", -100_000_000), ("5.", 500_000_000), (".5", 50_000_000), ("-.5", -50_000_000),
    ("007", 700_000_000), ("12.34", 1_234_000_000), ("0.00000001", 1), ("-0.00000001", -1),
    ("1.00000000", 100_000_000), ("1.000000000000", 100_000_000), ("0.100000000", 10_000_000),
    ("60000", 6_000_000_000_000), ("92233720368.54775807", Int64.max),
    ("-92233720368.54775807", -Int64.max), ("0000000000000000000000000001.5", 150_000_000),
  ])
  func readsWhatPeopleWrite(_ text: String, _ units: Int64) {
    #expect(parse(text) == .success(units))
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "+.", "--1", "+-1", "1-", "1+", "1..2", "1.2.3", "1,5", "1e5", " 1",
    "1 ", "1_000", "0x10", "½", "inf", "nan", "１", "1\0",
  ])
  func refusesWhatIsNoDecimal(_ text: String) {
    #expect(parse(text) == .failure(.malformed))
  }

  @Test(arguments: ["0.000000001", "1.123456789", "-1.000000001", "0.0000000000001"])
  func refusesANinthDecimal(_ text: String) {
    #expect(parse(text) == .failure(.tooManyDecimals))
  }

  @Test(arguments: [
    "92233720368.54775808", "92233720369", "-92233720369", "100000000000", "184467440737.09551616",
    "18446744073709551616", "99999999999999999999999999999999999999999",
    "340282366920938463463374607431768211456.5",
  ])
  func refusesWhatDoesNotFit(_ text: String) {
    #expect(parse(text) == .failure(.tooLarge))
  }

  /// Every number that is read can be negated; the one that cannot is written, but not read.
  @Test func theOnlyNumberWithoutANegativeIsRefused() {
    #expect(text(Int128(Int64.min), shown: 0) == "-92233720368.54775808")
    #expect(parse("-92233720368.54775808") == .failure(.tooLarge))
  }

  @Test(arguments: [
    (0, 0, "0"), (0, 2, "0.00"), (100_000_000, 0, "1"), (100_000_000, 2, "1.00"),
    (1, 0, "0.00000001"),
    (1, 2, "0.00000001"), (-1, 2, "-0.00000001"), (150_000_000, 0, "1.5"), (150_000_000, 2, "1.50"),
    (-50_000_000, 2, "-0.50"), (-50_000_000, 0, "-0.5"), (123_400_000, 2, "1.234"),
    (100_000_000, 8, "1.00000000"), (1_000_000, 2, "0.01"), (10_000_000, 2, "0.10"),
    (Int64.max, 2, "92233720368.54775807"), (Int64.min, 2, "-92233720368.54775808"),
  ])
  func writesTheShortestForm(_ units: Int64, _ shown: Int, _ expected: String) {
    #expect(text(Int128(units), shown: shown) == expected)
  }

  @Test func writesLedgersBeyond64Bits() {
    #expect(text(Int128(UInt64.max), shown: 2) == "184467440737.09551615")
    #expect(text(Int128.max, shown: 0) == "1701411834604692317316873037158.84105727")
    #expect(text(Int128.min, shown: 0) == "-1701411834604692317316873037158.84105728")
    // 10^18 + 5 whole, where the second group of digits begins with zeros.
    let wide = Int128(1_000_000_000_000_000_005) * 100_000_000
    #expect(text(wide, shown: 2) == "1000000000000000005.00")
    #expect(text(wide * 100 + 7, shown: 0) == "100000000000000000500.00000007")
  }

  @Test func everySmallNumberReadsBack() {
    for units in -3_000...3_000 {
      #expect(parse(text(Int128(units), shown: 2)) == .success(Int64(units)))
    }
    for hundredths in -3_000...3_000 {
      let units = Int64(hundredths) * 1_000_000
      let sign = hundredths < 0 ? "-" : ""
      let cents = abs(hundredths) % 100
      let expected = "\(sign)\(abs(hundredths) / 100).\(cents < 10 ? "0" : "")\(cents)"
      #expect(text(Int128(units), shown: 2) == expected)
      #expect(parse(expected) == .success(units))
    }
  }

  @Test func neighboursOfPowersOfTenReadBack() {
    var power: Int64 = 1
    for _ in 0...18 {
      for offset: Int64 in -2...2 {
        for units in [power + offset, -power - offset] {
          #expect(parse(text(Int128(units), shown: 0)) == .success(units))
          #expect(parse(text(Int128(units), shown: 2)) == .success(units))
        }
      }
      power = power.multipliedReportingOverflow(by: 10).partialValue
    }
  }

  @Test(arguments: 1...3)
  func randomNumbersReadBack(_ seed: Int) {
    var dice = Dice(seed: seed)
    for _ in 0..<500 {
      let units = Int64(bitPattern: dice.next()) >> Int64(dice.roll(0...63))
      for shown in [0, 2, 8] {
        #expect(parse(text(Int128(units), shown: shown)) == .success(units))
      }
    }
  }

  /// Every text of up to four of these characters is read exactly when the grammar allows it.
  @Test func everyShortTextFollowsTheGrammar() {
    let alphabet = Array("019.+- ".utf8)
    var texts: [[UInt8]] = [[]]
    for _ in 0..<4 {
      texts += texts.flatMap { text in alphabet.map { text + [$0] } }
    }
    for text in Set(texts) {
      #expect(
        DecimalText.parse(text.span) == byGrammar(text), "\(String(decoding: text, as: UTF8.self))")
    }
  }

  /// `[+-] digits [. digits]` with one digit at least; short texts only.
  private func byGrammar(_ text: [UInt8]) -> Result<Int64, DecimalError> {
    var body = text[...]
    let sign = body.first
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { body = body.dropFirst() }
    let parts = body.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts.first ?? []
    let decimals = parts.count == 2 ? parts[1] : []
    let digits = whole + decimals
    let areDigits = digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard !digits.isEmpty, areDigits else { return .failure(.malformed) }
    let padded = decimals + Array(repeating: UInt8(ascii: "0"), count: 8 - decimals.count)
    let magnitude = (whole + padded).reduce(into: Int64(0)) { value, byte in
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return .success(sign == UInt8(ascii: "-") ? -magnitude : magnitude)
  }
}
