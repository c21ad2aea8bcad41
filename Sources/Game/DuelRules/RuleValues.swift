public import Margin
public import PriceTape
public import Primitives

/// The numbers of one instrument, as rules name them; not yet checked.
public struct InstrumentValues: Hashable, Sendable {
  /// What players call it: 1 to 12 capital letters and digits.
  public var name: String
  /// Where the tape starts.
  public var startPrice: Price
  /// The distance between neighbouring prices.
  public var priceStep: Price
  /// The distance between neighbouring quantities.
  public var quantityStep: Quantity
  /// The smallest notional an order may open.
  public var minNotional: Money
  /// The standard deviation of one tick's return.
  public var volatility: Rate
  /// The mean of one tick's return.
  public var drift: Rate
  /// How much of the return is the factor common to all instruments.
  public var loading: Rate
  /// The highest price on a stored tape; nil on a generated one, where the start price gives it.
  public var priceMax: Price?

  /// Takes the numbers as they are.
  public init(
    name: String, startPrice: Price, priceStep: Price, quantityStep: Quantity,
    minNotional: Money, volatility: Rate, drift: Rate, loading: Rate
  ) {
    self.name = name
    self.startPrice = startPrice
    self.priceStep = priceStep
    self.quantityStep = quantityStep
    self.minNotional = minNotional
    self.volatility = volatility
    self.drift = drift
    self.loading = loading
  }
}

/// A maintenance bracket above the first, as rules name it: `50000:0.01:50`; not yet checked.
public struct BracketValues: Hashable, Sendable, LosslessStringConvertible {
  /// The notional at mark from which it holds.
  public var floor: Money
  /// Its maintenance rate.
  public var rate: Rate
  /// The highest leverage in it.
  public var leverageMax: Int

  /// Takes the terms as they are.
  public init(floor: Money, rate: Rate, leverageMax: Int) {
    self.floor = floor
    self.rate = rate
    self.leverageMax = leverageMax
  }

  /// Reads `FLOOR:RATE:LEVERAGE`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let floor = Money(parts[0]), let rate = Rate(parts[1]),
      let leverage = Array(parts[2].utf8).span.parseInteger()
    else { return nil }
    self.floor = floor
    self.rate = rate
    leverageMax = leverage
  }

  /// The form that reads back.
  public var description: String { "\(floor):\(rate):\(leverageMax)" }
}

/// What every seat holds of an instrument to begin with: `BTC:0.2`; not checked. Rule: MATCH-14.
public struct InventoryItem: Hashable, Sendable, LosslessStringConvertible {
  /// The instrument's name.
  public var name: String
  /// How much of it; negative for a short.
  public var quantity: Quantity

  /// Names an instrument and a quantity.
  public init(name: String, quantity: Quantity) {
    self.name = name
    self.quantity = quantity
  }

  /// Reads `NAME:QUANTITY`, the name in any letter case; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, let quantity = Quantity(parts[1]) else { return nil }
    name = String(decoding: parts[0].utf8.map(asciiUppercased), as: UTF8.self)
    self.quantity = quantity
  }

  /// The form that reads back.
  public var description: String { "\(name):\(quantity)" }
}

/// All the numbers that rules are made of; not yet checked. `Rules` is the checked form.
public struct RuleValues: Hashable, Sendable {
  /// The name of the preset they started from.
  public var preset: String
  /// How many seats a match has.
  public var seats: Int
  /// How many ticks a match has, the pre-roll not counted.
  public var ticks: Int
  /// What makes the next tick come.
  public var clock: Clock
  /// What a seat may take longer than its move time, in milliseconds over the whole lockstep match.
  public var timeBankMilliseconds: Int
  /// What each seat starts with, unless `handicap` says less.
  public var balance: Money
  /// By seat, which part of `balance` it starts with; empty for all of it. Rule: MATCH-13.
  public var handicap: [Rate] = []
  /// What every seat holds to begin with; empty for nothing. Rule: MATCH-14.
  public var startingInventory: [InventoryItem] = []
  /// The leverage a seat has until it sets another.
  public var leverageDefault: Int
  /// The highest leverage a player may set.
  public var leverageMax: Int
  /// Maintenance margin as a fraction of the notional at mark.
  public var maintenanceRate: Rate
  /// The brackets above the first, by ascending notional; empty for one bracket.
  public var brackets: [BracketValues]
  /// The margin mode a seat has until it sets another.
  public var marginMode: MarginMode
  /// The fee of an order that fills at the quote.
  public var takerFee: Rate
  /// The fee of a limit order that rested.
  public var makerFee = Rate.zero
  /// The distance of bid and ask from the mark.
  public var halfSpread: Rate
  /// How far 1,000,000 of notional move the price for whoever trades them.
  public var impact = Rate.zero
  /// What longs pay at each funding; negative when shorts do.
  public var fundingRate = Rate.zero
  /// How many ticks lie between two fundings; 0 for none.
  public var fundingInterval = 0
  /// The fee of a liquidation.
  public var liquidationFee: Rate
  /// What happens to the margin left after a liquidation.
  public var liquidationRemainder: LiquidationRemainder
  /// Whether equity counts the fee it would take to close.
  public var closingFee: Bool
  /// What seats may know of each other while the match runs.
  public var visibility = Visibility.open
  /// How many ticks later spectators see everything; 0 for what an opponent may see, at once.
  public var spectatorDelay = 0
  /// Whether a seat must have been exposed to stand in front of those that were.
  public var participation = false
  /// What a knock-out does to the match.
  public var knockout = KnockoutRule.endsMatch
  /// After how many seconds an absent seat of a live match counts as abandoned; 0 for never.
  public var abandonAfterSeconds = 0
  /// Whether every seat must contribute to the seed of the tape.
  public var nonces = NonceRule.optional
  /// How the prices of the tape move.
  public var generator: TapeGenerator
  /// The instruments in tape order.
  public var instruments: [InstrumentValues]
  /// The stored tape it is played on; nil when `generator` makes one.
  public var tape: TapeChoice?
}
