import TextUI

/// Any cut of the bytes gives the same keys, and the line they make stays within its length.
enum KeysTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
    let whole = keys(of: [bytes])
    try require(whole == keys(of: Cutter.pieces(of: bytes)), "a cut changes the keys")
    try require(whole == keys(of: bytes.map { [$0] }), "single bytes change the keys")
    var editor = LineEditor()
    for key in whole {
      let outcome = editor.take(key)
      if case .submitted = outcome {
        try require(editor.text.isEmpty, "a line is left after it was submitted")
      }
      try require(editor.text.count <= LineEditor.lengthMax, "the line grows too long")
      try require(editor.history.count <= LineEditor.historyMax, "the history grows too long")
      try require(
        !editor.text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 },
        "a control character in the line")
    }
  }

  private static func keys(of pieces: [[UInt8]]) -> [Key] {
    var decoder = KeyDecoder()
    return pieces.flatMap { decoder.decode($0.span) }
  }
}
