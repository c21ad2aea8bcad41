import Primitives
import Testing

struct IdentifiersTests {
  @Test(arguments: ["a", "Z", "0", "ada", "bot-7", "x_y.z", "...", "ABCDEFGHIJKLMNOPQRSTUVWX"])
  func takesANameOfNameBytes(_ text: String) {
    #expect(PlayerName(text)?.text == text)
    #expect(PlayerName(text)?.description == text)
  }

  @Test(arguments: [
    "", " ", "a b", "ada\n", "naïve", "a/b", "a=b", "a\"b", "a\\b", "a@b", "a,b", "`", "[", "{",
    "ABCDEFGHIJKLMNOPQRSTUVWXY", "é", "\0",
  ])
  func refusesAnyOtherName(_ text: String) {
    #expect(PlayerName(text) == nil)
  }

  @Test func exactly65BytesMayStandInAName() {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(isNameByte(byte) == allowed.contains(byte), "\(byte)")
    }
  }

  @Test func namesDifferByLetterCase() {
    #expect(PlayerName("Ada") != PlayerName("ada"))
  }

  @Test func theTickAfterThePrerollIsZero() {
    #expect(Tick(-1).next == Tick(0))
    #expect(Tick(-1) < Tick(0))
  }

  @Test func seatsAndInstrumentsOrderByPlace() {
    #expect(Seat(0) < Seat(7))
    #expect(Instrument(1) < Instrument(2))
    #expect(!(Seat(3) < Seat(3)))
  }
}
