import BotProcess
import Bots
import Contests
import DuelHost
import DuelRules
import DuelServer
import DurableFolder
import PriceTape
import Primitives
import Reactor
import Records

// One game after the other: opened, begun, judged, taken down.
extension Tournament {
  /// Opens games until as many are played as may be.
  func fill(
    _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    var index = 0
    while games.count < concurrency, index < waiting.count {
      let pairing = waiting[index]
      index += 1
      lastNumber += 1
      var game = LiveGame(
        pairing, number: lastNumber, attempt: attempts[pairing.id] ?? 0, concurrency: concurrency,
        settings: settings, names: contest.plan.names)
      game.deadline = Instant.now().adding(milliseconds: Self.openingMilliseconds)
      games[game.number] = game
      var words = "seed=\(settings.practiceNumber(contest.plan, pairing.id))"
      if let offset = settings.offset(contest.plan, pairing.id), let tape = settings.tape {
        words += " tape=\(tape.name) tape-offset=\(offset) ticks=\(settings.rules.values.ticks)"
      }
      try stage.arrange(game, settings: words)
    }
    waiting.removeFirst(index)
  }

  /// The match of a game is open: lets its bots come.
  func take(
    _ answer: ArrangeDesk.Answer, of number: Int, _ stage: Stage,
    _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let game = games[number] else { return }
    switch answer {
    case .refused(let text): throw .contest("the server refuses a match: \(text)")
    case .opened(let name):
      guard let match = MatchID(Array(name.utf8).span) else {
        throw .contest("the server opened a match without a name")
      }
      games[number]?.match = match
      gameOf[match] = number
      games[number]?.deadline = Instant.now().adding(milliseconds: pace.startupMilliseconds)
      news(
        .started(
          self.number(of: game), of: gameCount, first: game.bots[0].name,
          second: game.bots[1].name))
      for seat in 0..<2 { try start(seat, of: number, stage, news) }
    }
  }

  private func start(
    _ seat: Int, of number: Int, _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let game = games[number], let match = game.match else { return }
    let bot = game.bots[seat]
    let seed = settings.botSeed(bot.name, game.pairing.id)
    switch bot.source {
    case .builtIn(let name):
      guard let known = BuiltInBot(rawValue: name) else {
        throw .contest("there is no built-in bot '\(name)'")
      }
      stage.builtIns.add(
        BuiltInBots.Entry(
          name: game.players[seat], bot: known, seed: seed, match: match.description))
    case .command(let command, let folder):
      do throws(SystemError) {
        let connection = try stage.door.connect()
        let launch = BotLaunch(
          command: command, folder: folder,
          environment: [
            ("DUEL_ADDR", stage.address.description), ("DUEL_NAME", game.players[seat]),
            ("DUEL_MATCH", match.description), ("DUEL_KEY", nil), ("DUEL_SEED", "\(seed)"),
          ], streams: .descriptor(connection.descriptor))
        let inbox = stage.inbox
        games[number]?.processes[seat] = try RunningBot(launch) { _ in
          inbox.add(.ended(game: number, seat: seat))
        }
      } catch {
        throw .system(error)
      }
    }
  }

  // MARK: - What other threads say

  func take(
    _ item: InboxItem, _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    switch item {
    case .progress(.ready(let match, let seat)):
      guard let number = gameOf[match] else { return }
      games[number]?.isReady[seat.index] = true
    case .progress(.began(let match)):
      guard let number = gameOf[match] else { return }
      games[number]?.hasBegun = true
      games[number]?.deadline = nil
      for seat in 0..<2 { _ = waitedMilliseconds(of: number, seat) }
    case .progress(.missed(let match, let seat)):
      guard let number = gameOf[match] else { return }
      let waited = waitedMilliseconds(of: number, seat.index)
      if Overload.excuses(waitedMilliseconds: waited, ofMilliseconds: moveMilliseconds) {
        games[number]?.overloadedSeat = seat.index
      }
    case .settled(let match):
      guard let number = gameOf[match.match] else { return }
      try settle(number, match, stage, news)
    case .ended(let number, let seat):
      guard let game = games[number], !game.hasBegun else { return }
      try lose(number, absent: [seat], stage, news)
    case .trouble(let error): throw .system(error)
    }
  }

