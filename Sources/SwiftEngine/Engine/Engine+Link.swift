// Getting online and staying there (S-01..S-06, S-12): network, time, MQTT with a SAS token, and what to do when any
// of it fails. Failures lead to another attempt after a growing, jittered delay; where the policy allows it, to sleep.

import BoardHAL
import OTAInterface

/// How far the connection is.
enum LinkPhase: Equatable {
  case offline, joining, settingTime, connecting, subscribing, readingTwin, online
}

struct LinkState {
  var phase: LinkPhase = .offline
  /// Attempts that failed since the board was online last.
  var attempts = 0
  /// The connection is being closed for a new token: no failure.
  var isRenewing = false
  /// Whether the clock was compared with its source in this boot.
  var isTimeChecked = false
  /// An application set the clock, and its source was not heard since.
  var isTimeFromApplication = false

  static let backoff = Backoff(first: 1_000, cap: 300_000)
  static let timeLimit: Int64 = 15_000
  static let resynchroniseInterval: Int64 = 12 * 3_600_000
  static let secondsPerDay: Int64 = 86_400
}

extension Engine {
  /// Begins an attempt to get online, from wherever it has to begin.
  func beginLink() {
    guard link.phase == .offline else { return }
    if board.network.isUp {
      beginTime()
      return
    }
    link.phase = .joining
    log.info("Connecting to the network.")
    let hasWiFi = board.network.kind == .wifi && !settings.ssid.isEmpty
    board.network.bringUp(
      wifi: hasWiFi ? WiFiCredentials(ssid: settings.ssid, passphrase: settings.passphrase) : nil)
  }

  func handleNetwork(_ event: NetworkEvent) {
    switch event {
    case .up:
      if link.phase == .joining { beginTime() }
    case .down(let reason):
      log.warning("Network is down: \(describe(reason))")
      if link.phase == .joining || link.phase == .settingTime {
        board.timeSync.cancel()
        attemptFailed()
      }
    }
  }

  private func describe(_ reason: NetworkDownReason) -> String {
    switch reason {
    case .requested: "left"
    case .noCredentials: "no credentials"
    case .refused: "credentials refused"
    case .lost: "not found or lost"
    case .noAddress: "no address"
    }
  }

  // MARK: - Time

  /// The clock is needed for TLS and for the token's expiry (S-03).
  private func beginTime() {
    if link.isTimeChecked, isClockBelievable {
      connect()
      return
    }
    link.phase = .settingTime
    board.timeSync.start(timeoutMilliseconds: LinkState.timeLimit)
  }

  private var isClockBelievable: Bool {
    guard let time = board.clock.unixSeconds else { return false }
    return time >= timeFloor
  }

  func handleTimeSync(_ event: TimeSyncEvent) {
    setTimer(.timeSync, in: LinkState.resynchroniseInterval)
    if case .time(let time) = event {
      if time >= timeFloor {
        board.clock.set(unixSeconds: time)
        link.isTimeChecked = true
        link.isTimeFromApplication = false
        log.info("Date and time is now \(describeTime(time))")
      } else {
        log.warning("Time source says \(describeTime(time)), which is before \(describeTime(timeFloor)): not believed")
      }
    } else {
      log.warning("Time source does not answer")
    }
    guard link.phase == .settingTime else { return }
    if isClockBelievable { connect() } else { attemptFailed() }
  }

  func resynchronise() {
    if link.phase == .online { board.timeSync.start(timeoutMilliseconds: LinkState.timeLimit) }
  }

  /// The board goes by what an application says (Rtc.SetSystemTime) until its own source is heard again, which the next
  /// connection begins with.
  func handleClockSet(_ time: Int64) {
    log.info("The application set date and time to \(describeTime(time))")
    link.isTimeChecked = false
    link.isTimeFromApplication = true
  }

  /// Whether the trouble may be a clock that an application set wrong; then its source is asked.
  func doubtsClock() -> Bool {
    if link.isTimeFromApplication { resynchronise() }
    return link.isTimeFromApplication
  }

  /// A verified TLS connection was made at this time: no earlier one is believed any more. Written once a day.
  private func raiseTimeFloor() {
    guard !link.isTimeFromApplication, let time = board.clock.unixSeconds, time >= timeFloor + LinkState.secondsPerDay
    else { return }
    timeFloor = time
    runtime.setTimeFloor(time)
    var text: Bytes = []
    text.append(decimal: time)
    do { try records.put(.timeFloor, text) } catch { log.error("Time floor not stored: \(error.reason)") }
  }

  // MARK: - MQTT

