import Digests
import DuelRules
import Foundation
import PriceTape
import Primitives
import TestKit
import Testing

/// The test vectors of tapes.md, which another program wrote from the page alone.
struct TapesPageTests {
  private func rules() throws -> Rules { try Rules(RulesPreset.standard.values) }

  @Test func theTapeOfThePracticeMatchIsAsWritten() throws {
    let rules = try rules()
    let secret = MatchSecret(practice: 7)
    var tape = Tape(source: rules.source, seed: secret.tapeSeed(nonces: [[], []]))
    var marks = [Price](repeating: .zero, count: 2)
    let page = try Pages.read("tapes.md")
    var found = 0
    for tick in -60...2 {
      tape.next(into: &marks)
      let row = "| \(tick) | \(marks[0]) | \(marks[1]) |"
      if page.contains("\n| \(tick) | ") {
        #expect(page.contains("\n\(row)\n"), "tapes.md lacks: \(row)")
        found += 1
      }
    }
    #expect(found == 7)
  }

  @Test(arguments: TapeGenerator.allCases)
  func everyGeneratorGivesTheMarksAsWritten(_ generator: TapeGenerator) throws {
    guard generator != .brownian else { return }
    var values = RulesPreset.standard.values
    values.generator = generator
    values.leverageMax = 16
    let rules = try Rules(values)
    var tape = Tape(
      source: rules.source, seed: MatchSecret(practice: 7).tapeSeed(nonces: [[], []]))
    var marks = [Price](repeating: .zero, count: 2)
    var row = "| \(generator.rawValue) |"
    for tick in -60...240 {
      tape.next(into: &marks)
      if [-60, 0, 120, 240].contains(tick) { row += " \(marks[0]) \(marks[1]) |" }
    }
    #expect(try Pages.read("tapes.md").contains("\n\(row)\n"), "tapes.md lacks: \(row)")
  }

  @Test func theSeedsOfThePracticeMatchAreAsWritten() throws {
    let page = try Pages.read("tapes.md")
    let secret = MatchSecret(practice: 7)
    let seed = secret.tapeSeed(nonces: [[], []])
    #expect(page.contains("| server seed | `\(secret.seed)` |"))
    #expect(page.contains("| salt | `\(secret.salt)` |"))
    #expect(page.contains("| match seed | `\(seed)` |"))
    let key = Digest.of(domain: "margin-duel/tape/1", [seed.bytes])
    #expect(page.contains("| tape key | `\(key)` |"))
  }

  @Test func theNoncesAndTheChainAreAsWritten() throws {
    let page = try Pages.read("tapes.md")
    let secret = MatchSecret(practice: 7)
    let seed = secret.tapeSeed(nonces: [nonce(0).bytes, nonce(1).bytes])
    let alone = secret.tapeSeed(nonces: [nonce(0).bytes, []])
    let ones = Digest(bytes: Array(repeating: 1, count: 32))
    let twos = Digest(bytes: Array(repeating: 2, count: 32))
    let first = ChainLink.beginning.next(ones)
    let rows = [
      ("hash of seat 0", nonceHash(0)), ("hash of seat 1", nonceHash(1)),
      ("the nonce of seat 0 in seat 1", nonceHash(0, in: 1)), ("match seed with nonces", seed),
      ("match seed with the first nonce alone", alone),
      ("tape key with nonces", Digest.of(domain: "margin-duel/tape/1", [seed.bytes])),
      ("c(1)", first.digest), ("c(2)", first.next(twos).digest),
    ]
    for (what, value) in rows { #expect(page.contains("| \(what) | `\(value)` |")) }
  }

  @Test func theTapeFileIsAsWritten() throws {
    let block = try #require(try Pages.blocks(of: "tape", in: "tapes.md").first)
    let text = block.lines.map { $0 + "\n" }.joined()
    let tape = try TapeFile.read(Array(text.utf8))
    #expect(tape.name == "AB-CD" && tape.tickCount == 3)
    var written = ByteBuffer()
    TapeFile.append(tape, to: &written)
    #expect(written.bytes == Array(text.utf8))
  }

  @Test func thePathThroughCandlesIsAsWritten() throws {
    let candles =
      "time,open,high,low,close\n60,10.00,10.50,9.80,10.20\n120,10.25,10.30,9.00,9.10\n"
    var options = ImportOptions()
    options.bridge = CandleBridge("bridge:10:1")
    var reader = HistoryReader(file: "AB.csv", options: options)
    try reader.feed(Array(candles.utf8).span)
    let tape = try TapeImport.tape(
      of: [ImportedInstrument(try reader.finish())], options: options)
    #expect(tape.instruments[0].priceStep.description == "0.01")
    let page = try Pages.read("tapes.md")
    let ticks = tape.marks(ofInstrument: 0).map(\.description)
    for (index, path) in [ticks[..<10], ticks[10...]].enumerated() {
      let row = "| \(index + 1) | \(path.joined(separator: " ")) |"
      #expect(page.contains("\n\(row)\n"), "tapes.md lacks: \(row)")
    }
  }

  @Test func everyRuleKeyOfAPresetIsInTheTable() throws {
    let page = try Pages.read("rules.md")
    for preset in RulesPreset.all {
      for (key, _) in preset.values.text where !["preset", "instruments"].contains(key) {
        let name = key.split(separator: ".").last.map(String.init) ?? key
        let isNamed =
          page.contains("| \(name) |") || page.contains("NAME.\(name) |")
          || page.contains("NAME.\(name),")
        #expect(isNamed, "rules.md does not name \(key)")
      }
    }
  }
}
