public import DuelRules
public import Margin
import Primitives

/// A refusal as it goes on the wire: which code, about which field, and what to do.
public struct Refusal: Hashable, Sendable {
  /// What is wrong.
  public let code: ErrorCode
  /// The argument it is about; nil for the whole line.
  public let field: String?
  /// What is wrong and what to do, in words.
  public let text: String
  /// After how many milliseconds the same line would be taken; nil when waiting does not help.
  public let retryMilliseconds: Int?

  /// Makes a refusal. Of what the client itself wrote, `text` may hold what `echo` gives.
  public init(
    _ code: ErrorCode, field: String? = nil, retryMilliseconds: Int? = nil, _ text: String
  ) {
    self.code = code
    self.field = field
    self.retryMilliseconds = retryMilliseconds
    self.text = text
  }

  /// A client's own words, cut to a length that no reply grows too long by.
  public static func echo(_ words: String) -> String {
    guard words.utf8.count > Limits.echoMax else { return words }
    var kept = ""
    for scalar in words.unicodeScalars {
      guard kept.utf8.count + UTF8.width(scalar) <= Limits.echoMax else { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "…"
  }

  /// Why a line could not be taken apart; `word` is the verb that was read.
  public init(line code: ErrorCode, word: String) {
    let text =
      switch code {
      case .badEncoding: "a line is printable UTF-8 text"
      case .badQuote: "a quote is not closed, or text follows a closing quote; use key=\"a b\""
      case .tooManyFields: "a line has at most \(LineTokens.countMax) words"
      case .badTag: "a tag is # and 1 to \(Limits.tagMax) letters, digits, _ - ."
      default: Self.unknownVerb(word)
      }
    self.init(code, text)
  }

  private static func unknownVerb(_ word: String) -> String {
    let known =
      switch word.uppercased() {
      case "BUY": Verb.long.rawValue
      case "SELL": Verb.short.rawValue
      // Three letters are near to any other three.
      default: NearestName.of(word, among: Verb.allCases.filter { $0 != .oco }.map(\.rawValue))
      }
    guard let near = known else {
      return "there is no such verb; HELP lists them"
    }
    return "there is no such verb; did you mean \(near)?"
  }

  /// Why the text of a trade was refused.
  public init(_ error: CommandTextError, verb: Verb, instruments: [String]) {
    switch error {
    case .missing(let field):
      self.init(.missingArgument, field: field, "\(field) is missing: \(verb.usage)")
    case .unexpected(let word, let expected):
      self.init(.badArgument, "'\(Self.echo(word))' cannot stand here; \(expected)")
    case .misplaced(let field):
      self.init(
        .badArgument, field: field, "\(field)= does not belong to this: \(verb.usage)")
    case .contradiction(let field, let reason): self.init(.badArgument, field: field, reason)
    case .badNumber("tick", _):
      self.init(.badNumber, field: "tick", "tick= takes the number of a tick")
    case .badNumber(let field, let reason):
      self.init(.badNumber, field: field, Self.text(reason))
    case .outOfRange(let field, let range):
      self.init(.outOfRange, field: field, "\(field) must be \(range)")
    case .unknownInstrument(let word):
      let known = instruments.joined(separator: ",")
      self.init(
        .unknownInstrument, field: "instrument",
        "there is no '\(Self.echo(word))' in this match; instruments are \(known)")
    }
  }

  private static func text(_ error: DecimalError) -> String {
    switch error {
    case .malformed: "a number is written with digits and one point, such as 0.25"
    case .tooManyDecimals: "a number has at most 8 decimals"
    case .tooLarge: "the number is too large"
    }
  }

  /// Why a match refused an entry.
  public init(_ rejection: MatchRejection) {
    switch rejection {
    case .wrongPhase(let phase):
      self.init(.wrongPhase, "not possible while the match is \(phase.rawValue)")
    case .full: self.init(.matchFull, "all seats are taken; LIST shows open matches")
    case .alreadySeated: self.init(.alreadySeated, "a player of this name sits there already")
    case .nonceMissing:
      self.init(
        .missingArgument, field: "nonce",
        "these rules ask every seat for a nonce: \(Verb.ready.usage)")
    case .nonceUnwanted:
      self.init(.badNonce, field: "nonce", "these rules take no nonces; say READY alone")
    case .wrongNonce:
      self.init(
        .badNonce, field: "nonce",
        "that is not what your seat has committed to; the hash is made with its number")
    case .emptySeat: self.init(.notSeated, "the seat is not taken")
    case .knockedOut:
      self.init(.knockedOut, "you are knocked out; the match goes on without your orders")
    case .tooManyCommands(let most):
      self.init(.commandLimit, "your seat has had its \(most) commands; what is open stays")
    case .notLockstep: self.init(.notLockstep, "this match runs on a timer; DONE is not needed")
    case .staleTick(let tick):
      self.init(.staleTick, field: "tick", "the match is at tick \(tick.number) by now")
    case .margin(let rejection): self.init(rejection)
    }
  }

  /// Why the margin engine refused a command.
  public init(_ rejection: MarginRejection) {
    switch rejection {
    case .noPosition: self.init(.noPosition, "there is no position in this instrument")
    case .unknownOrder:
      self.init(.unknownOrder, field: "order", "no such order is open; ORDERS shows yours")
    case .modeLocked(let mode):
      self.init(
        .modeLocked, field: "mode",
        "the mode stays \(mode.rawValue) while there is a position or an entry rests; CLOSE it, or "
          + "CANCEL it")
    case .notIsolated:
      self.init(.notIsolated, "a cross position has no margin of its own; the account carries it")
    case .marginLimit(let most):
      self.init(.marginLimit, field: "amount", "a position's margin may be at most \(most)")
    case .marginNeeded(let removable):
      self.init(
        .marginNeeded, field: "amount", "no more than \(removable) can be taken out now")
    case .leverageCap(let most):
      self.init(.leverageCap, field: "leverage", "these rules allow at most \(most)")
    case .offStep(let step):
      self.init(.offStep, field: "price", "prices of this instrument are multiples of \(step)")
    case .priceLimit(let most):
      self.init(.priceLimit, field: "price", "that must be above 0 and at most \(most)")
    case .wouldTrigger(let reference):
      self.init(
        .wouldTrigger, field: "price",
        "at \(reference) it would trigger at once; what waits for a rise lies above, for a fall "
          + "below")
    case .belowStep(let step):
      self.init(.belowStep, field: "size", "that is less than the smallest quantity, \(step)")
    case .positionLimit(let most):
      self.init(.positionLimit, field: "size", "a position may be at most \(most)")
    case .belowMinimum(let least):
      self.init(.belowMinimum, field: "size", "an order opens a notional of at least \(least)")
    case .worstPrice(let fill):
      self.init(
        .worstPrice, field: "worst",
        "it would fill at \(fill); allow that, or trade a smaller size")
    case .insufficientMargin(let required, let available):
      self.init(
        .insufficientMargin, field: "size",
        "needs \(required) with the fee, available is \(available)")
    case .wouldLiquidate:
      self.init(.wouldLiquidate, "it would be liquidated at once; use less leverage")
    case .beyondLiquidation(let price):
      self.init(
        .beyondLiquidation, field: "price",
        "liquidation at \(price) would come first; bring the stop nearer to the mark")
    case .orderLimit(let most):
      self.init(.orderLimit, "at most \(most) orders may be open; CANCEL some")
    }
  }
}
