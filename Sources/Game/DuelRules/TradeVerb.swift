/// The verbs of trades, as they stand on the wire, in the log and in the record.
public enum TradeVerb: String, CaseIterable, Hashable, Sendable {
  case long = "LONG"
  case short = "SHORT"
  case close = "CLOSE"
  case limit = "LIMIT"
  case stop = "STOP"
  case take = "TAKE"
  case trail = "TRAIL"
  case oco = "OCO"
  case cancel = "CANCEL"
  case leverage = "LEVERAGE"
  case mode = "MODE"
  case margin = "MARGIN"
}
