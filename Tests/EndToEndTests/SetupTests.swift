// ./edgeota on a fresh machine: the script and scripts/setup.sh as they are, in a checkout and on a machine made of small
// scripts that note how they are called.

import Foundation
import Testing
import ToolSupport

/// A checkout and a machine of a test's own.
private final class FreshMachine {
  let folder = FileManager.default.temporaryDirectory.path + "/edgeota-setup-\(UUID().uuidString)"
  var checkout: String { "\(folder)/checkout" }
  private var tools: String { "\(folder)/bin" }

  init(swift version: String? = "6.3.1", installed: Bool = true) throws {
    for path in ["bin", "checkout/scripts", "checkout/Sources", "checkout/managed"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
    }
    for file in ["edgeota", "scripts/setup.sh"] {
      try FileManager.default.copyItem(atPath: "\(packageRoot)/\(file)", toPath: "\(checkout)/\(file)")
    }
    for file in ["Package.swift", "Sources/a.swift"] { try write("", to: "checkout/\(file)") }
    // What the scripts need of a system; nothing else is on PATH.
    for name in [
      "bash", "cat", "chmod", "cut", "date", "dirname", "env", "find", "head", "id", "mkdir", "mktemp", "rm", "sed",
      "sha256sum",
      "sleep", "sort", "touch",
    ] {
      let found = try Subprocess.run("which", [name]).output.split(separator: "\n").first
      try FileManager.default.createSymbolicLink(
        atPath: "\(tools)/\(name)", withDestinationPath: String(try #require(found)))
    }
    try tool("dpkg-query", installed ? "echo installed" : "test -e $STATE/apt && echo installed; true")
    try tool("apt-get", "touch $STATE/apt; case $1 in install) sleep ${APT_SECONDS:-0} ;; esac")
    try tool("systemctl", "")
    if let version {
      try tool(
        "swift",
        """
        case $1 in
        --version) echo "Swift version \(version) (swift-\(version)-RELEASE)"; exit ;;
        esac
        sleep ${BUILD_SECONDS:-0}
        test ! -e $STATE/broken || { echo "error: it does not compile"; exit 1; }
        mkdir -p $STATE/checkout/.build/release
        printf '#!/bin/sh\\necho "ran: $*"\\n' >$STATE/checkout/.build/release/edgeota
        chmod +x $STATE/checkout/.build/release/edgeota
        """)
    }
  }

  func write(_ text: String, to path: String) throws {
    try text.write(toFile: "\(folder)/\(path)", atomically: true, encoding: .utf8)
  }

  /// A program that notes its arguments, but for questions about versions.
  private func tool(_ name: String, _ script: String) throws {
    try write(
      "#!/usr/bin/env bash\n[ \"$1\" = --version ] || [ \(name) = dpkg-query ] || echo \"\(name) $*\" >>$STATE/calls\n\(script)\n",
      to: "bin/\(name)")
    chmod("\(tools)/\(name)", 0o755)
  }

  var environment: [String: String] { ["PATH": tools, "STATE": folder, "CI": "", "EDGEOTA_ROOT": "", "NO_COLOR": ""] }

  func run(_ arguments: String..., environment added: [String: String] = [:]) throws -> ProgramResult {
    try Subprocess.run("\(checkout)/edgeota", arguments, environment: environment.merging(added) { $1 })
  }

  /// How the small scripts were called, since the last time that this was asked.
  func calls() throws -> [String] {
    let path = "\(folder)/calls"
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map(String.init)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}

@Suite struct SetupTests {
  @Test func aMissingOrOldSwiftIsNamed() throws {
    let none = try FreshMachine(swift: nil).run("demo")
    #expect(none.status == 69)
    #expect(
      none.output == "edgeota: Swift is not installed: EdgeOTA needs Swift 6.2 or later on PATH (swift.org/install)\n")
    let old = try FreshMachine(swift: "5.10.1").run("demo")
    #expect(old.status == 69)
    #expect(old.output == "edgeota: Swift 5.10 is too old: EdgeOTA needs Swift 6.2 or later\n")
  }

  @Test func buildsOnceAndAgainWhenASourceChanges() throws {
    let machine = try FreshMachine()
    let first = try machine.run("demo", "--board", "linux/host")
    #expect(first.status == 0)
    #expect(first.output == "building (release)\ncompiling the class library\nran: demo --board linux/host\n")
    let build =
      "swift build --package-path \(machine.checkout) -c release --explicit-target-dependency-import-check error"
    #expect(try machine.calls() == [build])
    #expect(try machine.run("demo").output == "ran: demo\n")
    #expect(try machine.calls() == [])
    try machine.write("// changed", to: "checkout/Sources/a.swift")
    #expect(try machine.run("demo").status == 0)
    #expect(try machine.calls() == [build])
    try FileManager.default.removeItem(atPath: "\(machine.checkout)/.build/release/edgeota")
    #expect(try machine.run("demo").status == 0)
    #expect(try machine.calls() == [build])
  }

  @Test func aFailedBuildShowsWhyAndIsTriedAgain() throws {
    let machine = try FreshMachine()
    try machine.write("", to: "broken")
    for _ in 1...2 {
      let result = try machine.run("demo")
      #expect(result.status == 69)
      #expect(result.output == "building (release)\nerror: it does not compile\nedgeota: the build failed\n")
    }
    #expect(try machine.calls().count == 2)
  }

  @Test func missingPackagesAreInstalledOnlyWhenAllowed() throws {
    let machine = try FreshMachine(installed: false)
    let asked = try machine.run("demo")
    #expect(asked.status == 69)
    #expect(asked.output.contains("Debian packages that are missing: libmosquitto-dev mosquitto "))
    #expect(asked.output.contains("or run again with --yes"))
    #expect(try machine.calls() == [])
    let allowed = try machine.run("demo", "--yes")
    #expect(allowed.status == 0 && allowed.output.hasSuffix("ran: demo\n"), "\(allowed.output)")
    let calls = try machine.calls()
    #expect(calls.count == 4 && calls[0] == "apt-get update -qq" && calls[3].hasPrefix("swift build"), "\(calls)")
    #expect(calls[1].hasPrefix("apt-get install -y -qq --no-install-recommends libmosquitto-dev mosquitto "))
    // The broker came with this very installation: its service is not wanted.
    #expect(calls[2] == "systemctl disable --now mosquitto")
    #expect(try machine.run("demo").output == "ran: demo\n")
    #expect(try machine.calls() == [])
  }

  @Test func ciNeedsNoAnswer() throws {
    let result = try FreshMachine(installed: false).run("demo", environment: ["CI": "true"])
    #expect(result.status == 0 && result.output.hasSuffix("ran: demo\n"), "\(result.output)")
  }

  @Test func aBrokerThatWasThereKeepsItsService() throws {
    let machine = try FreshMachine(installed: false)
    try machine.write(
      "#!/usr/bin/env bash\n[ \"${@: -1}\" = mosquitto ] || test -e $STATE/apt && echo installed; true\n",
      to: "bin/dpkg-query")
    chmod("\(machine.folder)/bin/dpkg-query", 0o755)
    #expect(try machine.run("demo", "--yes").status == 0)
    #expect(try !machine.calls().contains { $0.hasPrefix("systemctl") })
  }

  /// Ctrl-C during the build ends the build; the next run begins it again.
  @Test func anInterruptedBuildEndsAndLeavesNoStamp() throws {
    let machine = try FreshMachine()
    let script = try ChildProcess(
      "\(machine.checkout)/edgeota", ["demo"], environment: machine.environment.merging(["BUILD_SECONDS": "60"]) { $1 })
    try waitForCall("swift build", on: machine)
    #expect(script.end(SIGTERM) == 130)
    #expect(script.log().last == "interrupted")
    #expect(!FileManager.default.fileExists(atPath: "\(machine.checkout)/.build/edgeota.stamp"))
    #expect(!runningPrograms().contains { $0.commandLine.contains("\(machine.folder)/bin/swift") })
    #expect(try machine.run("demo").status == 0)
  }

  /// Ctrl-C during the installation waits for its end: half-configured packages would be left otherwise, and a broker's
  /// service that nobody asked for.
  @Test func anInterruptedInstallationIsFinishedFirst() throws {
    let machine = try FreshMachine(installed: false)
    let script = try ChildProcess(
      "\(machine.checkout)/edgeota", ["demo", "--yes"],
      environment: machine.environment.merging(["APT_SECONDS": "1"]) { $1 })
    try waitForCall("apt-get install", on: machine)
    #expect(script.end(SIGTERM) == 130)
    #expect(script.log().last == "finishing this step, then stopping ...")
    #expect(try machine.calls().last == "systemctl disable --now mosquitto")
  }

  private func waitForCall(_ call: String, on machine: FreshMachine) throws {
    let deadline = Date(timeIntervalSinceNow: 60)
    while (try? String(contentsOfFile: "\(machine.folder)/calls", encoding: .utf8))?.contains(call) != true {
      try #require(Date() < deadline, "\(call) was not called")
      usleep(5_000)
    }
  }
}
