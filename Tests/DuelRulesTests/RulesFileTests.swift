import Margin
import PriceTape
import Primitives
import TestKit
import Testing

@testable import DuelRules

struct RulesFileTests {
  private func read(_ text: String, tapes: [StoredTape] = []) throws(RulesFileError) -> Rules {
    try RulesFile.read(Array(text.utf8), tapes: tapes)
  }

  private func error(_ text: String, tapes: [StoredTape] = []) -> RulesFileError? {
    do throws(RulesFileError) { _ = try read(text, tapes: tapes) } catch { return error }
    return nil
  }

  @Test func nothingSaidIsTheStandard() throws {
    #expect(try read("{}").values == RulesPreset.standard.values)
    #expect(try read("{\"preset\": \"forex\"}").values == RulesPreset.forex.values)
  }

  /// Numbers or strings, lists or text, objects or dotted keys: the same rules.
  @Test(arguments: [
    """
    {"preset": "standard", "ticks": 600, "taker-fee": 0.0003, "leverage-max": 100,
     "BTC": {"volatility": 0.003, "drift": -1e-8}, "instruments": ["BTC", "SOL"],
     "brackets": [{"floor": 50000, "rate": 0.01, "leverage": 50},
                  {"rate": "0.025", "leverage": 20, "floor": "250000.00"}],
     "handicap": [1, 0.8], "starting-inventory": {"BTC": 0.05, "SOL": -10},
     "closing-fee": false, "participation": true, "balance": "1e4"}
    """,
    """
    {"starting-inventory": "btc:0.05,SOL:-10", "handicap": "1,0.80", "participation": "on",
     "BTC.volatility": "0.003", "BTC.drift": "-0.00000001", "closing-fee": "off",
     "brackets": "50000:0.01:50,250000:0.025:20", "leverage-max": "100", "taker-fee": "0.0003",
     "instruments": "BTC,SOL", "balance": 10000, "ticks": "rapid", "preset": "standard"}
    """,
    """
    {"brackets": ["50000:0.01:50", {"floor": 2.5e5, "rate": 25E-3, "leverage": 2e1}],
     "starting-inventory": ["BTC:0.05", "SOL:-10"], "handicap": ["1", 8e-1],
     "BTC": {"drift": -0.00000001}, "BTC.volatility": 3e-03, "instruments": ["BTC", "SOL"],
     "ticks": 6e2, "leverage-max": 1e2, "taker-fee": 3e-4, "closing-fee": false,
     "participation": "on", "balance": 10000.000}
    """,
  ])
  func aFileMayBeWrittenInManyWays(_ text: String) throws {
    let text = text.replacing("\"1e4\"", with: "10000")
    var values = RulesPreset.standard.values
    for (key, value) in [
      ("instruments", "BTC,SOL"), ("ticks", "600"), ("taker-fee", "0.0003"),
      ("leverage-max", "100"), ("BTC.volatility", "0.003"), ("BTC.drift", "-0.00000001"),
      ("brackets", "50000:0.01:50,250000:0.025:20"), ("handicap", "1,0.8"),
      ("starting-inventory", "BTC:0.05,SOL:-10"), ("closing-fee", "off"),
      ("participation", "on"),
    ] { try values.set(key, to: value) }
    #expect(try read(text).values == values)
  }

  @Test func emptyListsAreNone() throws {
    let rules = try read(
      """
      {"preset": "exchange", "leverage-max": 20, "brackets": [], "handicap": [],
       "starting-inventory": {}}
      """)
    #expect(rules.values.brackets.isEmpty && rules.values.handicap.isEmpty)
    #expect(rules.values.startingInventory.isEmpty)
  }

  /// Whatever a preset's canonical text says, a file may say.
  @Test(arguments: RulesPreset.all.map(\.name))
  func aPresetWrittenOutReadsBack(_ name: String) throws {
    let values = try #require(RulesPreset.named(name)?.values)
    let members = values.text.reversed().map { "\"\($0.key)\": \"\($0.value)\"" }
    #expect(try read("{\(members.joined(separator: ",\n"))}").values == values)
  }

