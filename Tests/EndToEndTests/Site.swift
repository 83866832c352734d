// A cloud of a test's own, one device of it, and its board: the real broker, the real blob store, and `edgeota board run`
// in a process of its own. What the commands and the board print is kept, and searched for secrets at the end.

import Foundation
import LocalCloud
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

final class Site {
  static let device = "board1"
  /// The official toolchain's CountMeasurement, versions 1 and 2.
  static let official = "\(packageRoot)/Tests/Apps/CountMeasurement/CountMeasurement.pe"
  static let official2 = "\(packageRoot)/Tests/Apps/CountMeasurement2/CountMeasurement.pe"

  let fixture: CloudFixture
  let endpoints: CloudEndpoints
  let hub: HubService
  let blobs: Publisher
  let boardName: String
  private(set) var board: ChildProcess?
  /// What commands and boards printed.
  private var outputs: [String] = []
  private var telemetry: TelemetryReader
  private var messages: [TelemetryReader.Message] = []

  private init(board: String, provisioning: [String]) throws {
    fixture = try CloudFixture()
    endpoints = try #require(fixture.cloud?.endpoints)
    hub = try HubService(local: endpoints)
    blobs = try LocalBlobs(endpoints).publisher()
    boardName = board
    telemetry = TelemetryReader(hub: hub, device: nil, after: 0)
    try succeed("device", "create", Site.device)
    try succeed(["provision", Site.device, "--board", board, "--probation", "1"] + provisioning)
  }

  /// Runs a test on a site and looks for secrets in all that was printed, reported and stored.
  static func run(board: String = "linux/host", provisioning: [String] = [], _ body: (Site) throws -> Void) throws {
    let site = try Site(board: board, provisioning: provisioning)
    defer { site.shutDown() }
    do {
      try body(site)
    } catch {
      site.showLog()
      throw error
    }
    try site.expectNoSecrets()
  }

  // MARK: - Commands

  /// Runs `edgeota` on this site's state folder.
  func edgeota(_ arguments: [String], environment: [String: String] = [:]) throws -> ProgramResult {
    let result = try Tool.run("edgeota", arguments + ["--state", fixture.options.folder], environment)
    outputs.append(result.output)
    return result
  }

  @discardableResult
  func succeed(_ arguments: String...) throws -> String { try succeed(arguments) }

  /// Runs `edgeota`, which must succeed; returns what it printed.
  @discardableResult
  func succeed(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let result = try edgeota(arguments, environment: environment)
    try #require(result.status == 0, "edgeota \(arguments.joined(separator: " ")): \(result.output)")
    return result.output
  }

  // MARK: - The board

  var flash: String { "\(fixture.options.folder)/flash/\(Site.device).bin" }

  func boot(_ options: [String] = []) throws {
    board = try Tool.start(
      "edgeota",
      ["board", "run", "--no-sleep", "--board", boardName, "--state", fixture.options.folder] + options)
  }

  /// SIGTERM; the board must end in order.
  func stopBoard() throws {
    let stopped = try #require(board)
    #expect(stopped.end() == 0)
    outputs.append(stopped.log().joined(separator: "\n"))
    board = nil
  }

  /// SIGKILL: the board gets no time for anything.
  func killBoard() {
    board?.kill()
    outputs.append((board?.log() ?? []).joined(separator: "\n"))
  }

  /// Boots, installs the official application's first version and sees it confirmed. It sends telemetry every 50 ms.
  func bootWithVersion1() throws {
    try succeed("publish", Site.official, "--device", Site.device, "--set", "UpdateTime=50")
    try boot()
    try expectConfirmed(1)
  }

  /// Waits for a line of the board's log.
  @discardableResult
  func line(_ text: String, from index: Int = 0) throws -> String {
    let line = board?.line(with: text, from: index, seconds: Site.patience)
    return try #require(line, "no line with '\(text)'")
  }

  /// Lines that the board has logged so far.
  var lineCount: Int { board?.log().count ?? 0 }

  // MARK: - What the cloud sees

  static let patience = 60.0

