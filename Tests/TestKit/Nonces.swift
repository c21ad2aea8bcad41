public import Digests
import DuelRules
import Primitives

/// The nonce that tests give a seat: 32 bytes that count on from 32 times its number.
public func nonce(_ seat: Int) -> Digest {
  Digest(bytes: (0..<Digest.size).map { UInt8(Digest.size * seat + $0) })
}

/// The hash of that nonce, made for its own seat or for another.
public func nonceHash(_ number: Int, in seat: Int? = nil) -> Digest {
  SeatNonces.hash(of: nonce(number), seat: Seat(seat ?? number))
}
