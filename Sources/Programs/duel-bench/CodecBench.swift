import Digests
import DuelRules
import Margin
import PriceTape
import Primitives
import Terminal
import WireProtocol

/// Lines in and lines out.
enum CodecBench {
  static func run(_ size: BenchSize) throws(CommandFailure) {
    let rules = try benchRules("BTC,ETH", seats: 2, ticks: 1000)
    try parse(size, rules)
    try parseJSON(size)
    try encode("codec-tick", .text, size, rules)
    try encode("codec-tick-json", .json, size, rules)
  }

  private static func parse(_ size: BenchSize, _ rules: Rules) throws(CommandFailure) {
    let count = size.count(1_000_000)
    let names = InstrumentNames(rules)
    let line = Array("#17 LONG BTC 500 10x isolated".utf8)
    try measure("codec-parse", size, operations: count, unit: "command") {
      () throws(CommandFailure) in
      var reader = RequestLine()
      var sum: Int64 = 0
      for _ in 0..<count {
        guard case .success(.long?) = reader.parse(line.span) else {
          throw CommandFailure(.no, "codec-parse: the line was not understood")
        }
        let command: TradeCommand
        do throws(CommandTextError) {
          command = try CommandText.parse(
            .long, reader.tokens, from: reader.firstArgument, in: line.span, names: names)
        } catch {
          throw CommandFailure(.no, "codec-parse: \(error)")
        }
        if case .enter(let order) = command { sum &+= Int64(order.leverage?.value ?? 0) }
      }
      return Digest.of([sum])
    }
  }

  /// From the JSON line to the verb and its tokens.
  private static func parseJSON(_ size: BenchSize) throws(CommandFailure) {
    let count = size.count(1_000_000)
    let json = #"{"verb":"LONG","tag":"17","instrument":"BTC","size":"500","leverage":10}"#
    let line = Array(json.utf8)
    try measure("codec-parse-json", size, operations: count, unit: "command") {
      () throws(CommandFailure) in
      var reader = JSONLineReader()
      var request = RequestLine()
      var text = ByteBuffer()
      var sum: Int64 = 0
      for _ in 0..<count {
        text.clear()
        do throws(JSONLineError) {
          try reader.read(line.span, into: &text)
        } catch {
          throw CommandFailure(.no, "codec-parse-json: \(error)")
        }
        let verb = text.withSpan { request.parse($0) }
        guard case .success(.long?) = verb else {
          throw CommandFailure(.no, "codec-parse-json: the line was not understood")
        }
        sum &+= Int64(request.tokens.count)
      }
      return Digest.of([sum])
    }
  }

  private static func encode(
    _ name: String, _ format: MessageFormat, _ size: BenchSize, _ rules: Rules
  ) throws(CommandFailure) {
    let count = size.count(1_000_000)
    var tape = Tape(source: rules.source, seed: Digest.of(domain: "bench", []))
    var marks = [Price](repeating: .zero, count: 2)
    tape.next(into: &marks)
    let quotes = rules.quotes(marks: marks)
    let names = rules.values.instruments.map(\.name)
    let writer = MessageWriter(format)
    try measure(name, size, operations: count, unit: "tick") {
      var buffer = ByteBuffer(capacity: 4096)
      for tick in 0..<count {
        buffer.clear()
        writer.tickFields(Tick(tick), quotes: quotes, names: names, &buffer)
        writer.end(&buffer)
      }
      return buffer.withSpan { Digest.of($0) }
    }
  }
}
