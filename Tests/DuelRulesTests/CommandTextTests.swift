import DuelRules
import Margin
import Primitives
import TestKit
import Testing

struct CommandTextTests {
  private let lines: CommandLines

  init() throws { lines = try CommandLines() }

  private func read(_ text: String, from first: Int = 0) throws -> TradeCommand {
    try lines.read(text, from: first)
  }

  // MARK: - Entries

  @Test(arguments: ["500", "margin=500", "m=500", "500.00", "+500", "m=\"500\"", "5e2=1 500"])
  func aMarginIsANumberOrAField(_ size: String) throws {
    #expect(try read("LONG BTC \(size)") == entry(.buy, .margin(money("500"))))
    #expect(try read("SHORT ETH \(size)") == entry(.sell, .margin(money("500")), instrument: 1))
  }

  @Test(arguments: ["n=500", "notional=500", "notional=500.000"])
  func aNotionalIsAField(_ size: String) throws {
    #expect(try read("LONG BTC \(size)") == entry(.buy, .notional(money("500"))))
  }

  @Test(arguments: ["q=0.2", "quantity=.2", "quantity=0.20000000"])
  func aQuantityIsAField(_ size: String) throws {
    #expect(try read("LONG BTC \(size)") == entry(.buy, .quantity(quantity("0.2"))))
  }

  @Test(arguments: ["25%", "25.0%", "share=0.25", "share=25%"])
  func aShareIsAPercentageOrAField(_ size: String) throws {
    #expect(try read("LONG BTC \(size)") == entry(.buy, .share(rate("0.25"))))
  }

  @Test func theEndsOfEachRangeAreRead() throws {
    #expect(try read("LONG BTC 1000000000") == entry(.buy, .margin(Bounds.balanceMax)))
    #expect(try read("LONG BTC n=1000000000") == entry(.buy, .notional(Bounds.notionalMax)))
    #expect(try read("LONG BTC q=10000000000") == entry(.buy, .quantity(Bounds.quantityMax)))
    #expect(try read("LONG BTC 100%") == entry(.buy, .share(.one)))
    #expect(try read("LONG BTC 0.000001%") == entry(.buy, .share(Rate(units: 1))))
    #expect(try read("LONG BTC 0.00000001") == entry(.buy, .margin(Money(units: 1))))
    #expect(try read("LONG BTC 5 200x") == entry(.buy, .margin(money("5")), leverage: 200))
  }

  @Test(arguments: [
    "500 10x", "500 10X", "10x 500", "500 leverage=10", "lev=10 m=500", "500 010x",
    "500 mood=60000 10x", "500 10x tick=7",
  ])
  func aLeverageMayStandAnywhere(_ arguments: String) throws {
    #expect(try read("LONG BTC \(arguments)") == entry(.buy, .margin(money("500")), leverage: 10))
  }

  @Test(arguments: [
    ("500 cross", MarginMode.cross), ("CROSS 500", .cross), ("mode=cross 500", .cross),
    ("500 isolated", .isolated), ("500 mode=isolated", .isolated),
  ])
  func aModeMayStandAnywhere(_ arguments: String, _ mode: MarginMode) throws {
    let order = EntryOrder(
      side: .buy, instrument: Instrument(0), size: .margin(money("500")), mode: mode)
    #expect(try read("LONG BTC \(arguments)") == .enter(order))
  }

