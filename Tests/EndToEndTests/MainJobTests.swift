// The main job with what the official toolchain makes, on both boards, and by the commands that a user types.

import CloudSupport
import Foundation
import LocalCloud
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

@Suite struct MainJobTests {
  /// `Tests/Apps/CountMeasurement/CountMeasurement.pe` comes from Roslyn and the official MetadataProcessor, compiled
  /// against the official libraries. It installs over the air, obeys its twin, answers, and is updated.
  @Test(arguments: ["linux/host", "espressif/esp32-devkitc"]) func officialApplicationsInstallAndRun(_ board: String)
    throws
  {
    try Site.run(board: board) { site in
      try site.bootWithVersion1()
      let log = try #require(site.board).log()
      let name = BlobContainer.immutableName("CountMeasurement.pe", sha256(try #require(try readFile(Site.official))))
      #expect(log.contains { $0.hasSuffix("Stored \(name), 1468 bytes") }, "\(log)")
      try site.moreCounts(3)
      try site.succeed("twin", "set", Site.device, "UpdateTime=60000")
      let answer = try JSON.parse(
        Bytes(try site.succeed("invoke", "GetCount", "--device", Site.device).utf8.dropLast()))
      #expect(try #require(answer["Counts"]?.intValue) >= 4)
      try site.succeed("publish", Site.official2, "--device", Site.device, "--set", "UpdateTime=50")
      try site.expectConfirmed(2)
      // Version 2 reports the time that it took over, and has a method of its own.
      try site.eventually("UpdateTime reported") { try site.reported["UpdateTime"]?.intValue == 50 ? () : nil }
      #expect(try site.succeed("invoke", "Reset", "--device", Site.device) == "{}\n")
      try site.moreCounts(3)
    }
  }

  /// SIGKILL in the middle of a trial and after it: the board comes back by itself, from its own flash.
  @Test func aKilledBoardComesBack() throws {
    try Site.run { site in
      try site.bootWithVersion1()
      site.killBoard()
      try site.boot()
      try site.line("Starting version 1")
      try site.line("Online")
      try site.moreCounts(3)
      #expect(try #require(site.board).line(with: "Downloading", seconds: 0) == nil)
    }
  }

  /// The seed's firmware can log to a serial port: the same lines go there.
  @Test func theLogGoesToASerialPortToo() throws {
    try Site.run { site in
      let port = "\(site.fixture.options.folder)/serial"
      try site.boot(["--serial", port])
      try site.line("Online")
      let log = try #require(site.board).log()
      try site.stopBoard()
      let serial = try site.fixture.content("serial").split(separator: "\n").map(String.init)
      #expect(serial.starts(with: log), "\(serial)")
      #expect(serial.last?.hasSuffix("Stopped.") == true)
      // Stamps are the time since the board's boot, which was a moment ago.
      let stamps = serial.compactMap { Double($0.prefix { $0 != " " }) }
      #expect(stamps.count == serial.count && stamps == stamps.sorted() && (stamps.first ?? 99) < 60)
    }
  }

  /// Two clouds, started by the command, with a device of the same name each: nothing goes from one to the other.
  @Test func twoCloudsRunSideBySide() throws {
    let first = try CloudProcess()
    let second = try CloudProcess()
    for cloud in [first, second] {
      for arguments in [["device", "create", Site.device], ["provision", Site.device]] { try cloud.succeed(arguments) }
    }
    try first.succeed([
      "publish", Site.official, "--device", Site.device, "--set", "UpdateTime=50", "--code-version", "11",
    ])
    let boards = try [first, second].map { cloud in
      try Tool.start("edgeota", ["board", "run", "--no-sleep", "--state", cloud.folder])
    }
    for board in boards { try #require(board.line(with: "Online", seconds: Site.patience) != nil, "\(board.log())") }
    #expect(try first.succeed(["monitor", "--count", "2", "--timeout", "60"]).contains("{\"Counts\":"))
    #expect(try second.succeed(["device", "list"]) == "board1  Connected  \n")
    #expect(!boards[1].log().contains { $0.contains("Downloading") })
    for board in boards { #expect(board.end() == 0) }
    for cloud in [first, second] { try cloud.interrupt() }
  }
}

/// `edgeota cloud` in a process of its own, on an address of its own.
private final class CloudProcess {
  let folder = FileManager.default.temporaryDirectory.path + "/edgeota-cloud-\(UUID().uuidString)"
  private let process: ChildProcess

  init() throws {
    process = try Tool.start("edgeota", ["cloud", "--state", folder, "--listen", CloudFixture.freshAddress()])
    try #require(process.line(with: "authority", seconds: Site.patience) != nil, "\(process.log())")
  }

  @discardableResult
  func succeed(_ arguments: [String]) throws -> String {
    let result = try Tool.run("edgeota", arguments + ["--state", folder])
    try #require(result.status == 0, "\(arguments): \(result.output)")
    return result.output
  }

  /// Ctrl-C: it ends in order, its broker too, and the state folder can be used again.
  func interrupt() throws {
    #expect(process.end(SIGINT) == 0)
    #expect(process.log().last == "The local cloud has stopped.")
    #expect(!runningPrograms().contains { $0.commandLine.contains("\(folder)/mosquitto.conf") })
    let again = try Tool.start("edgeota", ["cloud", "--state", folder, "--listen", CloudFixture.freshAddress()])
    try #require(again.line(with: "authority", seconds: Site.patience) != nil, "\(again.log())")
    #expect(try succeed(["device", "list"]).hasPrefix("board1  Disconnected"))
    #expect(again.end() == 0)
  }

  deinit {
    process.kill()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
