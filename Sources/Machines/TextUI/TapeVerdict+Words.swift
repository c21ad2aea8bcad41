public import ClientCore

extension TapeVerdict {
  /// What a client found out about the tape it has played on, in one line.
  public var sentence: String {
    switch self {
    case .follows(let nonces, let seats):
      "tape checked: it follows from the server's commitment\(Self.given(nonces, by: seats))"
    case .contradicts(let reason): "THE TAPE DOES NOT FIT: \(reason)"
    case .unchecked(let reason): "tape not checked: \(reason)"
    }
  }

  /// How it is shown.
  var tone: Tone {
    switch self {
    case .follows: .good
    case .contradicts: .bad
    case .unchecked: .quiet
    }
  }

  private static func given(_ nonces: Int, by seats: Int) -> String {
    switch (nonces, seats) {
    case (0, _): " alone; nobody gave a nonce"
    case (1, 1): " and your nonce"
    case (2, 2): " and both nonces"
    case (seats, _): " and all \(seats) nonces"
    case (1, _): " and the nonce of one of \(seats) seats"
    default: " and the nonces of \(nonces) of \(seats) seats"
    }
  }
}
