import WireProtocol

/// What a check does to lines on their way to a bot. All of it the wire allows.
enum LineTrick {
  /// Adds fields that no version of the wire has yet.
  static func withUnknownFields(_ line: [UInt8]) -> [UInt8] {
    added(line, text: " later=1 note=\"two words\"", json: ",\"later\":1,\"note\":\"two words\"")
  }

  /// Makes a line as long as it may be, and ends it with CR.
  static func long(_ line: [UInt8]) -> [UInt8] {
    let isJSON = line.first == UInt8(ascii: "{")
    let room =
      Limits.lineMax - 1 - line.count - (isJSON ? ",\"filler\":\"\"" : " filler=").utf8.count
    let filler = String(repeating: "x", count: max(1, room))
    return added(line, text: " filler=\(filler)", json: ",\"filler\":\"\(filler)\"")
      + [UInt8(ascii: "\r")]
  }

  /// Pushes that no version of the wire has yet.
  static func unknownPushes(match: String, isJSON: Bool) -> [[UInt8]] {
    let sky = "dark \\\"grey\\\""
    let lines =
      isJSON
      ? [
        "{\"type\":\"WEATHER\",\"match\":\"\(match)\",\"sky\":\"\(sky)\",\"wind\":[1,null]}",
        "{\"type\":\"NEWS-2\"}",
      ] : ["WEATHER match=\(match) sky=\"\(sky)\" wind=1,none", "NEWS-2"]
    return lines.map { Array($0.utf8) }
  }

  static func ping(isJSON: Bool) -> [UInt8] {
    Array((isJSON ? "{\"type\":\"PING\"}" : "PING").utf8)
  }

  /// The refusal of a DONE that came too late, as an answer to a command with this tag.
  static func staleTick(_ tick: Int, tag: String?, isJSON: Bool) -> [UInt8] {
    let text = "the match is at tick \(tick) by now"
    let json =
      "{\"type\":\"ERR\"" + (tag.map { ",\"tag\":\"\($0)\"" } ?? "")
      + ",\"code\":\"stale-tick\",\"field\":\"tick\",\"text\":\"\(text)\"}"
    let plain =
      "ERR" + (tag.map { " #\($0)" } ?? "") + " code=stale-tick field=tick text=\"\(text)\""
    return Array((isJSON ? json : plain).utf8)
  }

  /// A command that the check gives in the bot's name.
  static func command(_ text: String, isJSON: Bool) -> [UInt8] {
    Array((isJSON ? "{\"line\":\"\(text)\",\"tag\":\"check\"}" : "#check \(text)").utf8)
  }

  private static func added(_ line: [UInt8], text: String, json: String) -> [UInt8] {
    if line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}") {
      return line.dropLast() + Array(json.utf8) + [UInt8(ascii: "}")]
    }
    return line + Array(text.utf8)
  }
}
