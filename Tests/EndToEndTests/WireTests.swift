import Foundation
import Testing

/// Clients that are not ours, and connections that break.
@Suite(.timeLimit(.minutes(5)))
struct WireTests {
  /// The two examples of Protocol/bots against each other, one in text and one in JSON.
  @Test func strangersPlayInTextAndInJSON() async throws {
    let server = try await Server()
    let settings = ["ticks=60", "clock=lockstep:20000"]
    let text = try Program(
      python: ["\(ExampleBotTests.folder)/trend.py", server.address, "text-bot"] + settings)
    let json = try Program(
      python: ["\(ExampleBotTests.folder)/trend_json.py", server.address, "json-bot"] + settings)
    let played = [try await text.finish(), try await json.finish()]
    let stopped = try await server.program.stop()
    for (index, finished) in played.enumerated() {
      #expect(finished.status == 0, "\(finished.talk)")
      #expect(finished.output.isEmpty)
      let line = finished.talk.trimmingCharacters(in: .newlines)
      #expect(line.hasPrefix(index == 0 ? "text-bot seat=" : "json-bot seat="))
      let digest = line.split(separator: " ").last ?? ""
      #expect(stopped.talk.contains("level=info event=ended match=m1 ticks=60 \(digest)\n"))
    }
  }

  /// Hands bytes on in both directions, and breaks each connection after about 15,000.
  private static let cuttingProxy = """
    import socket, sys, threading
    host, port = sys.argv[1].rsplit(":", 1)
    listener = socket.create_server(("127.0.0.1", 0))
    print("at", listener.getsockname()[1], "now", flush=True)
    def pump(source, sink, most):
        count = 0
        try:
            while count < most and (piece := source.recv(1000)):
                sink.sendall(piece)
                count += len(piece)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    while True:
        near, _ = listener.accept()
        far = socket.create_connection((host, int(port)))
        print("connection", flush=True)
        threading.Thread(target=pump, args=(near, far, 10**9), daemon=True).start()
        threading.Thread(target=pump, args=(far, near, 15000), daemon=True).start()
    """

  @Test func aBotWhoseConnectionBreaksPlaysToTheEnd() async throws {
    let server = try await Server()
    let proxy = try Program(python: ["-c", Self.cuttingProxy, server.address])
    try await proxy.waitUntil(itSays: "now")
    let words = try proxy.output.split(separator: " ")
    let address = "127.0.0.1:\(words[1])"
    let options = ["--ticks", "150", "--clock", "lockstep:20000"]
    let near = try Program("duel", ["bot", "trend", server.address, "--as", "near"] + options)
    let far = try Program("duel", ["bot", "reversion", address, "--as", "far"] + options)
    let played = [try await near.finish(), try await far.finish()]
    #expect(played.map(\.status) == [0, 0])
    #expect(played[0].output == played[1].output)
    #expect(played[1].talk.contains("connected again"))
    let connections = try proxy.output.components(separatedBy: "connection").count - 1
    #expect(connections >= 2)
  }
}