  /// Asks `check` until it gives a value.
  func eventually<Value>(_ what: String, _ check: () throws -> Value?) throws -> Value {
    let deadline = Date(timeIntervalSinceNow: Site.patience)
    while true {
      if let value = try check() { return value }
      try #require(Date() < deadline, "not seen: \(what)")
      usleep(20_000)
    }
  }

  var reported: JSON { get throws { try Twins.get(Site.device, on: hub)["properties"]?["reported"] ?? .null } }

  func expectConfirmed(_ version: Int64) throws {
    try eventually("version \(version) confirmed") {
      let reported = try reported
      return reported["ota"]?["state"]?.text == "confirmed" && reported["ota"]?["have"]?.intValue == version
        && reported["CodeRunning"]?.text == "Code Running" ? () : nil
    }
  }

  /// Waits for a reported failure; returns its detail.
  func failure(_ code: String) throws -> String {
    try eventually("failure '\(code)'") {
      let ota = try reported["ota"]
      return ota?["code"]?.text == code ? ota?["detail"]?.text : nil
    }
  }

  /// The counts that telemetry has shown, from the first message on.
  func counts() throws -> [Int64] {
    messages += try telemetry.next(seconds: 0)
    return messages.compactMap { (try? JSON.parse(Bytes($0.body.utf8)))?["Counts"]?.intValue }
  }

  /// Waits until `count` more counts have come.
  func moreCounts(_ count: Int) throws {
    let before = try counts().count
    try eventually("\(count) more messages") { try counts().count >= before + count ? () : nil }
  }

  /// A token for the container of applications.
  func token(_ permissions: String) -> String {
    endpoints.makeBlobSAS(
      container: LocalCloud.applicationContainer, permissions: permissions,
      expiry: Int64(Date().timeIntervalSince1970) + 600)
  }

  /// Asks for a version as `edgeota publish` does, but with anything for a document.
  func request(_ files: [FileSettings], version: Int32, token: String?) throws {
    let document = DesiredDocument(codeVersion: version, files: files, token: token.map { Bytes($0.utf8) })
    try Twins.setDesired(document.patch(), of: Site.device, on: hub)
  }

  // MARK: - The end

  private func shutDown() {
    board?.kill()
    fixture.stop()
  }

  private func showLog() {
    print("the board's log:\n  " + (board?.log() ?? []).joined(separator: "\n  "))
  }

  /// No key and no signature of a token is in what was printed or reported, or in the board's flash; the device's own
  /// key is in its settings, where it belongs.
  private func expectNoSecrets() throws {
    outputs.append((board?.log() ?? []).joined(separator: "\n"))
    outputs.append(try reported.encoded().text)
    outputs.append(try Tool.run("edgeota", ["flash", "info", flash, "--board", boardName]).output)
    outputs.append(try fixture.content("broker.log"))
    let signature = try #require(blobs.readToken?.split(separator: "&").first { $0.hasPrefix("sig=") })
    for secret in try fixture.secrets + [String(signature)] {
      #expect(!outputs.contains { $0.contains(secret) }, "a secret was shown")
    }
    let content = try Data(contentsOf: URL(fileURLWithPath: flash))
    #expect(content.range(of: Data(signature.utf8)) == nil, "a token is in flash")
  }
}

extension ChildProcess {
  /// The end by a signal, however busy the machine is; the exit status.
  func end(_ signal: Int32 = SIGTERM) -> Int32 { stop(with: signal, patience: Site.patience) }
}

/// The programs of the package, as built for these tests.
enum Tool {
  /// The folder of the test bundle is that of the executables.
  private static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  private static func variables(_ added: [String: String]) -> [String: String] {
    added.merging(["EDGEOTA_ROOT": packageRoot]) { given, _ in given }
  }

  static func run(_ name: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> ProgramResult
  {
    try Subprocess.run(path(name), arguments, environment: variables(environment))
  }

  static func start(_ name: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> ChildProcess
  {
    try ChildProcess(path(name), arguments, environment: variables(environment))
  }
}

extension JSON {
  /// The text of a string; nil for anything else.
  var text: String? { stringValue?.text }
}
