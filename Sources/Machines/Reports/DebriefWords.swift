import DuelRules
import Margin
import Primitives
import Records

/// What a player can learn from a match, in sentences: numbers first, and never a reproach.
struct DebriefWords {
  private let rules: Rules

  init(_ rules: Rules) { self.rules = rules }

  private func name(_ instrument: Instrument) -> String { rules.name(of: instrument) }

  /// Headings and their texts.
  func paragraphs(_ debrief: Debrief) -> [(heading: String, text: String)] {
    guard !debrief.seat.trips.isEmpty else {
      return [("Result", result(debrief)), ("Leverage", idle(debrief))]
    }
    return [
      ("Result", result(debrief)),
      ("Leverage and how much prices moved", leverage(debrief)),
      ("How near liquidation came", approach(debrief)),
      ("What trading cost", costs(debrief)),
      ("Best and worst trade", trades(debrief)),
      ("The other margin mode", modes(debrief)),
      ("Stops", stops(debrief)),
    ]
  }

  // MARK: - Result and leverage

  private func result(_ debrief: Debrief) -> String {
    let seat = debrief.seat
    var text = "\(seat.name) ended with \(Figures.money(seat.equity)), "
    if seat.result == .zero {
      text += "exactly the start."
    } else {
      text +=
        "\(Figures.size(seat.result)) \(seat.result > .zero ? "more" : "less") than the start "
      text += "(\(Figures.signedPercent(seat.returnRate)))."
    }
    guard !seat.trips.isEmpty else { return text }
    text += " Something was held at \(seat.exposedTicks) of \(debrief.ticks) ticks "
    text += "(\(Figures.percent(debrief.timeAtRisk, decimals: 0)))"
    if seat.drawdown > .zero {
      text += ", and the account fell by up to \(Figures.money(seat.drawdown)) from its best moment"
    }
    return text + "."
  }

  private func idle(_ debrief: Debrief) -> String {
    "Nothing was held, so neither leverage nor margin did anything. That is a position, too: it "
      + "cannot be liquidated, and it wins nothing."
  }

  private func leverage(_ debrief: Debrief) -> String {
    let seat = debrief.seat
    var text = ""
    if seat.leverageSet > 0 {
      let move = Rate(Money(whole: 1), of: Money(whole: Int64(seat.leverageSet)))
      text += "The highest leverage of an entry was \(seat.leverageSet)x: a move of "
      text += "\(Figures.percent(move)) against it is worth all the margin behind it. "
    }
    let peak = seat.leveragePeak
    text += "Measured against the whole account, positions were at most "
    text += "\(Figures.times(peak.rate)) the equity (tick \(peak.tick.number)), so that a move of "
    text += "1 % changed the account by \(Figures.number(Int128(peak.rate.units), decimals: 2)) %."
    guard let entry = seat.riskiest else {
      return text + " No price could have liquidated what was entered."
    }
    text += " The entry with the shortest way to liquidation was at tick \(entry.tick.number): "
    text += "\(position(entry)) at \(entry.leverage)x, \(Figures.percent(entry.distance)) away."
    return text + volatility(entry, debrief)
  }

  /// What a distance means where prices move as they do.
  private func volatility(_ entry: Approach, _ debrief: Debrief) -> String {
    guard let deviation = entry.deviation, let away = entry.tenthsOfDeviations else { return "" }
    var text =
      " The price then moved by about \(Figures.percent(deviation)) a tick (one deviation),"
    text += " so liquidation was \(Figures.tenths(away)) deviations away."
    let usual = debrief.usualMove(from: entry.tick)
    guard usual > 0 else { return text }
    text +=
      " In the \(Figures.count(debrief.ticks - 1 - entry.tick.number, "tick")) that were left a "
    text +=
      "price usually wanders about \(Figures.tenths(usual)) deviations, the root of the number "
    text += "of ticks. "
    return text + Self.chance(away * 100 / usual)
  }

  /// How often a price gets as far as so many hundredths of its usual way: by reflection, twice as
  /// often as a walk without a trend ends beyond that.
  private static func chance(_ hundredths: Int) -> String {
    let often =
      switch hundredths {
      case ..<67: "more often than not"
      case ..<100: "one time in two or three"
      case ..<150: "one time in three to eight"
      case ..<200: "one time in eight to twenty"
      case ..<300: "less than one time in twenty"
      default: "hardly ever"
      }
    return "Held all that time, a price without a trend gets there \(often)."
  }

