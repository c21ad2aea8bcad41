import Foundation
import Testing

/// Playing and watching as people and scripts do it.
@Suite(.timeLimit(.minutes(5)))
struct PlayTests {
  @Test func aPracticeMatchThroughAPipe() async throws {
    let orders = "long btc 10x 500\npos\ndone 3\nclsoe\nclose btc\nacc\ndone\n"
    let options = "play --vs hold --name ada --ticks 12 --seed 3 --clock lockstep:60000"
    let played = try await Program.run("duel", options, input: Array(orders.utf8))
    #expect(played.status == 0, "\(played.talk)")
    let text = played.output
    #expect(!text.contains("\u{1b}"))
    let expected = [
      "m1: ada vs hold, 12 ticks of BTC and ETH, 10000.00 each", "bought 0.084 BTC at 59481.82",
      "BTC long 0.084 from 59481.82, isolated 10x", "tick  3  BTC", "did you mean 'close btc",
      "sold 0.084 BTC at 59394.88", "equity 9987.70", "tick 11  BTC", "ranking",
      "  1. hold             10000.00    +0.00%  liquidations 0",
    ]
    var rest = text[...]
    for part in expected {
      let range = rest.range(of: part)
      #expect(range != nil, "\(part) in \(text)")
      if let range { rest = rest[range.upperBound...] }
    }
    let again = try await Program.run("duel", options, input: Array(orders.utf8))
    #expect(again.output == text)
  }

  @Test func ordersWaitOnTheServer() async throws {
    let orders =
      "long btc risk=1% stop=59000 take=59700 10x\nlimit long eth 2875 500 5x\n"
      + "limit long eth 2875 500 stpo=1\norders\ndone 6\ncancel 4\nstop btc 59000\norders\n"
    let options = "play --vs hold --name ada --ticks 12 --seed 3 --clock lockstep:60000"
    let played = try await Program.run("duel", options, input: Array(orders.utf8))
    #expect(played.status == 0, "\(played.talk)")
    let expected = [
      "bought 0.1828 BTC at 59481.82",
      "order 2 waits: sell all BTC when it falls to 59000.00 (stop), 0.8% away; pair with 3",
      "order 3 waits: sell all BTC when it rises to 59700.00 (take-profit)",
      "order 4 waits: buy 0.869 ETH at 2875.00 or better", "did you mean stop=?",
      "3 open orders, 500.17 reserved", "  order 4 waits: buy 0.869 ETH", "tick  5  BTC 59696.96",
      "sold 0.1828 BTC at 59756.98 (take-profit, order 3)",
      "order 2 is cancelled, the other one of the pair is done", "tick  6  BTC 59762.96",
      "order 4 is cancelled, as you asked", "refused: there is no position", "no open orders",
    ]
    var rest = played.output[...]
    for part in expected {
      let range = rest.range(of: part)
      #expect(range != nil, "\(part) in \(played.output)")
      if let range { rest = rest[range.upperBound...] }
    }
  }

  @Test func withoutInputTheMatchIsPlayedToItsEnd() async throws {
    let played = try await Program.run(
      "duel", "play --vs trend --vs random --name ada --ticks 30 --clock lockstep:60000")
    #expect(played.status == 0, "\(played.talk)")
    #expect(played.output.contains("m1: ada vs "))
    #expect(played.lines.suffix(6).first == "ranking")
    let checked = "tape checked: it follows from the server's commitment and all 3 nonces"
    #expect(played.lines.last == checked)
  }

  @Test func twoPlayersMeetInTheQueue() async throws {
    let server = try await Server(["--quiet"])
    let options = ["play", server.address, "--ticks", "20", "--name"]
    let first = try Program(
      "duel", options + ["ada"], input: Array("short eth 20x 25%\n".utf8))
    let second = try Program("duel", options + ["bob"], input: Array("long eth 5x 10%\n".utf8))
    let (one, two) = (try await first.finish(), try await second.finish())
    #expect(one.status == 0 && two.status == 0)
    #expect(one.lines.suffix(4) == two.lines.suffix(4))
    #expect(try await server.program.stop().status == 0)
  }

  @Test func aProgramWatches() async throws {
    let server = try await Server(["--quiet"])
    let hand = try RawClient(port: server.port)
    hand.say("HELLO name=ada")
    hand.say("CREATE rules=classroom ticks=4 clock=lockstep:60000")
    _ = try hand.line(beginning: "OK CREATE match=m1")
    let watcher = try Program("duel", ["watch", server.address, "--json"])
    try await watcher.waitUntil(itSays: "{\"type\": \"seat\", \"seat\": 0, \"name\": \"ada\"")
    let player = try Program(
      "duel", ["play", server.address, "--name", "bob", "--join", "m1"],
      input: Array("short eth 20x 25%\ntake eth 2500 50%\n".utf8))
    _ = try hand.line(beginning: "SEAT match=m1 seq=3 seat=1 name=bob state=ready")
    hand.say("READY")
    _ = try hand.line(beginning: "RANK")
    for tick in 0..<3 {
      hand.say("DONE tick=\(tick)")
      _ = try hand.line(beginning: "RANK")
    }
    #expect(try await player.finish().status == 0)
    let seen = try await watcher.finish()
    #expect(seen.status == 0)
    #expect(seen.lines.allSatisfy { $0.hasPrefix("{\"type\": ") && $0.hasSuffix("}") })
    #expect(seen.output.contains("{\"type\": \"position\", \"seat\": 1, \"name\": \"bob\""))
    let order = "{\"type\": \"order\", \"seat\": 1, \"name\": \"bob\", \"order\": 2"
    #expect(seen.output.contains(order))
    #expect(seen.lines.last?.hasPrefix("{\"type\": \"end\"") == true)
    #expect(try await server.program.stop().status == 0)
  }

  @Test func aBotIsBroughtAlongToAServer() async throws {
    let server = try await Server(["--quiet"])
    let played = try await Program.run(
      "duel", "play \(server.address) --vs hold --name ada --ticks 5 --clock lockstep:60000")
    #expect(played.status == 0)
    #expect(played.output.contains("ada vs hold-1-ada, 5 ticks"))
    #expect(try await server.program.stop().status == 0)
  }

  @Test func aNameThatIsTakenIsSaid() async throws {
    let server = try await Server(["--quiet"])
    let ada = try RawClient(port: server.port)
    ada.say("HELLO name=ada")
    _ = try ada.line(beginning: "OK HELLO")
    let refused = try await Program.run("duel", "play \(server.address) --name ada")
    #expect(refused.status == 3)
    #expect(refused.talk == "duel: somebody is here as ada; choose another\n")
    #expect(try await server.program.stop().status == 0)
  }
}
