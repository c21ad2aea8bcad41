import DuelRules
import Margin
import Primitives
import WireProtocol

extension DuelHost {
  /// Shows what every seat begins with: to itself, and to others as far as they may know it.
  ///
  /// Rule: MATCH-14.
  mutating func pushInventory(_ place: Int, effects: inout EffectBuffer) {
    for index in matches[place].match.rules.inventory.indices {
      for seat in matches[place].seats.indices {
        let shown = matches[place].present(Seat(seat), Instrument(index))
        guard shown.position.isOpen else { continue }
        let name = matches[place].instrumentNames[index]
        encode(place) { writer, _, out in
          writer.positionFields(
            shown.position, seat: Seat(seat), instrument: name, liquidation: shown.liquidation,
            &out)
        }
        deliver(.position, to: 1 << UInt8(seat), place, effects: &effects)
        push(.position(Seat(seat), Instrument(index), shown), to: place, effects: &effects)
      }
    }
  }
}
