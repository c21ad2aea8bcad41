import Margin
import Primitives

/// How often things happened, under their names, in the order in which they first did.
public struct CheckTally: Hashable, Sendable {
  private var names: [String] = []
  private var counts: [Int] = []

  /// How many commands there were.
  public private(set) var commands = 0

  /// Nothing counted yet.
  public init() {}

  /// The names and how often each was counted, by name.
  public var lines: [String] {
    zip(names, counts).map { "\($0) \($1)" }.sorted()
  }

  /// How often something was counted.
  public func count(of name: String) -> Int {
    names.firstIndex(of: name).map { counts[$0] } ?? 0
  }

  mutating func add(_ name: String, _ count: Int = 1) {
    if let place = names.firstIndex(of: name) {
      counts[place] += count
    } else {
      names.append(name)
      counts.append(count)
    }
  }

  /// Adds what was counted elsewhere.
  public mutating func add(_ other: CheckTally) {
    for (name, count) in zip(other.names, other.counts) { add(name, count) }
    commands += other.commands
  }

  /// Counts a command under its kind, and under the code that refused it.
  mutating func count(_ command: TradeCommand, refused: String?) {
    commands += 1
    let kind = Self.kind(command)
    guard let refused else {
      add("accepted \(kind)")
      return
    }
    add("refused \(kind)")
    add("code \(Self.code(refused))")
  }

  /// Counts an event under its kind and reason.
  mutating func count(_ event: MarginEvent) {
    switch event {
    case .fill(let fill): add("event fill \(fill.reason.rawValue)")
    case .liquidation(let liquidation):
      add("event liquidation \(liquidation.position.mode.rawValue)")
    case .marginCall(let call):
      add("event margin-call \(call.instrument == nil ? "account" : "position")")
    case .funding(let funding):
      add("event funding \(funding.amount < .zero ? "paid" : "received")")
    case .order(let change):
      switch change.state {
      case .open: add("event open \(change.order.kind.name)")
      case .cancelled(.refused(let rejection)):
        add("event cancelled \(Self.code(CheckText.refusal(rejection)))")
      case .cancelled(let reason): add("event cancelled \(CheckText.cancelReason(reason))")
      }
    }
  }

  private static func code(_ refusal: String) -> String {
    String(refusal.prefix { $0 != " " })
  }

  private static func kind(_ command: TradeCommand) -> String {
    switch command {
    case .enter(let order):
      let kind =
        switch order.timing {
        case .market: order.side == .buy ? "LONG" : "SHORT"
        case .limit: "LIMIT"
        case .stop: "STOP entry"
        }
      return order.isReduceOnly ? kind + " reduce-only" : kind
    case .close: return "CLOSE"
    case .closeAll: return "CLOSE all"
    case .protect(let order):
      switch order.protection {
      case .stop: return "STOP"
      case .take: return "TAKE"
      case .trail: return "TRAIL"
      case .pair: return "OCO"
      }
    case .cancel(.order): return "CANCEL number"
    case .cancel(.instrument): return "CANCEL instrument"
    case .cancel(.all): return "CANCEL all"
    case .setLeverage: return "LEVERAGE"
    case .setMode: return "MODE"
    case .moveMargin(_, let amount): return amount < .zero ? "MARGIN out" : "MARGIN in"
    }
  }
}
