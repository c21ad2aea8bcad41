// Follows the trend: swiftc -O Trend.swift -o trend && DUEL_ADDR=HOST:PORT ./trend, or on its stdio
import Foundation

let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
var (seat, nonce, last, isLockstep) = ("", "", 0, false)
var (names, marks, held) = ([String](), [String: [Double]](), [String: Double]())
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
func dial(_ address: String) {  // makes a connection the standard input and output
  let parts = address.split(separator: ":").map(String.init)
  var found: UnsafeMutablePointer<addrinfo>?
  guard getaddrinfo(parts[0], parts[1], nil, &found) == 0, let at = found?.pointee else { exit(3) }
  let wire = socket(at.ai_family, Int32(SOCK_STREAM.rawValue), 0)
  guard connect(wire, at.ai_addr, at.ai_addrlen) == 0, dup2(wire, 0) + dup2(wire, 1) == 1
  else { exit(3) }
}
func bindNonce() -> String {  // section 5; a package would do without a tool
  let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
  nonce = bytes.map { String(format: "%02x", $0) }.joined()
  let parts = [Array("margin-duel/nonce/1".utf8), Array(seat.utf8), bytes]
  let text = parts.flatMap { [0, 0, 0, UInt8($0.count)] + $0 }.map { String(format: "\\%03o", $0) }
  var hash = [CChar](repeating: 0, count: 65)
  let tool = popen("printf '\(text.joined())' | sha256sum", "r")
  guard let tool, fgets(&hash, 65, tool) != nil, pclose(tool) == 0 else { exit(3) }
  return String(cString: hash)
}

if let address = environment["DUEL_ADDR"] { dial(address) }
let key = environment["DUEL_KEY"].map { " key=\($0)" } ?? ""
while let line = readLine() {
  let words = line.split(whereSeparator: \.isWhitespace).map { $0.components(separatedBy: "=") }
  let field = Dictionary(words.map { ($0[0], $0.dropFirst().joined()) }) { first, _ in first }
  switch words.first?[0] ?? "" {
  case "INFO":
    say("HELLO proto=1 name=\(environment["DUEL_NAME"] ?? "trend-swift")")
    say(environment["DUEL_MATCH"].map { "JOIN match=\($0)\(key)" } ?? "QUEUE")
  case "OK" where field["token"] != nil: seat = field["seat"]!
  case "COMMITMENT": say(field["nonces"] == "required" ? "READY nonce=\(bindNonce())" : "READY")
  case "NONCE" where field["seat"] == seat && field["hash"] != "none": say("OPEN nonce=\(nonce)")
  case "PING": say("PONG")
  case "START":
    names = field["instruments"]!.split(separator: ",").map(String.init)
    (last, isLockstep) = (Int(field["ticks"]!)! - 1, field["clock"]!.hasPrefix("lockstep"))
  case "TICK":
    for name in names { marks[name, default: []] += [Double(field[name]!.prefix { $0 != "/" })!] }
  case "FILL", "LIQUIDATION":
    guard words[0] == ["FILL"] || field["seat"] == seat else { continue }
    held[field["instrument"]!] = Double(field["position"]!)
  case "RANK" where Int(field["tick"]!)! < last:
    for name in names {  // holds what the trend says
      let way = marks[name]!.suffix(20).first! < marks[name]!.last! ? 1.0 : -1.0
      if held[name, default: 0] * way < 0 { say("CLOSE \(name)") }
      if held[name, default: 0] * way <= 0 { say("\(way > 0 ? "LONG" : "SHORT") \(name) 20% 5x") }
    }
    if isLockstep { say("DONE tick=\(field["tick"]!)") }
  case "ERR", "BYE": fputs("\(line)\n", stderr)
  case "END": exit(0)
  default: break
  }
}
exit(1)
