import Terminal
import WireProtocol

// duel: every subcommand in one program. This file only chooses.

runProgram("duel") { () throws(CommandFailure) in
  let words = Array(CommandLine.arguments.dropFirst())
  guard let name = words.first else {
    Output.talk(HelpCommand.overview)
    return .usage
  }
  let rest = Array(words.dropFirst())
  if rest.contains("--help") { return HelpCommand.run([name]) }
  switch name {
  case "demo": return try DemoCommand.run(rest)
  case "serve": return try ServeCommand.run(rest)
  case "play": return try PlayCommand.run(rest)
  case "bot": return try BotCommand.run(rest)
  case "check": return try CheckCommand.run(rest)
  case "watch": return try WatchCommand.run(rest)
  case "verify": return try VerifyCommand.run(rest)
  case "replay": return try ReplayCommand.run(rest)
  case "report": return try ReportCommand.run(rest)
  case "tape": return try TapeCommand.run(rest)
  case "tournament": return try TournamentCommand.run(rest)
  case "calc": return try CalcCommand.run(rest)
  case "help", "--help", "-h": return HelpCommand.run(rest)
  case "--version", "version":
    Output.line("duel \(ProtocolVersion.program)")
    return .done
  default: throw CommandFailure(.usage, HelpCommand.unknown(name))
  }
}
