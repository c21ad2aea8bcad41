import Primitives
import WireProtocol

/// Some of the formats.
struct FormatSet: OptionSet {
  let rawValue: UInt8

  static let text = FormatSet(rawValue: 1)
  static let json = FormatSet(rawValue: 2)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ format: MessageFormat) { self = format == .text ? .text : .json }

  func contains(_ format: MessageFormat) -> Bool { contains(FormatSet(format)) }
}

/// The same messages in each format that somebody reads.
struct FormattedBytes: ~Copyable {
  private var text = ByteBuffer(capacity: 16)
  private var json = ByteBuffer(capacity: 16)

  subscript(format: MessageFormat) -> ByteBuffer {
    _read {
      switch format {
      case .text: yield text
      case .json: yield json
      }
    }
    _modify {
      switch format {
      case .text: yield &text
      case .json: yield &json
      }
    }
  }

  mutating func clear() {
    text.clear()
    json.clear()
  }
}
