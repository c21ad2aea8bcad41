import DuelRules
import Margin
import Primitives
import TestKit
import Testing
import WireProtocol

/// Bytes that nobody meant: whatever comes, the answer is a verb or a code.
struct WireFuzzTests {
  private static let valid = [
    "HELLO name=ada proto=1 agent=\"a \\\"b\\\" \\\\\"", "#1 CREATE rules=classroom ticks=3 seed=7",
    "JOIN match=m1", "QUEUE clock=live:500 seats=2", "#x LONG BTC 500 10x isolated",
    "SHORT ETH n=500 leverage=20", "CLOSE BTC 50%", "LEVERAGE BTC 20x", "DONE tick=17",
    "RECORD match=m1 from=501", "HELP LONG", "WATCH match=m1", "LONG BTC q=0.2", "LONG BTC 25%",
  ]

  /// Reads bytes as the server does, as far as that goes without a match.
  private func read(_ bytes: [UInt8], _ names: InstrumentNames, _ line: inout RequestLine) {
    let span = bytes.span
    switch line.parse(span) {
    case .success(let verb):
      if let tag = line.tag { #expect(bytes[tag].allSatisfy(isNameByte)) }
      guard let verb else { return }
      #expect(line.firstArgument <= line.tokens.count)
      _ = line.field("match", in: span)
      readTrade(verb, line, span, names)
    case .failure(let error):
      let refusal = Refusal(line: error.code, word: line.word(in: span))
      let reply = written { MessageWriter(.text).error(refusal, tag: line.tag, in: span, &$0) }
      #expect(reply.hasPrefix("ERR ") && reply.hasSuffix("\"\n"))
      #expect(reply.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
    }
  }

  private func readTrade(
    _ verb: Verb, _ line: RequestLine, _ span: Span<UInt8>, _ names: InstrumentNames
  ) {
    do throws(CommandTextError) {
      guard let trade = verb.trade else { return }
      _ = try CommandText.parse(
        trade, line.tokens, from: line.firstArgument, in: span, names: names)
    } catch {
      let refusal = Refusal(error, verb: verb, instruments: ["BTC", "ETH"])
      #expect(refusal.code.kind == .syntax || refusal.code == .unknownInstrument)
    }
  }

  @Test(arguments: 1...20)
  func randomBytesAreReadOrRefused(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let names = InstrumentNames(try makeRules())
    var line = RequestLine()
    for _ in 0..<100 {
      let isText = dice.once(in: 2)
      let bytes = (0..<dice.rollLogarithmic(0...300)).map { _ in
        UInt8(isText ? dice.roll(32...126) : dice.roll(0...255))
      }
      read(bytes, names, &line)
    }
  }

  @Test(arguments: 1...20)
  func mutatedLinesAreReadOrRefused(_ seed: Int) throws {
    var dice = Dice(seed: seed)
    let names = InstrumentNames(try makeRules())
    let interesting = Array("#=\" \\%x-.9m\t".utf8) + [0, 127, 128, 255]
    var line = RequestLine()
    for _ in 0..<100 {
      var bytes = Array(dice.pick(Self.valid).utf8)
      for _ in 0..<dice.roll(1...6) where !bytes.isEmpty {
        let place = dice.roll(0...bytes.count - 1)
        switch dice.roll(0...4) {
        case 0: bytes[place] = dice.pick(interesting)
        case 1: bytes.insert(dice.pick(interesting), at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes += bytes[..<place]
        }
      }
      read(bytes, names, &line)
    }
  }

  @Test(arguments: 1...20)
  func aStreamOfRandomBytesIsCutIntoLinesOrRefused(_ seed: Int) {
    var dice = Dice(seed: seed)
    var framer = LineFramer(lineMax: 64)
    var total = 0
    for _ in 0..<200 {
      let bytes = (0..<dice.roll(0...60)).map { _ in UInt8(dice.roll(8...20)) }
      var start = 0
      do throws(FramingError) {
        while true {
          let found = try framer.next(in: bytes.span, from: &start)
          if found == .needsMore { break }
          total += 1
        }
      } catch {
        framer = LineFramer(lineMax: 64)
      }
    }
    #expect(total > 100)
  }
}