  /// A match is over: judges it.
  private func settle(
    _ number: Int, _ match: SettledMatch, _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let game = games[number], match.seats.count == 2 else { return }
    let faults = (0..<2).map { seat in
      Judge.fault(
        match.seats[seat], ofTicks: match.ticks, hasExited: hasExited(game, seat, match))
    }
    if let seat = game.overloadedSeat, excuse(seat, of: game, stage, news) { return }
    let (outcome, reason) = Judge.outcome(
      match, ofTicks: settings.rules.values.ticks, faults: faults)
    let record = GameRecord(
      game, outcome, reason,
      seats: (0..<2).map { SeatRecord(game.bots[$0].name, match.seats[$0], fault: faults[$0]) },
      seed: settings.practiceNumber(contest.plan, game.pairing.id), digest: match.digest)
    tellTroubles(game, faults, news)
    try keep(record, match.record, of: game, stage, news)
  }

  /// Whether the process of a bot that is not connected any more is gone too; it may end a moment
  /// behind its connection.
  private func hasExited(_ game: LiveGame, _ seat: Int, _ match: SettledMatch) -> Bool {
    guard match.seats[seat].conduct.isGone, let process = game.processes[seat] else { return false }
    return process.wait(milliseconds: Self.exitMilliseconds) != nil
  }

  private var moveMilliseconds: Int {
    switch settings.rules.values.clock {
    case .lockstep(let milliseconds): milliseconds
    case .live(let milliseconds): milliseconds
    }
  }

  /// Not all are ready in time.
  func giveUpWaiting(
    _ number: Int, _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let game = games[number] else { return }
    guard game.match != nil else { throw .contest("the server of the contest opens no match") }
    let absent = (0..<2).filter { !game.isReady[$0] }
    for seat in absent {
      let waited = waitedMilliseconds(of: number, seat)
      guard
        Overload.excuses(
          waitedMilliseconds: waited, ofMilliseconds: pace.startupMilliseconds)
      else { continue }
      if excuse(seat, of: game, stage, news) { return }
    }
    try lose(number, absent: absent, stage, news)
  }

  /// A game that does not come about: whoever is absent has lost it.
  private func lose(
    _ number: Int, absent: [Int], _ stage: Stage, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let game = games[number] else { return }
    let faults = (0..<2).map { absent.contains($0) ? ResultReason.absent : nil }
    let outcome: GameOutcome =
      absent.count == 2 ? .neither : absent.contains(0) ? .second : .first
    let record = GameRecord(
      game, outcome, .absent,
      seats: (0..<2).map { seat in
        SeatRecord(
          game.bots[seat].name,
          balance: settings.rules.values.startingBalance(of: Seat(seat)), fault: faults[seat])
      }, seed: settings.practiceNumber(contest.plan, game.pairing.id), digest: nil)
    tellTroubles(game, faults, news)
    try keep(record, [], of: game, stage, news)
  }

  private func tellTroubles(
    _ game: LiveGame, _ faults: [ResultReason?], _ news: (TournamentNews) -> Void
  ) {
    for seat in 0..<2 {
      guard let fault = faults[seat] else { continue }
      let process = game.processes[seat]
      let end = process?.exit.map { " (its process \($0))" } ?? ""
      news(
        .trouble(
          player: game.bots[seat].name, reason: fault.sentence + end,
          talk: process?.talk ?? ""))
    }
  }

  // MARK: - Games that do not count

  /// How long a bot's processes have waited for a processor since they were last looked at.
  private func waitedMilliseconds(of number: Int, _ seat: Int) -> Int {
    guard let game = games[number], let process = game.processes[seat] else { return 0 }
    let waited = Overload.waitedMilliseconds(process: process.id)
    games[number]?.waited[seat] = waited
    return waited - game.waited[seat]
  }

