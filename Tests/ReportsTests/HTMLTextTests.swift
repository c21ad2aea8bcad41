import Testing

@testable import Reports

struct HTMLTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"),
    ("</script><script>", "&lt;/script&gt;&lt;script&gt;"), ("▲ é 5 %", "▲ é 5\u{a0}%"),
    ("a\u{0}b\u{1b}[2J", "a\u{fffd}b\u{fffd}[2J"), ("two\nlines", "two\nlines"), (" %", "\u{a0}%"),
  ])
  func textIsEscaped(_ text: String, _ html: String) {
    #expect(HTMLText.escaped(text) == html)
  }

  @Test func attributesAreEscapedToo() {
    var html = HTMLText()
    html.element("p", [("title", "\" onload=\"x")], text: "<i>")
    #expect(html.text == "<p title=\"&quot; onload=&quot;x\">&lt;i&gt;</p>")
  }
}
