/// Why a row cannot be read.
struct RowProblem: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// A field as it can be shown: its first 40 bytes, what is not printable ASCII as `?`.
  static func echo(_ field: Span<UInt8>) -> String {
    var shown: [UInt8] = []
    for index in 0..<min(40, field.count) {
      let isPrintable = field[index] >= UInt8(ascii: " ") && field[index] < 0x7f
      shown.append(isPrintable ? field[index] : UInt8(ascii: "?"))
    }
    return String(decoding: shown, as: UTF8.self)
  }
}
