// A runtime whose applications are lines of text: `key=value` separated by `;`, the first file of a set counts.
//   v=N            what the version calls itself
//   load=TEXT      the set is refused with this text
//   size=N         memory it takes; the runtime has 100
//   start=throw | hang
//   crash=MS       a thread dies this long after Start
//   twin=throw     TwinUpdated throws
//   clock=SECONDS  Start sets the clock
//   restart=MS     it asks for a restart of the board this long after Start
//   getTwin=1, send=1   Start asks for the twin, or sends telemetry

import NanoRuntime
import OTAInterface

@testable import SwiftEngine

final class FakeRuntime: AppRuntime {
  struct Instance {
    var id: AppID
    var options: [String: String]
    var images: [String]
    var isStarted = false
    var size: Int { Int(options["size"] ?? "") ?? 10 }
    var version: String { options["v"] ?? "?" }
  }

  private let clock: FakeClock
  private(set) var instances: [Instance] = []
  private(set) var base: [String] = []
  /// "2.start", "2.stop", ... in order.
  private(set) var journal: [String] = []
  /// Starts and stops only.
  var lifeCycle: [String] { journal.filter { $0.hasSuffix(".start") || $0.hasSuffix(".stop") } }
  private var pending: [(app: AppID, thread: UInt32, call: AppCall)] = []
  /// Crashes and restarts to come.
  private var later: [(time: Int64, event: AppEvent)] = []
  private var events: [AppEvent] = []
  private var lastDomain: UInt32 = 0
  private var lastThread: UInt32 = 0
  private var lastRequest: Int32 = 0
  private(set) var isConnected = false
  private var timeFloor = Int64.max

  init(_ clock: FakeClock) { self.clock = clock }

  /// Versions whose Start was called and that are still loaded.
  var running: [String] { instances.filter(\.isStarted).map(\.version) }
  var loaded: [String] { instances.map(\.version) }

  func loadBase(_ images: [UnsafeRawBufferPointer]) throws(Failure) {
    base = images.map { Array($0).text }
  }

  func load(_ files: [AppFile]) throws(Failure) -> AppID {
    var options: [String: String] = [:]
    let texts = files.map { Array($0.image).text }
    for pair in (texts.first ?? "").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { options[String(parts[0])] = String(parts[1]) }
    }
    if let text = options["load"] { throw Failure(.refused, text) }
    lastDomain += 1
    let instance = Instance(id: AppID(lastDomain), options: options, images: texts)
    let used = instances.reduce(0) { $0 + $1.size }
    if used + instance.size > 100 { throw Failure(.memory, "\(used) of 100 used, \(instance.size) needed") }
    instances.append(instance)
    return instance.id
  }

  func unload(_ app: AppID) {
    instances.removeAll { $0.id == app }
    pending.removeAll { $0.app == app }
    later.removeAll { FakeRuntime.isOf($0.event, app) }
    events.removeAll { FakeRuntime.isOf($0, app) }
  }

  private static func isOf(_ event: AppEvent, _ app: AppID) -> Bool {
    switch event {
    case .threadEnded(let owner, _, _, _), .restart(let owner): owner == app
    default: false
    }
  }

  func call(_ app: AppID, _ call: AppCall) throws(Failure) -> UInt32 {
    lastThread += 1
    pending.append((app, lastThread, call))
    return lastThread
  }

  func run(budget: UInt32) -> RunResult {
    let calls = pending
    pending = []
    for call in calls { perform(call.app, call.thread, call.call) }
    let now = clock.monotonicMilliseconds
    for due in later where due.time <= now { events.append(due.event) }
    later.removeAll { $0.time <= now }
    return .waiting(until: later.map(\.time).min())
  }

  func nextEvent() -> AppEvent? { events.isEmpty ? nil : events.removeFirst() }

  func setTimeFloor(_ unixSeconds: Int64) { timeFloor = unixSeconds }

  func setLink(isConnected: Bool, device: Bytes) { self.isConnected = isConnected }

  private func perform(_ app: AppID, _ thread: UInt32, _ call: AppCall) {
    guard let index = instances.firstIndex(where: { $0.id == app }) else { return }
    let instance = instances[index]
    var outcome = AppEvent.ThreadOutcome.returned
    switch call {
    case .start(let runner):
      journal.append("\(instance.version).start")
      instances[index].isStarted = true
      if runner.isEmpty { outcome = .exception(Bytes("no runner")) }
      if instance.options["start"] == "hang" { return }
      if instance.options["start"] == "throw" { outcome = .exception(Bytes("System.Exception: no")) }
      if let delay = instance.options["crash"].flatMap({ Int64($0) }) {
        later.append(
          (
            clock.monotonicMilliseconds + delay,
            .threadEnded(
              app: app, thread: 0, startedByEngine: false, outcome: .exception(Bytes("System.Exception: crash")))
          ))
      }
      if let delay = instance.options["restart"].flatMap({ Int64($0) }) {
        later.append((clock.monotonicMilliseconds + delay, .restart(app: app)))
      }
      if let time = instance.options["clock"].flatMap({ Int64($0) }) { setClock(time) }
      if instance.options["getTwin"] != nil { request(app, .getTwin, target: "", payload: "") }
      if instance.options["send"] != nil { request(app, .telemetry, target: "a=b%20c", payload: "{\"n\":1}") }
    case .stop:
      journal.append("\(instance.version).stop")
    case .twinUpdated(_, let json):
      journal.append("\(instance.version).twin \(json.text)")
      if instance.options["twin"] == "throw" { outcome = .exception(Bytes("System.InvalidCastException: twin")) }
    case .response(_, let status, let payload):
      journal.append("\(instance.version).response \(status.text) \(payload.text)")
    case .method(let number, let name, let payload):
      journal.append("\(instance.version).method \(name.text) \(payload.text)")
      request(app, .methodResponse, target: "200", payload: "{\"done\":true}", id: number)
    case .cloudMessage(let properties, let payload):
      journal.append("\(instance.version).message \(properties.text) \(payload.text)")
    case .connectionChanged(let isConnected):
      journal.append("\(instance.version).connected \(isConnected)")
    }
    events.append(.threadEnded(app: app, thread: thread, startedByEngine: true, outcome: outcome))
  }

  private func setClock(_ time: Int64) {
    guard time >= timeFloor else {
      journal.append("clock refused")
      return
    }
    clock.set(unixSeconds: time)
    events.append(.clockSet(unixSeconds: time))
  }

  private func request(_ app: AppID, _ kind: EngineRequest.Kind, target: String, payload: String, id: Int32 = 0) {
    guard isConnected else {
      journal.append("request refused")
      return
    }
    lastRequest += 1
    events.append(
      .request(
        number: lastRequest,
        EngineRequest(
          kind: kind, domain: app.number, id: id, target: Array(target.utf8), payload: Array(payload.utf8))))
  }
}
