import Glibc
import Testing

@testable import Reactor

struct WakerTests {
  /// Whoever wakes a reactor that is gone must not write into what has its number now.
  @Test func aWakerOutlivesItsReactor() throws {
    var loop: Loop? = try Loop()
    guard let waker = loop?.reactor.waker else { return }
    loop = nil
    var kind = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/self/fd/\(waker.descriptor)", &kind, kind.count - 1)
    try #require(count > 0)
    #expect(
      String(decoding: kind[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        == "anon_inode:[eventfd]")
    waker.wake()
    var woken: UInt64 = 0
    #expect(read(waker.descriptor, &woken, 8) == 8 && woken == 1)
  }
}