  private func position(_ approach: Approach) -> String {
    let side = approach.quantity > .zero ? "long" : "short"
    return "\(side) \(approach.quantity.magnitude) \(name(approach.instrument))"
  }

  // MARK: - Liquidation

  private func approach(_ debrief: Debrief) -> String {
    let seat = debrief.seat
    var text = ""
    if let nearest = seat.nearest {
      text += "The nearest moment that was seen was at tick \(nearest.tick.number): with "
      text +=
        "\(position(nearest)) the mark was \(Figures.price(nearest.mark)) and the liquidation "
      text +=
        "price \(Figures.price(nearest.liquidationPrice)), \(Figures.percent(nearest.distance)) "
      text += "away"
      if let tenths = nearest.tenthsOfDeviations {
        text += " or \(Figures.tenths(tenths)) deviations of one tick"
      }
      text += "."
    } else {
      text += "No price could have liquidated what was held."
    }
    let forced = seat.points.filter { $0.kind == .liquidation }
    guard let first = forced.first else {
      return text + " Nothing was liquidated."
    }
    text +=
      forced.count == 1
      ? " Once it went that far: at" : " It went that far in \(forced.count) steps; the first: at"
    text += " tick \(first.tick.number) \(first.quantity) \(name(first.instrument)) were closed by "
    text += "force at \(Figures.price(first.price))."
    let lost = seat.trips.filter { $0.liquidations > 0 }.reduce(Money.zero) { $0 + $1.net }
    text += " The trades it ended brought \(Figures.signed(lost))"
    if seat.liquidationFees > .zero {
      text += ", \(Figures.money(seat.liquidationFees)) of it liquidation fees"
    }
    text += ". "
    if seat.account.draws > .zero {
      text +=
        "A price jumped beyond the point where the margin was used up: the insurance fund paid "
      text += "\(Figures.money(seat.account.draws)), which counts against the seat. "
    }
    return text + "Less leverage, or a stop before that price, would have left the decision with "
      + "the player."
  }

  // MARK: - Costs and trades

  private func costs(_ debrief: Debrief) -> String {
    let seat = debrief.seat
    var parts = ["fees \(Figures.money(seat.account.fees))"]
    parts.append("spread \(Figures.money(seat.spread))")
    if seat.impact > .zero { parts.append("price impact \(Figures.money(seat.impact))") }
    if seat.account.funding != .zero {
      let verb = seat.account.funding > .zero ? "received" : "paid"
      parts.append("funding \(verb) \(Figures.size(seat.account.funding))")
    }
    let list = parts.joined(separator: ", ")
    guard debrief.costs != .zero else {
      return "Trading was free under these rules, as it never is on an exchange."
    }
    var text = list.prefix(1).uppercased() + list.dropFirst()
    if debrief.costs < .zero {
      return text + ": together they brought \(Figures.size(debrief.costs))."
    }
    text += ": \(Figures.money(debrief.costs)) in all"
    if let share = debrief.costShare {
      let what = seat.result > .zero ? "profit" : "loss"
      text += ", \(Figures.percent(share, decimals: 1)) of the \(what) of "
      text += Figures.size(seat.result)
    }
    let without = seat.result + debrief.costs
    text += ". Without them the result would have been \(Figures.signed(without)). Fees and spread "
    return text
      + "are charged on the notional, so leverage multiplies them as well: at 10x, 0.05 % of "
      + "the notional is 0.5 % of the margin."
  }

  private func trades(_ debrief: Debrief) -> String {
    guard let best = debrief.best, let worst = debrief.worst else { return "" }
    if debrief.seat.trips.count == 1 { return "The only trade: \(words(best))." }
    let wins = debrief.seat.trips.count { $0.net > .zero }
    let count = debrief.seat.trips.count
    var text = "\(wins == 0 ? "None" : String(wins)) of \(count) trades brought something. "
    let isLoss = best.net <= .zero
    text += "\(isLoss ? "The smallest loss" : "Best"): \(words(best)). "
    text += "\(isLoss ? "The largest" : "Worst"): \(words(worst))."
    if best.net > .zero, worst.net < .zero {
      text +=
        -worst.net > best.net
        ? " The worst trade cost more than the best one brought."
        : " The best trade brought more than the worst one cost."
    }
    return text
  }

