// The event loop.

import BoardHAL
import NanoRuntime
import OTAInterface

extension Engine {
  /// Runs until `shouldStop` says so (it is asked after every event; `Board.wake` makes one) or nothing else helps but
  /// sleep.
  public func run(until shouldStop: () -> Bool = { false }) -> EngineExit {
    start()
    while true {
      if shouldStop() { exit = .stopped }
      if let exit {
        leave()
        return exit
      }
      step()
    }
  }

  /// What happens once, before the first event.
  func start() {
    log.info("Program Started.")
    logWakeCause()
    if options.watchdogMilliseconds > 0 { board.watchdog.start(timeoutMilliseconds: options.watchdogMilliseconds) }
    do throws(Failure) {
      if baseImages.isEmpty { throw Failure(.base, "no base assemblies in the partition 'deploy'") }
      try runtime.loadBase(baseImages)
    } catch {
      baseFailure = error
      log.error(error.text)
    }
    runtime.setTimeFloor(timeFloor)
    runtime.setLink(isConnected: false, device: settings.device)
    beginLink()
  }

  private func logWakeCause() {
    switch board.power.wakeCause {
    case .powerOn: break
    case .restart: log.info("The board was restarted")
    case .deepSleepTimer: log.info("The board has slept")
    case .watchdog: log.warning("The watchdog has reset the board")
    }
  }

  /// One turn: the runtime gets its share, then one event of the board and the timers that are due.
  func step() {
    let wake = runApplications()
    var deadline = min(wake, timers.next)
    if options.watchdogMilliseconds > 0 { deadline = min(deadline, now + options.watchdogMilliseconds / 2) }
    handle(board.nextEvent(until: deadline))
    while let timer = timers.takeDue(now) { fire(timer) }
    if isRestartDue { restart() }
    if options.watchdogMilliseconds > 0 { board.watchdog.feed() }
  }

  var now: Int64 { board.clock.monotonicMilliseconds }

  /// Sets a timer `delay` milliseconds from now.
  func setTimer(_ timer: EngineTimer, in delay: Int64) { timers.set(timer, at: now + delay) }

  func randomWord() -> UInt32 {
    var word: UInt32 = 0
    for byte in board.entropy.bytes(4) { word = word << 8 | UInt32(byte) }
    return word
  }

  /// Runs managed code for one budget and handles what came of it.
  /// - Returns: when the runtime wants to run again, on the monotonic clock.
  private func runApplications() -> Int64 {
    host.hasCalls = false
    let result = runtime.run(budget: options.budget)
    while let event = runtime.nextEvent() { handleApplication(event) }
    if host.hasCalls || isRestartDue { return now }
    switch result {
    case .budget: return now
    case .waiting(let until): return until ?? Int64.max
    case .finished: return Int64.max
    }
  }

  private func handle(_ event: BoardEvent) {
    switch event {
    case .deadline, .woken: break
    case .network(let event): handleNetwork(event)
    case .timeSync(let event): handleTimeSync(event)
    case .mqtt(let event): handleMQTT(event)
    case .download(let event): handleDownload(event)
    }
  }

  private func fire(_ timer: EngineTimer) {
    switch timer {
    case .reconnect: beginLink()
    case .timeSync: resynchronise()
    case .renewToken: renewToken()
    case .twin: twinTimeOver()
    case .outbox: outboxTimeOver()
    case .fetch: feed(.retryDue)
    case .startLimit: feed(.startTimeOver)
    case .stopLimit: finishStop(reason: "Stop did not return in time")
    case .probation: feed(.probationOver)
    case .expiry: expireRequests()
    }
  }

  /// The orderly end: what is under trial is not blamed for it, unless it asked for it itself.
  private func leave() {
    if exit != .restart { feed(.leaving) }
    board.download.cancel()
    if board.mqtt.isConnected { board.mqtt.disconnect() }
    if options.watchdogMilliseconds > 0 { board.watchdog.stop() }
    switch exit {
    case .deepSleep(let milliseconds):
      let seconds = milliseconds / 1_000
      let time = seconds < 120 ? "\(seconds) seconds" : "\(seconds / 60) minutes"
      log.info("Set wakeup by timer for \(time) to retry.")
      log.info("Deep sleep now")
    case .restart: log.info("Restarting now")
    default: log.info("Stopped.")
    }
  }
}
