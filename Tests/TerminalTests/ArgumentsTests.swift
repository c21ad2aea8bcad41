import Primitives
import Terminal
import Testing

struct ArgumentsTests {
  private func read(_ words: String) throws(CommandFailure) -> Arguments {
    try Arguments(
      words.split(separator: " ").map(String.init), flags: ["--seed", "--rules", "--margin"],
      switches: ["--plain", "--json"])
  }

  private func failure(_ words: String) -> CommandFailure? {
    do throws(CommandFailure) {
      _ = try read(words)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["--seed 7 --plain a b", "a --plain --seed=7 b", "--plain a b --seed 7"])
  func flagsMayStandAnywhere(_ words: String) throws {
    let arguments = try read(words)
    #expect(arguments.words == ["a", "b"])
    #expect(arguments.text("--seed") == "7")
    #expect(arguments.has("--plain") && !arguments.has("--json"))
    #expect(arguments.text("--rules") == nil)
  }

  @Test func behindTwoDashesNothingIsAFlag() throws {
    let arguments = try read("--plain -- --seed --json 7")
    #expect(arguments.words == ["--seed", "--json", "7"])
    #expect(!arguments.has("--json"))
  }

  @Test func aFlagMayComeAgain() throws {
    let arguments = try read("--seed 1 --seed=2 --seed 3")
    #expect(arguments.text("--seed") == "3")
    #expect(arguments.texts("--seed") == ["1", "2", "3"])
  }

  @Test(arguments: [
    ("--sed 7", "unknown option --sed; did you mean --seed?"), ("--seed", "--seed needs a value"),
    ("--plain=yes", "--plain takes no value"), ("--wholly", "unknown option --wholly"),
  ])
  func aWrongFlagIsNamed(_ words: String, _ text: String) throws {
    let error = try #require(failure(words))
    #expect(error.code == .usage)
    #expect(error.text == text)
  }

  @Test(arguments: ["0", "11", "x", "1.0", ""])
  func aNumberIsWithinItsRange(_ value: String) throws {
    let arguments = try Arguments(["--seed=\(value)"], flags: ["--seed"])
    let error = #expect(throws: CommandFailure.self) {
      try arguments.integer("--seed", in: 1...10)
    }
    #expect(error?.text == "--seed takes a whole number from 1 to 10, not '\(value)'")
  }

  @Test func numbersAreRead() throws {
    let arguments = try read("--seed 10 --margin 0.25")
    #expect(try arguments.integer("--seed", in: 1...10) == 10)
    #expect(try arguments.integer("--rules", in: 1...10) == nil)
    #expect(try arguments.decimal("--margin") == Money("0.25"))
    #expect(throws: CommandFailure.self) {
      try read("--margin 1e3").decimal("--margin", as: Money.self)
    }
  }

  @Test func aWordTooManyIsNamed() throws {
    let arguments = try read("a b c")
    #expect(throws: Never.self) { try arguments.expectWords(atMost: 3) }
    let error = #expect(throws: CommandFailure.self) { try arguments.expectWords(atMost: 1) }
    #expect(error?.text == "'b' is one word too many")
  }
}
