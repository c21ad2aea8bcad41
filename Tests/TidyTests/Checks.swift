import Foundation

/// The house rules a program can check. Each is a function from a file to what is wrong with it.
enum Checks {
  /// The floors from the ground up; a module imports from its own floor or from below.
  static let floors = ["System", "Core", "Game", "Machines", "Edges", "Services", "Programs"]

  /// The floors below the edge: no input, output, clock, threads or chance.
  static let pureFloors = ["Core", "Game", "Machines"]

  /// What each floor may import from outside the project.
  static let outsiders: [String: [String]] = [
    "Core": [], "Game": [], "Machines": [], "Edges": ["Foundation", "Glibc", "Synchronization"],
    "Services": ["Foundation", "Synchronization"],
    "Programs": ["Foundation", "Synchronization"],
  ]

  /// Which modules may import which system library.
  static let systemUsers: [String: [String]] = [
    "COpenSSL": ["Digests"], "CLinux": ["BotProcess", "Reactor"], "CSQLite": ["LeagueStore"],
  ]

  /// Imports go down, and outward only where the floor allows it.
  static func imports(_ file: SourceFile, floorOf: [String: String]) -> [Finding] {
    guard let place = file.place, let height = floors.firstIndex(of: place.floor) else {
      return []
    }
    var findings: [Finding] = []
    for (index, line) in file.lines.enumerated() {
      guard let module = importedModule(line) else { continue }
      func found(_ text: String) {
        findings.append(Finding(path: file.path, line: index + 1, text: text))
      }
      if let users = systemUsers[module] {
        if !users.contains(place.module) { found("only \(users) may import \(module)") }
      } else if let floor = floorOf[module], let other = floors.firstIndex(of: floor) {
        if other > height { found("\(place.floor) must not import \(module) of \(floor)") }
      } else if outsiders[place.floor]?.contains(module) != true {
        found("\(place.floor) must not import \(module)")
      }
    }
    return findings
  }

  private static func importedModule(_ line: String) -> String? {
    var words = line.split(separator: " ").map(String.init)
    guard let place = words.firstIndex(of: "import"), place <= 2 else { return nil }
    let modifiers = ["public", "package", "internal", "private", "fileprivate", "@testable"]
    guard words[..<place].allSatisfy(modifiers.contains) else { return nil }
    words.removeFirst(place + 1)
    return words.first?.split(separator: ".").first.map(String.init)
  }

