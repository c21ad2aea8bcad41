import DuelRules
import Foundation
import Testing
import WireProtocol

/// README.md, messages.json and errors.tsv say what the code does; so do the dialogues of rules.md.
struct WirePageTests {
  private static var transcripts: [Pages.Block] {
    ["README.md", "rules.md"].flatMap { (try? Pages.blocks(of: "transcript", in: $0)) ?? [] }
  }

  @Test(arguments: transcripts)
  func everyTranscriptHappensAsWritten(_ block: Pages.Block) throws {
    try Transcript.run(block.lines)
  }

  @Test func thereAreTranscripts() { #expect(Self.transcripts.count >= 2) }

  @Test(arguments: [
    ["A< INFO nonsense"], ["A< INFO …", "A< another"], ["A< INFO …", "A> PING", "A< OK PONG"],
    ["A< INFO …", "A> PING"],
  ])
  func aFalseTranscriptIsNoticed(_ lines: [String]) {
    #expect(throws: TranscriptFailure.self) { try Transcript.run(lines) }
  }

  private struct Messages: Decodable {
    struct Command: Decodable {
      let name: String
      let usage: String
      let summary: String
      let needs: String
      let arguments: [Argument]
    }
    struct Argument: Decodable {
      let name: String
      let positional: Bool?
    }
    struct Push: Decodable {
      let name: String
      let stream: String
      let fields: [String]
    }
    let proto: Int
    let commands: [Command]
    let pushes: [Push]
  }

  private func messages() throws -> Messages {
    try JSONDecoder().decode(Messages.self, from: Data(try Pages.read("messages.json").utf8))
  }

  @Test func messagesNameEveryVerbAsTheCodeDoes() throws {
    let messages = try messages()
    #expect(messages.proto == ProtocolVersion.number)
    #expect(messages.commands.map(\.name) == Verb.allCases.map(\.rawValue))
    #expect(messages.commands.map(\.usage) == Verb.allCases.map(\.usage))
    #expect(messages.commands.map(\.summary) == Verb.allCases.map(\.summary))
  }

  @Test func messagesNameTheBareWordsOfEveryVerb() throws {
    let words = try messages().commands.map { command in
      command.arguments.filter { $0.positional == true }.map(\.name)
    }
    #expect(words == Verb.allCases.map { $0.words.map { "\($0.name)" } })
    let page = try Pages.read("README.md")
    for verb in Verb.allCases {
      for word in verb.words { #expect(page.contains("`\(word.name)`"), "\(verb) \(word.name)") }
    }
  }

  @Test func messagesNameEveryPushAsTheCodeDoes() throws {
    let pushes = try messages().pushes
    #expect(pushes.map(\.name) == PushType.allCases.map(\.rawValue))
    #expect(
      pushes.map { $0.stream == "match" } == PushType.allCases.map(\.isInMatchStream))
  }

  @Test func theTableOfVerbsIsTheCodes() throws {
    let page = try Pages.read("README.md")
    for verb in Verb.allCases {
      let usage = verb.usage.replacingOccurrences(of: "|", with: "\\|")
      let row = "| \(verb.rawValue) | `\(usage)` | \(verb.summary) |"
      #expect(page.contains(row), "README.md lacks: \(row)")
    }
  }

  @Test func theTableOfErrorsIsTheCodes() throws {
    let rows = try Pages.read("errors.tsv").split(separator: "\n").dropFirst()
      .map { $0.components(separatedBy: "\t") }
    #expect(rows.allSatisfy { $0.count == 6 && !$0[4].isEmpty && !$0[5].isEmpty })
    #expect(rows.map { $0[0] } == ErrorCode.allCases.map(\.rawValue))
    #expect(rows.map { $0[1] } == ErrorCode.allCases.map(\.kind.rawValue))
    #expect(rows.map { $0[2] } == (1...rows.count).map(String.init))
    #expect(rows.map { $0[3] == "yes" } == ErrorCode.allCases.map(\.closes))
  }

  @Test func theLimitsInTheTextAreTheCodes() throws {
    let page = try Pages.read("README.md")
    #expect(page.contains("(\(Limits.lineMax); it stands in the greeting)"))
    #expect(page.contains("each tick of a lockstep match allows \(Limits.linesPerTick) more"))
    #expect(page.contains("connected the match waits \(Limits.graceMilliseconds / 1000) s"))
    #expect(page.contains("`PING` after \(Limits.pingMilliseconds / 1000) s"))
    #expect(page.contains("any line within \(Limits.pongMilliseconds / 1000) s answers it"))
    #expect(page.contains("WATCH or RESUME | \(Limits.loginMilliseconds / 1000) s"))
    #expect(page.contains("within \(Limits.lineMilliseconds / 1000) s after its first"))
    #expect(page.contains("| connections | \(Limits.connectionsMax),"))
    #expect(page.contains("one /64) | \(Limits.connectionsPerAddress),"))
    #expect(page.contains("after \(Limits.refusedLinesMax) of these in a row"))
    #expect(
      page.contains(
        "one before them | \(Limits.waitingMax >> 10) KiB, \(Limits.waitingLineBytes) bytes"))
    #expect(page.contains("for all connections | \(Limits.heldMax >> 20) MiB"))
    #expect(page.contains("about\n\(Limits.answersPerRound >> 10) KiB in a round"))
    let commands = Match.commandsMax(ticks: 0)
    #expect(page.contains("commands in a match | \(commands) and 20 for each tick of it"))
    #expect(page.contains("has not read | \(Limits.backlogMax >> 10) KiB"))
    #expect(page.contains("lets \(Limits.backlogMax >> 10) KiB pile up"))
    #expect(page.contains("\(Limits.recordLinesPerReply) lines at a time"))
    #expect(page.contains("last \(Limits.historyMax >> 10) KiB of a match"))
    #expect(page.contains("and \(Limits.wrongTokensMax) of them close the"))
    let seconds = Limits.chatMilliseconds / 1000
    #expect(
      page.contains(
        "(1 to \(Limits.chatLengthMax) characters, \(Limits.chatMax) times in \(seconds) s)"))
  }
}