  /// The machine kept a bot from moving: the game is played again, and fewer at one time; false
  /// when it counts all the same, because that has been done too often or cannot help.
  private func excuse(
    _ seat: Int, of game: LiveGame, _ stage: Stage, _ news: (TournamentNews) -> Void
  ) -> Bool {
    guard game.attempt < Self.attemptsMax, game.concurrency > 1 else { return false }
    // All games that were played at one time are one reason to play fewer.
    concurrency = min(concurrency, max(1, game.concurrency / 2))
    attempts[game.pairing.id] = game.attempt + 1
    news(
      .overloaded(
        number(of: game), player: game.bots[seat].name, concurrency: concurrency))
    drop(game, stage)
    waiting.insert(game.pairing, at: 0)
    return true
  }

  /// The game is played no more; its bots are let go.
  private func drop(_ game: LiveGame, _ stage: Stage) {
    games[game.number] = nil
    if let match = game.match { gameOf[match] = nil }
    stage.finish(game.number)
    let due = Instant.now().adding(milliseconds: Self.retireMilliseconds)
    for case let bot? in game.processes where bot.exit == nil { retired.append((bot, due)) }
  }

  // MARK: - Results

  /// A game has a result: on disk first, then in the contest.
  private func keep(
    _ record: GameRecord, _ text: [UInt8], of game: LiveGame, _ stage: Stage,
    _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    drop(game, stage)
    guard let result = record.matchResult else {
      preconditionFailure("Tournament: a game that was judged has a result")
    }
    do throws(ContestError) {
      try contest.record(result)
    } catch {
      // It is not asked for any more: whoever was withdrawn has lost it already.
      return
    }
    do throws(FolderError) {
      if !text.isEmpty { try folder?.keep(text, of: record) }
      try folder?.append(.game(record))
    } catch {
      throw .folder(error)
    }
    records.append(record)
    test?.take(records)
    news(.finished(number(of: game), record))
    count(record)
    try withdrawFailed(news)
    if !settings.isLeague { refresh() }
  }

  /// Counts how often in a row the bots of a game have failed.
  func count(_ record: GameRecord) {
    for seat in record.seats {
      let isFailure = ["absent", "crash"].contains(seat.fault)
      failures[seat.player] = isFailure ? (failures[seat.player] ?? 0) + 1 : 0
    }
  }

  /// A bot that fails again and again is withdrawn.
  func withdrawFailed(_ news: (TournamentNews) -> Void) throws(TournamentError) {
    guard !pace.isRecovering else { return }
    for name in contest.plan.names where (failures[name] ?? 0) >= Self.failuresMax {
      if !absences.contains(where: { $0.withdrawn == name }) { try withdraw(name, news) }
    }
  }

  private func withdraw(
    _ name: String, _ news: (TournamentNews) -> Void
  ) throws(TournamentError) {
    guard let index = contest.plan.names.firstIndex(of: name) else { return }
    var from = 0
    if case .swiss = settings.format { from = (records.map(\.id.round).max() ?? -1) + 1 }
    do throws(ContestError) {
      try contest.excuse(Absence(entrant: Entrant(index), from: from))
    } catch {
      return
    }
    let absence = KeptAbsence(withdrawn: name, from: from + 1)
    do throws(FolderError) { try folder?.append(.absence(absence)) } catch { throw .folder(error) }
    absences.append(absence)
    news(.withdrawn(name, from: from + 1))
    refresh()
  }

  /// Looks anew at what can be played.
  private func refresh() {
    let playing = Set(games.values.map(\.pairing.id))
    waiting = contest.next.filter { !playing.contains($0.id) }
  }

  // MARK: - Numbers

  /// The number of a game in the contest: by its place where that is known, else in the order of
  /// beginning.
  func number(of game: LiveGame) -> Int { numbers[game.pairing.id] ?? game.number }
}

extension GameRecord {
  fileprivate init(
    _ game: LiveGame, _ outcome: GameOutcome, _ reason: ResultReason, seats: [SeatRecord],
    seed: Int, digest: String?
  ) {
    let id = game.pairing.id
    self.init(
      round: id.round + 1, table: id.table + 1, game: id.game + 1, result: outcome.text,
      reason: reason.rawValue, seats: seats, seed: seed, digest: digest)
  }
}
