import DuelHost
import DuelRules
import TestKit

/// Two players of one match: ada in seat 0, bob in seat 1.
struct Duelists {
  let world: HostWorld
  let ada: Int
  let bob: Int

  /// Both are on the server; nobody sits anywhere.
  init(rules: RulesPreset = .standard) throws {
    world = try HostWorld(rules: rules)
    ada = world.player("ada")
    bob = world.player("bob")
  }

  /// Both sit in m1, and have read what there was to read.
  static func seated(_ settings: String = "ticks=5 seed=7") throws -> Duelists {
    let both = try Duelists()
    both.world.say("CREATE \(settings)", on: both.ada)
    both.world.say("JOIN match=m1", on: both.bob)
    both.forget()
    return both
  }

  /// Tick 0 of m1 is out, and both have read everything so far.
  static func live(_ settings: String = "ticks=5 seed=7") throws -> Duelists {
    let both = try seated(settings)
    both.world.say("READY", on: both.ada)
    both.world.say("READY", on: both.bob)
    both.forget()
    return both
  }

  /// Reads what both were sent.
  func forget() {
    _ = world.lines(of: ada)
    _ = world.lines(of: bob)
  }

  /// Both say DONE, which brings the next tick.
  func bothDone() {
    world.say("DONE", on: ada)
    world.say("DONE", on: bob)
  }

  /// Says DONE for both until the match is over.
  func playOut(ticks: Int) { for _ in 0..<ticks { bothDone() } }
}

/// The value of a field of a line; nil when it is missing.
func value(_ key: String, in line: String?) -> String? {
  line?.split(separator: " ").first { $0.hasPrefix("\(key)=") }.map {
    String($0.dropFirst(key.count + 1))
  }
}

/// The first word of a line.
func word(_ line: String) -> String { line.split(separator: " ").first.map(String.init) ?? "" }

/// The code of an ERR or BYE.
func code(_ line: String?) -> String? { value("code", in: line) }

extension Population {
  /// Connections, matches and spectators.
  var counts: [Int] { [connections, matches, spectators] }
}

extension HostWorld {
  /// The pushes of a kind that a connection was sent since it was last asked.
  func pushes(_ type: String, of connection: Int) -> [String] {
    lines(of: connection).filter { word($0) == type }
  }

  /// Whether LIST brings no match.
  func isListEmpty(for connection: Int) -> Bool {
    let lines = ask("LIST", on: connection)
    return lines.count == 1 && value("count", in: lines.first) == "0"
  }

  /// What a connection is shown in answer to a line, but for the server's commitment.
  func shown(for line: String, on connection: Int) -> [String] {
    ask(line, on: connection).filter { word($0) != "COMMITMENT" }
  }

  /// The code with which a line is refused; nil when it is not.
  func refusal(of line: String, on connection: Int) -> String? {
    code(ask(line, on: connection).first { word($0) == "ERR" })
  }
}
