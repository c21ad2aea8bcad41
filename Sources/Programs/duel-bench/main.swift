import Terminal

// duel-bench: how fast the parts are, on this machine, now.
//
// Each figure is the median of several runs, with the digest of what was computed, so that nobody
// optimises the meaning away. `load` needs a server: it plays and watches over TCP. `hostile`
// starts `duel serve` itself, and says what a player notices of slow senders, peers that never read
// and floods; `hostile-load` is how it starts those. `server` starts the real one, and Redis and
// NATS beside it, and drives them with the same code. `bots` plays a match of two processes, each
// of which is this program as `bot`, beside a pipe to this program as `echo`.

let usage = """
  usage: duel-bench [NAME...] [--size small|real]
         duel-bench server [trips] [fanout] [memory] [--quick]
         duel-bench load [HOST:PORT] [--duels N] [--spectators N] [--seconds N] [--clock C]
         duel-bench hostile [--slow N] [--silent N] [--floods N] [--seconds N] [--pairs N]
                            [--server PATH]
         duel-bench bots [--ticks N] [--pairs N]

  Names: engine, tape, codec, verify, host, pairing, import; all of them when none is given.
  """

runProgram("duel-bench") { () throws(CommandFailure) in
  let words = Array(CommandLine.arguments.dropFirst())
  switch words.first {
  case "server": return try ServerBench.run(Array(words.dropFirst()))
  case "load": return try LoadBench.run(Array(words.dropFirst()))
  case "hostile": return try HostileBench.run(Array(words.dropFirst()))
  case "bots": return try BotsBench.run(Array(words.dropFirst()))
  case "echo": return BotsBench.echo()
  case "bot": return BotsBench.bot()
  case "hostile-load": return try HostileLoad.run(Array(words.dropFirst()))
  default: break
  }
  let arguments = try Arguments(words, flags: ["--size"], switches: ["--help"])
  if arguments.has("--help") {
    Output.line(usage)
    return .done
  }
  guard let size = BenchSize(rawValue: arguments.text("--size") ?? "real") else {
    throw CommandFailure(.usage, "--size is small or real")
  }
  let known = ["engine", "tape", "codec", "verify", "host", "pairing", "import"]
  let names = arguments.words.isEmpty ? known : arguments.words
  for name in names where !known.contains(name) {
    throw CommandFailure(.usage, "there is no benchmark '\(name)'\n\(usage)")
  }
  Output.line(Machine.description)
  for name in names {
    switch name {
    case "engine": try EngineBench.run(size)
    case "tape": try TapeBench.run(size)
    case "codec": try CodecBench.run(size)
    case "verify": try VerifyBench.run(size)
    case "host": try HostBench.run(size)
    case "pairing": try PairingBench.run(size)
    default: try ImportBench.run(size)
    }
  }
  return .done
}
