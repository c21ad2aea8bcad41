import Primitives

/// What can stand where somebody pressed Tab.
struct Completion: Hashable, Sendable {
  /// Where the word begins, in characters of what is before the cursor.
  let start: Int
  /// The words that fit, in the order of help.
  let candidates: [String]

  /// Looks at what stands before the cursor.
  init(_ left: String, _ context: PlayContext) {
    let words = left.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let begun = words.last ?? ""
    start = left.count - begun.count
    let before = words.dropLast().filter { !$0.isEmpty }
    candidates = Self.choices(behind: before, context).filter {
      $0.hasPrefix(begun.lowercased())
    }
  }

  /// What the word becomes: the only candidate and a blank, or as much as all have in common.
  var replacement: String? {
    guard let first = candidates.first else { return nil }
    if candidates.count == 1 { return first.hasSuffix("=") ? first : first + " " }
    var common = first
    for other in candidates {
      while !other.hasPrefix(common) { common.removeLast() }
    }
    return common
  }

  private static func choices(behind words: [String], _ context: PlayContext) -> [String] {
    guard let first = words.first else { return PlayWord.all.map(\.name) }
    guard let word = PlayWord.named(first) else { return [] }
    let names = context.instruments.map { $0.lowercased() }
    let hasInstrument = words.dropFirst().contains { context.index(of: $0) != nil }
    let instruments = hasInstrument ? [] : names
    switch word.name {
    case "long", "short":
      return instruments + (hasInstrument ? ["25%", "10x", "stop=", "take=", "reduce-only"] : [])
    case "q":
      guard words.count > 1 else { return ["long", "short", "limit", "stop"] }
      return choices(behind: Array(words.dropFirst()), context)
    case "limit":
      guard words.count > 1 else { return ["long", "short"] }
      return choices(behind: Array(words.dropFirst()), context)
    case "stop":
      let isEntry = words.count > 1 && ["long", "short"].contains(words[1].lowercased())
      if isEntry { return choices(behind: Array(words.dropFirst()), context) }
      return words.count == 1 ? names + ["long", "short"] : (words.count == 3 ? ["50%"] : [])
    case "take": return words.count == 1 ? names : (words.count == 3 ? ["50%"] : [])
    case "trail": return words.count == 1 ? names : (words.count == 2 ? ["2%"] : [])
    case "oco": return instruments + (hasInstrument ? ["stop=", "take="] : [])
    case "cancel": return words.count == 1 ? names + ["all"] : []
    case "close": return words.count == 1 ? names + ["all"] : (words.count == 2 ? ["50%"] : [])
    case "mode": return instruments + ["cross", "isolated"]
    case "half", "chart", "lev", "margin": return words.count == 1 ? names : []
    case "help": return words.count == 1 ? PlayWord.all.map(\.name) : []
    default: return []
    }
  }
}
