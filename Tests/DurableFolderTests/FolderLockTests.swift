import Foundation
import Testing

@testable import DurableFolder

struct FolderLockTests {
  @Test func oneHasItUntilItLetsGo() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lock-\(UUID())").path
    defer { unlink(path) }
    let files = (0..<2).map { _ in open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600) }
    try #require(files.allSatisfy { $0 >= 0 })
    #expect(FolderLock.take(files[0]) == nil)
    #expect(FolderLock.take(files[1]) == EWOULDBLOCK)
    close(files[0])
    #expect(FolderLock.take(files[1]) == nil)
    close(files[1])
  }

  @Test func whatIsNoFileHasNoLock() {
    #expect(FolderLock.take(-1) == EBADF)
  }
}
