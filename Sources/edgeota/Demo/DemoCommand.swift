// demo: the product's main job, end to end, on real parts. Every step is checked by what the hub and the board show; the exit
// status is 0 only if each was really observed.

import Foundation
import LocalCloud
import OTAInterface
import ToolSupport

let demoVerb = Verb(
  name: "demo", summary: "shows the main job end to end: cloud, board, install, update, refusal, power loss",
  options: [
    .value("board", "NAME", "the board (default: linux/host)"),
    .value("state", "DIR", "state folder (default: .edgeota in the checkout)"),
    .value("listen", "ADDR", "numeric address of the cloud (default 127.0.0.1)"),
    .flag("verbose", short: "v", "shows the board's whole log"),
  ]
) { options in
  Interrupt.install()
  let demo = try Demo(options)
  defer { demo.shutDown() }
  try demo.run()
  return .success
}

final class Demo {
  private static let device = "demo-board"
  private static let slowUpdate = 2_000
  private static let fastUpdate = 250
  private static let probationSeconds = 2

  private let options: ParsedOptions
  private let timeline = Timeline()
  private let boardName: String
  private let flash: String
  private let state: LocalState
  private var cloud: LocalCloud?
  private var board: ChildProcess?
  private var shownLines = 0

  init(_ options: ParsedOptions) throws {
    self.options = options
    boardName = try Boards.load(options.value("board")).name
    state = LocalState(options)
    flash = state.flashImage(Demo.device)
  }

  func run() throws {
    let hub = try startCloud()
    let publisher = try LocalBlobs(runningCloud().endpoints).publisher()
    try publishFirst(hub, publisher)
    var telemetry = TelemetryReader(hub: hub, device: Demo.device)
    _ = try telemetry.next(seconds: 0)
    try startBoard(hub, &telemetry)
    try changeTwin(hub, &telemetry)
    let second = try update(hub, publisher, &telemetry)
    try refuseCorrupted(hub, publisher, &telemetry)
    try loseProcess(hub, second, &telemetry)
    timeline.step(7, "Shut down")
    shutDown()
    timeline.observed("board and cloud have stopped; their state is in \(state.folder)")
  }

  func shutDown() {
    board?.stop()
    board = nil
    cloud?.stop()
    cloud = nil
  }

  private func runningCloud() throws -> LocalCloud {
    guard let cloud else { throw CommandFailure(.failure, "the cloud does not run") }
    return cloud
  }

  // MARK: - Steps

  private func startCloud() throws -> HubService {
    timeline.step(1, "A cloud on loopback")
    cloud = try timeline.during("starting the broker and the blob store") {
      try edgeota.startCloud(options, anyPort: true)
    }
    let endpoints = try runningCloud().endpoints
    timeline.observed("Mosquitto with the IoT Hub plugin listens on \(endpoints.hubHost) (TLS)")
    timeline.observed("service REST on \(endpoints.serviceURL), blob store on \(endpoints.blobURL)")
    return try HubService(local: endpoints)
  }

  private func publishFirst(_ hub: HubService, _ publisher: Publisher) throws {
    timeline.step(2, "An application, from C# to the device twin")
    let v1 = try compile("CountMeasurement", folder: "v1")
    timeline.observed(
      "mcs and the MetadataProcessor made \((v1 as NSString).lastPathComponent), \(try readInput(v1).count) bytes")
    _ = try? hub.send("DELETE", "/devices/\(Demo.device)", headers: ["If-Match": "*"])
    let device = try Devices.create(Demo.device, on: hub)
    timeline.observed("device \(Demo.device) is in the registry")
    var settings = try Provisioning.settings(
      connectionString: try Devices.connectionString(device, hub), roots: nil, local: hub.local)
    settings.probationSeconds = Int64(Demo.probationSeconds)
    try Provisioning.makeImage(flash, board: try Boards.load(boardName), settings: settings, replacing: true)
    timeline.observed("flash image of \(boardName) holds the class library, the device's key and the cloud's authority")
    let document = try publisher.upload([v1], codeVersion: 1, runner: nil)
    try request(document, hub, updateTime: Demo.slowUpdate)
    timeline.observed("blob uploaded; desired properties Files, Token, CodeVersion 1, UpdateTime \(Demo.slowUpdate)")
  }

