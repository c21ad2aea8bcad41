import Foundation
import Testing

/// The house rules, held against every file of the project.
struct TidyTests {
  private func sources() throws -> [SourceFile] { try Tree.swiftFiles(in: ["Sources"]) }
  private func all() throws -> [SourceFile] { try Tree.swiftFiles(in: ["Sources", "Tests"]) }

  private func expectNone(_ findings: [Finding]) {
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test func importsGoDown() throws {
    let files = try sources()
    var floorOf: [String: String] = [:]
    for file in files {
      if let place = file.place { floorOf[place.module] = place.floor }
    }
    #expect(floorOf.count >= 20)
    expectNone(files.flatMap { Checks.imports($0, floorOf: floorOf) })
  }

  @Test func nothingBannedStandsBelowTheEdge() throws {
    expectNone(try sources().flatMap { Checks.bans($0) })
  }

  @Test func linesAndFilesAreShort() throws { expectNone(try all().flatMap { Checks.sizes($0) }) }

  @Test func functionsAreShort() throws { expectNone(try all().flatMap { Checks.functions($0) }) }

  @Test func nothingIsLeftOver() throws { expectNone(try all().flatMap { Checks.leftovers($0) }) }

  @Test func everythingPublicSaysWhatItIs() throws {
    expectNone(try sources().flatMap { Checks.documentation($0) })
  }

  @Test func everyPageHasOneTitle() throws {
    let pages = try ["Protocol", "Sources", "Tests"].flatMap {
      try Tree.files(in: $0, ending: ".md")
    }
    #expect(pages.count >= 6)
    expectNone(pages.flatMap { Checks.title($0) })
    expectNone(Checks.title(SourceFile(path: "README.md", text: try Tree.text("README.md"))))
  }

  @Test func theManifestNamesNoPackage() throws {
    let manifest = try Tree.text("Package.swift")
    #expect(manifest.contains("dependencies: []"))
    #expect(!manifest.contains(".package("))
  }

  @Test func theTopLevelHoldsNothingElse() throws {
    let allowed = ["Package.swift", "Sources", "Tests", "Protocol", "README.md"]
    let names = try FileManager.default.contentsOfDirectory(atPath: Tree.root.path)
    #expect(names.filter { !$0.hasPrefix(".") && !allowed.contains($0) } == [])
  }

  @Test func everyModuleHasTests() throws {
    let modules = Set(
      try sources().compactMap(\.place).filter {
        Checks.pureFloors.contains($0.floor) || $0.floor == "Edges"
      }
      .map(\.module))
    for module in modules.sorted() {
      let tests = try Tree.files(in: "Tests/\(module)Tests", ending: ".swift")
      let count = tests.flatMap(\.lines).count { $0.contains("@Test") }
      #expect(count > 0, "Tests/\(module)Tests holds no test")
    }
  }

  @Test func everyRuleIsCitedAndEveryCitationIsARule() throws {
    let pages = ["rules.md", "tapes.md", "record.md", "contests.md"]
    let pattern = #"\b(MATCH|MARGIN|ORDER|LIQ|SCORE|TAPE|RECORD|CONTEST|RATING)-[0-9]+[a-z]?\b"#
    var rules: Set<String> = []
    for page in pages {
      for line in try Tree.text("Protocol/\(page)").components(separatedBy: "\n")
      where line.hasPrefix("### ") {
        rules.formUnion(matches(pattern, in: line))
      }
    }
    #expect(rules.count >= 35)
    let cited = Set(
      try sources().flatMap { matches(pattern, in: $0.lines.joined(separator: "\n")) })
    let inRanges = try sources().flatMap { ranges(in: $0.lines.joined(separator: "\n")) }
    let all = cited.union(inRanges)
    #expect(rules.subtracting(all).sorted() == [])
    #expect(cited.subtracting(rules).sorted() == [])
  }

  /// The rules between the ends of `Rules: MARGIN-8 to MARGIN-13`.
  private func ranges(in text: String) -> [String] {
    let pattern = #"[A-Z]+-[0-9]+ to [A-Z]+-[0-9]+"#
    return matches(pattern, in: text).flatMap { range -> [String] in
      let parts = range.components(separatedBy: " to ").map { $0.split(separator: "-") }
      guard let first = Int(parts[0][1]), let last = Int(parts[1][1]), first <= last else {
        return []
      }
      return (first...last).map { "\(parts[0][0])-\($0)" }
    }
  }

  private func matches(_ pattern: String, in text: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let range = rest.range(of: pattern, options: .regularExpression) {
      found.append(String(rest[range]))
      rest = rest[range.upperBound...]
    }
    return found
  }
}
