import Foundation
import Primitives
import Reactor
import Terminal

/// The servers that are measured, each as it is started here.
enum Contender: String, CaseIterable {
  case duelStrict = "duel-strict"
  case duelRelaxed = "duel-relaxed"
  case duelMemory = "duel-memory"
  case redisDurable = "redis-always"
  case redis = "redis"
  case nats = "nats"

  /// What it is called here.
  var name: String { rawValue }

  /// How it is spoken to.
  var tongue: Tongue {
    switch self {
    case .duelStrict, .duelRelaxed, .duelMemory: .duel
    case .redisDurable, .redis: .redis
    case .nats: .nats
    }
  }

  /// The program: ours lies beside this one, others are found as a shell finds them.
  var program: URL? {
    let name: String
    switch tongue {
    case .duel:
      return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("duel")
    case .redis: name = "redis-server"
    case .nats: name = "nats-server"
    }
    let path = Output.environment("PATH") ?? ""
    let folders: [String] = path.split(separator: ":").map { String($0) } + ["/usr/sbin"]
    return folders.map { URL(fileURLWithPath: "\($0)/\(name)") }
      .first { access($0.path, X_OK) == 0 }
  }

  /// Its arguments, for an address and a folder of its own.
  func arguments(_ address: SocketAddress, _ folder: URL) -> [String] {
    let data = folder.appendingPathComponent("data").path
    let redis = [
      "--bind", address.host, "--port", "\(address.port)", "--dir", folder.path, "--save", "",
      "--maxclients", "20000", "--auto-aof-rewrite-percentage", "0",
    ]
    let duel = ["serve", "--listen", "\(address)", "--rate", "10000000", "--quiet", "--data"]
    switch self {
    case .duelStrict: return duel + [data, "--durability", "strict"]
    case .duelRelaxed: return duel + [data, "--durability", "relaxed"]
    case .duelMemory: return duel + [":memory:"]
    case .redisDurable: return redis + ["--appendonly", "yes", "--appendfsync", "always"]
    case .redis: return redis + ["--appendonly", "no"]
    case .nats: return ["-a", address.host, "-p", "\(address.port)"]
    }
  }
}