  private func startBoard(_ hub: HubService, _ telemetry: inout TelemetryReader) throws {
    timeline.step(3, "A board comes to life (\(boardName))")
    try bootBoard()
    _ = try boardLine("Online", "the board online")
    timeline.observed("the board joined the network, set its clock and connected with a SAS token")
    _ = try boardLine("Stored CountMeasurement", "the download")
    timeline.observed("downloaded and hashed while streaming to flash")
    let count = try counts(&telemetry, atLeast: 1, version: 1)
    timeline.observed("telemetry at the hub: \(count.body)")
    try reported(hub, "version 1 confirmed") { $0.state == "confirmed" && $0.have == 1 && $0.running == "Code Running" }
  }

  private func changeTwin(_ hub: HubService, _ telemetry: inout TelemetryReader) throws {
    timeline.step(4, "The twin changes, a direct method answers")
    try Twins.setDesired(try Twins.patch(["UpdateTime=\(Demo.fastUpdate)"]), of: Demo.device, on: hub)
    timeline.does("desired property UpdateTime \(Demo.slowUpdate) → \(Demo.fastUpdate), nothing else")
    _ = try boardLine("Update time: \(Demo.fastUpdate)", "TwinUpdated")
    timeline.observed("the application's TwinUpdated saw it")
    _ = try counts(&telemetry, atLeast: 1, version: 1)
    let begin = Date()
    let messages = 4
    _ = try counts(&telemetry, atLeast: messages, version: 1)
    let rate = Date().timeIntervalSince(begin) / Double(messages)
    guard rate * 1_000 < Double(Demo.slowUpdate) / 2 else {
      throw CommandFailure(.failure, "the rate of telemetry did not change")
    }
    timeline.observed(String(format: "telemetry comes every %.2f s now", rate))
    let (status, answer) = try Methods.invoke("GetCount", .null, of: Demo.device, on: hub, timeout: 10)
    guard status == 200, answer["Counts"]?.intValue != nil else {
      throw CommandFailure(.failure, "GetCount answered \(status) \(answer.encoded().text)")
    }
    timeline.observed("direct method GetCount: \(answer.encoded().text)")
  }

  /// - Returns: the document that asks for version 2.
  private func update(_ hub: HubService, _ publisher: Publisher, _ telemetry: inout TelemetryReader) throws
    -> DesiredDocument
  {
    timeline.step(5, "An update, then a corrupted one")
    let v2 = try compile("CountMeasurement2", folder: "v2")
    let document = try publisher.upload([v2], codeVersion: 2, runner: nil)
    try request(document, hub)
    timeline.does("published version 2")
    let count = try counts(&telemetry, atLeast: 1, version: 2)
    timeline.observed("version 2 runs, without a reboot: \(count.body)")
    try reported(hub, "version 2 confirmed") { $0.state == "confirmed" && $0.have == 2 }
    return document
  }

  private func refuseCorrupted(_ hub: HubService, _ publisher: Publisher, _ telemetry: inout TelemetryReader) throws {
    let path = "\(state.folder)/build/v2/CountMeasurement.pe"
    // What was published is not what arrives: bytes behind the assembly make the promised file another one than version 2's.
    var bytes = try readInput(path) + [0, 0, 0, 0]
    let promised = sha256(bytes)
    bytes[bytes.count / 2] ^= 0x10
    let name = "CountMeasurement.corrupted.\(sha256(bytes).hex.text.prefix(16)).pe"
    _ = try publisher.container.upload(bytes, as: name, digest: sha256(bytes))
    let document = DesiredDocument(
      codeVersion: 3, files: [try publisher.container.settings(of: name, promised)],
      token: publisher.readToken.map { Bytes($0.utf8) })
    try request(document, hub)
    timeline.does("published version 3 with a wrong hash")
    let refusal = try reported(hub, "version 3 refused", seconds: 90) { $0.code != "" && $0.goal == 3 }
    timeline.observed("reported reason: \(refusal.code): \(refusal.detail)")
    // Only what is sent from now on counts.
    _ = try telemetry.next(seconds: 0)
    let count = try counts(&telemetry, atLeast: 2, version: 2)
    timeline.observed("version 2 goes on running: \(count.body)")
  }