  /// Key by key: the line, and what is said of it.
  @Test(arguments: [
    ("{\"ticks\": 600,\n\"ticks\": 600}", 2, "the key 'ticks' stands twice"),
    ("{\"BTC.drift\": 0,\n\"BTC\":\n{\"drift\": 0}}", 3, "the key 'BTC.drift' stands twice"),
    ("{\"ticks\": 600}\n{}", 2, "text follows the value"),
    ("[]", 1, "rules are a JSON object, such as {\"preset\": \"standard\", \"ticks\": 600}"),
    ("{\n\"taker-fe\": 0.001}", 2, "taker-fe: there is no such rule; did you mean taker-fee?"),
    ("{\"tick\": [1]}", 1, "tick: there is no such rule; did you mean ticks?"),
    (
      "{\"BTC\": {\"volatilty\": 1}}", 1,
      "BTC.volatilty: there is no such rule; did you mean BTC.volatility?"
    ),
    (
      "{\"preset\": \"standrad\"}", 1,
      "preset: there are no rules 'standrad'; did you mean standard? Known: classroom, standard, "
        + "ranked, exchange, crypto, forex, stocks"
    ),
    (
      "{\"SOL\": {\"drift\": 0}}", 1,
      "SOL.drift: SOL is no instrument of these rules, which have BTC,ETH"
    ),
    (
      "{\"brakets\": {\"floor\": 0}}", 1,
      "brakets.floor: brakets is no instrument of these rules, which have BTC,ETH; did you mean "
        + "brackets?"
    ),
    ("{\"BTC\": {}}", 1, "BTC: {} says nothing; write {\"volatility\": 0.003}"),
    ("{\"BTC\": {\n\"drift\": []}}", 2, "BTC.drift: it takes one value, no object and no array"),
    (
      "{\"ticks\": [600]}", 1,
      "ticks: it takes one value, no object and no array: a whole number or blitz (360), rapid "
        + "(600), long (3600)"
    ),
    ("{\"seats\": null}", 1, "seats: null is no value; leave the key out"),
    ("{\"seats\": \"two\"}", 1, "seats: 'two' is not a whole number"),
    ("{\"seats\": 2.5}", 1, "seats: '2.5' is not a whole number"),
    ("{\"seats\": true}", 1, "seats: 'true' is not a whole number"),
    ("{\"closing-fee\": 1}", 1, "closing-fee: '1' is not on or off"),
    (
      "{\"balance\": 0.123456789}", 1,
      "balance: '0.123456789' is not a decimal with at most 8 places"
    ),
    ("{\"balance\": 1e-9}", 1, "balance: '0.000000001' is not a decimal with at most 8 places"),
    ("{\"balance\": 1e400}", 1, "balance: '1e400' is not a decimal with at most 8 places"),
    ("{\"balance\": \"1e3\"}", 1, "balance: '1e3' is not a decimal with at most 8 places"),
    ("{\"taker-fee\": 0.06}", 1, "taker-fee 0.06: 0 to 0.05"),
    (
      "{\"seats\": 3, \n\"handicap\": [1, 1]}", 2,
      "handicap 1,1: 2 factors for 3 seats; one for each, such as 1,0.8"
    ),
    ("{\"handicap\": [[1], 1]}", 1, "handicap: each of it is a string or a number"),
    (
      "{\"handicap\": {\"ada\": 1}}", 1,
      "handicap: it takes one value, no object and no array: none or a factor for each seat, such "
        + "as 1,0.8"
    ),
    (
      "{\"starting-inventory\": {\"BTC\": {}}}", 1,
      "starting-inventory BTC: each of it is a string or a number"
    ),
    (
      "{\"starting-inventory\": {\"SOL\": 1}}", 1,
      "starting-inventory: there is no 'SOL' in this match; instruments are BTC,ETH"
    ),
    (
      "{\"brackets\": [{\"floor\": 50000,\n\"rate\": 0.01}]}", 1,
      "brackets: each is {\"floor\": 50000, \"rate\": 0.01, \"leverage\": 50}"
    ),
    (
      "{\"brackets\": [{\"floor\": 50000,\n\"rte\": 0.01}]}", 2,
      "brackets: each is {\"floor\": 50000, \"rate\": 0.01, \"leverage\": 50}, without 'rte'"
    ),
    (
      "{\"brackets\": [50000]}", 1,
      "brackets: each is {\"floor\": 50000, \"rate\": 0.01, \"leverage\": 50}"
    ),
    (
      "{\"brackets\":\n[{\"floor\": 50000, \"rate\": 0.01, \"leverage\": 50}]}", 1,
      "brackets: 50000.00:0.01:50: its leverage must be 1 to 20, that of the bracket before it"
    ),
    ("{\"instruments\": [\"BTC\", \"BTC\"]}", 1, "instruments BTC,BTC: BTC is named twice"),
    (
      "{\"instruments\": [\"BTX\"]}", 1,
      "instruments: there is no instrument 'BTX'; did you mean BTC? Known: BTC,ETH,SOL,XRP,ADA,"
        + "DOGE,LTC,LINK,EURUSD,GBPUSD,USDJPY,AUDUSD,USDCHF,USDCAD,NZDUSD,EURGBP,QUARK,NORDA,"
        + "KELPO,VOLTA,HELIX,FJORD,ORBIT,INDEX"
    ),
    ("{\"tape-name\": \"X\"}", 1, "tape-name: it follows from the tape; leave it out"),
    ("{\"tape-offset\": 5}", 1, "tape-offset 5: needs tape, the name of a tape"),
    ("{\"tape\": \"OLD\"}", 1, "tape OLD: there is no such tape; known: --tape FILE brings one"),
  ])
  func whatIsWrongIsSaidWhereItStands(_ text: String, _ line: Int, _ reason: String) {
    #expect(error(text) == RulesFileError(line: line, reason))
  }