  @Test func settingsAreRead() throws {
    #expect(try read("MODE BTC cross") == .setMode(Instrument(0), .cross))
    #expect(try read("MODE btc ISOLATED") == .setMode(Instrument(0), .isolated))
    #expect(try read("MARGIN BTC +200") == .moveMargin(Instrument(0), money("200")))
    #expect(try read("MARGIN BTC 200") == .moveMargin(Instrument(0), money("200")))
    #expect(try read("MARGIN BTC -0.5") == .moveMargin(Instrument(0), money("-0.5")))
    #expect(throws: CommandTextError.missing("mode")) { try read("MODE BTC") }
    #expect(throws: CommandTextError.missing("amount")) { try read("MARGIN BTC") }
    for text in ["MARGIN BTC ++5", "MARGIN BTC +-5", "MARGIN BTC -", "MARGIN BTC x"] {
      #expect(throws: CommandTextError.badNumber("amount", .malformed)) { try read(text) }
    }
    for text in ["MARGIN BTC 0", "MARGIN BTC 5000000000.01"] {
      #expect(throws: CommandTextError.outOfRange("amount", range: "above 0 to 5000000000.00")) {
        try read(text)
      }
    }
    #expect(
      throws: CommandTextError.unexpected("both", expected: "the mode is isolated or cross")
    ) { try read("MODE BTC both") }
  }

  @Test(arguments: ["BTC", "btc", "Btc"])
  func instrumentsHaveNoLetterCase(_ name: String) throws {
    #expect(try read("LONG \(name) 5") == entry(.buy, .margin(money("5"))))
  }

  // MARK: - Closes and leverages

  @Test func aCloseWithoutASizeIsAllOfIt() throws {
    #expect(try read("CLOSE ETH") == close(.share(.one), instrument: 1))
  }

  @Test func aCloseTakesAShareOrAQuantity() throws {
    #expect(try read("CLOSE BTC 50%") == close(.share(rate("0.5"))))
    #expect(try read("CLOSE BTC share=0.5") == close(.share(rate("0.5"))))
    #expect(try read("CLOSE BTC q=0.1") == close(.quantity(quantity("0.1"))))
    #expect(try read("CLOSE BTC quantity=0.1") == close(.quantity(quantity("0.1"))))
    #expect(try read("CLOSE BTC note=1") == close(.share(.one)))
  }

  @Test(arguments: ["20", "20x", "20X"])
  func aLeverageIsSet(_ value: String) throws {
    #expect(try read("LEVERAGE ETH \(value)") == .setLeverage(Instrument(1), leverage(20)))
  }

  @Test func aCommandMayBeginAtAnyToken() throws {
    #expect(try read("command 3 0 1 CLOSE BTC", from: 4) == close(.share(.one)))
  }

  // MARK: - Errors

  private static let verbs =
    "LONG, SHORT, CLOSE, LIMIT, STOP, TAKE, TRAIL, OCO, CANCEL, LEVERAGE, MODE or MARGIN"

  @Test(arguments: [
    ("", CommandTextError.missing("verb")), ("LONG", .missing("instrument")),
    ("CLOSE", .missing("instrument")), ("LEVERAGE", .missing("instrument")),
    ("LONG name=BTC 500", .missing("instrument")), ("LONG BTC", .missing("size")),
    ("LONG BTC 10x", .missing("size")), ("LONG BTC isolated worst=1", .missing("size")),
    ("LEVERAGE BTC", .missing("leverage")), ("LEVERAGE BTC leverage=5", .missing("leverage")),
  ])
  func somethingIsMissing(_ text: String, _ error: CommandTextError) {
    #expect(throws: error) { try read(text) }
  }

  @Test(arguments: [
    ("LONG DOGE 500", "DOGE"), ("LONG BT 500", "BT"), ("LONG BTCX 500", "BTCX"),
    ("CLOSE 50%", "50%"), ("LEVERAGE 5", "5"), ("SHORT ЕТН 500", "ЕТН"),
  ])
  func thereIsNoSuchInstrument(_ text: String, _ name: String) {
    #expect(throws: CommandTextError.unknownInstrument(name)) { try read(text) }
  }

  @Test(arguments: [
    ("HOLD BTC", "HOLD", Self.verbs), ("long BTC 500", "long", Self.verbs),
    ("LONG BTC 500 600", "600", "one size only"), ("LONG BTC 500 q=1", "1", "one size only"),
    ("LONG BTC q=1 25%", "25%", "one size only"),
    ("CLOSE BTC 50", "50", "a share such as 50%, or q=0.1"),
    ("CLOSE BTC %", "%", "a share such as 50%, or q=0.1"),
  ])
  func aWordMeansNothingHere(_ text: String, _ word: String, _ expected: String) {
    #expect(throws: CommandTextError.unexpected(word, expected: expected)) { try read(text) }
  }

  @Test(arguments: [
    ("LONG BTC abc", "margin", DecimalError.malformed), ("LONG BTC x", "margin", .malformed),
    ("LONG BTC 1,000", "margin", .malformed), ("LONG BTC %", "margin", .malformed),
    ("LONG BTC margin=", "margin", .malformed), ("LONG BTC n=1e5", "notional", .malformed),
    ("LONG BTC q=0.000000001", "quantity", .tooManyDecimals),
    ("LONG BTC x%", "share", .malformed), ("LONG BTC share=%", "share", .malformed),
    ("LONG BTC 0.0000001%", "share", .tooManyDecimals), ("LONG BTC 5 abcx", "leverage", .malformed),
    ("LONG BTC 5 1.5x", "leverage", .malformed), ("LONG BTC 5 leverage=", "leverage", .malformed),
    ("LONG BTC 5 leverage=10x", "leverage", .malformed), ("CLOSE BTC q=x", "quantity", .malformed),
    ("CLOSE BTC 5x%", "share", .malformed), ("LEVERAGE BTC x", "leverage", .malformed),
    ("LEVERAGE BTC 99999999999999999999", "leverage", .malformed),
  ])
  func aNumberIsNone(_ text: String, _ field: String, _ error: DecimalError) {
    #expect(throws: CommandTextError.badNumber(field, error)) { try read(text) }
  }

  @Test(arguments: [
    ("LONG BTC 0", "margin", "above 0 to 1000000000.00"),
    ("LONG BTC -5", "margin", "above 0 to 1000000000.00"),
    ("LONG BTC 1000000000.01", "margin", "above 0 to 1000000000.00"),
    ("LONG BTC 999999999999999999999", "margin", "above 0 to 1000000000.00"),
    ("LONG BTC n=0", "notional", "above 0 to 1000000000.00"),
    ("LONG BTC q=10000000001", "quantity", "above 0 to 10000000000"),
    ("LONG BTC share=1.1", "share", "above 0 to 1"),
    ("LONG BTC share=0", "share", "above 0 to 1"),
    ("LONG BTC 0%", "share", "above 0% to 100%"), ("LONG BTC 101%", "share", "above 0% to 100%"),
    ("LONG BTC -1%", "share", "above 0% to 100%"), ("LONG BTC 5 0x", "leverage", "1 to 200"),
    ("LONG BTC 5 201x", "leverage", "1 to 200"), ("LONG BTC 5 lev=-1", "leverage", "1 to 200"),
    ("CLOSE BTC 100.000001%", "share", "above 0% to 100%"),
    ("CLOSE BTC q=0", "quantity", "above 0 to 10000000000"),
    ("LEVERAGE BTC 0", "leverage", "1 to 200"), ("LEVERAGE BTC 201x", "leverage", "1 to 200"),
  ])
  func aNumberIsOutOfItsRange(_ text: String, _ field: String, _ range: String) {
    #expect(throws: CommandTextError.outOfRange(field, range: range)) { try read(text) }
  }
}
