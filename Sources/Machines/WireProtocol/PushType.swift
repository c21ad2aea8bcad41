/// Every word that a push begins with.
///
/// Match pushes carry `match=` and `seq=` first; Protocol/messages.json lists their fields.
public enum PushType: String, CaseIterable, Hashable, Sendable {
  case info = "INFO"
  case ping = "PING"
  case bye = "BYE"
  case match = "MATCH"
  case tape = "TAPE"
  case openOrder = "OPEN-ORDER"
  case recordLine = "RECORD-LINE"
  case seated = "SEATED"
  case commitment = "COMMITMENT"
  case challenged = "CHALLENGED"
  case declined = "DECLINED"
  case rematch = "REMATCH"
  case seat = "SEAT"
  case nonce = "NONCE"
  case opened = "OPENED"
  case start = "START"
  case tick = "TICK"
  case fill = "FILL"
  case order = "ORDER"
  case funding = "FUNDING"
  case marginCall = "MARGIN-CALL"
  case liquidation = "LIQUIDATION"
  case position = "POSITION"
  case rank = "RANK"
  case knockout = "KNOCKOUT"
  case series = "SERIES"
  case pause = "PAUSE"
  case goOn = "CONTINUE"
  case skipped = "SKIPPED"
  case chat = "CHAT"
  case end = "END"

  /// Whether it belongs to the stream of a match and is numbered there.
  public var isInMatchStream: Bool {
    switch self {
    case .info, .ping, .bye, .match, .tape, .openOrder, .recordLine, .seated, .commitment,
      .challenged, .declined, .rematch:
      false
    case .seat, .nonce, .opened, .start, .tick, .fill, .order, .funding, .marginCall, .liquidation,
      .position, .rank, .knockout, .series, .pause, .goOn, .skipped, .chat, .end:
      true
    }
  }
}
