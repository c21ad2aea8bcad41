import Testing

/// The tables of Protocol/vectors/README.md name the fields that there are, and no others.
struct VectorPageTests {
  private static let market = "rules preset=classroom instruments=BTC"
  private static let long = "0 LONG BTC q=0.2 10x"

  /// For each row of a table, a scenario that comes to what the row describes.
  private static let rows: [(row: String, lines: [String])] = [
    ("`fill`", [market, long, "=> fill"]),
    ("`liquidation`", [market, long, "mark BTC=50000", "=> liquidation"]),
    ("`margin-call`", [market, long, "mark BTC=54500", "=> margin-call"]),
    (
      "`funding`",
      [market, "rules funding-rate=0.001 funding-interval=1", "mark BTC=60000", long]
        + ["mark BTC=60000", "=> funding"]
    ),
    ("`order`", [market, "0 LIMIT LONG BTC 50000 q=0.1", "=> order"]),
    ("`? account SEAT`", [market, "? account 0"]),
    ("`? position SEAT NAME`", [market, "? position 0 BTC"]),
    ("`? quote NAME`", [market, "? quote BTC"]),
    ("`? ledgers`", [market, "? ledgers"]),
    ("`? order SEAT VERB … -> FIELD=VALUE …`", [market, "? order \(long) ->"]),
  ]

  /// The names of the fields, out of what is said when none of them is meant.
  private func fields(_ lines: [String]) throws -> [String] {
    let asked = lines.dropLast() + [lines[lines.count - 1] + " nothing=0"]
    let text = ScenarioText(place: "here", name: "this", lines: Array(asked))
    let failure = try #require(throws: ScenarioFailure.self) { try Scenario.run(text) }
    let parts = failure.description.split(separator: "there are ")
    return try #require(parts.count == 2 ? parts.last : nil).split(separator: " ").map(String.init)
  }

  /// The names in a row of the page, without what stands in brackets behind them.
  private func names(in row: String) throws -> [String] {
    let lines = try Pages.read("vectors/README.md").split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("| \(row) |") })
    var depth = 0
    let plain = line.dropFirst(row.count + 3).filter { character in
      if character == "(" { depth += 1 }
      defer { if character == ")" { depth -= 1 } }
      return depth == 0
    }
    let parts = plain.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
      .filter { $0 != "none" && !$0.hasPrefix("->") }
  }

  @Test(arguments: rows.indices)
  func eachRowNamesTheFields(_ index: Int) throws {
    let (row, lines) = Self.rows[index]
    #expect(try names(in: row).sorted() == fields(lines).sorted(), "\(row)")
  }

  @Test func theOutputsOfCalculationsAreOnThePage() throws {
    let page = try Pages.read("vectors/README.md")
    let outputs =
      try fields(["calc liquidation mode=isolated side=long entry=1 quantity=1 margin=1 ->"])
      + fields(["calc maintenance notional=1 ->"])
    #expect(outputs.count == 9)
    for output in outputs { #expect(page.contains("`\(output)`"), "\(output)") }
  }
}
