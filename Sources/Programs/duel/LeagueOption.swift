import DuelServer
import Foundation
import LeagueStore
import Primitives
import Terminal

/// Where a league is: `--data`, `DUEL_DATA`, or the user's folder for state.
enum LeagueOption {
  /// What `--data` takes for keeping nothing.
  static let memory = ":memory:"

  static func read(_ arguments: Arguments) throws(CommandFailure) -> LeagueChoice {
    let word = arguments.text("--durability")
    guard let durability = Durability(rawValue: word ?? "strict") else {
      throw CommandFailure(.usage, "--durability takes strict or relaxed, not '\(word ?? "")'")
    }
    let path = arguments.text("--data") ?? Output.environment("DUEL_DATA") ?? standardFolder
    guard path != memory else {
      guard word == nil else {
        throw CommandFailure(.usage, "--durability needs a folder; --data \(memory) keeps nothing")
      }
      return .memory
    }
    guard !path.isEmpty else { throw CommandFailure(.usage, "--data takes a folder") }
    return .folder(path, durability)
  }

  /// The folder of whoever names none, as the XDG base directories have it.
  static var standardFolder: String {
    if let state = Output.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return "\(state)/margin-duel"
    }
    return "\(NSHomeDirectory())/.local/state/margin-duel"
  }

  /// What somebody who starts a server is told of it.
  static func promise(_ choice: LeagueChoice) -> String {
    switch choice {
    case .memory: "nothing is kept beyond this process"
    case .folder(let path, .relaxed): "matches are kept in \(path), a moment behind"
    case .folder(let path, _): "matches are kept in \(path)"
    }
  }
}

extension ServerError {
  /// Whether the files of the league are at fault.
  var isAboutData: Bool {
    switch self {
    case .store(let error):
      switch error.kind {
      case .damaged, .newer, .foreign: true
      case .inUse, .full, .system: false
      }
    case .log: true
    case .system, .cannotWrite: false
    }
  }
}
