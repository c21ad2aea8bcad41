public import PriceTape
import Primitives

/// A stored tape that goes up and down around its start: the mark of tick t is `start` plus
/// (t x 7 mod 11) steps, for each instrument one step more.
public func makeTape(
  ticks: Int, names: [String] = ["OLD"], name: String = "HISTORY", start: String = "0.00005",
  step: String = "0.00000001"
) -> StoredTape {
  let instruments = names.map { StoredInstrument(name: $0, priceStep: price(step)) }
  let marks = (0..<ticks).flatMap { tick in
    names.indices.map { index in
      Price(units: price(start).units + Int64(tick * 7 % 11 + index) * price(step).units)
    }
  }
  do throws(StoredTapeError) {
    return try StoredTape(name: name, instruments: instruments, marks: marks)
  } catch {
    preconditionFailure("makeTape: \(error)")
  }
}
