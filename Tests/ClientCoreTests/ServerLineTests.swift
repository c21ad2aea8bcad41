import ClientCore
import Primitives
import TestKit
import Testing
import WireProtocol

struct ServerLineTests {
  private func read(_ text: String) -> ServerLine {
    var reader = ServerLineReader()
    let bytes = Array(text.utf8)
    return reader.read(bytes.span)
  }

  @Test(arguments: [
    ("OK LONG order=1", ServerLine.ok(.long)), ("OK #17 DONE", .ok(.done)),
    ("OK HELP verbs=A,B text=\"x\"", .ok(.help)), ("OK #a LIST count=0", .ok(.list)),
    ("ERR code=bad-name field=name text=\"x\"", .error(.badName)),
    ("ERR #17 code=store-full retry_ms=1000 text=\"x y\"", .error(.storeFull)),
    ("ERR code=from-the-future text=\"x\"", .error(nil)), ("ERR text=\"x\"", .error(nil)),
    ("TICK match=m1 seq=4 tick=0", .push(.tick)), ("MARGIN-CALL match=m1", .push(.marginCall)),
    ("PING", .push(.ping)), ("  END  match=m1", .push(.end)),
  ])
  func aLineIsAReplyOrAPush(_ text: String, _ expected: ServerLine) {
    #expect(read(text) == expected)
  }

  @Test(arguments: [
    "", " ", "OK", "OK #1", "OK FOO", "OK #1 FOO", "OK x=1", "OK a=", "OK #a=", "ok LONG", "tick",
    "NEWS match=m1", "TICK2", "a=", "=", "text=\"", "OK LONG x=\"y", "TICK x=\"a\"b",
  ])
  func whatIsNotUnderstoodIsPassedOver(_ text: String) { #expect(read(text) == .unknown) }

  @Test func everyPushIsKnown() {
    for type in PushType.allCases { #expect(read("\(type.rawValue) x=1") == .push(type)) }
  }

  @Test func fieldsAreReadByKey() {
    var reader = ServerLineReader()
    let text = "FILL match=m1 seq=12 fee=-0.25 list=a,b,c one=x none=none empty= t=\"a \\\"b\\\"\""
    let bytes = Array(text.utf8)
    _ = reader.read(bytes.span)
    let line = bytes.span
    #expect(reader.text("match", in: line) == "m1")
    #expect(reader.text("t", in: line) == "a \"b\"")
    #expect(reader.text("missing", in: line) == nil)
    #expect(reader.integer("seq", in: line) == 12)
    #expect(reader.integer("fee", in: line) == nil)
    #expect(reader.integer("none", in: line) == nil)
    #expect(reader.decimal("fee", in: line) == money("-0.25"))
    #expect(reader.decimal("none", in: line, as: Price.self) == nil)
    #expect(reader.decimal("empty", in: line, as: Price.self) == nil)
    #expect(reader.list("list", in: line) == ["a", "b", "c"])
    #expect(reader.list("one", in: line) == ["x"])
    #expect(reader.list("empty", in: line).isEmpty)
    #expect(reader.list("missing", in: line).isEmpty)
  }

  @Test func aLineThatCannotBeReadLeavesNothingOfTheLastOne() {
    var reader = ServerLineReader()
    let long = Array("TICK match=m1 seq=1 tick=5 BTC=1/2/3".utf8)
    _ = reader.read(long.span)
    let short = Array("x".utf8)
    #expect(reader.read(short.span) == .unknown)
    #expect(reader.text("match", in: short.span) == nil)
  }
}
