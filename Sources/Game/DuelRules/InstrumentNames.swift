public import Primitives

/// The instruments of a match by name.
public struct InstrumentNames: Sendable {
  private let names: [[UInt8]]

  /// Takes the names of a match's instruments in tape order.
  public init(_ rules: Rules) { names = rules.values.instruments.map { Array($0.name.utf8) } }

  /// The instrument with a name in any letter case; nil for none.
  public func find(_ word: Span<UInt8>) -> Instrument? {
    for (index, name) in names.enumerated() where name.count == word.count {
      var isSame = true
      for place in name.indices where name[place] != asciiUppercased(word[place]) {
        isSame = false
      }
      if isSame { return Instrument(index) }
    }
    return nil
  }
}
