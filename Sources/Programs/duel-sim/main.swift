import Foundation
import Terminal

let usage = """
  usage: duel-sim run [--seed N] [--canary NAME] [--trace]
         duel-sim run --calm [--seed N] [--duels N] [--ticks N] [--spectators N] [--rules PRESET]
                     [--bots NAME,NAME…]
         duel-sim swarm [--seed N] [--runs N] [--minutes N] [--canary NAME]
         duel-sim check [--seed N] [--commands N] [--courses N]
         duel-sim verify [--seed N] [--matches N] [--out DIR]

  run: the real server and real clients in a simulated world, with what goes wrong drawn from the
  seed: broken, slow and silent connections, hostile clients, leaps of the clock, a store that is
  slow, full or fails, crashes. An auditor judges what crosses the wire and what is in the log. With
  --calm nothing goes wrong, and the world is as large as you say. --canary breaks something on
  purpose, which the auditor must find; --trace tells all that happens.
  swarm: such a run for each seed from --seed on, on all cores; the first failure ends it, with the
  command that repeats it.
  check: the margin engine beside a second, naive one on hostile prices and commands; each course
  has a seed of its own, from --seed on. By default a million commands in 4,000 courses.
  verify: random matches by random rules; their records are verified, and kept with --out, so that
  Protocol/verify.py can do the same.
  The same seed gives the same run, to the byte.
  """

runProgram("duel-sim") { () throws(CommandFailure) in
  let words = Array(CommandLine.arguments.dropFirst())
  let rest = Array(words.dropFirst())
  switch words.first {
  case "run":
    return try RunCommand.run(
      Arguments(
        rest,
        flags: [
          "--seed", "--duels", "--ticks", "--spectators", "--rules", "--bots", "--canary",
        ], switches: ["--calm", "--trace"]))
  case "swarm":
    return try SwarmCommand(
      Arguments(rest, flags: ["--seed", "--runs", "--minutes", "--canary"])
    ).run()
  case "check":
    return try CheckCommand(
      Arguments(rest, flags: ["--seed", "--commands", "--courses"])
    ).run()
  case "verify":
    return try VerifyRecords.run(Arguments(rest, flags: ["--seed", "--matches", "--out"]))
  default:
    Output.talk(usage)
    return words.isEmpty || words.first == "help" || words.first == "--help" ? .done : .usage
  }
}
