import Foundation
import Primitives
import Rankings
import Reactor
import Terminal
import TournamentRunner

/// What is shown of a contest: a line for each game, how long it will take, the standings.
struct TournamentScreen {
  private let isJSON: Bool
  private let total: Int
  private let clock = TournamentClock()

  init(isJSON: Bool, total: Int) {
    self.isJSON = isJSON
    self.total = total
  }

  func begin(_ tournament: Tournament) {
    let done = tournament.records.count
    clock.begin(done: done)
    guard done > 0 else { return }
    Output.talk(
      tournament.isDecided
        ? "all \(done) games have been played" : "going on: \(done) of \(total) games have a result"
    )
  }

  func tell(_ news: TournamentNews, _ tournament: Tournament) {
    switch news {
    case .started(let number, let count, let first, let second):
      line("Started match \(number) of \(count) (\(first) vs \(second))")
    case .finished(let number, let record):
      if isJSON {
        Output.bytes((try? TournamentFolder.line(record)) ?? [])
      }
      let names = record.seats.map(\.player).joined(separator: " vs ")
      line("Finished match \(number) (\(names)): \(record.sentence)")
      if let text = clock.progress(done: tournament.records.count, of: total) { Output.talk(text) }
    case .overloaded(let number, let player, let concurrency):
      Output.talk(
        "match \(number) does not count: the machine was too slow for \(player); it is played "
          + "again, \(concurrency) at one time from now on")
    case .trouble(let player, let reason, let talk):
      Output.talk("\(player) \(reason)")
      for text in talk.split(separator: "\n").suffix(3) { Output.talk("  stderr: \(text)") }
    case .withdrawn(let name, let from):
      Output.talk(
        "\(name) has failed \(Tournament.failuresMax) times in a row and is withdrawn from round "
          + "\(from) on; --recover would let it play on")
    }
  }

  func end(_ tournament: Tournament) {
    guard !isJSON else { return }
    let table = TournamentTable(tournament)
    Output.line("")
    for text in table.standings { Output.line(text) }
    let cross = table.crossLines
    if !cross.isEmpty {
      Output.line("")
      for text in cross { Output.line(text) }
    }
    guard let test = tournament.test else { return }
    let bounds = [test.test.lowerBound, test.test.upperBound].map { String(format: "%.2f", $0) }
    let verdict = test.verdict.map { $0 == .accepted ? "H1 accepted" : "H0 accepted" } ?? "open"
    Output.line("")
    Output.line(
      "SPRT: \(verdict), LLR \(String(format: "%.2f", test.ratio)) (\(bounds[0]), \(bounds[1])) "
        + "[\(test.test.elo0), \(test.test.elo1)] after \(test.counts.games) games, Ptnml(0-2) "
        + "\(test.counts.counts)")
  }

  private func line(_ text: String) { if isJSON { Output.talk(text) } else { Output.line(text) } }
}

/// How long a contest will take.
final class TournamentClock {
  private var beganAt = Instant.now()
  private var shownAt = Instant.now()
  private var doneBefore = 0

  func begin(done: Int) {
    beganAt = .now()
    shownAt = beganAt
    doneBefore = done
  }

  /// A line every few seconds: how many are done, how many in a second, how long the rest takes.
  func progress(done: Int, of total: Int) -> String? {
    let now = Instant.now()
    guard now.milliseconds(since: shownAt) >= 5_000, done < total else { return nil }
    shownAt = now
    let seconds = Double(max(1, now.milliseconds(since: beganAt))) / 1000
    let rate = Double(done - doneBefore) / seconds
    let left = rate > 0 ? Int(Double(total - done) / rate) : 0
    let time =
      left >= 3600
      ? "\(left / 3600) h \(left / 60 % 60) min"
      : "\(left / 60):\(String(format: "%02d", left % 60))"
    return
      "\(done) of \(total) (\(done * 100 / max(1, total)) %), \(String(format: "%.1f", rate)) a "
      + "second, \(time) left"
  }
}
