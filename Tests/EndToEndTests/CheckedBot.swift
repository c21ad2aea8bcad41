import Foundation
import Testing

/// What `duel check` finds of a bot.
struct CheckedBot {
  /// A line of `duel check --json`.
  struct Step: Decodable {
    let step: Int
    let result: String
    let text: String?
    let exchange: [String]?
    let stderr: [String]?
    let change: String?
  }

  let steps: [Step]
  let status: Int32

  /// The steps that have failed.
  var failed: [Step] { steps.filter { $0.result == "failed" } }

  init(_ command: String, patience: Int = 60_000) async throws {
    let finished = try await Program(
      "duel", ["check", "--json", "--patience", String(patience), "--bot", command]
    ).finish()
    steps = try finished.lines.map { try JSONDecoder().decode(Step.self, from: Data($0.utf8)) }
    status = finished.status
    #expect(steps.map(\.step) == Array(1...12), "\(finished.talk)")
  }

  static func expectGood(_ command: String) async throws {
    let checked = try await CheckedBot(command)
    #expect(checked.steps.allSatisfy { $0.result == "ok" }, "\(checked.steps)")
    #expect(checked.status == 0)
  }
}
