import BotCheck
import CheckService
import DuelRules
import DuelServer
import Foundation
import Reactor
import Terminal

/// `duel check`: whether a bot can do what a contest asks of it, step by step.
enum CheckCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(
      words, flags: ["--bot", "--seed", "--patience"], switches: ["--json"])
    try arguments.expectWords(atMost: 0)
    guard let command = arguments.text("--bot"), !command.isEmpty else {
      throw CommandFailure(.usage, "which bot? duel check --bot 'python3 bot.py'")
    }
    guard let tape = CheckTape.make() else {
      throw CommandFailure(.badData, "the tape of the check cannot be made")
    }
    let options = CheckOptions(
      command: command, seed: try arguments.integer("--seed", in: 0...Int(Int32.max)) ?? 1,
      patienceMilliseconds: try arguments.integer("--patience", in: 100...600_000) ?? 10_000)
    signal(SIGPIPE, SIG_IGN)
    let server = try OwnServer.start(
      rules: try RulesOption.rules(arguments, tapes: []), tapes: [tape])
    defer { server.stop() }
    let outcome: CheckOutcome
    do throws(SystemError) {
      outcome = try CheckRunner.run(options, at: server.address)
    } catch {
      throw CommandFailure(.unreachable, error.description)
    }
    let talk = outcome.talk.split(separator: "\n").map(String.init)
    for step in CheckStep.allCases {
      let result = outcome.report.result(of: step)
      if arguments.has("--json") {
        Output.line(try JSONStep(step, result, talk: talk).line())
      } else {
        for line in text(step, result, talk: talk) { Output.line(line) }
      }
    }
    return outcome.report.isGood ? .done : .no
  }

  private static func text(
    _ step: CheckStep, _ result: CheckResult, talk: [String]
  ) -> [String] {
    let number = step.rawValue < 10 ? " \(step.rawValue)" : "\(step.rawValue)"
    let word = result.word + String(repeating: " ", count: 6 - result.word.count)
    let head = "\(number)  \(word)  \(step.title)"
    switch result {
    case .ok(""), .unchecked: return [head]
    case .ok(let text), .noted(let text): return ["\(head): \(text)"]
    case .failed(let reason, let exchange):
      var lines = [head, "        \(reason)"] + exchange.map { "        \($0)" }
      lines += talk.suffix(talkMax).map { "        stderr: \($0)" }
      return lines + ["        change: \(step.advice)"]
    }
  }

  /// How many lines of the bot's standard error are shown with a failure.
  private static let talkMax = 5
}

/// A step as `--json` writes it.
private struct JSONStep: Encodable {
  let step: Int
  let title: String
  let result: String
  let text: String?
  let exchange: [String]?
  let stderr: [String]?
  let change: String?

  init(_ step: CheckStep, _ result: CheckResult, talk: [String]) {
    self.step = step.rawValue
    title = step.title
    self.result = result == .unchecked ? "unchecked" : result.word.lowercased()
    switch result {
    case .unchecked: (text, exchange, stderr, change) = (nil, nil, nil, nil)
    case .ok(let text), .noted(let text):
      self.text = text.isEmpty ? nil : text
      (exchange, stderr, change) = (nil, nil, nil)
    case .failed(let reason, let exchange):
      text = reason
      self.exchange = exchange
      stderr = talk
      change = step.advice
    }
  }

  func line() throws(CommandFailure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw CommandFailure(.badData, "the report cannot be written: \(error)")
    }
  }
}
