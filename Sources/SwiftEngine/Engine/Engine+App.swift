// Hosting the application: which set is loaded, its life cycle, and what goes into it and comes out of it.

import BoardHAL
import NanoRuntime
import OTAInterface

typealias AppRequestKind = EngineRequest.Kind

/// A loaded version and where it is in its life.
struct AppInstance {
  let id: AppID
  let manifest: Manifest
  let runner: Bytes
  var startThread: UInt32?
  /// When Start was called, on the monotonic clock.
  var startTime: Int64 = 0
  var hasStarted = false
  var stopThread: UInt32?
  var isStopping = false
  /// It called Power.RebootDevice.
  var asksForRestart = false
  /// TwinUpdated runs on one thread at a time; later patches wait.
  var twinThread: UInt32?
  var patches: [Bytes] = []

  static let maximumPatches = 16
}

struct AppHost {
  /// The application that runs, or is being stopped.
  var active: AppInstance?
  /// A version that is loaded and verified, but not started.
  var spare: AppInstance?
  /// Whether the machine was told what is in flash; until then nothing runs.
  var isBooted = false
  /// A call was started since the runtime ran last.
  var hasCalls = false

  /// The application that takes calls.
  var running: AppID? {
    guard let active, active.startThread != nil, !active.isStopping else { return nil }
    return active.id
  }

  static let stopLimit: Int64 = 5_000
}

extension Engine {
  /// Tells the machine what is in flash, once: when the board is online, so that Start finds the connection that the
  /// seed promises, or when the first attempt to get there failed, since an application must not need the cloud.
  func bootApplications() {
    if host.isBooted { return }
    host.isBooted = true
    var selection = Selection()
    do {
      if let record = try records.get(.selection) {
        if let stored = Selection.parse(record) {
          selection = stored
        } else {
          log.error("The stored selection cannot be read: starting without an application")
        }
      }
    } catch {
      log.error("The stored selection cannot be read: \(error.reason)")
    }
    feed(.booted(selection))
  }

  // MARK: - Life cycle

  /// Loads a version from the store. Every file is hashed as it is read from flash (W-02).
  func load(_ manifest: Manifest) throws(Failure) -> AppInstance {
    if let baseFailure { throw baseFailure }
    var set: [AppFile] = []
    for file in manifest.files {
      do throws(StoreError) {
        guard try files.isIntact(file.digest, board.crypto) else { throw .missing }
        set.append(AppFile(name: file.name, image: try files.map(file.digest)))
      } catch {
        throw Failure(.integrity, file.name + Bytes(": ") + Bytes(error.reason.utf8))
      }
    }
    let app = try runtime.load(set)
    return AppInstance(id: app, manifest: manifest, runner: manifest.runner ?? settings.runner)
  }

  /// Makes a version active and calls its Start.
  func runVersion(_ manifest: Manifest) {
    do throws(Failure) {
      var app: AppInstance
      if let spare = host.spare, spare.manifest.id == manifest.id {
        app = spare
        host.spare = nil
      } else {
        dropSpare()
        app = try load(manifest)
      }
      log.info("Starting version \(manifest.id.codeVersion)")
      host.active = app
      app.startThread = try call(app.id, .start(runner: app.runner))
      app.startTime = now
      host.active = app
    } catch {
      log.error("Version \(manifest.id.codeVersion) cannot run: \(error.text)")
      feed(.failed(error))
    }
  }

  func dropSpare() {
    if let spare = host.spare { runtime.unload(spare.id) }
    host.spare = nil
  }

  /// Calls Stop and waits for its end, within a limit; then everything of the application goes.
  func stopActive() {
    timers.clear(.startLimit)
    timers.clear(.probation)
    guard var app = host.active else {
      feed(.stopped)
      return
    }
    app.isStopping = true
    host.active = app
    guard app.startThread != nil else {
      finishStop(reason: nil)
      return
    }
    log.info("Stopping version \(app.manifest.id.codeVersion)")
    do {
      app.stopThread = try call(app.id, .stop(runner: app.runner))
      host.active = app
      setTimer(.stopLimit, in: AppHost.stopLimit)
    } catch {
      finishStop(reason: error.text)
    }
  }

  /// Unloads the application that was stopping.
  func finishStop(reason: String?) {
    guard let app = host.active, app.isStopping else { return }
    timers.clear(.stopLimit)
    if let reason { log.warning(reason) }
    dropRequests(of: app.id)
    runtime.unload(app.id)
    host.active = nil
    feed(.stopped)
  }

