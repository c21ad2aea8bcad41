import LeagueStore
import Primitives
import Testing

struct MemoryLogStoreTests {
  @Test func completionsComeInTheOrderOfTickets() {
    var store = MemoryLogStore()
    var batch = ByteBuffer()
    batch.append("ready m1 0\nready m1 1\n")
    store.append(0..<11, of: batch, ticket: 1)
    store.append(11..<22, of: batch, ticket: 2)
    for ticket in 1...2 {
      let completion = store.nextCompletion()
      #expect(completion?.ticket == ticket && completion?.isStored == true)
    }
    #expect(store.nextCompletion() == nil)
    #expect(store.bytes == 22 && store.batches == 2)
  }

  @Test func itPromisesNothingBeyondTheProcess() {
    #expect("\(MemoryLogStore().durability)" == "memory")
  }
}
