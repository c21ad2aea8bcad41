import Digests
import DuelRules
import Margin
import PriceTape
import Primitives
import TestKit
import Testing

struct TapeChoiceTests {
  private func values(ticks: Int) -> RuleValues {
    var values = RulesPreset.standard.values
    values.ticks = ticks
    return values
  }

  private func error(_ tape: StoredTape, ticks: Int, offset: Int = 0) -> String? {
    do throws(RuleError) {
      _ = try Rules(values(ticks: ticks), on: tape, offset: offset)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func aMatchNeedsSixtyTicksMoreThanItHas() {
    let tape = makeTape(ticks: 100)
    #expect(error(tape, ticks: 40) == nil)
    #expect(error(tape, ticks: 41) == "ticks: 1 to 40 ticks on HISTORY from tick 0")
    #expect(error(tape, ticks: 1, offset: 39) == nil)
    #expect(error(tape, ticks: 2, offset: 39) == "ticks: 1 to 1 ticks on HISTORY from tick 39")
    let late = "tape-offset: 0 to 39 on HISTORY, which has 100 ticks"
    #expect(error(tape, ticks: 1, offset: 40) == late)
    #expect(error(tape, ticks: 1, offset: -1) == late)
    #expect(
      error(makeTape(ticks: 60), ticks: 1)
        == "tape-offset: HISTORY has 60 ticks; a match needs 61")
  }

  @Test(arguments: [
    ("0.00005", "0.00000001", "10000"), ("0.09", "0.000001", "10"), ("1.07", "0.00001", "0.1"),
    ("60000", "0.1", "0.00001"), ("1", "0.001", "1"), ("100000000", "1", "0.00000001"),
  ])
  func theQuantityStepIsWorthAtMostOne(_ start: String, _ step: String, _ expected: String)
    throws
  {
    let tape = makeTape(ticks: 100, start: start, step: step)
    let rules = try Rules(values(ticks: 10), on: tape)
    let instrument = rules.values.instruments[0]
    #expect(instrument.quantityStep == quantity(expected))
    #expect(instrument.startPrice == price(start) && instrument.minNotional == money("5"))
    #expect(rules.margin.instruments[0].priceMax.units == 16 * price(start).units)
  }

  @Test func theTextNamesTheTapeAndReadsBack() throws {
    let tape = makeTape(ticks: 100, names: ["OLD", "NEW"])
    let rules = try Rules(values(ticks: 20), on: tape, offset: 5)
    let keys = rules.values.text.map(\.key)
    #expect(
      Array(keys.prefix(5)) == ["preset", "tape", "tape-name", "tape-offset", "instruments"])
    #expect(!keys.contains("generator") && !keys.contains("OLD.volatility"))
    var back = RulesPreset.classroom.values
    for (key, value) in rules.values.text { try back.set(key, to: value) }
    back.generator = rules.values.generator
    #expect(back == rules.values)
    #expect(try Rules(back, tape: rules.source.storedTape) == rules)
  }

  @Test func aGeneratedTapeKeepsItsKeys() throws {
    let keys = RulesPreset.standard.values.text.map(\.key)
    #expect(keys.contains("generator") && !keys.contains { $0.hasPrefix("tape") })
  }

  /// A rule that does not fit the marks is named.
  @Test(arguments: [
    ("tape", String(repeating: "0", count: 64), "tape"), ("tape-name", "OTHER", "tape"),
    ("tape-offset", "-1", "tape-offset"), ("ticks", "19", "ticks"),
    ("OLD.price-step", "0.1", "OLD.price-step"), ("OLD.start-price", "1", "OLD.start-price"),
    ("OLD.price-max", "1", "OLD.price-max"), ("OLD.quantity-step", "0", "OLD.quantity-step"),
  ])
  func rulesMustFitTheMarks(_ key: String, _ value: String, _ named: String) throws {
    let rules = try Rules(values(ticks: 20), on: makeTape(ticks: 100))
    var values = rules.values
    try values.set(key, to: value)
    do throws(RuleError) {
      _ = try Rules(values, tape: rules.source.storedTape)
      Issue.record("\(key)=\(value) was accepted")
    } catch {
      #expect(error.key == named)
    }
  }

  @Test func theMarksMustBeThere() throws {
    let rules = try Rules(values(ticks: 20), on: makeTape(ticks: 100))
    #expect(throws: RuleError(key: "tape", reason: "the marks of the tape are missing")) {
      _ = try Rules(rules.values)
    }
    var plain = RulesPreset.standard.values
    #expect(throws: RuleError.self) { try plain.set("tape-offset", to: "1") }
    #expect(throws: RuleError.self) { try plain.set("tape", to: "abc") }
    #expect(throws: RuleError.self) { try plain.set("BTC.price-max", to: "1") }
  }

  @Test func theMatchShowsTheMarksAndCommitsToThem() throws {
    let tape = makeTape(ticks: 100, names: ["OLD", "NEW"])
    let duel = Duel(try Rules(values(ticks: 20), on: tape, offset: 7))
    duel.countDown()
    #expect(duel.match.preroll.first == tape.marks(ofTick: 7))
    #expect(duel.match.preroll.last == tape.marks(ofTick: 66))
    duel.advance()
    #expect(duel.match.quotes.map(\.mark) == tape.marks(ofTick: 67))
    duel.advance(19)
    #expect(duel.match.phase == .settled)
    #expect(duel.match.quotes.map(\.mark) == tape.marks(ofTick: 86))
    let other = Duel(try Rules(values(ticks: 20), on: tape, offset: 8))
    #expect(other.match.commitment != duel.match.commitment)
  }
}
