import Digests
import DuelRules
public import Primitives
public import WireProtocol

/// What a client wants of the server.
public enum ClientGoal: Hashable, Sendable {
  /// Play: find or open a match with these CREATE fields, be ready, play it to the end.
  case play(settings: String)
  /// Play in this match.
  case join(match: String)
  /// Open a match with these CREATE fields, which may include a seed.
  case create(settings: String)
  /// Watch this match, or the oldest one that runs.
  case watch(match: String?)
  /// Take a seat again that another client held.
  case resume(match: String, token: String)
}

/// Something a client must be told of.
public enum ClientNews: Hashable, Sendable {
  /// The match moved.
  case match(MatchNews)
  /// The server refused what was asked: code and text.
  case refused(ErrorCode?, text: String)
  /// The match has ended, and this client has computed its tape.
  case checked(TapeVerdict)
  /// The record of the match has come in full.
  case record
  /// The seat is taken again on a new connection, and what was missed has come.
  case resumed
  /// The server says goodbye, and why.
  case farewell(text: String)
}

/// A client of one server: logs in, takes a seat or watches, keeps the view up to date.
///
/// It outlives its connection: after `reconnect` it takes its seat again and goes on.
public struct ClientSession: Sendable {
  /// The match as far as it is known.
  public private(set) var view = MatchView()
  /// The match this client sits in or watches, once it is known.
  public private(set) var match: String?
  /// The record, line by line with LFs, once it was asked for and has come.
  public private(set) var record: [UInt8] = []

  /// What takes the seat again; nil before there is a seat.
  public private(set) var token: String?
  /// Whether pushes come that were missed; it is too late to act on them.
  public private(set) var isCatchingUp = false
  /// Whether the server did not give the seat back.
  public private(set) var isLost = false

  /// Whether the seat was taken again too often; a later connection may be luckier.
  public private(set) var isTurnedAway = false

  private let name: String?
  private let agent: String
  private let goal: ClientGoal
  private let contribution: Contribution
  /// How many matches it has sat in.
  private var matches = 0
  /// What it contributes to this one, to be opened when all hashes are known.
  private var nonce: Digest?
  private var isReady = false
  private var hasOpened = false
  private var check = TapeCheck()
  private var verdict: TapeVerdict?
  private var framer = LineFramer(lineMax: 4 * Limits.lineMax)
  private var reader = ServerLineReader()
  private var recordLines = 0
  private var hasAsked = false
  /// Whether the answer to RESUME has not come yet.
  private var isResuming = false
  /// Whether the server keeps its matches when it is stopped.
  private var isServerDurable = false
  /// The number of the last push before the seat was taken again.
  private var missedUpTo = 0
  /// The match is being shown as it stands: the last push seen before, and the one it stands for.
  private var snapshot: (after: Int, at: Int)?

  /// Makes a client; a spectator needs no name and contributes nothing.
  public init(
    name: String?, agent: String, goal: ClientGoal, contribution: Contribution = .nothing
  ) {
    self.contribution = contribution
    self.name = name
    self.agent = agent
    self.goal = goal
    if case .resume(let match, let token) = goal {
      self.match = match
      self.token = token
      isResuming = true
      isReady = true
    }
  }

  /// Takes bytes from the server; appends what is to be sent, and calls `body` with each news.
  ///
  /// Throws `lineTooLong` when the server breaks the protocol.
  public mutating func receive(
    _ bytes: Span<UInt8>, output: inout ByteBuffer,
    _ body: (ClientNews, inout ClientSession, inout ByteBuffer) -> Void
  ) throws(FramingError) {
    var start = 0
    while true {
      let news: ClientNews?
      switch try framer.next(in: bytes, from: &start) {
      case .inPlace(let range): news = take(bytes.extracting(range), output: &output)
      case .assembled(let line): news = take(line.span, output: &output)
      case .needsMore: return
      }
      let isCaughtUp = isCatchingUp && view.sequence >= missedUpTo
      if isCaughtUp { isCatchingUp = false }
      // What was missed is told before that it was all.
      if let news { body(news, &self, &output) }
      if let found = verdict.take() { body(.checked(found), &self, &output) }
      if isCaughtUp { goOn(&output) }
      if isCaughtUp { body(.resumed, &self, &output) }
    }
  }