  private func connect() {
    link.phase = .connecting
    let time = board.clock.unixSeconds ?? 0
    let expiry = time + settings.tokenMinutes * 60
    let resource = settings.hub + Bytes("/devices/") + percentEncode(settings.device)
    let crypto = board.crypto
    let key = settings.key
    let token = SASToken.sign(resource: resource, expiry: expiry) { (message: Bytes) throws(Never) in
      crypto.hmacSHA256(key: key, message: message)
    }
    log.info("Connecting to \(settings.hub.text):\(settings.port) as \(settings.device.text)")
    board.mqtt.connect(
      MQTTConnectOptions(
        host: settings.hub, port: settings.port, clientID: settings.device,
        username: HubUserName(host: settings.hub, device: settings.device).encoded(), password: token.encoded(),
        cleanSession: false, roots: TrustedRoots(pem: settings.roots)))
    // A tenth of the token's life, ten minutes at most, is left when it is renewed.
    let lifetime = settings.tokenMinutes * 60_000
    setTimer(.renewToken, in: lifetime - min(lifetime / 10, 600_000))
  }

  /// MQTT has no way to renew a token on a connection (H-42): a new one is made before the hub ends the old.
  func renewToken() {
    guard link.phase == .online else { return }
    log.info("Renewing the token")
    link.isRenewing = true
    board.mqtt.disconnect()
  }

  func handleMQTT(_ event: MQTTEvent) {
    switch event {
    case .connected:
      raiseTimeFloor()
      link.phase = .subscribing
      subscribe()
    case .refused(let code):
      // Codes of MQTT 3.1.1, table 3.1; hubs answer 5 to a wrong key and to a device that they do not know.
      let hint = code == 4 || code == 5 ? " (wrong key, unknown or disabled device)" : ""
      log.warning("The hub refused the connection: MQTT return code \(code)\(hint)")
      // Wrong credentials may be a wrong clock (H-43).
      link.isTimeChecked = false
      connectionEnded()
    case .disconnected(let failure):
      if !link.isRenewing { log.warning("Disconnected: \(failure.detail)") }
      connectionEnded()
    case .subscribed(let packetID, let grantedQoS):
      handleSubscribed(packetID, grantedQoS)
    case .published(let packetID):
      handlePublished(packetID)
    case .message(let message):
      handleMessage(message)
    }
  }

  /// Drops what belongs to the connection and prepares the next one.
  private func connectionEnded() {
    let wasOnline = link.phase == .online
    link.phase = .offline
    timers.clear(.renewToken)
    timers.clear(.twin)
    timers.clear(.outbox)
    outbox.connectionLost()
    twin.invalidate()
    runtime.setLink(isConnected: false, device: settings.device)
    loseRequests()
    if wasOnline {
      feed(.link(up: false))
      tellApplication(isConnected: false)
    }
    if link.isRenewing {
      link.isRenewing = false
      beginLink()
    } else {
      attemptFailed()
    }
  }

  /// Everything of a connection is there: subscriptions and the twin.
  func becomeOnline() {
    link.phase = .online
    link.attempts = 0
    board.power.writeRetained([0, 0, 0, 0])
    runtime.setLink(isConnected: true, device: settings.device)
    log.info("Online")
    feed(.link(up: true))
    tellApplication(isConnected: true)
    bootApplications()
    sendReports()
  }

  /// Waits for the next attempt, or asks for sleep. The application runs in any case from now on (W-10, W-11).
  func attemptFailed() {
    link.phase = .offline
    link.attempts += 1
    bootApplications()
    if options.allowsSleep, link.attempts >= options.attemptsBeforeSleep {
      exit = .deepSleep(milliseconds: nextSleep())
      return
    }
    let delay = LinkState.backoff.delay(attempt: link.attempts, random: randomWord())
    log.info("Next attempt in \(delay) ms")
    setTimer(.reconnect, in: delay)
  }

  /// Sleeps grow from one minute to the configured length; how many there were in a row is in retained memory.
  private func nextSleep() -> Int64 {
    var reader = ByteReader(board.power.readRetained())
    var count: UInt16 = 0
    if reader.uint16() == EngineRetained.magic, let stored = reader.uint16() { count = stored }
    var retained: Bytes = []
    retained.appendLittleEndian(EngineRetained.magic)
    retained.appendLittleEndian(count == UInt16.max ? count : count + 1)
    board.power.writeRetained(retained)
    let backoff = Backoff(first: 60_000, cap: settings.sleepMinutes * 60_000)
    return backoff.delay(attempt: Int(count) + 1, random: randomWord())
  }

  private func describeTime(_ seconds: Int64) -> String { isoDate(seconds).text }
}

/// The engine's part of retained memory: this word, then the number of sleeps in a row.
enum EngineRetained {
  static let magic: UInt16 = 0x4F45
}
