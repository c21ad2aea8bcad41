import Foundation

/// A file of the project, as the checks see it.
struct SourceFile: Sendable {
  /// The path from the top of the project.
  let path: String
  let lines: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
  }

  /// The parts of the path: Sources, floor, module, file.
  var parts: [String] { path.split(separator: "/").map(String.init) }

  /// The floor and the module of a file in Sources; nil for others.
  var place: (floor: String, module: String)? {
    parts.count >= 4 && parts[0] == "Sources" ? (parts[1], parts[2]) : nil
  }
}

/// What a check found: where, and what to do about it.
struct Finding: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let text: String

  var description: String { "\(path):\(line): \(text)" }
}

/// The files of the project.
enum Tree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func swiftFiles(in folders: [String]) throws -> [SourceFile] {
    try folders.flatMap { try files(in: $0, ending: ".swift") }
  }

  static func files(in folder: String, ending: String) throws -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    guard
      let walker = FileManager.default.enumerator(
        at: base, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    else { return [] }
    var found: [SourceFile] = []
    for case let url as URL in walker where url.lastPathComponent.hasSuffix(ending) {
      let path = url.path.dropFirst(root.path.count + 1)
      found.append(
        SourceFile(path: String(path), text: try String(contentsOf: url, encoding: .utf8)))
    }
    return found.sorted { $0.path < $1.path }
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
