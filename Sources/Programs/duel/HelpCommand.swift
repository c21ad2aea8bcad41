import BotCheck
import Bots
import DuelRules
import Primitives
import Terminal
import TextUI

/// `duel help`: what there is, and how each is used.
enum HelpCommand {
  private struct Topic {
    let name: String
    let summary: String
    let usage: String
  }

  private static var topics: [Topic] {
    let bots = BuiltInBot.allCases.map { "  \($0.rawValue): \($0.summary)" }
      .joined(separator: "\n")
    let steps = CheckStep.allCases.map { "  \($0.rawValue) \($0.title)" }.joined(separator: "\n")
    let presets = RulesPreset.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n")
    return [
      Topic(
        name: "demo", summary: "two bots duel over TCP, and the result is verified",
        usage: """
          duel demo [--seed N] [--ticks N|blitz|rapid|long] [--plain] [--record FILE]
                    [--rules PRESET|FILE] [--tape FILE]... [--tape-offset N]
                    [--interval LENGTH] [--skip-bad] [--expand bridge]

          Starts a server on a free loopback port, lets two bots connect and play, shows the match
          and verifies its record. The last line is: verified digest=HEX
          The same --seed, --ticks and --rules give the same digest every time. Without --rules it
          is 300 ticks of standard; duel help serve lists the presets and shows a rules file. --tape
          plays on a tape file, or on a CSV of price history; several CSVs are joined on the times
          they share. duel help tape explains --interval, --skip-bad and --expand.
          """),
      Topic(
        name: "serve", summary: "runs a match server",
        usage: """
          duel serve [--listen HOST:PORT] [--rules PRESET|FILE] [--port-file FILE] [--quiet]
                     [--data FOLDER] [--durability strict|relaxed]
                     [--max-connections N] [--max-per-address N] [--rate N]
                     [--tape FILE]... [--interval LENGTH] [--skip-bad] [--expand bridge]

          Listens on 127.0.0.1:7171 unless told otherwise; port 0 lets the system choose, and
          --port-file receives HOST:PORT once the server listens. Ends with Ctrl-C or SIGTERM.
          Matches are kept in --data, by default $XDG_STATE_HOME/margin-duel or
          ~/.local/state/margin-duel; a server that starts there goes on where the last one ended.
          What is answered is on the disk, with --durability relaxed a moment later. --data
          :memory: keeps nothing. --rate is how many lines a connection may send in a second, 200
          by default. Each --tape, a tape file or a CSV, can be played by its name
          with CREATE tape=NAME; duel help tape explains how CSVs are read. --rules are the rules
          of matches that name none. At most --max-connections (10000) are connected, of them
          --max-per-address (1000) from one address: as many may connect at once, and a tenth of
          them each second from then on. What happens is told on standard error, one line each:
          time=… level=info event=started match=m1 …; --quiet tells nothing. The presets:
          \(presets)
          A rules file is a JSON object of rule keys (Protocol/rules.md) on top of a preset; numbers
          may be strings, and are read exactly:
            {"preset": "standard", "ticks": 600, "taker-fee": "0.0003",
             "instruments": ["BTC", "SOL"], "BTC": {"volatility": 0.003}, "leverage-max": 50,
             "brackets": [{"floor": 50000, "rate": 0.01, "leverage": 25}],
             "handicap": [1, 0.8], "starting-inventory": {"SOL": 10}}
          """),
      Topic(
        name: "play", summary: "plays a match at the keyboard",
        usage: """
          duel play [HOST:PORT] [--name NAME] [--vs BOT]...
                   [--join MATCH | --create | --queue | --resume MATCH:TOKEN] [--key KEY]
                   [--rules PRESET|FILE] [--ticks N] [--clock lockstep:MS|live:MS]
                   [--instruments BTC,ETH] [--seats N] [--seed N] [--series N] [--plain]
                   [--tape NAME] [--tape-offset N] [--interval LENGTH] [--skip-bad]
                   [--expand bridge]

          --vs BOT is practice against a built-in bot; without HOST:PORT and DUEL_ADDR the match
          runs inside this process. Otherwise it joins the oldest open match with these settings,
          or opens one and waits; --seed, --key and --create always open one. --series N is the
          best of N matches. A rules FILE is for a match inside this process, which then has the
          file's ticks, and its clock if that is not its preset's. --resume takes a seat again whose
          client was lost. --tape is the name of an imported tape of the server, and with --vs alone
          a tape file or a CSV (duel help tape). Then type, in any letter case:
          \(PlayHelp.lines.joined(separator: "\n"))
          Tab completes, the arrows bring back earlier lines, Ctrl-C on an empty line leaves. The
          line above the prompt shows the margin ratio (100% is liquidation) and how far the
          nearest liquidation is. Without a terminal it reads and writes lines: each is held back
          until the tick it waits for has come, and the end of the input plays on without orders.
          """),
      Topic(
        name: "bot", summary: "lets a built-in bot play on a server",
        usage: """
          duel bot NAME [HOST:PORT] [--as PLAYER] [--join MATCH [--key KEY]] [--rules PRESET]
                   [--ticks N] [--clock lockstep:MS|live:MS] [--seed N] [--tape NAME]

          Joins the oldest open match with these settings, or opens one and waits. --tape is the
          name of an imported tape of the server. DUEL_ADDR, DUEL_NAME, DUEL_MATCH, DUEL_KEY and
          DUEL_SEED in the environment stand for HOST:PORT, --as, --join, --key and --seed. The
          bots:
          \(bots)
          """),
      Topic(
        name: "check", summary: "checks that a bot can play in a contest, step by step",
        usage: """
          duel check --bot 'COMMAND' [--seed N] [--patience MS] [--json]

          Starts a server of its own and the bot, as a runner does (Protocol/README.md, section 14):
          the bot speaks on its standard input and output, or connects to DUEL_ADDR. It plays three
          short matches, and each step says ok, FAILED, note or - (it did not come to that). A
          failure shows the last lines (> said by the bot, < told to it), its standard error, and
          what to change. --patience (10000) is how long the bot may take for anything, --seed (1)
          what it finds as DUEL_SEED, --json one object for each step. Exit code 0 when the bot can
          do everything, 1 when not, 3 when no server or no process can be started.
          Example: duel check --bot 'python3 mybot.py'
          The steps:
          \(steps)
          """),
      Topic(
        name: "tournament", summary: "holds a contest of bots",
        usage: """
          duel tournament run --bot BOT --bot BOT… --out DIR [--config FILE.json]
              [--format round-robin|double-round-robin|gauntlet|swiss|knockout] [--rounds N]
              [--games N] [--champions N] [--third-place] [--order given|drawn] [--seed N]
              [--rules PRESET|FILE] [--ticks N|blitz|rapid|long] [--move-time MS]
              [--tape FILE]… [--tape-offset N] [--interval LENGTH] [--skip-bad]
              [--expand bridge] [--sprt elo0=0,elo1=10,alpha=0.05,beta=0.05,model=normalized]
              [--concurrency N] [--startup-ms MS] [--recover] [--strict] [--quick] [--json]
          duel tournament run --out DIR

          BOT is name=NAME,builtin=BOT or name=NAME,dir=FOLDER,cmd=COMMAND; cmd= takes the rest.
          A bot speaks the protocol on its standard input and output, or connects to DUEL_ADDR
          (Protocol/README.md, section 14). Server and bots are started and ended by this command.
          DIR gets contest.json, results.jsonl, standings.csv and records/. The second form goes
          on with what is there. --games (2) are played at a table; --rounds is for swiss, or how
          often a league is played; a knock-out's ties are best of GAMES / 2 pairs. The first bots
          are seeded highest, or lots are drawn. Rules without lockstep get a move time of a
          second. --concurrency is the number of processors by default, --startup-ms 60000. --sprt
          compares two bots until there is a verdict, at most 1000 games. --quick is 10 games of
          100 ticks at a table and needs no --out. --recover lets bots play on that fail again and
          again, --strict ends with code 1 when any bot missed a move, sent nonsense or forfeited.
          --json writes results as JSON lines. Exit code 130 when it was interrupted.
          Example: duel tournament run --bot builtin=trend --bot 'name=ada,cmd=python3 ada.py' \\
                     --out club
          """),
      Topic(
        name: "watch", summary: "shows a match on a server",
        usage: """
          duel watch [HOST:PORT] [MATCH] [--once] [--plain | --json] [--every N]

          Without MATCH it shows the oldest that runs, or waits for one. On a terminal it is a
          scoreboard that follows one match after the other until q or Ctrl-C; --once ends after
          one. In a pipe, or with --plain, it writes lines and ends with the match; --every N
          writes prices and ranking every N ticks. --json writes one object a line.
          """),
      Topic(
        name: "replay", summary: "shows a match again from its record",
        usage: """
          duel replay FILE [--speed X] [--from TICK] [--plain [--every N] | --json]

          Verifies the record first, and shows nothing of one that is not true. On a terminal it is
          the scoreboard: space pauses, left and right go one tick, down and up 20, home and end to
          the first and the last one, + and - change the speed, ? helps, q leaves. --speed is 0.01
          to 1000 times that of the match, or max; a lockstep match has half a second a tick. In a
          pipe, or with --plain, it writes lines, at once unless a speed is given; --every N writes
          prices and ranking every N ticks. --json writes one object a tick (Protocol/record.md).
          Exit codes as those of verify.
          """),
      Topic(
        name: "report", summary: "makes a page of charts and explanations from a record",
        usage: """
          duel report FILE --out FILE.html

          Verifies the record first. The page is one file without scripts, for screen and paper:
          results, the tapes with everybody's trades, equity, leverage, margin ratio, exposure and
          costs over time, the order log, and for each player what leverage met, how near
          liquidation came, and what stops and the other margin mode would have changed. --out - is
          standard output. Exit codes as those of verify.
          """),
      Topic(
        name: "verify", summary: "recomputes matches from their records",
        usage: """
          duel verify FILE... [--expect DIGEST] [--json]

          Says: verified digest=HEX, or the first line that differs with what was found and what
          was expected. Of several files each has its name in front. --expect also asks for the
          digest that both players received. --json writes one object a file. Exit code 0 when all
          are verified, 1 when one is not, 4 when one cannot be read. - is standard input.
          """),
      Topic(
        name: "tape", summary: "makes tapes, imports price history, shows what is in a tape",
        usage: """
          duel tape import FILE.csv... [--name NAME]... [--interval LENGTH] [--skip-bad]
                           [--expand bridge[:TICKS[:SEED]]] [--out FILE]
          duel tape make [--rules PRESET|FILE] [--ticks N] [--seed N] [--name NAME] [--out FILE]
          duel tape show FILE... [--json] [--plain], and what import takes for CSV files

          import: makes a tape of CSV files of candles, one tick a candle, or of single trades;
          several are joined on the times they share. Instruments are called after their files
          (ETHBTC-5m-2018.csv is ETHBTC) unless --name, once for each file, says otherwise.
          --interval 5s, 1m, 4h or 1d makes one tick of the rows of that time, at its last price;
          trades need it. Where there are no rows there is no tick. --skip-bad leaves out rows
          that cannot be read, and counts them. --expand bridge:10:1 draws 10 ticks through the
          open, high, low and close of each candle, with the seed 1: for practice, as such ticks
          can tell the next one.
          make: keeps the tape of the practice match with that seed (1). A match uses 60 ticks more
          than it has, as its pre-roll.
          show: a chart and figures of a tape file or of CSV files: what was left out, gaps, the
          deviation of a tick's return, its kurtosis (3 without fat tails), and the correlation of
          its size with those 1, 5 and 20 ticks later (0 where storms do not last).
          Without --out the tape goes to standard output. Play it: duel demo --tape FILE
          """),
      Topic(
        name: "calc", summary: "shows what leverage does, before it does it",
        usage: CalcCommand.help),
      Topic(
        name: "help", summary: "explains a command", usage: "duel help [COMMAND]"),
    ]
  }

  static var overview: String {
    let list = topics.map { "  \(Self.pad($0.name)) \($0.summary)" }.joined(separator: "\n")
    return """
      duel: trading duels on a shared tape with exchange-grade margin

      \(list)

      duel help COMMAND explains one. Try: duel demo
      The server's address is 127.0.0.1:7171, or what DUEL_ADDR says. Exit codes: 0 done,
      1 the answer is no, 2 usage, 3 cannot reach the server or was refused, 4 bad data.
      """
  }

  static func run(_ words: [String]) -> ExitCode {
    guard let name = words.first else {
      Output.line(overview)
      return .done
    }
    guard let topic = topics.first(where: { $0.name == name }) else {
      Output.talk("duel: \(unknown(name))")
      return .usage
    }
    Output.line(topic.usage)
    return .done
  }

  static func unknown(_ name: String) -> String {
    let near = NearestName.of(name, among: topics.map(\.name))
    return "there is no command '\(name)'\(near.map { "; did you mean \($0)?" } ?? ";")"
      + " duel help lists them"
  }

  private static func pad(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 10 - name.count))
  }
}