  // MARK: - Into the application

  private func call(_ app: AppID, _ call: AppCall) throws(Failure) -> UInt32 {
    host.hasCalls = true
    return try runtime.call(app, call)
  }

  /// Delivers something; an application that cannot take it (no memory for a thread) misses it.
  func deliver(_ message: AppCall, to app: AppID) {
    guard app == host.active?.id else { return }
    do { _ = try call(app, message) } catch { log.warning("The application missed a message: \(error.text)") }
  }

  func tellApplication(isConnected: Bool) {
    if let app = host.running { deliver(.connectionChanged(isConnected: isConnected), to: app) }
  }

  /// Hands a desired patch to TwinUpdated, after the ones before it (W-08).
  func updateApplication(_ patch: Bytes) {
    guard host.running != nil, var app = host.active else { return }
    if app.patches.count == AppInstance.maximumPatches {
      app.patches.removeFirst()
      log.warning("The application is too slow for its twin: a patch was dropped")
    }
    app.patches.append(patch)
    host.active = app
    callTwinUpdated()
  }

  private func callTwinUpdated() {
    guard var app = host.active, app.hasStarted, !app.isStopping, app.twinThread == nil, let patch = app.patches.first
    else { return }
    app.patches.removeFirst()
    do {
      app.twinThread = try call(app.id, .twinUpdated(runner: app.runner, json: patch))
    } catch {
      log.warning("TwinUpdated could not be called: \(error.text)")
    }
    host.active = app
  }

  // MARK: - Out of the application

  func handleApplication(_ event: AppEvent) {
    switch event {
    case .output(let line):
      log.info("| \(redactSecrets(line).text)")
    case .request(let number, let request):
      let app = AppID(request.domain)
      guard app == host.active?.id else { return }
      handleRequest(
        app, number, request.kind, target: request.target, payload: request.payload, id: request.id)
    case .clockSet(let time): handleClockSet(time)
    case .restart(let app): handleRestart(app)
    case .threadEnded(let app, let thread, let startedByEngine, let outcome):
      guard let active = host.active, active.id == app else { return }
      handleThreadEnd(active, thread, startedByEngine, outcome)
    }
  }

  private func handleThreadEnd(
    _ app: AppInstance, _ thread: UInt32, _ startedByEngine: Bool, _ outcome: AppEvent.ThreadOutcome
  ) {
    var exception: Bytes?
    if case .exception(let text) = outcome { exception = text }
    if let exception { log.error("Unhandled exception: \(redactSecrets(exception).text)") }
    if thread == app.stopThread {
      if let exception { reportTrouble(Failure(.crash, Bytes("Stop: ") + exception)) }
      finishStop(reason: nil)
    } else if app.isStopping {
      return
    } else if thread == app.startThread, !app.hasStarted {
      if let exception {
        feed(.failed(Failure(.start, exception)))
      } else {
        timers.clear(.startLimit)
        host.active?.hasStarted = true
        feed(.started)
        callTwinUpdated()
      }
    } else if thread == app.twinThread {
      host.active?.twinThread = nil
      if let exception { reportTrouble(Failure(.crash, Bytes("TwinUpdated: ") + exception)) }
      callTwinUpdated()
    } else if let exception {
      // A call of the engine that fails is the call's trouble; a thread of the application's own is the application's.
      let failure = Failure(.crash, exception)
      if startedByEngine { reportTrouble(failure) } else { feed(.failed(failure)) }
    }
  }

  // MARK: - Restarts

  private func handleRestart(_ app: AppID) {
    guard app == host.active?.id else { return }
    host.active?.asksForRestart = true
    if machine.isAtWork { log.info("The application asks for a restart, which waits for the update") }
  }

  /// Whether the application asked for a restart and it can be now. It never is in the middle of an update: one that restarts
  /// the board again and again could keep its successor away for ever. A trial that does so fails by the number of its boots.
  var isRestartDue: Bool { host.active?.asksForRestart == true && !machine.isAtWork && exit == nil }

  func restart() {
    guard let app = host.active else { return }
    let seconds = (now - app.startTime) / 1_000
    let reason = "Version \(app.manifest.id.codeVersion) restarts the board, \(seconds) s after its start"
    log.warning(reason)
    addToJournal(Bytes(reason.utf8))
    exit = .restart
  }
}
