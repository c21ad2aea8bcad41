import Testing

@testable import DuelRules

struct JSONTreeTests {
  private func read(_ text: String) throws(JSONTreeError) -> JSONTree {
    try JSONTree(Array(text.utf8))
  }

  private func error(_ bytes: [UInt8]) -> JSONTreeError? {
    do throws(JSONTreeError) { _ = try JSONTree(bytes) } catch { return error }
    return nil
  }

  private func error(_ text: String) -> JSONTreeError? { error(Array(text.utf8)) }

  @Test func everyKindIsReadWithItsLine() throws {
    let tree = try read(
      "\r\n{ \"a\" : [1, -2.50e-3 ,\ttrue],\n\"b\":\n  {\"c\":null,\"d\":false}, \"e\":\"x\" }\n")
    guard case .object(let members) = tree.kind, members.count == 3 else {
      Issue.record("it is no object of three")
      return
    }
    #expect(tree.line == 2)
    #expect(members.map(\.key) == ["a", "b", "e"] && members.map(\.line) == [2, 3, 4])
    guard case .array(let items) = members[0].value.kind else {
      Issue.record("a is no array")
      return
    }
    #expect(items.map(\.kind) == [.number("1"), .number("-2.50e-3"), .boolean(true)])
    #expect(members[1].value.line == 4 && members[2].value.kind == .string("x"))
  }

  @Test(arguments: [
    (#""""#, ""), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"),
    (#""\u00e9\u20AC\ud83d\ude00""#, "é€😀"), ("\"é😀\"", "é😀"), (#""\u0000""#, "\0"),
  ])
  func stringsAreResolved(_ text: String, _ string: String) throws {
    #expect(try read(text).kind == .string(string))
  }

  @Test(arguments: ["0", "-0", "10", "0.5", "-0.00000001", "1e5", "1E+5", "12.30e-10", "123456789"])
  func numbersStayAsTheyAreWritten(_ text: String) throws {
    #expect(try read(text).kind == .number(text))
  }

  @Test func aByteOrderMarkIsPassedOver() throws {
    #expect(try read("\u{feff}[]").kind == .array([]))
  }

  @Test(arguments: [
    ("", 1, "a value is {…}, […], \"…\", a number, true, false or null"),
    ("nul", 1, "a value is {…}, […], \"…\", a number, true, false or null"),
    ("{\"a\":1}\n\nx", 3, "text follows the value"),
    ("{} {}", 1, "text follows the value"), ("1 // one", 1, "text follows the value"),
    ("{a:1}", 1, "a key stands in double quotes"),
    ("{\"a\":1,}", 1, "a key stands in double quotes"),
    ("{\"a\" 1}", 1, "after the key 'a' comes :"), ("{\"a\":1\n\"b\":2}", 2, "here comes , or }"),
    ("[1 2]", 1, "here comes , or ]"), ("[1,\n", 2, ""),
    ("{\"a\":[1\n", 2, "] is missing at the end"),
    ("{\"a\":1,\n\"a\":1}", 2, "the key 'a' stands twice"),
    ("\"abc", 1, "a string is not closed"), ("\"a\nb\"", 1, "a string is not closed"),
    (#""\x""#, 1, "there is no such escape in a string"),
    (#""\u12g4""#, 1, "\\u takes four hexadecimal digits"),
    (#""\u+123""#, 1, "\\u takes four hexadecimal digits"),
    (#""\u12"#, 1, "\\u takes four hexadecimal digits"),
    (#""\ud83d""#, 1, "half a surrogate pair stands alone"),
    (#""\ud83dx""#, 1, "half a surrogate pair stands alone"),
    (#""\ude00""#, 1, "half a surrogate pair stands alone"),
    (#""\ud83d\u0041""#, 1, "half a surrogate pair stands alone"),
    ("-", 1, "a number lacks digits"), ("1.", 1, "a number lacks digits"),
    ("1e", 1, "a number lacks digits"), ("01", 1, "text follows the value"),
  ])
  func whatIsNoJSONIsSaid(_ text: String, _ line: Int, _ reason: String) {
    let error = error(text)
    #expect(error?.line == line)
    if !reason.isEmpty { #expect(error?.reason == reason) }
  }

  @Test func whatIsNotUTF8IsRefused() {
    #expect(error([0x22, 0xff, 0x22]) == JSONTreeError(line: 1, reason: "it is not UTF-8"))
    #expect(error([0xff])?.line == 1)
  }

  @Test func nestingEnds() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(error(nested(JSONTree.depthMax)) == nil)
    #expect(error(nested(JSONTree.depthMax + 1))?.reason == "it is nested too deeply")
    #expect(error(String(repeating: "[", count: 1_000_000))?.reason == "it is nested too deeply")
  }

  /// However a text is cut, it is read or refused.
  @Test func everyBeginningIsReadOrRefused() {
    let text = Array(#"{"a": [1, -2.5e-3, true, null], "b": {"c": "\u00e9\ud83d\ude00"}}"#.utf8)
    for end in text.indices { #expect(error(Array(text[..<end])) != nil, "\(end) bytes") }
    #expect(error(text) == nil)
  }
}
