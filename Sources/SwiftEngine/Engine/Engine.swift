// The engine: keeps a board on the application version that the cloud asks for, and applications in touch with the
// cloud. It owns the event loop: events of the board, of the runtime and of its timers go to the parts (link, twin,
// application, update machine), which act through the HAL. One thread, no callbacks, no waiting but in `nextEvent`.
//
// Files: Engine+Link gets and keeps the connection, Engine+Hub speaks the hub's dialect, Engine+App hosts the
// application, Engine+Update performs the machine's actions, Engine+Fetch downloads, Engine+Report tells the cloud.

import BoardHAL
import NanoRuntime
import OTAInterface

/// What the caller decides about an engine.
public struct EngineOptions: Sendable {
  /// Whether failures may end in deep sleep (S-12). Otherwise the engine tries again for ever.
  public var allowsSleep = true
  /// Attempts to get online before the engine asks for deep sleep.
  public var attemptsBeforeSleep = 5
  /// No time before this is believed: when this software was made, seconds since 1970-01-01 UTC.
  public var buildTime: Int64 = 1_790_000_000
  /// Instructions of managed code between two looks at events.
  public var budget: UInt32 = 50_000
  /// Milliseconds after which a loop that hangs resets the board; 0 leaves the watchdog alone.
  public var watchdogMilliseconds: Int64 = 30_000
  public var logLevel: LogLevel = .info

  public init() {}
}

/// Why `Engine.run` returned.
public enum EngineExit: Equatable, Sendable {
  /// The caller's condition was met.
  case stopped
  /// Nothing worked for a while: sleep this long, then boot anew.
  case deepSleep(milliseconds: Int64)
  /// The application asked for it: boot anew.
  case restart
}

public final class Engine<B: Board, R: AppRuntime> {
  let board: B
  let runtime: R
  let options: EngineOptions
  let settings: Settings
  let records: RecordStore<B.FlashDevice>
  let files: FileStore<B.FlashDevice>
  let baseImages: [UnsafeRawBufferPointer]
  let log: Log

  var machine = UpdateMachine()
  var timers = Timers()
  var link = LinkState()
  var hub = HubState()
  var twin = LocalTwin()
  var outbox: Outbox
  var reports = ReportState()
  var host = AppHost()
  var fetch: FetchState<B>?
  var exit: EngineExit?
  /// Why no application can run; nil once the base assemblies are loaded.
  var baseFailure: Failure?
  /// Events for the machine that actions produced; handled in order after the actions.
  var machineEvents: [UpdateMachine.Event] = []
  var isHandlingMachine = false
  /// The floor under the wall clock, seconds since 1970.
  var timeFloor: Int64

  /// Reads the board's settings and stores; nothing runs yet.
  public init(board: B, runtime: R, options: EngineOptions = EngineOptions()) throws(EngineStartError) {
    self.board = board
    self.runtime = runtime
    self.options = options
    let serial = board.serial
    let clock = board.clock
    log = Log(level: options.logLevel) { level, line in
      serial.write(line: Engine.stamp(clock.monotonicMilliseconds) + " " + level.label + " " + line)
    }
    guard let config = board.partition("config"), let deploy = board.partition("deploy") else {
      throw .broken(Failure(.flash, "the board has no partitions 'config' and 'deploy'"))
    }
    records = try onStart { () throws(StoreError) in try RecordStore(config) }
    let records = records
    let stored = try onStart { () throws(StoreError) in try records.get(.settings) }
    guard let stored else { throw .notProvisioned("no settings stored") }
    do { settings = try Settings.parse(stored) } catch { throw .notProvisioned(error.reason) }
    let base = try onStart { () throws(StoreError) in try BaseImage(in: deploy) }
    files = try onStart { () throws(StoreError) in try FileStore(deploy, start: base.end) }
    var images: [UnsafeRawBufferPointer] = []
    for file in base.files {
      images.append(
        try onStart { () throws(StoreError) in
          try onFlash { () throws(FlashError) in try deploy.mapped(at: file.lowerBound, count: file.count) }
        })
    }
    baseImages = images
    outbox = Outbox(
      pending: Engine.storedObject(try onStart { () throws(StoreError) in try records.get(.outbox) }))
    let floor = try onStart { () throws(StoreError) in try records.get(.timeFloor) }
    timeFloor = max(options.buildTime, floor.flatMap { $0[...].decimalValue } ?? 0)
  }

  private static func storedObject(_ record: Bytes?) -> JSONObject {
    guard let record, let value = try? JSON.parse(record) else { return JSONObject() }
    return value.objectValue ?? JSONObject()
  }

  /// Seconds since boot with milliseconds, as it stands at the beginning of a log line.
  private static func stamp(_ milliseconds: Int64) -> String {
    let fraction = String(milliseconds % 1_000 + 1_000)
    return String(milliseconds / 1_000) + "." + fraction.dropFirst()
  }
}

/// Why an engine could not even begin.
public enum EngineStartError: Error, Equatable, Sendable {
  case notProvisioned(String)
  case broken(Failure)
}

/// Runs a part of the start and wraps the stores' error.
private func onStart<Value>(_ body: () throws(StoreError) -> Value) throws(EngineStartError) -> Value {
  do {
    return try body()
  } catch {
    throw .broken(Failure(.flash, error.reason))
  }
}