  /// Words that would let chance, time, floating point or hash order in below the edge.
  static let banned: [(pattern: String, instead: String)] = [
    (#"\bDate\b"#, "take an Instant as an argument"),
    (#"\b(Continuous|Suspending)Clock\b"#, "take an Instant as an argument"),
    (#"\bSystemRandomNumberGenerator\b"#, "take a seed and use KeyedStream"),
    (#"\.random\("#, "take a seed and use KeyedStream"),
    (#"\.shuffled\(\)"#, "take a seed and use KeyedStream"),
    (#"\bhashValue\b"#, "compare values or digests"),
    (#"\b(Double|Float|CGFloat)\b"#, "use FixedPoint or ExactMoney"),
    (#"\bDictionary\b"#, "use NameIndex or a dense array"),
    (#"\[[A-Z][A-Za-z]*: "#, "use NameIndex or a dense array"),
    (#"\bSet<"#, "use a dense array"),
    (#"\bprint\("#, "return what is to be shown"),
    (#"\bfatalError\("#, "use precondition with the rule's name"),
    (#"\bTask\b"#, "no concurrency below the edge"),
    (#"&\+|&-[^>]|&\*"#, "plain arithmetic traps; money must not wrap"),
  ]

  /// Where wrapping arithmetic is the point, and why.
  static let wrapping = [
    "ByteBuffer.swift", "CheckDice.swift", "DecimalText.swift", "LineTokens.swift",
    "NameIndex.swift",
  ]

  /// The modules below the edge that may calculate in floating point.
  static let floating = ["Rankings"]

  /// Nothing banned stands in a pure module, unless the line says why it may.
  static func bans(_ file: SourceFile) -> [Finding] {
    guard let place = file.place, pureFloors.contains(place.floor) else { return [] }
    return file.lines.enumerated().flatMap { index, line -> [Finding] in
      if line.contains("// deterministic-ok: ") { return [] }
      let code = withoutTextAndComment(line)
      return banned.compactMap { pattern, instead in
        guard code.range(of: pattern, options: .regularExpression) != nil else { return nil }
        if pattern.hasPrefix("&"), wrapping.contains(file.parts[file.parts.count - 1]) {
          return nil
        }
        if pattern.contains("Double"), floating.contains(place.module) { return nil }
        return Finding(path: file.path, line: index + 1, text: "\(pattern): \(instead)")
      }
    }
  }

  /// The code of a line, without comments and the insides of literals.
  static func withoutTextAndComment(_ line: String) -> String {
    var code = ""
    var isInText = false
    var previous: Character = " "
    for character in line {
      if character == "\"", previous != "\\" { isInText.toggle() }
      if !isInText, character == "/", previous == "/" { return String(code.dropLast()) }
      if !isInText { code.append(character) }
      previous = character
    }
    return code
  }

  /// Lines of at most 100 columns, files of at most 500 lines.
  static func sizes(_ file: SourceFile, exceptions: [String] = []) -> [Finding] {
    var findings = file.lines.enumerated().filter { $0.element.count > 100 }.map {
      Finding(path: file.path, line: $0.offset + 1, text: "longer than 100 columns")
    }
    if file.lines.count > 501, !exceptions.contains(file.path) {
      findings.append(Finding(path: file.path, line: 501, text: "longer than 500 lines"))
    }
    return findings
  }

  /// Functions of at most 70 lines: from the line with `func` or `init` to the brace below it.
  static func functions(_ file: SourceFile, exceptions: [String] = []) -> [Finding] {
    var findings: [Finding] = []
    for (index, line) in file.lines.enumerated() {
      let code = withoutTextAndComment(line)
      guard code.range(of: #"\b(func |init[?]?[(<])"#, options: .regularExpression) != nil,
        !code.contains("self.init"), !code.contains(".init(")
      else { continue }
      let indent = line.prefix { $0 == " " }
      guard
        let end = file.lines[index...].firstIndex(where: {
          $0.hasPrefix(indent + "}")
            || ($0.count > indent.count && $0.hasSuffix(" }") && $0 == line)
        }), end - index > 70
      else { continue }
      let name = code.trimmingCharacters(in: .whitespaces)
      if exceptions.contains(where: name.contains) { continue }
      findings.append(
        Finding(path: file.path, line: index + 1, text: "\(end - index) lines: \(name)"))
    }
    return findings
  }

  /// No marks of unfinished work, and no code that was only commented out.
  static func leftovers(_ file: SourceFile) -> [Finding] {
    file.lines.enumerated().compactMap { index, line in
      let text = line.trimmingCharacters(in: .whitespaces)
      guard let comment = text.range(of: "//") else { return nil }
      let words = text[comment.upperBound...]
      for mark in ["FIX" + "ME", "TO" + "DO", "XX" + "X", "HA" + "CK"] where words.contains(mark) {
        return Finding(path: file.path, line: index + 1, text: "finish it, or say why not")
      }
      let patterns = [
        #"^// (let|var) [a-zA-Z]+(: .*)? = "#, #"^// func [a-zA-Z]+\(.*\)"#,
        #"^// (if|for|while|guard|switch) .*\{$"#, #"^// [a-zA-Z.]+\(.*\)$"#,
      ]
      let looksLikeCode = patterns.contains {
        text.range(of: $0, options: .regularExpression) != nil
      }
      return looksLikeCode
        ? Finding(path: file.path, line: index + 1, text: "code in a comment") : nil
    }
  }

  private static let declaration =
    #"^(@[a-zA-Z_()]+ )*public (static |private\(set\) |internal\(set\) |mutating |final )*"#
    + "(func|var|let|struct|enum|class|protocol|init|subscript|typealias)"

  /// Every public declaration in Sources says what it is.
  static func documentation(_ file: SourceFile) -> [Finding] {
    guard file.place != nil else { return [] }
    return file.lines.enumerated().compactMap { index, line in
      let text = line.trimmingCharacters(in: .whitespaces)
      guard text.range(of: declaration, options: .regularExpression) != nil else { return nil }
      var above = index - 1
      while above >= 0, isAttribute(file.lines[above]) { above -= 1 }
      let isDocumented =
        above >= 0
        && file.lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///")
      return isDocumented
        ? nil : Finding(path: file.path, line: index + 1, text: "say what it is: \(text)")
    }
  }

  private static func isAttribute(_ line: String) -> Bool {
    let text = line.trimmingCharacters(in: .whitespaces)
    return text.hasPrefix("@") || (text.hasPrefix("// ") && !text.hasPrefix("///"))
  }

  /// A page has one title, in its first line.
  static func title(_ file: SourceFile) -> [Finding] {
    var isInFence = false
    var titles: [Int] = []
    for (index, line) in file.lines.enumerated() {
      if line.hasPrefix("```") { isInFence.toggle() }
      if !isInFence, line.hasPrefix("# ") { titles.append(index) }
    }
    return titles == [0]
      ? [] : [Finding(path: file.path, line: 1, text: "one title, in the first line")]
  }
}
