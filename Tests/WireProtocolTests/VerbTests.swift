import Primitives
import TestKit
import Testing
import WireProtocol

struct VerbTests {
  private func verb(_ word: String) -> Verb? {
    let bytes = Array(word.utf8)
    return Verb(bytes.span)
  }

  @Test(arguments: Verb.allCases)
  func everyVerbReadsBack(_ known: Verb) {
    #expect(verb(known.rawValue) == known)
    #expect(verb(known.rawValue.lowercased()) == known)
  }

  @Test(arguments: Verb.allCases)
  func nearMissesAreNotVerbs(_ known: Verb) {
    let word = known.rawValue
    for miss in [word + "S", "X" + word, word + "\u{0}", "\u{0}" + word, word + " ", " " + word] {
      #expect(verb(miss) == nil, "\(miss)")
    }
    let shorter = String(word.dropLast())
    #expect(verb(shorter)?.rawValue == (Verb(rawValue: shorter))?.rawValue)
    let reversed = String(word.reversed())
    #expect(verb(reversed) == (reversed == word ? known : nil))
  }

  /// Bit 5 tells the cases of a letter apart, and only of a letter.
  @Test func onlyLettersHaveTwoCases() {
    for known in Verb.allCases {
      var bytes = Array(known.rawValue.utf8)
      for index in bytes.indices {
        bytes[index] ^= 0x40
        #expect(Verb(bytes.span) == nil)
        bytes[index] ^= 0x40
        bytes[index] |= 0x80
        #expect(Verb(bytes.span) == nil)
        bytes[index] &= 0x7f
      }
    }
  }

  @Test(arguments: [
    "", "L", "LONGLONGLONGLONG", "LONGLONGLONGLONGLONG", "ÄÖÜ", "\u{0}", "INFO", "OK",
  ])
  func otherWordsAreNotVerbs(_ word: String) { #expect(verb(word) == nil) }

  @Test func theSeatsVerbsGoThroughTheLog() {
    let entries = Verb.allCases.filter(\.isSeatEntry)
    #expect(
      entries == [
        .leave, .ready, .open, .long, .short, .close, .limit, .stop, .take, .trail, .oco, .cancel,
        .leverage, .mode, .margin, .done,
      ])
  }

  @Test(arguments: Verb.allCases)
  func usageBeginsWithTheVerbAndTheSummaryIsASentence(_ known: Verb) {
    #expect(known.usage.split(separator: " ").first.map(String.init) == known.rawValue)
    #expect(known.summary.hasSuffix(".") && !known.summary.contains("\""))
  }
}
