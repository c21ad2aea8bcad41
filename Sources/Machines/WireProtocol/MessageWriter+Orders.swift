import DuelRules
public import Margin
public import Primitives

/// What somebody is told that an order has become.
public enum ToldOrderState: Hashable, Sendable {
  /// It waits.
  case open
  /// It does not wait any more, and its own seat is told why.
  case cancelled(CancelReason)
  /// It does not wait any more; others are not told whether it was filled.
  case gone

  /// The word for it.
  public var name: StaticString {
    switch self {
    case .open: "open"
    case .cancelled: "cancelled"
    case .gone: "gone"
    }
  }
}

extension CancelReason {
  /// The word for it: of one that was reached but refused, the error code. Rule: ORDER-7.
  public var name: String {
    switch self {
    case .asked: "asked"
    case .pair: "pair"
    case .positionClosed: "position-closed"
    case .liquidation: "liquidation"
    case .knockedOut: "knocked-out"
    case .refused(let rejection): Refusal(rejection).code.rawValue
    }
  }
}

extension MessageWriter {
  /// ORDER: an order that waits came or went; `reserved` is what the seat's entries reserve then.
  public func orderFields(
    _ order: OpenOrder, of seat: Seat, instrument: String, _ state: ToldOrderState,
    reserved: Money, _ out: inout ByteBuffer
  ) {
    beginOrder(order, instrument: instrument, &out)
    open("state", &out)
    out.append(state.name)
    close(&out)
    if case .cancelled(let reason) = state {
      field("reason", word: reason.name, &out)
    } else {
      field("reason", word: "none", &out)
    }
    field("seat", seat.index, &out)
    field("reserved", reserved, &out)
    endOrder(order, &out)
  }

  /// OPEN-ORDER: a whole line of ORDERS.
  public func openOrder(_ order: OpenOrder, instrument: String, _ out: inout ByteBuffer) {
    begin(.openOrder, &out)
    beginOrder(order, instrument: instrument, &out)
    endOrder(order, &out)
    end(&out)
  }

  private func beginOrder(
    _ order: OpenOrder, instrument: String, _ out: inout ByteBuffer
  ) {
    field("order", order.number, &out)
    field("instrument", word: instrument, &out)
    open("kind", &out)
    out.append(order.kind.name)
    close(&out)
    field("side", word: order.side.rawValue, &out)
    field("price", order.price, &out)
    field("quantity", optional: order.quantity, &out)
  }

  private func endOrder(_ order: OpenOrder, _ out: inout ByteBuffer) {
    field("pair", optional: order.pair, &out)
    field("worst", optional: order.worst, &out)
    field("stop", optional: order.stop, &out)
    field("take", optional: order.take, &out)
    field("reduce", word: order.isReduceOnly ? "yes" : "no", &out)
    if case .trail(let distance) = order.kind {
      open("trail", &out)
      out.append(distance)
      close(&out)
    } else {
      field("trail", word: "none", &out)
    }
  }
}
