// swift-tools-version: 6.2
import PackageDescription

// Warnings stop the build in CI, never on a user's machine.
let warningsAreErrors: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let everywhere: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + warningsAreErrors

/// Modules below the edge: no I/O, no clock, no threads; each unsafe expression is marked.
func pure(_ floor: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)",
    swiftSettings: everywhere + [.strictMemorySafety()])
}

/// Modules that touch an operating-system resource, or compose ones that do.
func edge(_ floor: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)",
    swiftSettings: everywhere)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/Programs/\(name)",
    swiftSettings: everywhere)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: everywhere)
}

let package = Package(
  name: "margin-duel",
  platforms: [.macOS(.v26)],
  dependencies: [],
  targets: [
    // System
    .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
    .systemLibrary(
      name: "COpenSSL", path: "Sources/System/COpenSSL", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),

    // Core
    pure("Core", "Primitives", []),
    pure("Core", "Digests", ["Primitives", "COpenSSL"]),

    // Game
    pure("Game", "Margin", ["Primitives"]),
    pure("Game", "PriceTape", ["Primitives", "Digests"]),
    pure("Game", "DuelRules", ["Primitives", "Digests", "Margin", "PriceTape"]),
    pure("Game", "Records", ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules"]),

    pure("Game", "Contests", ["Primitives", "Digests"]),
    pure("Game", "Rankings", []),

    // Machines
    pure(
      "Machines", "WireProtocol",
      ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records"]),
    pure(
      "Machines", "DuelHost",
      ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol"]),
    pure(
      "Machines", "ClientCore",
      ["Primitives", "Digests", "PriceTape", "DuelRules", "WireProtocol"]),
    pure("Machines", "Bots", ["Primitives", "Digests", "WireProtocol", "ClientCore"]),
    pure("Machines", "TextUI", ["Primitives", "WireProtocol", "ClientCore"]),
    pure(
      "Machines", "Replays",
      [
        "Primitives", "Digests", "Margin", "DuelRules", "Records", "WireProtocol", "ClientCore",
        "TextUI",
      ]),
    pure(
      "Machines", "Reports",
      ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol"]),
    pure("Machines", "BotCheck", ["Primitives", "PriceTape", "WireProtocol"]),
    pure(
      "Machines", "Simulation",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "DuelHost", "ClientCore", "Bots",
      ]),

    // Edges
    edge("Edges", "Reactor", ["CLinux", "Primitives"]),
    edge("Edges", "Terminal", ["Primitives"]),
    edge("Edges", "DurableFolder", []),
    edge("Edges", "LeagueStore", ["CSQLite", "Primitives", "Digests", "DurableFolder"]),
    edge("Edges", "BotProcess", ["CLinux", "Reactor"]),

    // Services
    edge(
      "Services", "DuelServer",
      [
        "Primitives", "Digests", "PriceTape", "DuelRules", "Records", "WireProtocol", "DuelHost",
        "Reactor", "LeagueStore",
      ]),
    edge(
      "Services", "DuelClient",
      [
        "Primitives", "Digests", "Records", "WireProtocol", "ClientCore", "Bots", "TextUI",
        "Replays", "Reactor", "Terminal",
      ]),
    edge(
      "Services", "TournamentRunner",
      [
        "Primitives", "Digests", "PriceTape", "DuelRules", "Records", "Contests", "Rankings",
        "WireProtocol", "DuelHost", "ClientCore", "Bots", "Reactor", "BotProcess", "DurableFolder",
        "DuelServer", "DuelClient",
      ]),
    edge(
      "Services", "CheckService",
      [
        "Primitives", "Digests", "WireProtocol", "ClientCore", "Bots", "BotCheck", "Reactor",
        "BotProcess",
      ]),

    // Programs
    program(
      "duel",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "DuelHost", "ClientCore", "Bots", "BotCheck", "TextUI", "Replays", "Reports",
        "Terminal", "Reactor", "LeagueStore", "DuelServer", "DuelClient", "CheckService",
        "TournamentRunner", "Contests", "Rankings", "DurableFolder",
      ]),
    program(
      "duel-bench",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "DuelHost", "ClientCore", "Bots", "Contests", "Reactor", "BotProcess", "DuelClient",
        "TournamentRunner", "Terminal",
      ]),
    program(
      "duel-sim", ["Primitives", "Digests", "Records", "Bots", "Simulation", "Terminal"]),

    // Tests
    .target(
      name: "TestKit",
      dependencies: ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "DuelHost"],
      path: "Tests/TestKit", swiftSettings: everywhere),
    .target(
      name: "Fuzzing",
      dependencies: [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "DuelHost", "ClientCore", "Bots", "TextUI", "Simulation", "TestKit",
      ],
      path: "Tests/Fuzzing", swiftSettings: everywhere),
    tests("FuzzingTests", ["Fuzzing"]),
    tests("PrimitivesTests", ["Primitives", "TestKit"]),
    tests("DigestsTests", ["Primitives", "Digests"]),
    tests("MarginTests", ["Primitives", "Margin", "TestKit"]),
    tests("PriceTapeTests", ["Primitives", "Digests", "PriceTape", "TestKit"]),
    tests(
      "DuelRulesTests",
      ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "TestKit"]),
    tests(
      "RecordsTests",
      ["Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "TestKit"]),
    tests("ContestsTests", ["Primitives", "Digests", "Contests", "TestKit"]),
    tests("RankingsTests", ["Rankings"]),
    tests(
      "ConformanceTests",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Contests", "Rankings",
        "WireProtocol", "TestKit",
      ]),
    tests(
      "WireProtocolTests",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "TestKit",
      ]),
    tests(
      "DuelHostTests",
      [
        "Primitives", "Digests", "Margin", "PriceTape", "DuelRules", "Records", "WireProtocol",
        "DuelHost",
        "TestKit",
      ]),
    tests(
      "ClientCoreTests",
      [
        "Primitives", "Digests", "DuelRules", "WireProtocol", "DuelHost", "ClientCore", "TestKit",
      ]),
    tests(
      "BotsTests", ["Primitives", "Digests", "WireProtocol", "ClientCore", "Bots", "TestKit"]),
    tests("BotCheckTests", ["Primitives", "PriceTape", "WireProtocol", "BotCheck"]),
    tests("TextUITests", ["Primitives", "WireProtocol", "ClientCore", "TextUI", "TestKit"]),
    tests(
      "ReplaysTests",
      [
        "Primitives", "Digests", "Margin", "DuelRules", "Records", "ClientCore", "TextUI",
        "Replays", "TestKit",
      ]),
    tests(
      "ReportsTests",
      ["Primitives", "Digests", "Margin", "DuelRules", "Records", "Reports", "TestKit"]),
    tests(
      "SimulationTests",
      [
        "Primitives", "Digests", "Margin", "DuelRules", "Records", "WireProtocol", "ClientCore",
        "Bots", "Simulation", "TestKit",
      ]),
    tests("ReactorTests", ["Primitives", "Reactor"]),
    tests("LeagueStoreTests", ["CSQLite", "Primitives", "Digests", "LeagueStore", "TestKit"]),
    tests("TerminalTests", ["Primitives", "Terminal"]),
    tests("BotProcessTests", ["Reactor", "BotProcess"]),
    tests("DurableFolderTests", ["DurableFolder"]),
    tests(
      "TournamentRunnerTests",
      [
        "Primitives", "Digests", "PriceTape", "DuelRules", "Records", "Contests", "Rankings",
        "WireProtocol", "DuelHost", "Reactor", "DurableFolder", "DuelServer", "TournamentRunner",
        "TestKit",
      ]),
    tests(
      "EndToEndTests",
      [
        "Primitives", "DuelRules", "Records", "Reactor", "BotProcess", "TestKit", "duel",
        "duel-bench", "duel-sim",
      ]),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6]
)

// Only `.ci/fuzz` can build it: it has no `main` but that of libFuzzer.
if Context.environment["DUEL_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "duel-fuzz", dependencies: ["Fuzzing"], path: "Tests/duel-fuzz",
      swiftSettings: everywhere))
}
