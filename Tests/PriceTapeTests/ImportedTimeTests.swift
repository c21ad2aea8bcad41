import Testing

@testable import PriceTape

struct ImportedTimeTests {
  private func time(_ text: String) -> ImportedTime? { ImportedTime(Array(text.utf8).span) }

  private func seconds(_ text: String) -> Int64? {
    time(text).map { $0.nanoseconds / 1_000_000_000 }
  }

  /// All the same moment: 2018-01-10 04:55:00 UTC.
  @Test(arguments: [
    "2018-01-10T04:55:00Z", "2018-01-10 04:55:00", "2018-01-10T04:55Z", "2018/01/10 04:55",
    "2018.01.10 04:55:00", "2018-01-10 04:55:00 UTC", "2018-01-10T04:55:00.000Z",
    "2018-01-10T05:55:00+01:00", "2018-01-10T02:25:00-0230", "2018-01-10 05:55:00 +01",
    "20180110045500", "1515560100", "1515560100.0", "1515560100000", "1515560100000000",
    "1515560100000000000", "1.5155601e9",
  ])
  func everyFormIsRead(_ text: String) { #expect(seconds(text) == 1_515_560_100) }

  @Test(arguments: [
    ("1970-01-01", 0), ("19700101", 0), ("2000-03-01", 951_868_800), ("1969-12-31", -86_400),
    ("2100-02-28T23:59:59Z", 4_107_542_399), ("86400", 86_400), ("1678-01-01", -9_214_560_000),
    ("2261-12-31T23:59:59-23:59", 9_214_732_739), ("9214646399", 9_214_646_399),
  ])
  func datesAreCountedFrom1970(_ text: String, _ expected: Int) {
    #expect(seconds(text) == Int64(expected))
  }

  @Test func fractionsTellNeighboursApart() throws {
    let early = try #require(time("2018-01-10T00:00:00.001Z"))
    let late = try #require(time("2018-01-10T00:00:00.002Z"))
    #expect(early < late && late.nanoseconds - early.nanoseconds == 1_000_000)
    #expect(time("1515560100.5") == time("1515560100500"))
  }

  @Test(arguments: [
    "", "today", "2018-13-01", "2018-02-29", "2018-01-00", "2018-01-10T24:00:00Z",
    "2018-01-10T04:60:00Z", "2018-01-10T04:55:60Z", "2018-01-10T04", "2018-01-10T04:55:00X",
    "2018-01-10T04:55:00.Z", "2018-01-10T04:55:00.1234567891Z", "2018-01/10", "10/01/2018", "-5",
    "2018-01-10T04:55:00+25:00", "99999999999999999999999", "1677-12-31", "2262-01-01",
    "9999-01-01T00:00:00Z", "9214646400", "99999999999",
  ])
  func anythingElseIsNoTime(_ text: String) { #expect(time(text) == nil) }

  @Test(arguments: [
    ("1515560100", "2018-01-10T04:55:00Z"), ("1515560100.25", "2018-01-10T04:55:00.25Z"),
    ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
    ("2000-02-29", "2000-02-29T00:00:00Z"), ("1678-03-01", "1678-03-01T00:00:00Z"),
    ("2261-12-31T23:59:59Z", "2261-12-31T23:59:59Z"), ("20180110050607", "2018-01-10T05:06:07Z"),
  ])
  func aTimeIsToldInUTC(_ text: String, _ expected: String) {
    #expect(time(text)?.description == expected)
  }
}
