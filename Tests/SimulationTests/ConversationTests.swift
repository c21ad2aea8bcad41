import Testing
import WireProtocol

@testable import Simulation

struct ConversationTests {
  @Test func linesAreCutWhereverTheyWereSent() {
    var conversation = Conversation(isHonest: true)
    #expect(conversation.lines(of: Array("PI".utf8)).isEmpty)
    #expect(conversation.partialCount == 2)
    let lines = conversation.lines(of: Array("NG\n\nOK".utf8))
    #expect(lines == [Array("PING".utf8), []])
  }

  @Test func repliesComeInOrder() {
    var conversation = Conversation(isHonest: true)
    for tag in ["a", "b"] {
      conversation.says(ExpectedReply(tag: tag, verb: .ping, text: "PING", isReadable: true))
    }
    #expect(conversation.takePending()?.tag == "a")
    #expect(conversation.unanswered.map(\.tag) == ["b"])
    #expect(conversation.takePending()?.tag == "b")
    #expect(conversation.takePending() == nil)
  }

  /// Numbers go up by one; a match that is shown as it stands repeats the last one.
  @Test(arguments: [
    (0, [(1, false), (2, false)], true), (0, [(2, false)], false), (4, [(4, false)], false),
    (4, [(5, false), (5, false)], false),
    (4, [(9, true), (9, false), (9, false), (10, false)], true),
    (4, [(9, true), (10, false), (10, false)], false), (4, [(3, true)], false),
    (nil, [(70, false), (70, false), (71, false)], true), (nil, [(70, false), (72, false)], false),
  ])
  func pushesAreNumbered(_ first: Int?, _ numbers: [(Int, Bool)], _ isRight: Bool) {
    var stream = SeenStream(match: "m1", sequence: first, isSnapshot: first == nil)
    let found = numbers.map { stream.take($0.0, isSkip: $0.1) }
    #expect(found.allSatisfy { $0 } == isRight)
  }

  @Test func whoWatchesSomethingElseSeesNoMoreOfTheFirst() {
    var conversation = Conversation(isHonest: false)
    conversation.place = Conversation.Place(match: "m1", seat: 0)
    conversation.begin("m1", after: 0)
    conversation.begin("m2", after: nil)
    conversation.endWatching()
    #expect(conversation.streams.map(\.match) == ["m1"])
    #expect(conversation.tick == nil)
    conversation[0].tick = 5
    #expect(conversation.tick == 5)
    conversation.isLoose = true
    #expect(conversation.tick == nil)
  }
}
