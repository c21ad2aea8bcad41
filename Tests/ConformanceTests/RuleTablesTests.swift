import DuelRules
import Foundation
import Margin
import Primitives
import Testing

/// The tables of rules.md and the key order of record.md are those of the code.
struct RuleTablesTests {
  /// The rows of the table whose header begins with these cells, cells trimmed.
  private func rows(_ first: String, _ second: String) throws -> [[String]] {
    let lines = try Pages.read("rules.md").components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| \(first) | \(second) |") })
    let table = lines[start...].prefix { $0.hasPrefix("|") }
    return table.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  private func value(_ key: String, of preset: String) throws -> String {
    let values = try #require(RulesPreset.named(preset)?.values)
    return try #require(values.text.first { $0.key == key }?.value)
  }

  private func isSame(_ page: String, _ code: String) -> Bool {
    page == code || (Money(page) != nil && Money(page) == Money(code))
  }

  @Test func theKeysHaveTheValuesOfThePage() throws {
    let rows = try rows("key", "unit and range")
    let presets = Array(rows[0].dropFirst(2))
    #expect(presets == ["classroom", "standard", "ranked"])
    let single = rows.dropFirst(2).filter { !$0[2].isEmpty }
    #expect(single.count == 28)
    for row in single {
      for (preset, page) in zip(presets, row.dropFirst(2)) {
        let code = try value(row[0], of: preset)
        #expect(isSame(page, code), "\(row[0]) of \(preset): \(page) on the page, \(code) here")
      }
    }
  }

  /// What the second table does not list is as under `standard`.
  @Test func theOtherPresetsDifferAsThePageSays() throws {
    let rows = try rows("key", "exchange")
    let presets = Array(rows[0].dropFirst())
    let listed = rows.dropFirst(3).map { $0[0] }
    #expect(presets == ["exchange", "crypto", "forex", "stocks"])
    for (column, preset) in presets.enumerated() {
      for row in rows.dropFirst(3) where row[column + 1] != "below" {
        let code = try value(row[0], of: preset)
        #expect(isSame(row[column + 1], code), "\(row[0]) of \(preset) is \(code)")
      }
      for (key, code) in RulesPreset.standard.values.text
      where key != "preset" && !listed.contains(key) && !key.contains(".") {
        #expect(try value(key, of: preset) == code, "\(key) of \(preset) is not on the page")
      }
    }
  }

  @Test func theBracketsOfTheExchangeAreOnThePage() throws {
    let page = try Pages.read("rules.md")
    let list = RulesPreset.exchange.values.brackets
      .map { "\($0.floor):\($0.rate):\($0.leverageMax)".replacing(".00:", with: ":") }
    #expect(page.contains("\n`\(list.joined(separator: ","))`\n"))
  }

  @Test func everyInstrumentIsOnThePage() throws {
    let rows = try rows("instrument", "start-price")
    let keys = Array(rows[0].dropFirst())
    let names = rows.dropFirst(2).map { $0[0] }
    #expect(names.count == 24)
    for row in rows.dropFirst(2) {
      var values = RulesPreset.standard.values
      try values.set("instruments", to: row[0])
      for (key, page) in zip(keys, row.dropFirst()) {
        let code = try #require(values.text.first { $0.key == "\(row[0]).\(key)" }?.value)
        #expect(isSame(page, code), "\(row[0]).\(key) is \(code)")
      }
    }
    var values = RulesPreset.standard.values
    do throws(RuleError) { try values.set("instruments", to: "?") } catch {
      #expect(error.reason.hasSuffix("Known: \(names.joined(separator: ","))"))
    }
  }

  @Test func theReadmeListsThePresets() throws {
    let page = try String(
      contentsOf: Pages.root.appendingPathComponent("README.md"), encoding: .utf8)
    let wire = try Pages.read("README.md").replacing("\n", with: " ")
    for preset in RulesPreset.all {
      #expect(page.contains("| `\(preset.name)` | \(preset.summary) |"))
      #expect(wire.contains("`\(preset.name)`"))
    }
  }

  @Test func theRulesFileOfThePageIsRead() throws {
    let block = try #require(try Pages.blocks(of: "json", in: "rules.md").first)
    let rules = try RulesFile.read(Array(block.lines.joined(separator: "\n").utf8))
    #expect(rules.values.ticks == 600 && rules.values.instruments.map(\.name) == ["BTC", "SOL"])
    #expect(rules.margin.instruments[0].maintenance.brackets.count == 2)
  }

  @Test func theRecordNamesTheKeysInTheirOrder() throws {
    let page = try Pages.read("record.md").replacing("\n", with: " ")
    let keys = RulesPreset.standard.values.text.map(\.key)
      .filter { !["preset", "instruments"].contains($0) && !$0.contains(".") }
    let list = keys.map { "`\($0)`" }.joined(separator: ", ")
    #expect(page.contains("then \(list), then for each instrument"))
  }
}
