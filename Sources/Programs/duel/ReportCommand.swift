import Reports
import Terminal

/// `duel report`: a record as a page to read.
enum ReportCommand {
  static func run(_ words: [String]) throws(CommandFailure) -> ExitCode {
    let arguments = try Arguments(words, flags: ["--out"])
    try arguments.expectWords(atMost: 1)
    guard let path = arguments.words.first else {
      throw CommandFailure(.usage, "which record? duel report FILE --out FILE.html")
    }
    guard let target = arguments.text("--out") else {
      throw CommandFailure(.usage, "--out FILE.html says where the page goes; - is standard output")
    }
    guard let (contents, digest) = try ReplayCommand.verified(path) else { return .no }
    let name = path == "-" ? "FILE" : path.split(separator: "/").last.map(String.init) ?? path
    let page = ReportPage(contents, digest: digest, file: name)
    try Output.write(Array(page.html.utf8), toFile: target)
    if target != "-" { Output.talk("\(target): the report of digest=\(digest)") }
    return .done
  }
}