  private func loseProcess(_ hub: HubService, _ second: DesiredDocument, _ telemetry: inout TelemetryReader) throws {
    timeline.step(6, "Power loss")
    try request(second, hub)
    timeline.does("asked for version 2 again")
    _ = try counts(&telemetry, atLeast: 2, version: 2)
    board?.kill()
    timeline.does("killed the board's process (SIGKILL)")
    _ = try telemetry.next(seconds: 0)
    try bootBoard()
    let count = try counts(&telemetry, atLeast: 1, version: 2)
    timeline.observed("it came back with version 2: \(count.body)")
    let downloads = board?.log().filter { $0.contains("Downloading ") } ?? []
    guard downloads.isEmpty else {
      throw CommandFailure(.failure, "the board downloaded after the restart: \(downloads[0])")
    }
    timeline.observed("from its own flash: it downloaded nothing")
  }

  // MARK: - Observing

  private func bootBoard() throws {
    var arguments = ["--board", boardName, "--flash", flash, "--no-sleep"]
    if options.flag("verbose") { arguments.append("--verbose") }
    shownLines = 0
    let tool = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    board = try ChildProcess(tool, ["board", "run"] + arguments, environment: ["EDGEOTA_ROOT": Locations.root])
    timeline.does("booted in a process of its own (pid \(board?.pid ?? 0))")
  }

  /// Shows what the board has logged since the last call.
  private func showLog() throws {
    guard let board else { return }
    let fresh = board.log(from: shownLines)
    shownLines += fresh.count
    for line in fresh where options.flag("verbose") || !line.contains(" debug ") { timeline.board(line) }
    if !board.isRunning { throw CommandFailure(.failure, "the board's process has ended") }
  }

  private func boardLine(_ text: String, _ what: String) throws -> String {
    try timeline.wait(for: what) {
      try showLog()
      return board?.log().last { $0.contains(text) }
    }
  }

  /// Waits for `count` telemetry messages with a count, sent by this version of the application; returns the last.
  private func counts(_ telemetry: inout TelemetryReader, atLeast count: Int, version: Int64) throws
    -> TelemetryReader.Message
  {
    var seen = 0
    var reader = telemetry
    defer { telemetry = reader }
    return try timeline.wait(for: "telemetry of version \(version)", seconds: 60) {
      try showLog()
      for message in try reader.next(seconds: 0) {
        guard let body = try? JSON.parse(Bytes(message.body.utf8)), body["Counts"]?.intValue != nil else { continue }
        if (body["Version"]?.intValue ?? 1) == version { seen += 1 }
        if seen >= count { return message }
      }
      return nil
    }
  }

  struct Report {
    var state = ""
    var goal: Int64?
    var have: Int64?
    var code = ""
    var detail = ""
    var running = ""
  }

  @discardableResult
  private func reported(_ hub: HubService, _ what: String, seconds: Double = 30, _ accept: (Report) -> Bool) throws
    -> Report
  {
    let report = try timeline.wait(for: what, seconds: seconds) { () -> Report? in
      try showLog()
      let reported = try Twins.get(Demo.device, on: hub)["properties"]?["reported"]
      let ota = reported?["ota"]
      let report = Report(
        state: ota?["state"]?.stringValue?.text ?? "", goal: ota?["goal"]?.intValue, have: ota?["have"]?.intValue,
        code: ota?["code"]?.stringValue?.text ?? "", detail: ota?["detail"]?.stringValue?.text ?? "",
        running: reported?["CodeRunning"]?.stringValue?.text ?? "")
      return accept(report) ? report : nil
    }
    timeline.observed("reported properties: \(what)")
    return report
  }

  // MARK: - Doing

  private func request(_ document: DesiredDocument, _ hub: HubService, updateTime: Int? = nil) throws {
    var patch = document.patch()
    if let updateTime { patch["UpdateTime"] = .int(Int64(updateTime)) }
    try Twins.setDesired(patch, of: Demo.device, on: hub)
  }

  /// Compiles an application of managed/projects.json into a folder of the demo's own.
  private func compile(_ name: String, folder: String) throws -> String {
    let folder = "\(state.folder)/build/\(folder)"
    guard let project = try ProjectList.load().first(where: { $0.isApplication && $0.title == name }) else {
      throw CommandFailure(.noInput, "managed/projects.json has no application \(name)")
    }
    return try timeline.during("compiling \(name)") {
      try Build.make(try project.job(folder: folder, library: Locations.classLibrary)).path
    }
  }
}
