import Digests
import Primitives

/// A record that somebody has changed, and how.
public struct TamperedRecord: Sendable, CustomStringConvertible {
  /// What was changed, for whoever reads a failure.
  public let description: String
  /// The whole file.
  public let bytes: [UInt8]
}

/// Every small way to change a record.
public struct Tampering {
  private let bytes: [UInt8]
  private let lines: [String]

  /// Takes a whole record, each line ended by LF.
  public init(_ record: [UInt8]) {
    bytes = record
    lines = String(decoding: record, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// One byte is another one, at each so many positions.
  public func changedBytes(every step: Int = 1) -> [TamperedRecord] {
    stride(from: 0, to: bytes.count, by: step).map { position in
      var changed = bytes
      // In turn a neighbour, a byte that is no text, a line feed and a blank.
      let others = [bytes[position] ^ 1, 0xff, 0x0a, 0x20]
      let other = others[position / step % others.count]
      changed[position] = other == bytes[position] ? 0x41 : other
      return TamperedRecord(
        description: "byte \(position): \(bytes[position]) is \(changed[position])", bytes: changed)
    }
  }

  /// Lines are gone, stand twice, have changed places or are cut; bytes of the end are gone.
  public func changedLines() -> [TamperedRecord] {
    var tampered: [TamperedRecord] = []
    for index in lines.indices {
      let number = index + 1
      tampered.append(tamper("line \(number) is gone") { $0.remove(at: index) })
      tampered.append(tamper("line \(number) stands twice") { $0.insert($0[index], at: index) })
      tampered.append(
        tamper("line \(number) is cut") { $0[index] = String($0[index].dropLast(3)) })
      tampered.append(
        tamper("all behind line \(number) is gone") { $0.removeSubrange(number...) })
      if number < lines.count {
        tampered.append(
          tamper("line \(number) has changed places") { $0.swapAt(index, number) })
      }
    }
    for count in [0, 1, 10, bytes.count / 2, bytes.count - 1] {
      tampered.append(
        TamperedRecord(description: "only \(count) bytes", bytes: Array(bytes.prefix(count))))
    }
    let ends = ["\n", " ", "x", lines[0] + "\n"]
    return tampered.filter { $0.bytes != bytes }
      + ends.map { TamperedRecord(description: "behind it: \($0)", bytes: bytes + $0.utf8) }
  }

  /// Every word says something else, its last digit or letter being the next one; the trailer fits.
  ///
  /// Names are left alone: they are bound by the digest alone.
  public func changedMeanings() -> [TamperedRecord] {
    var tampered: [TamperedRecord] = []
    for index in lines.indices.dropLast() where !lines[index].hasPrefix("seat ") {
      let words = lines[index].split(separator: " ").map(String.init)
      for place in words.indices {
        var changed = words
        changed[place] = Self.next(words[place])
        let line = changed.joined(separator: " ")
        tampered.append(sealed("line \(index + 1) says \(line)") { $0[index] = line })
      }
    }
    for (found, put) in [
      ("LONG", "SHORT"), ("nonce=none", "nonce=00"), ("abandoned=no", "abandoned=yes"),
    ] {
      for index in lines.indices where lines[index].contains(found) {
        let line = lines[index].replacing(found, with: put)
        tampered.append(sealed("line \(index + 1) says \(line)") { $0[index] = line })
      }
    }
    return tampered
  }

  /// The same word with the next digit or letter at its end.
  private static func next(_ word: String) -> String {
    var bytes = Array(word.utf8)
    guard let last = bytes.popLast() else { return word }
    switch last {
    case UInt8(ascii: "9"): bytes.append(UInt8(ascii: "0"))
    case UInt8(ascii: "f"): bytes.append(UInt8(ascii: "0"))
    default: bytes.append(last + 1)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func tamper(_ what: String, _ change: (inout [String]) -> Void) -> TamperedRecord {
    var changed = lines
    change(&changed)
    return TamperedRecord(description: what, bytes: Self.text(changed))
  }

  /// The same with a last line that fits what stands before it.
  private func sealed(_ what: String, _ change: (inout [String]) -> Void) -> TamperedRecord {
    var changed = Array(lines.dropLast())
    change(&changed)
    let body = Self.text(changed)
    return TamperedRecord(
      description: what, bytes: body + "end sha256=\(Digest.of(body.span))\n".utf8)
  }

  private static func text(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
  }
}