  /// Whether a new connection could go on where this one broke.
  public var canResume: Bool {
    guard view.end == nil, !isLost else { return false }
    return token != nil || (name == nil && match != nil)
  }

  /// Forgets the old connection; what the server says next comes on a new one.
  public mutating func reconnect() {
    framer = LineFramer(lineMax: 4 * Limits.lineMax)
    hasAsked = false
    hasOpened = false
    isCatchingUp = false
    isTurnedAway = false
    isResuming = token != nil
  }

  /// Asks for the record of the match that has ended.
  public mutating func requestRecord(_ output: inout ByteBuffer) {
    record = []
    recordLines = 0
    requestRecord(from: 1, &output)
  }

  private func requestRecord(from line: Int, _ output: inout ByteBuffer) {
    output.append("RECORD match=")
    output.append(match ?? view.match)
    output.append(" from=")
    output.append(integer: line)
    output.append("\n")
  }

  private mutating func take(
    _ line: Span<UInt8>, output: inout ByteBuffer
  ) -> ClientNews? {
    switch reader.read(line) {
    case .ok(let verb): return takeOK(verb, line, output: &output)
    case .error(let code):
      if isResuming, code == .rateLimit { isTurnedAway = true }
      if isResuming, code != .rateLimit { isLost = true }
      return .refused(code, text: reader.text("text", in: line) ?? "")
    case .push(.info):
      isServerDurable = reader.text("durability", in: line).map { $0 != "memory" } ?? false
      greet(&output)
      return nil
    case .push(.ping):
      output.append("PONG\n")
      return nil
    case .push(.bye):
      // A server that keeps its matches can be come back to.
      let code = reader.text("code", in: line).flatMap { ErrorCode(rawValue: $0) }
      if code == .shuttingDown, isServerDurable, canResume { return nil }
      return .farewell(text: reader.text("text", in: line) ?? "")
    case .push(.seated):
      takeSeat(line, output: &output)
      return nil
    case .push(.recordLine): return takeRecordLine(line, output: &output)
    case .push(.commitment):
      takeCommitment(line, output: &output)
      return nil
    case .push(let type):
      // The match as it stands follows, and can be acted on.
      if type == .skipped { missedUpTo = 0 }
      let seen = view.sequence
      let news = view.take(type, line, reader)
      if type == .skipped {
        snapshot = (after: snapshot?.after ?? seen, at: view.sequence)
      } else if view.end != nil || snapshot.map({ view.sequence > $0.at }) == true {
        snapshot = nil
      }
      if contribution != .nothing, view.seat != nil { compare(type, line, output: &output) }
      return news.map { .match($0) }
    case .unknown: return nil
    }
  }

  private mutating func greet(_ output: inout ByteBuffer) {
    guard !hasAsked else { return }
    hasAsked = true
    if isResuming, let token, let match {
      // A match that was not shown to its end must be shown again.
      let seen = snapshot?.after ?? view.sequence
      output.append("RESUME match=\(match) token=\(token) seq=\(seen)\n")
      return
    }
    if let name {
      output.append("HELLO proto=1 name=")
      output.append(name)
      output.append(" agent=")
      output.append(quoted: agent)
      output.append("\n")
    }
    switch goal {
    case .play(let settings): output.append("QUEUE \(settings)\n")
    case .join(let match): output.append("JOIN match=\(match)\n")
    case .create(let settings): output.append("CREATE \(settings)\n")
    case .resume: break
    case .watch where match != nil: output.append("WATCH match=\(match ?? "")\n")
    case .watch(let match?): output.append("WATCH match=\(match)\n")
    case .watch(nil): output.append("WATCH\n")
    }
  }

