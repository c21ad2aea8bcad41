import Foundation

/// The files of Protocol/vectors.
enum Vectors {
  static let folder = Pages.root.appendingPathComponent("Protocol/vectors")

  /// All scenarios, by file and place in it.
  static func read() throws -> [ScenarioText] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".txt") }
    return try paths.sorted().flatMap { path in
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      return try ScenarioText.scenarios(in: text, place: path)
    }
  }
}
