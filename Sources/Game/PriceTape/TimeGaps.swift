/// Where the ticks of imported history are further apart than usual. Rule: TAPE-17.
struct TimeGaps {
  /// The usual distance of two ticks; nil when more than half of them have no distance in common.
  let usual: Int64?
  /// How many distances are longer than the usual one.
  let count: Int
  /// The longest distance; nil when there is one tick alone.
  let longest: Int64?
  /// The tick before the longest.
  let before: ImportedTime?

  /// Measures ascending times.
  init(_ times: [ImportedTime], interval: TickInterval?) {
    var longest: Int64?
    var before: ImportedTime?
    // Boyer and Moore: what more than half of all votes name outlives every other candidate.
    var candidate: Int64 = 0
    var votes = 0
    for index in times.indices.dropFirst() {
      let distance = times[index].nanoseconds - times[index - 1].nanoseconds
      if longest.map({ distance > $0 }) ?? true {
        (longest, before) = (distance, times[index - 1])
      }
      if votes == 0 { candidate = distance }
      votes += distance == candidate ? 1 : -1
    }
    var (same, longer) = (0, 0)
    let measure = interval?.nanoseconds ?? candidate
    for index in times.indices.dropFirst() {
      let distance = times[index].nanoseconds - times[index - 1].nanoseconds
      if distance == measure { same += 1 }
      if distance > measure { longer += 1 }
    }
    let isUsual = interval != nil || 2 * same > times.count - 1
    usual = isUsual && longest != nil ? measure : nil
    count = isUsual ? longer : 0
    self.longest = longest
    self.before = before
  }

  /// The gaps as a note, `unit` being what stands at each time; nil when there is only one.
  func text(of unit: String) -> String? {
    guard let longest, let before else { return nil }
    let length = TickInterval.text(nanoseconds: longest)
    guard let usual else {
      return "\(unit)s at irregular times; the longest gap is \(length) after \(before)"
    }
    let every = "a \(unit) every \(TickInterval.text(nanoseconds: usual))"
    guard count > 0 else { return every + ", no gaps" }
    let gaps = count == 1 ? "1 gap" : "\(count) gaps"
    return every + ", \(gaps); the longest is \(length) after \(before)"
  }
}
