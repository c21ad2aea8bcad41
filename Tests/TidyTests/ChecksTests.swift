import Testing

/// Each check notices what it is there for, and leaves alone what is right.
struct ChecksTests {
  private func file(_ text: String, _ path: String = "Sources/Game/Margin/A.swift") -> SourceFile {
    SourceFile(path: path, text: text)
  }

  private let floorOf = ["Margin": "Game", "Primitives": "Core", "DuelHost": "Machines"]

  @Test(arguments: [
    ("import Primitives", 0), ("public import DuelHost", 1), ("import Foundation", 1),
    ("@testable import DuelHost", 1), ("import COpenSSL", 1), ("// import Foundation is banned", 0),
    ("let text = \"import Foundation\"", 0),
  ])
  func importsUpwardAndOutwardAreNoticed(_ line: String, _ count: Int) {
    #expect(Checks.imports(file(line), floorOf: floorOf).count == count)
  }

  @Test(arguments: [
    ("let x: Double = 1", 1), ("let now = Date()", 1), ("let x = [String: Int]()", 1),
    ("var seen: Set<Int> = []", 1), ("x.random(in: 0..<2)", 1), ("print(x)", 1), ("a &+ b", 1),
    ("let x: Double = 1  // deterministic-ok: display only", 0), ("// a Double is banned", 0),
    ("let text = \"Double\"", 0), ("let updated = 1", 0), ("a + b", 0),
  ])
  func bannedWordsAreNoticed(_ line: String, _ count: Int) {
    #expect(Checks.bans(file(line)).count == count)
    #expect(Checks.bans(file(line, "Sources/Edges/Reactor/A.swift")).isEmpty)
  }

  @Test func rankingsAloneMayCalculateInFloatingPoint() {
    let path = "Sources/Game/Rankings/A.swift"
    #expect(Checks.bans(file("let x: Double = 1", path)).isEmpty)
    #expect(Checks.bans(file("let x: [String: Double] = [:]", path)).count == 1)
  }

  @Test func longLinesAndFilesAreNoticed() {
    #expect(Checks.sizes(file(String(repeating: "x", count: 101))).count == 1)
    #expect(Checks.sizes(file(String(repeating: "x", count: 100))).isEmpty)
    #expect(Checks.sizes(file(String(repeating: "x\n", count: 501))).count == 1)
    #expect(Checks.sizes(file(String(repeating: "x\n", count: 500))).isEmpty)
  }

  @Test func longFunctionsAreNoticed() {
    func function(_ lines: Int) -> String {
      "  func f() {\n" + String(repeating: "    x()\n", count: lines) + "  }\n"
    }
    #expect(Checks.functions(file(function(71))).count == 1)
    #expect(Checks.functions(file(function(60))).isEmpty)
  }

  @Test(arguments: [
    ("// TO" + "DO later", 1), ("let x = 1  // FIX" + "ME", 1), ("// let x = compute(1)", 1),
    ("// for the player (not the house)", 0), ("// if x {", 1),
    ("// Rounding waits until money moves.", 0),
    ("// let it be known", 0),
  ])
  func leftoversAreNoticed(_ line: String, _ count: Int) {
    #expect(Checks.leftovers(file(line)).count == count)
  }

  @Test(arguments: [
    ("public func f() {}", 1), ("/// Does f.\npublic func f() {}", 0),
    ("/// Does f.\n@inlinable public func f() {}", 0),
    ("/// Does f.\n@discardableResult\npublic mutating func f() {}", 0), ("func f() {}", 0),
    ("@inlinable public static func f() {}", 1),
  ])
  func missingDocumentationIsNoticed(_ text: String, _ count: Int) {
    #expect(Checks.documentation(file(text)).count == count)
  }

  @Test(arguments: [
    ("# One\n\n## Two", 0), ("# One\n# Two", 1), ("Two\n# One", 1), ("# One\n```\n# Two\n```", 0),
  ])
  func titlesAreCounted(_ text: String, _ count: Int) {
    #expect(Checks.title(file(text, "README.md")).count == count)
  }
}
