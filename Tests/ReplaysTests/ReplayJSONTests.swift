import Foundation
import Primitives
import Records
import Replays
import TestKit
import Testing

struct ReplayJSONTests {
  private func lines(_ record: ShownRecord) -> [String] {
    var replay = Replay(record.contents)
    var lines: [String] = []
    while replay.advance() {
      var line = ByteBuffer()
      ReplayJSON.line(&replay, &line)
      lines.append(line.withSpan { String(decoding: $0) })
    }
    return lines
  }

  /// The first ticks of the fall, as in Protocol/record.md: the command stands in its tick, what it
  /// led to in the next.
  @Test func theContractByExample() throws {
    let lines = lines(try ShownRecord.fall())
    #expect(lines.count == 5)
    #expect(
      lines[0] == """
        {"tick":0,"marks":{"OLD":"100.00"},"commands":[{"seat":0,"number":1,\
        "command":"LONG OLD quantity=10 leverage=10 take=120.00","events":[{"type":"fill","order":1,\
        "instrument":"OLD","side":"buy","quantity":"10","price":"100.00","fee":"0.00",\
        "realizedProfit":"0.00","reason":"market","position":"10","insurance":"0.00",\
        "spread":"0.00","impact":"0.00"},{"type":"order","order":2,"instrument":"OLD",\
        "kind":"take-profit","side":"sell","price":"120.00","quantity":null,"reduceOnly":true,\
        "state":"open"}]}],"seats":[{"seat":0,"equity":"10000.00","wallet":"10000.00",\
        "positions":[],"events":[],"name":"p0","place":1,"available":"10000.00","fees":"0.00",\
        "funding":"0.00","insurance":"0.00","drawdown":"0.00","liquidations":0,"orders":[]},\
        {"seat":1,"equity":"10000.00","wallet":"10000.00","positions":[],"events":[],"name":"p1",\
        "place":1,"available":"10000.00","fees":"0.00","funding":"0.00","insurance":"0.00",\
        "drawdown":"0.00","liquidations":0,"orders":[]}],\
        "quotes":{"OLD":{"bid":"100.00","ask":"100.00"}},"abandoned":[]}

        """)
    #expect(
      lines[1].contains(
        """
        "seats":[{"seat":0,"equity":"10100.00","wallet":"9900.00","positions":[{"instrument":"OLD",\
        "mode":"isolated","quantity":"10","openCost":"1000.00","margin":"100.00",\
        "liquidationPrice":"90.00","leverage":10,"entryPrice":"100.00",\
        "unrealizedProfit":"100.00"}],"events":[],
        """))
    #expect(
      lines[3].contains(
        """
        "positions":[],"events":[{"type":"liquidation","instrument":"OLD","side":"sell",\
        "quantity":"10","price":"90.00","loss":"100.00","fee":"0.00","insurance":"0.00",\
        "returned":"0.00","position":"0"},{"type":"order","order":2,"instrument":"OLD",\
        "kind":"take-profit","side":"sell","price":"120.00","quantity":null,"reduceOnly":true,\
        "state":"cancelled","reason":"position-closed"}],"name":"p0"
        """))
  }

  /// Every line of a wild match is an object with the fields of the contract, amounts as strings.
  @Test(arguments: 1...4)
  func everyTickIsAnObject(_ seed: Int) throws {
    let record = try ShownRecord.random(seed)
    for (tick, line) in lines(record).enumerated() {
      let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let object = try #require(parsed as? [String: Any])
      #expect(object["tick"] as? Int == tick)
      #expect((object["marks"] as? [String: String])?["BTC"].flatMap { Price($0) } != nil)
      let commands = try #require(object["commands"] as? [[String: Any]])
      let expected = record.contents.commands.count { $0.tick.number == tick }
      #expect(commands.count == expected)
      let seats = try #require(object["seats"] as? [[String: Any]])
      #expect(seats.map { $0["seat"] as? Int } == [0, 1])
      for seat in seats {
        for key in ["equity", "wallet"] {
          #expect((seat[key] as? String).flatMap { Money($0) } != nil)
        }
        #expect(seat["positions"] is [Any] && seat["events"] is [Any])
      }
    }
  }
}
