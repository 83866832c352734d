// A board on the bench: provisions its flash, publishes versions, runs the engine until something is so.

import BoardHAL
import OTAInterface
import Testing

@testable import SwiftEngine

typealias TestEngine = Engine<FakeBoard, FakeRuntime>

final class Bench {
  let cloud = FakeCloud()
  private(set) var flash: FakeFlash
  private(set) var board: FakeBoard
  private(set) var runtime: FakeRuntime
  private(set) var engine: TestEngine
  var options: EngineOptions

  static let secret = "sv=1&sig=TOPSECRET"

  init() throws {
    options = EngineOptions()
    options.allowsSleep = false
    options.logLevel = .debug
    flash = FakeFlash(size: FakeBoard.configSize + FakeBoard.deploySize)
    try Bench.provision(flash, cloud)
    board = FakeBoard(flash: flash, cloud: cloud)
    runtime = FakeRuntime(board.clock)
    engine = try TestEngine(board: board, runtime: runtime, options: options)
  }

  /// Writes settings and one base assembly, as `edgeota provision` and `flash image` do.
  static func provision(_ flash: FakeFlash, _ cloud: FakeCloud) throws {
    let board = FakeBoard(flash: flash, cloud: cloud)
    let records = try RecordStore(try #require(board.partition("config")))
    let settings = Settings(
      hub: Bytes("hub.example"), device: Bytes("dev1"), key: Bytes("device key"), roots: Bytes("-----BEGIN"))
    try records.put(.settings, settings.encoded())
    var image = Bytes("NFMRK1\0") + Bytes(repeating: 0, count: 125)
    image[0x64] = 132
    try flash.program(at: FakeBoard.configSize, image)
  }

  /// Power off and on: everything but flash is new.
  func reboot(flash other: FakeFlash? = nil) throws {
    flash = FakeFlash(copyOf: other ?? flash)
    board = FakeBoard(flash: flash, cloud: cloud)
    runtime = FakeRuntime(board.clock)
    engine = try TestEngine(board: board, runtime: runtime, options: options)
    isStarted = false
  }

  /// Puts files into the blob store and returns the desired patch that names them.
  @discardableResult
  func publish(_ version: Int32, _ files: [String], name: String = "app", wrongHash: Bool = false) throws -> JSONObject
  {
    var settings: [FileSettings] = []
    for index in files.indices {
      let content = Array(files[index].utf8)
      let digest = try #require(Digest(FakeCrypto().sha256(content)))
      let path = "https://blobs.example/c/\(name)\(index).\(digest.hex.text.prefix(16)).pe"
      cloud.blobs[path] = content
      var named = digest
      if wrongHash { named = try #require(Digest(Array(digest.octets.reversed()))) }
      settings.append(FileSettings(url: try HTTPSURL.parse(Array(path.utf8)), digest: named))
    }
    return DesiredDocument(codeVersion: version, files: settings, token: Array(Bench.secret.utf8)).patch()
  }

  /// Publishes and sets desired properties.
  func deploy(_ version: Int32, _ files: [String], wrongHash: Bool = false) throws {
    cloud.setDesired(try publish(version, files, wrongHash: wrongHash))
  }

  /// Runs until `condition` holds; false if `milliseconds` of the board's time pass, nothing can happen any more, or
  /// power fails.
  @discardableResult
  func run(for milliseconds: Int64 = 600_000, until condition: () -> Bool) -> Bool {
    let limit = board.clock.monotonicMilliseconds + milliseconds
    var steps = 0
    if !isStarted {
      isStarted = true
      engine.start()
    }
    while !condition() {
      steps += 1
      if board.queue.isIdle || flash.isCut || engine.exit != nil || steps > 100_000 { return false }
      if board.clock.monotonicMilliseconds > limit { return false }
      engine.step()
    }
    return true
  }

  /// Whether this boot's engine has begun.
  private var isStarted = false

  var confirmed: Int32? { engine.machine.selection.current?.id.codeVersion }

  func runUntilConfirmed(_ version: Int32) -> Bool {
    run { confirmed == version && engine.machine.stateName == .idle && engine.outbox.pending.isEmpty }
  }

  /// The reported value of `ota.{key}`.
  func ota(_ key: StaticString) -> String? { cloud.reported["ota"]?[key]?.stringValue?.text }

  var codeRunning: String? { cloud.reported["CodeRunning"]?.stringValue?.text }
}

/// The content of an application's file, long enough to span chunks and sectors.
func app(_ version: Int, _ options: String = "", padding: Int = 5_000) -> String {
  "v=\(version);\(options);" + String(repeating: "x", count: padding)
}
