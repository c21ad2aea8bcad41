/// Normal deviates in integer arithmetic: one 32-bit word in, one deviate out.
///
/// The top bit is the sign. The other 31 bits are a tail probability; its octave (the place of the
/// highest bit) and the next 4 bits choose an interval of `NormalTable`, the rest interpolates in
/// it. Deviates reach 6.23; their variance is 1.0001. Rule: TAPE-3.
struct NormalDeviate {
  /// The one that everybody may use: it has no state.
  static let shared = NormalDeviate()

  private let table = NormalTable.values

  /// A deviate times 2^28.
  func make(from word: UInt32) -> Int64 {
    let tail = word & 0x7fff_ffff
    let magnitude = tail == 0 ? Int64(table[0]) : interpolate(tail)
    return word >> 31 == 0 ? magnitude : -magnitude
  }

  private func interpolate(_ tail: UInt32) -> Int64 {
    let zeros = tail.leadingZeroBitCount  // 1 to 31
    let fraction = (tail << UInt32(zeros)) & 0x7fff_ffff
    let interval = Int(fraction >> 27)
    let within = Int64(fraction & 0x07ff_ffff)
    let entry = 16 * (31 - zeros) + interval
    let outer = Int64(table[entry])
    let inner = Int64(table[entry + 1])
    return outer - ((outer - inner) * within) >> 27
  }
}
