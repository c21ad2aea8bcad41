import Primitives

/// Tells files that are no text of ours by how they begin, to say what would help.
enum FileFormat {
  private struct Mark {
    let bytes: [UInt8]
    let advice: String
  }

  private static let marks = [
    Mark(bytes: [0x1f, 0x8b], advice: "compressed with gzip; gunzip it first"),
    Mark(bytes: [0x50, 0x4b, 0x03, 0x04], advice: "a zip archive; unzip it first"),
    Mark(bytes: [0x42, 0x5a, 0x68], advice: "compressed with bzip2; bunzip2 it first"),
    Mark(bytes: [0xfd, 0x37, 0x7a, 0x58], advice: "compressed with xz; unxz it first"),
    Mark(bytes: [0x28, 0xb5, 0x2f, 0xfd], advice: "compressed with zstd; unzstd it first"),
    Mark(bytes: Array("PAR1".utf8), advice: "a Parquet file; export it as CSV"),
    Mark(bytes: Array("SQLite format 3".utf8), advice: "a database; export a table as CSV"),
    Mark(bytes: [0xff, 0xfe], advice: "UTF-16 text; save it as UTF-8"),
    Mark(bytes: [0xfe, 0xff], advice: "UTF-16 text; save it as UTF-8"),
    Mark(bytes: Array("margin-duel-tape 1".utf8), advice: "a tape already, no CSV file"),
  ]

  /// What a file is, and what would help, when its first line is not that of a CSV file.
  static func of(_ first: Span<UInt8>) -> String? {
    for mark in marks where first.count >= mark.bytes.count {
      if first.extracting(0..<mark.bytes.count).equals(mark.bytes.span) { return mark.advice }
    }
    return nil
  }

  /// What a line before the rows is, and what would help, when it cannot be a header or a title.
  static func ofLine(_ line: Span<UInt8>) -> String? {
    for index in line.indices {
      if line[index] == 0 { return "holds zero bytes: no CSV file" }
      if line[index] == UInt8(ascii: "\r") {
        return "lines end with CR alone; save it with LF or CRLF"
      }
    }
    if line[0] == UInt8(ascii: "{") || line[0] == UInt8(ascii: "[") {
      return "this looks like JSON; history is read as CSV"
    }
    return nil
  }
}
