import Foundation

/// The pages of Protocol/, as the tests read them.
enum Pages {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func read(_ name: String) throws -> String {
    try String(
      contentsOf: root.appendingPathComponent("Protocol").appendingPathComponent(name),
      encoding: .utf8)
  }

  /// A fenced block of a page: its lines, and the line it begins at.
  struct Block: CustomStringConvertible, Sendable {
    let page: String
    let line: Int
    let heading: String
    let lines: [String]

    var description: String { "\(page):\(line) \(heading)" }
  }

  /// The fenced blocks of a kind, with the heading they stand under.
  static func blocks(of kind: String, in page: String) throws -> [Block] {
    var blocks: [Block] = []
    var heading = ""
    var open: (line: Int, lines: [String])?
    var fence = false
    for (index, line) in try read(page).components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(
            Block(page: page, line: block.line, heading: heading, lines: block.lines))
          open = nil
        } else if !fence, line == "```\(kind)" {
          open = (index + 1, [])
        }
        fence.toggle()
        continue
      }
      open?.lines.append(line)
      if !fence, line.hasPrefix("#") {
        heading = line.drop { $0 == "#" || $0 == " " }.description
      }
    }
    return blocks
  }
}
