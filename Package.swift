// swift-tools-version: 6.2
import PackageDescription

// Who may import whom is decided in docs/design.md; `--explicit-target-dependency-import-check error` enforces it.

let strictSwift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let strictC: [CSetting] = [
  .unsafeFlags(["-std=c17", "-O2", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"])
]

/// A library or tool of ours.
func swift(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", swiftSettings: strictSwift)
}

func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strictSwift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strictSwift)
}

/// A module map over a system library.
func system(_ name: String, pkgConfig: String? = nil, apt package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
  name: "EdgeOTA",
  products: [
    .executable(name: "edgeota", targets: ["edgeota"]),
    .executable(name: "FindPeFiles", targets: ["FindPeFiles"]),
    .library(name: "HubPlugin", type: .dynamic, targets: ["HubPlugin"]),
  ],
  targets: [
    // The firmware: portable, free of Foundation, compiled as Embedded Swift by scripts/check-embedded.sh.
    .target(name: "CNanoRuntime", cSettings: strictC + [.unsafeFlags(["-ffreestanding", "-fno-strict-aliasing"])]),
    swift("NanoRuntime", ["CNanoRuntime"]),
    swift("OTAInterface"),
    swift("BoardHAL", path: "Sources/BoardHAL/Core"),
    swift("SwiftEngine", ["BoardHAL", "NanoRuntime", "OTAInterface"]),

    // The Linux board.
    swift(
      "BoardHALLinux", ["BoardHAL", "OTAInterface", "CBoardLinux", "CMosquitto", "CCurl", "CMbedTLS", "COpenSSL"],
      path: "Sources/BoardHAL/Linux"),
    .target(name: "CBoardLinux", dependencies: ["COpenSSL", "CCurl"], cSettings: strictC),

    // The converter.
    swift("MetadataProcessor", ["CZlib"]),

    // The local cloud.
    swift("HubModel", ["OTAInterface"]),
    swift("CloudSupport", ["CCloudSupport", "CMicrohttpd", "CMbedTLS", "OTAInterface"]),
    .target(name: "CCloudSupport", dependencies: ["CMicrohttpd"], cSettings: strictC),
    swift("HubPlugin", ["CloudSupport", "HubModel", "OTAInterface", "CHubPlugin", "CMosquitto"]),
    .target(name: "CHubPlugin", dependencies: ["CMosquitto"], cSettings: strictC),
    swift("LocalCloud", ["CloudSupport", "HubModel", "OTAInterface", "CCloudSupport", "COpenSSL"]),

    // Command-line tools.
    swift("ToolSupport", ["CBoardLinux", "CCloudSupport", "CCurl", "CPopt", "CloudSupport", "OTAInterface"]),
    tool(
      "edgeota",
      [
        "BoardHAL", "BoardHALLinux", "CloudSupport", "LocalCloud", "MetadataProcessor", "NanoRuntime", "OTAInterface",
        "SwiftEngine", "ToolSupport",
      ]),
    tool("FindPeFiles", ["CloudSupport", "OTAInterface", "ToolSupport"]),

    // System libraries (Debian package names in `apt`).
    system("CMosquitto", pkgConfig: "libmosquitto", apt: "libmosquitto-dev"),
    system("CMbedTLS", apt: "libmbedtls-dev"),
    system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    system("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    system("CPopt", pkgConfig: "popt", apt: "libpopt-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

    tests("CNanoRuntimeTests", ["BoardHALLinux", "CNanoRuntime", "CRuntimeProbe", "NanoRuntime"]),
    // Opens the runtime's inside to its tests.
    .target(
      name: "CRuntimeProbe", dependencies: ["CNanoRuntime"], path: "Tests/CRuntimeProbe",
      cSettings: strictC + [.headerSearchPath("../../Sources/CNanoRuntime"), .unsafeFlags(["-fno-strict-aliasing"])]),
    tests("OTAInterfaceTests", ["OTAInterface"]),
    tests("SwiftEngineTests", ["SwiftEngine", "BoardHAL", "NanoRuntime", "OTAInterface"]),
    tests("BoardHALTests", ["BoardHAL", "BoardHALLinux", "OTAInterface"], exclude: ["Support/https_server.py"]),
    tests("MetadataProcessorTests", ["MetadataProcessor"]),
    tests("HubModelTests", ["HubModel", "OTAInterface"]),
    tests(
      "EndToEndTests",
      ["CCloudSupport", "CloudSupport", "FindPeFiles", "LocalCloud", "OTAInterface", "ToolSupport", "edgeota"]),
    tests("ManagedTests", ["MetadataProcessor", "NanoRuntime"], exclude: ["Programs"]),
  ]
)
