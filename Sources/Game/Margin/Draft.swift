import Primitives

/// One seat's account and position while an order is tried; kept only when all of it succeeds.
struct Draft {
  let seat: Seat
  let instrument: Instrument
  /// Where the position lies in the engine.
  let place: Int
  var account: Account
  var position: Position
  /// The number of the order that is tried.
  var number = 0
  /// The number of the first order that comes with it.
  var firstAttached = 0
  /// What the seat has traded of the instrument in this tick. Rule: MARGIN-20.
  var traded: Money
  /// What the order moves to the house and the insurance ledger, in units of 10^-8.
  var house: Int128 = 0
  var insurance: Int128 = 0

  /// Adds to the wallet; what it cannot hold goes to the house. Rule: MARGIN-2.
  mutating func pay(_ amount: Money) {
    let sum = account.wallet + amount
    account.wallet = min(sum, Bounds.walletMax)
    house += Int128((sum - account.wallet).units)
  }

  /// Pays a cross account's loss: what the wallet lacks is drawn from insurance. Rule: MARGIN-12.
  mutating func floorWallet() -> Money {
    let unpaid = max(.zero, -account.wallet)
    account.wallet += unpaid
    account.add(profit: .zero, fee: .zero, draw: unpaid)
    insurance -= Int128(unpaid.units)
    return unpaid
  }
}

extension MarginEngine {
  func draft(_ seat: Seat, _ instrument: Instrument) -> Draft {
    let place = place(seat, instrument)
    return Draft(
      seat: seat, instrument: instrument, place: place, account: accounts[seat.index],
      position: positions[place], traded: traded[place])
  }

  mutating func commit(_ draft: Draft) {
    accounts[draft.seat.index] = draft.account
    positions[draft.place] = draft.position
    traded[draft.place] = draft.traded
    ledgers.house += draft.house
    ledgers.insurance += draft.insurance
    refresh(draft.seat, draft.instrument)
  }

  /// Counts a fill for the impact of the next one. Rule: MARGIN-20.
  func count(_ quantity: Quantity, _ draft: inout Draft) {
    guard rules.costs.impact.units != 0 else { return }
    let mark = quotes[draft.instrument.index].mark
    draft.traded = min(
      draft.traded + Money(valueOf: quantity, at: mark, rounding: .up), Impact.tradedMax)
  }

  /// Wallet plus cross profit less initial margins and reserves, when `margin` counts as the
  /// initial margin of the draft's position; may be negative.
  func headroom(of draft: Draft, margin: @autoclosure () -> Money) -> Money {
    let reserved = reserved(of: draft)
    guard hasCross[draft.seat.index] || draft.position.mode == .cross else {
      return draft.account.wallet - reserved
    }
    return headroom(
      of: draft.seat, wallet: draft.account.wallet,
      replacing: (draft.place, draft.position, margin())) - reserved
  }

  /// What a draft may assign: for an isolated position no unrealised profit. Rule: MARGIN-7.
  func spendable(_ draft: Draft, at mark: Price) -> Money {
    let room = max(.zero, headroom(of: draft, margin: draft.position.initialMargin(at: mark)))
    return draft.position.mode == .cross ? room : min(room, draft.account.wallet)
  }
}
