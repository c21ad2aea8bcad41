import DuelHost
import Primitives
import WireProtocol

// Bytes between clients and host: late, in pieces, lost with their connection, or not taken.

extension Simulation {
  private mutating func delay() -> Int {
    traffic.roll(8) == 0 ? traffic.roll(faults.delayMost) : traffic.roll(faults.delayUsual)
  }

  /// Cuts bytes into the pieces a network might bring.
  private mutating func chop(_ bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let size = traffic.roll(4) == 0 ? 1 + traffic.roll(20) : bytes.count - start
      let end = min(bytes.count, start + size)
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }

  // MARK: - To the client

  /// Sends bytes of the host, or keeps them while the client does not read.
  mutating func send(
    _ bytes: [UInt8], to link: Int, stalled: inout [Int]
  ) throws(SimulationFailure) {
    digest.add(UInt8(ascii: "s"), link, at: now, bytes.span)
    report.bytesSent += bytes.count
    guard network[link].isReading, network[link].kept.isEmpty else {
      network[link].kept += bytes
      // The host keeps the rest, and ends what grows too long.
      guard network[link].kept.count <= 2 * Limits.backlogMax else {
        throw SimulationFailure("the edge holds too many bytes for connection \(link)")
      }
      if !network[link].isStalled {
        network[link].isStalled = true
        stalled.append(link)
      }
      return
    }
    carry(bytes, to: link)
  }

  private mutating func carry(_ bytes: [UInt8], to link: Int) {
    for piece in chop(bytes) {
      let arrival = max(network[link].arrivalAtClient, now.adding(milliseconds: delay()))
      network[link].arrivalAtClient = arrival
      queue.plan(.toClient(link: link, piece), at: arrival)
    }
  }

  /// The client takes what the edge has kept, and the host is told.
  mutating func readAgain(_ link: Int) {
    network[link].isReading = true
    let kept = network[link].kept
    network[link].kept = []
    if !kept.isEmpty { carry(kept, to: link) }
    if network[link].isClosing { endBehindBytes(link) }
    guard network[link].isStalled else { return }
    network[link].isStalled = false
    if isUp, network[link].isOpenAtHost {
      host.step(.drained(network[link].connection), now: hostNow, effects: &effects)
    }
  }

  /// The host has closed a connection: its end follows what was sent.
  mutating func close(_ link: Int) {
    network.endAtHost(link)
    network[link].isClosing = true
    if network[link].isReading { endBehindBytes(link) }
  }

  private mutating func endBehindBytes(_ link: Int) {
    let arrival = max(network[link].arrivalAtClient, now.adding(milliseconds: 1))
    network[link].arrivalAtClient = arrival
    queue.plan(.endedAtClient(link: link), at: arrival)
  }

  /// Bytes of the host arrive, and now and then something happens to the connection.
  mutating func deliver(_ bytes: [UInt8], to link: Int) throws(SimulationFailure) {
    guard network[link].isOpenAtClient, !network[link].isMuteToClient else { return }
    let bytes = disturbed(bytes)
    if plan.canary == .bytesLost, fate.once(in: 50) { return }
    try auditor.hears(bytes, on: link)
    switch network[link].party {
    case .client(let index): try hear(bytes, index, on: link)
    case .hostile: break
    case .inspector: try inspect(bytes, on: link)
    }
    if !isCalm, network[link].party != .inspector { strike(link) }
  }

  /// Breaks a connection, silences it, or stops its client from reading; or does nothing.
  private mutating func strike(_ link: Int) {
    guard network[link].isOpenAtClient else { return }
    if fate.once(in: faults.cuts) { return cut(link) }
    if fate.once(in: faults.mutes) {
      let kind = fate.roll(3)
      if kind != 0 { network[link].isMuteToClient = true }
      if kind != 1 { network[link].isMuteToHost = true }
      // In the end the host's system gives up.
      queue.plan(.endedAtHost(link: link), at: now.adding(milliseconds: fate.roll(1000...120_000)))
    }
    if fate.once(in: faults.stops) { stopReading(link, for: fate.roll(50...30_000)) }
  }

  /// A client does not read for a while.
  mutating func stopReading(_ link: Int, for milliseconds: Int) {
    network[link].isReading = false
    queue.plan(.readsAgain(link: link), at: now.adding(milliseconds: milliseconds))
  }

  /// A connection breaks: the client knows at once, the host a little later.
  mutating func cut(_ link: Int) {
    if fate.once(in: 2) { network[link].isMuteToHost = true }
    hangUp(link)
  }

  /// The client's side ends a connection; what it has said may still arrive.
  mutating func hangUp(_ link: Int) {
    let arrival = max(network[link].arrivalAtHost, now.adding(milliseconds: delay()))
    queue.plan(.endedAtHost(link: link), at: arrival)
    endAtClient(link)
  }

  // MARK: - To the host

  /// A client says whole lines.
  mutating func say(_ utterances: [Utterance], on link: Int) {
    var bytes: [UInt8] = []
    for utterance in utterances {
      auditor.says(utterance, on: link)
      bytes += utterance.bytes
    }
    sendToHost(bytes, on: link)
  }

  /// Sends bytes of a client.
  mutating func sendToHost(_ bytes: [UInt8], on link: Int) {
    for piece in chop(bytes) {
      let arrival = max(network[link].arrivalAtHost, now.adding(milliseconds: delay()))
      network[link].arrivalAtHost = arrival
      queue.plan(.toHost(link: link, piece), at: arrival)
      if plan.canary == .bytesTwice, fate.once(in: 50) {
        queue.plan(.toHost(link: link, piece), at: arrival)
      }
    }
  }

  mutating func opened(_ link: Int) {
    guard isUp, network[link].isOpenAtClient || !network[link].isMuteToHost else { return }
    network.openAtHost(link)
    host.step(
      .opened(network[link].connection, from: address(of: link)), now: hostNow, effects: &effects)
  }

  /// Hostile clients share an address; everybody else has one of their own.
  private func address(of link: Int) -> PeerAddress {
    switch network[link].party {
    case .client(let index): PeerAddress(ipv4: UInt32(index + 1))
    case .hostile: PeerAddress(ipv4: 0)
    case .inspector: .unknown
    }
  }

  mutating func receive(_ bytes: [UInt8], from link: Int) {
    guard isUp, network[link].isOpenAtHost, !network[link].isMuteToHost else { return }
    digest.add(UInt8(ascii: "r"), link, at: now, bytes.span)
    host.step(.received(network[link].connection, bytes.span), now: hostNow, effects: &effects)
  }

  mutating func endAtHost(_ link: Int) {
    guard isUp, network[link].isOpenAtHost else { return }
    host.step(.closed(network[link].connection), now: hostNow, effects: &effects)
    network.endAtHost(link)
  }

  // MARK: - Canaries

  private mutating func disturbed(_ bytes: [UInt8]) -> [UInt8] {
    let mark: String
    switch plan.canary {
    case .priceChanged: mark = "tick=2 BTC="
    case .recordChanged: mark = "text=\"command"
    default: return bytes
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let place = Self.find(mark, in: bytes), bytes.count > place + 2,
      text.utf8.elementsEqual(bytes)
    else { return bytes }
    var changed = bytes
    let digit = place + (plan.canary == .priceChanged ? 0 : 1)
    changed[digit] = changed[digit] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
    return changed
  }

  /// Where a text ends in bytes.
  private static func find(_ mark: String, in bytes: [UInt8]) -> Int? {
    let wanted = Array(mark.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      return start + wanted.count
    }
    return nil
  }
}