  private mutating func takeOK(
    _ verb: Verb, _ line: Span<UInt8>, output: inout ByteBuffer
  ) -> ClientNews? {
    switch verb {
    case .create, .join, .queue, .challenge: takeSeat(line, output: &output)
    case .resume:
      isResuming = false
      isCatchingUp = true
      match = reader.text("match", in: line) ?? match
      view.seat = view.seat ?? reader.integer("seat", in: line)
      missedUpTo = reader.integer("seq", in: line) ?? view.sequence
    case .watch: match = reader.text("match", in: line)
    case .rules where reader.text("match", in: line) == match: check.takeRules(line, reader)
    case .record: recordLines = reader.integer("lines", in: line) ?? 0
    default: break
    }
    return nil
  }

  /// A seat in a match, asked for or given: it is ready at once, or as soon as it knows what the
  /// server has committed to.
  private mutating func takeSeat(_ line: Span<UInt8>, output: inout ByteBuffer) {
    match = reader.text("match", in: line)
    token = reader.text("token", in: line)
    view = MatchView()
    snapshot = nil
    view.seat = reader.integer("seat", in: line)
    check = TapeCheck()
    matches += 1
    nonce = nil
    hasOpened = false
    isReady = contribution == .nothing
    if isReady { output.append("READY\n") }
  }

  private mutating func takeRecordLine(
    _ line: Span<UInt8>, output: inout ByteBuffer
  ) -> ClientNews? {
    guard let text = reader.text("text", in: line), let number = reader.integer("line", in: line)
    else { return nil }
    record.append(contentsOf: text.utf8)
    record.append(UInt8(ascii: "\n"))
    if number == recordLines { return .record }
    if number % Limits.recordLinesPerReply == 0 { requestRecord(from: number + 1, &output) }
    return nil
  }

  // MARK: - The tape

  /// The server has committed itself: now this client may, and says that it is ready.
  private mutating func takeCommitment(_ line: Span<UInt8>, output: inout ByteBuffer) {
    guard contribution != .nothing, view.seat != nil, reader.text("match", in: line) == match else {
      return
    }
    check.takeCommitment(line, reader)
    if check.lacksRules { output.append("#tape RULES match=\(match ?? "")\n") }
    guard !isReady else { return }
    isReady = true
    nonce = contribution.nonce(ofMatch: matches, rule: check.rule)
    sayReady(&output)
  }

  private func sayReady(_ output: inout ByteBuffer) {
    let hash = view.seat.flatMap { ownHash(seat: $0) }
    output.append(hash.map { "READY nonce=\($0)\n" } ?? "READY\n")
  }

  private func ownHash(seat: Int) -> Digest? {
    nonce.map { SeatNonces.hash(of: $0, seat: Seat(seat)) }
  }

  /// Keeps what the tape is to be compared with; opens the nonce when its time has come.
  private mutating func compare(
    _ type: PushType, _ line: Span<UInt8>, output: inout ByteBuffer
  ) {
    switch type {
    case .nonce:
      check.takeNonce(line, reader)
      open(&output)
    case .opened: check.takeOpened(line, reader)
    case .start: check.takeStart(line, reader)
    case .tick: check.takeTick(view)
    case .end where view.end?.reason == "finished": verdict = check.verdict(line, reader)
    default: break
    }
  }

  /// Opens the nonce, but only when every seat is bound and the server shows this one's own hash.
  private mutating func open(_ output: inout ByteBuffer) {
    guard check.isCommitted, !hasOpened, let nonce, let seat = view.seat,
      check.hash(of: seat) == ownHash(seat: seat)
    else { return }
    hasOpened = true
    output.append("OPEN nonce=\(nonce)\n")
  }

  /// The seat is taken again before the match has begun: what was said for it may be lost.
  private mutating func goOn(_ output: inout ByteBuffer) {
    guard nonce != nil, view.instruments.isEmpty, view.end == nil else { return }
    if check.isCommitted { open(&output) } else { sayReady(&output) }
  }
}
