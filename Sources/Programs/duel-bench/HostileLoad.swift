import Foundation
import Reactor
import Terminal

/// Hostile peers, in a process of their own: slow senders, peers that never read, floods.
struct HostileLoad {
  private let address: SocketAddress
  private var slow: [PlainSocket?] = []
  private var silent: [PlainSocket] = []
  private var floods: [PlainSocket?] = []
  private var turn = 0

  /// A line takes each slow peer for ever, a byte a second.
  private static let slowByte: [UInt8] = [UInt8(ascii: "x")]
  private static let flood = Array(String(repeating: "PING\n", count: 3000).utf8)
  /// In how many slices the slow peers of a second have their turn.
  private static let slices = 100

  /// How many peers there are of each kind.
  struct Sizes {
    var slow: Int
    var silent: Int
    var floods: Int

    /// The options of the program.
    static func read(_ arguments: Arguments) throws(CommandFailure) -> Sizes {
      Sizes(
        slow: try arguments.integer("--slow", in: 0...50_000) ?? 5000,
        silent: try arguments.integer("--silent", in: 0...50_000) ?? 1000,
        floods: try arguments.integer("--floods", in: 0...1000) ?? 50)
    }
  }

  /// Runs until the process is ended.
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--slow", "--silent", "--floods"])
    try arguments.expectWords(atMost: 1)
    guard let address = SocketAddress(arguments.words.first ?? "") else {
      throw CommandFailure(.usage, "HOST:PORT")
    }
    Reactor.raiseDescriptorLimit()
    var load = HostileLoad(address: address)
    load.begin(try Sizes.read(arguments))
    Output.line("ready")
    let parent = getppid()
    // Whoever started it may be killed: it does not go on alone.
    while getppid() == parent {
      load.takeTurn()
      usleep(1_000_000 / UInt32(slices))
    }
    return .done
  }

  private init(address: SocketAddress) { self.address = address }

  private mutating func begin(_ sizes: Sizes) {
    for number in 0..<sizes.silent {
      guard let peer = PlainSocket(address, receiveBuffer: 4096) else { continue }
      peer.say(Self.greeting(number))
      silent.append(peer)
      // Matches that begin at the same moment tick at the same moment.
      usleep(1000)
    }
    for _ in 0..<sizes.slow { slow.append(PlainSocket(address, receiveBuffer: 4096)) }
    floods = Array(repeating: nil, count: sizes.floods)
  }

  /// Four of five that never read watch, one plays; each asks for more than it will read.
  private static func greeting(_ number: Int) -> String {
    let questions = String(repeating: "\nRULES", count: 60)
    guard number % 5 == 0 else { return "WATCH match=m1" + questions }
    return "HELLO name=silent\(number)\nCREATE seats=1 ticks=100000 clock=live:250\nREADY"
      + questions
  }

  /// A hundredth of a second: some slow peers send a byte, all floods what the system takes.
  private mutating func takeTurn() {
    var index = turn % Self.slices
    while index < slow.count {
      if slow[index] == nil || slow[index]?.send(Self.slowByte) == .ended {
        slow[index] = PlainSocket(address, receiveBuffer: 4096)
      }
      index += Self.slices
    }
    for index in floods.indices where floods[index]?.send(Self.flood) ?? .ended == .ended {
      floods[index] = PlainSocket(address)
    }
    turn += 1
  }
}