  /// What a file makes wrong without naming it is said as well.
  @Test func whatThePresetMakesWrongIsSaid() {
    let error = error("{\"leverage-max\": 3}")
    #expect(error?.line == nil)
    #expect(
      error?.description == "leverage-default 5, as rules standard have it: at most leverage-max")
  }

  // MARK: - Tapes

  private let tape = makeTape(ticks: 200)

  @Test func aTapeBringsItsInstruments() throws {
    let rules = try read(
      """
      {"OLD": {"min-notional": 1}, "tape-offset": 10, "preset": "classroom", "ticks": 50,
       "tape": "history"}
      """, tapes: [tape])
    #expect(rules.values.tape?.name == "HISTORY" && rules.values.tape?.offset == 10)
    #expect(rules.values.ticks == 50 && rules.values.instruments.map(\.name) == ["OLD"])
    #expect(rules.values.instruments[0].minNotional == money("1"))
    #expect(rules.source.storedTape?.tickCount == 110)
  }

  @Test func withoutTicksItLastsAsLongAsTheTape() throws {
    #expect(try read("{\"tape\": \"HISTORY\"}", tapes: [tape]).values.ticks == 140)
  }

  @Test(arguments: [
    (
      "{\"tape\": \"HISTORY\",\n\"instruments\": [\"BTC\"]}", 2,
      "instruments BTC: a tape brings its own instruments"
    ),
    ("{\"tape\": \"HISTRY\"}", 1, "tape HISTRY: there is no such tape; known: HISTORY"),
    (
      "{\"ticks\": 141, \"tape\": \"HISTORY\"}", 1,
      "ticks 141: 1 to 140 ticks on HISTORY from tick 0"
    ),
    (
      "{\"tape\": \"HISTORY\", \"tape-offset\": -1}", 1,
      "tape-offset -1: a whole number of ticks from 0"
    ),
    (
      "{\"tape\": \"HISTORY\", \"tape-offset\": 140}", 1,
      "tape-offset 140: 0 to 139 on HISTORY, which has 200 ticks"
    ),
    (
      "{\"tape\": \"HISTORY\", \"generator\": \"brownian\"}", 1,
      "generator: there is no such rule"
    ),
    (
      "{\"tape\": \"HISTORY\", \"OLD\": {\"price-max\": 1}}", 1,
      "OLD.price-max: it follows from the tape; leave it out"
    ),
  ])
  func whatIsWrongWithATapeIsSaid(_ text: String, _ line: Int, _ reason: String) {
    #expect(error(text, tapes: [tape]) == RulesFileError(line: line, reason))
  }

  // MARK: - Numbers

  @Test(arguments: [
    ("5", "5"), ("-0.50", "-0.50"), ("1e0", "1"), ("1e3", "1000"), ("-2.5E+2", "-250"),
    ("2.5e1", "25"), ("25e-3", "0.025"), ("1.50e-05", "0.000015"), ("100e-2", "1"),
    ("0e5", "0"), ("0.001e2", "0.1"), ("12.345e2", "1234.5"), ("1e31", "1e31"),
    ("1e99999999999999999999", "1e99999999999999999999"),
    ("1e-9223372036854775808", "1e-9223372036854775808"),
  ])
  func anExponentIsWorkedOutExactly(_ digits: String, _ plain: String) {
    #expect(PlainNumber.text(of: digits) == plain)
  }
}
