import Bots
import ClientCore
import Digests
import DuelClient
import Foundation
import Reactor
import Synchronization

/// The built-in bots of a contest: one thread plays them all.
final class BuiltInBots: Sendable {
  /// A bot that is to play a match.
  struct Entry: Sendable {
    var name: String
    var bot: BuiltInBot
    var seed: Int
    var match: String
  }

  private struct State {
    var entries: [Entry] = []
    var isOver = false
    var waker: Waker?
  }

  private let state = Mutex(State())
  private let isStarted = DispatchSemaphore(value: 0)
  private let isEnded = DispatchSemaphore(value: 0)

  /// Begins; `onTrouble` is told when the system refuses to go on.
  init(at address: SocketAddress, onTrouble: @escaping @Sendable (SystemError) -> Void) {
    Thread.detachNewThread {
      do throws(SystemError) {
        try self.play(at: address)
      } catch {
        onTrouble(error)
      }
      self.isStarted.signal()
      self.isEnded.signal()
    }
    isStarted.wait()
  }

  /// Lets a bot play a match.
  func add(_ entry: Entry) {
    state.withLock {
      $0.entries.append(entry)
      $0.waker?.wake()
    }
  }

  /// Ends all, and waits until they are gone.
  func stop() {
    state.withLock {
      $0.isOver = true
      $0.waker?.wake()
      $0.waker = nil
    }
    isEnded.wait()
  }

  private func play(at address: SocketAddress) throws(SystemError) {
    var runner = try ClientRunner(address: address)
    let waker = runner.waker
    state.withLock { $0.waker = waker }
    isStarted.signal()
    while true {
      let (entries, isOver) = state.withLock { state in
        let entries = state.entries
        state.entries = []
        if state.isOver { state.waker = nil }
        return (entries, state.isOver)
      }
      if isOver { return }
      for entry in entries {
        // A secret that nobody guesses and that the next run draws again.
        let nonce = Digest.of(
          domain: "margin-duel/tournament-nonce/1",
          [Array(entry.name.utf8), Array(String(entry.seed).utf8)])
        try runner.add(
          BotPlayer(
            name: entry.name, bot: entry.bot, seed: entry.seed, goal: .join(match: entry.match),
            contribution: .whereRequired(nonce)))
      }
      try runner.turn { _, _, _ in }
      runner.forgetEnded()
    }
  }
}
