/// What kind of mistake an error code stands for.
public enum ErrorClass: String, Hashable, Sendable {
  /// The line itself is wrong.
  case syntax
  /// It may be right, but not now.
  case phase
  /// It is not for you.
  case auth
  /// There is no room, or you are too fast.
  case limit
  /// The margin engine refuses.
  case margin
  /// Something it speaks of is not there.
  case state
  /// It is the server's fault.
  case `internal`
}

/// Every error a server can answer, in order of precedence: if several apply, the first is given.
///
/// Protocol/errors.tsv is the same list, with what a client should do.
public enum ErrorCode: String, CaseIterable, Hashable, Sendable {
  case lineTooLong = "line-too-long"
  case rateLimit = "rate-limit"
  case badEncoding = "bad-encoding"
  case badJSON = "bad-json"
  case badQuote = "bad-quote"
  case tooManyFields = "too-many-fields"
  case badTag = "bad-tag"
  case unknownVerb = "unknown-verb"
  case shuttingDown = "shutting-down"
  case protoUnsupported = "proto-unsupported"
  case helloFirst = "hello-first"
  case helloTwice = "hello-twice"
  case notSeated = "not-seated"
  case alreadySeated = "already-seated"
  case missingArgument = "missing-argument"
  case badArgument = "bad-argument"
  case badNumber = "bad-number"
  case outOfRange = "out-of-range"
  case badName = "bad-name"
  case badRule = "bad-rule"
  case unknownInstrument = "unknown-instrument"
  case unknownMatch = "unknown-match"
  case badToken = "bad-token"
  case badKey = "bad-key"
  case notInvited = "not-invited"
  case badNonce = "bad-nonce"
  case unknownPlayer = "unknown-player"
  case playerBusy = "player-busy"
  case noChallenge = "no-challenge"
  case noRematch = "no-rematch"
  case nameTaken = "name-taken"
  case matchFull = "match-full"
  case wrongPhase = "wrong-phase"
  case notLockstep = "not-lockstep"
  case staleTick = "stale-tick"
  case notWatching = "not-watching"
  case noRecord = "no-record"
  case knockedOut = "knocked-out"
  case commandLimit = "command-limit"
  case noPosition = "no-position"
  case unknownOrder = "unknown-order"
  case modeLocked = "mode-locked"
  case notIsolated = "not-isolated"
  case leverageCap = "leverage-cap"
  case offStep = "off-step"
  case priceLimit = "price-limit"
  case wouldTrigger = "would-trigger"
  case belowStep = "below-step"
  case positionLimit = "position-limit"
  case belowMinimum = "below-minimum"
  case worstPrice = "worst-price"
  case insufficientMargin = "insufficient-margin"
  case marginLimit = "margin-limit"
  case marginNeeded = "margin-needed"
  case wouldLiquidate = "would-liquidate"
  case beyondLiquidation = "beyond-liquidation"
  case orderLimit = "order-limit"
  case chatLimit = "chat-limit"
  case matchLimit = "match-limit"
  case serverFull = "server-full"
  case addressLimit = "address-limit"
  case connectionRate = "connection-rate"
  case loginTimeout = "login-timeout"
  case lineTimeout = "line-timeout"
  case pingTimeout = "ping-timeout"
  case slowConsumer = "slow-consumer"
  case flood = "flood"
  case takenOver = "taken-over"
  case storeFull = "store-full"

  /// What kind of mistake it stands for.
  public var kind: ErrorClass {
    switch self {
    case .lineTooLong, .badEncoding, .badJSON, .badQuote, .tooManyFields, .badTag, .unknownVerb,
      .missingArgument, .badArgument, .badNumber, .outOfRange, .badName, .badRule:
      .syntax
    case .protoUnsupported, .helloFirst, .nameTaken, .badToken, .badKey, .notInvited, .badNonce,
      .takenOver:
      .auth
    case .helloTwice, .notSeated, .alreadySeated, .wrongPhase, .notLockstep, .staleTick,
      .shuttingDown, .playerBusy, .knockedOut:
      .phase
    case .unknownInstrument, .unknownMatch, .matchFull, .notWatching, .noRecord, .unknownPlayer,
      .noChallenge, .noRematch:
      .state
    case .noPosition, .unknownOrder, .modeLocked, .notIsolated, .leverageCap, .offStep,
      .priceLimit, .wouldTrigger, .belowStep, .positionLimit, .belowMinimum, .worstPrice,
      .insufficientMargin, .marginLimit, .marginNeeded, .wouldLiquidate, .beyondLiquidation,
      .orderLimit:
      .margin
    case .rateLimit, .commandLimit, .chatLimit, .matchLimit, .serverFull, .addressLimit,
      .connectionRate,
      .loginTimeout, .lineTimeout, .pingTimeout, .slowConsumer, .flood:
      .limit
    case .storeFull: .internal
    }
  }

  /// Whether the connection is closed after it; the code then stands in a BYE or an ERR before it.
  public var closes: Bool {
    switch self {
    case .lineTooLong, .protoUnsupported, .serverFull, .addressLimit, .connectionRate,
      .loginTimeout, .lineTimeout, .pingTimeout, .slowConsumer, .flood, .takenOver:
      true
    default: false
    }
  }
}
