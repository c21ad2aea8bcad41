import Testing
import WireProtocol

struct ErrorCodeTests {
  @Test func everyCodeIsAWordInLowerCase() {
    for code in ErrorCode.allCases {
      let isWord = code.rawValue.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
      }
      #expect(isWord && !code.rawValue.isEmpty)
    }
    #expect(Set(ErrorCode.allCases.map(\.rawValue)).count == ErrorCode.allCases.count)
  }

  @Test func theMarginCodesStandInTheOrderOfTheEngine() {
    #expect(
      ErrorCode.allCases.filter { $0.kind == .margin } == [
        .noPosition, .unknownOrder, .modeLocked, .notIsolated, .leverageCap, .offStep,
        .priceLimit, .wouldTrigger, .belowStep, .positionLimit, .belowMinimum, .worstPrice,
        .insufficientMargin, .marginLimit, .marginNeeded, .wouldLiquidate, .beyondLiquidation,
        .orderLimit,
      ])
  }

  @Test func errorsOfTheLineComeBeforeAllOthersButTheRate() {
    let first = ErrorCode.allCases.prefix(8)
    #expect(first.filter { $0.kind != .syntax } == [.rateLimit])
    #expect(ErrorCode.allCases.filter { $0.kind == .internal } == [.storeFull])
  }

  @Test func someCodesEndTheConnection() {
    #expect(
      ErrorCode.allCases.filter(\.closes) == [
        .lineTooLong, .protoUnsupported, .serverFull, .addressLimit, .connectionRate,
        .loginTimeout, .lineTimeout, .pingTimeout, .slowConsumer, .flood,
        .takenOver,
      ])
  }
}