  private func words(_ trip: RoundTrip) -> String {
    let side = trip.side == .buy ? "long" : "short"
    let end = trip.closed.map { "to \($0.number)" } ?? "to the end, still open"
    let forced = trip.liquidations > 0 ? ", liquidated" : ""
    return
      "\(side) \(trip.size) \(name(trip.instrument)) at \(trip.leverage)x, \(trip.mode.rawValue), "
      + "tick \(trip.opened.number) \(end)\(forced), \(Figures.signed(trip.net)) after fees"
  }

  // MARK: - What if

  private func modes(_ debrief: Debrief) -> String {
    guard let other = debrief.exchanged else { return "" }
    let seat = debrief.seat
    let hasIsolated = seat.trips.contains { $0.mode == .isolated }
    let hasCross = seat.trips.contains { $0.mode == .cross }
    let change =
      hasIsolated && hasCross
      ? "with isolated and cross exchanged"
      : "in \(hasIsolated ? "cross" : "isolated") instead of \(hasIsolated ? "isolated" : "cross") margin"
    var text = "The same commands on the same tape, \(change), would have ended at "
    text += "\(Figures.money(other.equity)), "
    text += difference(other.equity, seat.equity) + liquidations(other, seat) + "."
    if other.refused > 0 {
      text += " \(Figures.count(other.refused, "command")) would have been refused then and "
      text += "\(other.refused == 1 ? "was" : "were") left out, so the comparison is a rough one."
    }
    if other.equity == seat.equity, other.liquidations == seat.account.liquidations {
      return text + " Nothing came so near to its end that the mode made a difference: it decides "
        + "what may be lost, not what a move is worth."
    }
    return text + " Isolated margin limits what one position can lose to the margin behind it; in "
      + "cross margin the whole account carries every position, which outlasts a fall that comes "
      + "back, and risks everything on one that does not."
  }

  private func difference(_ other: Money, _ real: Money) -> String {
    let difference = other - real
    if difference == .zero { return "the same" }
    return "\(Figures.size(difference)) \(difference > .zero ? "more" : "less")"
  }

  private func liquidations(_ other: WhatIfOutcome, _ seat: SeatStatistics) -> String {
    let (then, now) = (other.liquidations, seat.account.liquidations)
    if then == now { return then == 0 ? "" : ", with as many liquidations" }
    return ", with \(Figures.count(then, "liquidation")) instead of \(now)"
  }

  private func stops(_ debrief: Debrief) -> String {
    let seat = debrief.seat
    guard let without = debrief.withoutStops else {
      return "No stop was set. A stop decides beforehand, in calm, what a trade may cost; risk=2% "
        + "with a stop sizes an order so that it costs 2 % of the account at the stop."
    }
    var text = ""
    for stop in seat.stops.prefix(3) {
      let verb = stop.side == .sell ? "sold" : "bought back"
      text +=
        "At tick \(stop.tick.number) a stop \(verb) \(stop.quantity) \(name(stop.instrument)) at "
      text += "\(Figures.price(stop.price)); the last mark was \(Figures.price(stop.lastMark)), so "
      if stop.saved == .zero {
        text += "it made no difference in the end. "
      } else {
        text += "against holding on it \(stop.saved > .zero ? "saved" : "cost") "
        text += "\(Figures.size(stop.saved)). "
      }
    }
    if seat.stops.count > 3 {
      text += "\(Figures.count(seat.stops.count - 3, "more stop")) filled. "
    }
    if seat.stops.isEmpty {
      text += "Stops were set, and the price reached none of them. "
    } else if seat.stops.count > 1 {
      let saved = debrief.savedByStops
      text +=
        "Together the stops \(saved < .zero ? "cost" : "saved") \(Figures.size(saved)), measured "
      text += "that way. "
    }
    text +=
      "Without any stop the same commands would have ended at \(Figures.money(without.equity)), "
    text += difference(without.equity, seat.equity) + liquidations(without, seat) + "."
    if debrief.savedByStops < .zero, without.equity < seat.equity {
      text +=
        " A stop that looks dear afterwards can be what kept a position from worse on the way."
    } else if without.equity > seat.equity {
      text +=
        " This time the stops were a premium that was paid for nothing; what they insure is the "
      text += "tape that did not come back."
    }
    return text
  }
}
