/// Something that is broken on purpose, outside of the host, to see that the auditor finds it.
public enum Canary: String, CaseIterable, Hashable, Sendable {
  /// The network brings bytes to the host twice.
  case bytesTwice = "bytes-twice"
  /// The network loses bytes on their way to a client.
  case bytesLost = "bytes-lost"
  /// The network changes a price on its way to a client.
  case priceChanged = "price-changed"
  /// The network changes a line of a record on its way to a client.
  case recordChanged = "record-changed"
  /// The store says that it has a batch before it does.
  case earlyOK = "early-ok"
  /// The store never answers again.
  case silentStore = "silent-store"
  /// The store says that a batch failed, and keeps it.
  case failedButKept = "failed-but-kept"
  /// The store says that it has a batch, and loses it in a crash.
  case lostBatch = "lost-batch"
  /// The store loses the last line of a batch in a crash.
  case tornBatch = "torn-batch"
  /// The store gives a batch of commands out twice after a crash.
  case batchTwice = "batch-twice"
}
