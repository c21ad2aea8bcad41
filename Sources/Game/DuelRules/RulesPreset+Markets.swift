import Margin
import PriceTape
import Primitives

/// The flavours: what a market is like, its leverage, its costs, how far its prices move.
extension RulesPreset {
  /// Coins on a wild day: every return is half as large again as under `standard`.
  ///
  /// In 600 ticks a price moves by about 7 %: a fifth of 10x positions are liquidated, half of 20x,
  /// four fifths of 50x.
  public static let crypto = RulesPreset(
    name: "crypto", summary: "coins, half as wild again as standard, leverage to 50x",
    values: standard.changed("crypto") { values in
      values.leverageMax = 50
      values.generator = .crypto
      values.instruments = Array(InstrumentCatalog.wildCoins.prefix(2))
    }, market: InstrumentCatalog.wildCoins)

  /// Currency pairs: prices that hardly move, a spread that hardly costs, so leverage to 30x.
  ///
  /// In 600 ticks a price moves by about 2.5 %: a third of 30x positions are liquidated, a tenth of
  /// 20x. Getting in and out costs a third of a percent of the margin at 30x.
  public static let forex = RulesPreset(
    name: "forex", summary: "currency pairs, quiet and cheap, leverage to 30x",
    values: standard.changed("forex") { values in
      values.leverageDefault = 10
      values.leverageMax = 30
      values.generator = .forex
      values.maintenanceRate = Rate(constant: "0.01")
      values.takerFee = Rate(constant: "0.00003")
      values.makerFee = Rate(constant: "0.00003")
      values.halfSpread = Rate(constant: "0.00002")
      values.fundingRate = Rate(constant: "0.00002")
      values.liquidationFee = Rate(constant: "0.0005")
      values.instruments = Array(InstrumentCatalog.pairs.prefix(2))
    }, market: InstrumentCatalog.pairs)

  /// Shares on margin: leverage to 5x, and a broker who wants much of it kept.
  ///
  /// Maintenance of 15 % is three quarters of the smallest initial margin. In 600 ticks a price
  /// moves by about 5 %: three tenths of 5x positions are liquidated, one in twenty of 4x.
  public static let stocks = RulesPreset(
    name: "stocks", summary: "whole shares on margin, maintenance 15 %, leverage to 5x",
    values: standard.changed("stocks") { values in
      values.leverageDefault = 2
      values.leverageMax = 5
      values.generator = .stocks
      values.maintenanceRate = Rate(constant: "0.15")
      values.takerFee = Rate(constant: "0.0002")
      values.makerFee = Rate(constant: "0.0001")
      values.halfSpread = Rate(constant: "0.0002")
      values.impact = Rate(constant: "0.002")
      values.fundingRate = Rate(constant: "0.00005")
      values.liquidationFee = Rate(constant: "0.001")
      values.instruments = Array(InstrumentCatalog.shares.prefix(2))
    }, market: InstrumentCatalog.shares)
}
