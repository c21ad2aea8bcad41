import ClientCore
import Foundation
import Testing
import TextUI
import WireProtocol

struct JSONBoardTests {
  private func lines(_ texts: [String]) throws -> [[String: Any]] {
    var view = MatchView()
    var reader = ServerLineReader()
    var objects: [[String: Any]] = []
    for text in texts {
      let bytes = Array(text.utf8)
      guard case .push(let type) = reader.read(bytes.span),
        let news = view.take(type, bytes.span, reader),
        let line = JSONBoard().line(for: news, view)
      else { continue }
      #expect(!line.contains("\n"))
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      objects.append(try #require(object as? [String: Any]))
    }
    return objects
  }

  @Test func ordersAreObjects() throws {
    let start =
      "START match=m1 seq=1 ticks=3 clock=live:500 instruments=BTC,ETH balance=10000.00 "
      + "commitment=9c preroll=60 rules=standard seats=ada,bob"
    func order(_ state: String) -> String {
      "ORDER match=m1 seq=9 order=2 instrument=ETH kind=trailing-stop side=sell price=2900.00 "
        + "quantity=none state=\(state) reason=none seat=1 reserved=0.00 pair=none worst=none "
        + "stop=none take=none reduce=yes trail=2%"
    }
    let seen = try lines([start, order("open"), order("gone")]).dropFirst()
    #expect(seen.map { $0["state"] as? String } == ["open", "gone"])
    let first = try #require(seen.first)
    #expect(first["type"] as? String == "order" && first["name"] as? String == "bob")
    #expect(first["order"] as? Int == 2 && first["instrument"] as? String == "ETH")
    #expect(first["kind"] as? String == "trailing-stop" && first["side"] as? String == "sell")
    #expect(first["price"] as? String == "2900.00" && first["trail"] as? String == "2%")
    #expect(first["quantity"] is NSNull && first["stop"] is NSNull)
  }

  @Test func everythingSeenIsAnObject() throws {
    let seen = try lines([
      "SEAT match=m1 seq=1 seat=0 name=ada state=taken",
      "START match=m1 seq=1 ticks=3 clock=live:500 instruments=BTC,ETH balance=10000.00 "
        + "commitment=9c preroll=60 rules=standard seats=ada,bob",
      "TICK match=m1 seq=2 tick=1 BTC=50000.00/49995.00/50005.00 ETH=3000.00/1/1",
      "POSITION match=m1 seq=4 seat=0 instrument=BTC quantity=-0.2 entry=50000.00 mode=isolated "
        + "leverage=10 margin=1000.00 liquidation=none",
      "MARGIN-CALL match=m1 seq=4 seat=0 instrument=BTC level=20 mark=1 balance=1 maintenance=1 "
        + "liquidation=1",
      "LIQUIDATION match=m1 seq=4 instrument=BTC quantity=0.2 price=55000.00 loss=1000.00 fee=1 "
        + "insurance=0.00 seat=0 side=buy returned=0.00 wallet=9000.00",
      "RANK match=m1 seq=3 tick=1 ranking=1,0 equity=10142.57,9008.65",
      "SKIPPED match=m1 seq=4 dropped=3", "PAUSE match=m1 seq=4 grace_ms=30000",
      "CONTINUE match=m1 seq=5",
      "END match=m1 seq=20 ranking=1,0 equity=10142.57,9008.65 digest=5b seed=1 salt=2 places=1,2 "
        + "reason=finished winner=1",
    ])
    let types = seen.map { $0["type"] as? String }
    #expect(
      types == [
        "seat", "start", "tick", "position", "margin-call", "liquidation", "rank", "skipped",
        "paused", "resumed", "end",
      ])
    #expect(seen.allSatisfy { $0["match"] as? String == "m1" && $0["tick"] is Int })
    let quotes = seen[2]["quotes"] as? [String: [String: String]]
    #expect(quotes?["BTC"] == ["mark": "50000.00", "bid": "49995.00", "ask": "50005.00"])
    #expect(seen[1]["balances"] as? [String] == ["10000.00", "10000.00"])
    #expect(seen[3]["quantity"] as? String == "-0.2")
    #expect(seen[3]["liquidation"] is NSNull)
    #expect(seen[5]["loss"] as? String == "1000.00")
    #expect(seen[6]["equity"] as? [String] == ["10142.57", "9008.65"])
    #expect(seen[10]["places"] as? [Int] == [1, 2] && seen[10]["digest"] as? String == "5b")
  }

  @Test func textIsEscaped() throws {
    let seen = try lines([#"SEAT match=m1 seq=1 seat=0 name="a\"b\\c" state=taken"#])
    #expect(seen.first?["name"] as? String == #"a"b\c"#)
  }
}
