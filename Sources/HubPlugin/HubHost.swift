// The hub inside the broker's process. The model is behind one lock: the broker's thread and the REST's threads use it
// directly, but only the broker's thread talks to the broker: what the model wants published or closed waits in its
// outbox until the broker's tick. State is on disk before anybody is told of it.

import CHubPlugin
import CMosquitto
import CloudSupport
import Foundation
import HubModel
import OTAInterface

final class HubHost: @unchecked Sendable {
  let options: PluginOptions
  /// Guards `hub`; broadcast whenever something may have happened that a REST thread waits for.
  private let lock = NSCondition()
  private var hub: Hub
  private var isStopping = false
  /// Held while a snapshot is taken and written, so that an older one never replaces a newer one.
  private let saveLock = NSLock()
  private let statePath: String

  // Of the broker's thread alone:
  /// Live connections by the broker's client pointer; the id is not enough, for a replaced connection's end is
  /// announced after its successor was accepted.
  private var sessions: [OpaquePointer: String] = [:]
  private var current: [String: OpaquePointer] = [:]
  /// The connection that ended last: its will, if it left one, is announced right after its end.
  private var ended: (client: OpaquePointer, device: String)?
  private var kicks: [(client: OpaquePointer, reason: String)] = []

  init(options: PluginOptions) throws {
    self.options = options
    statePath = "\(options.state)/hub.json"
    guard let saved = try readFile(statePath) else {
      hub = Hub(limits: options.limits)
      return
    }
    do throws(HubStateError) {
      hub = try Hub(state: saved, limits: options.limits)
    } catch {
      throw PluginError(description: "\(statePath) is damaged: \(error.message). Restore or remove the file.")
    }
  }

  static var now: HubTime { HubTime(Date().timeIntervalSince1970 * 1_000) }

  /// Uses the model under the lock.
  private func withHub<Result>(_ body: (inout Hub) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&hub)
  }

  // MARK: The broker's thread

  /// A client wants to connect.
  func authenticate(_ client: OpaquePointer, userName: Bytes, password: Bytes) -> Bool {
    let clientID = String(cString: mosquitto_client_id(client))
    let now = HubHost.now
    ended = nil
    do throws(HubError) {
      guard mosquitto_client_protocol_version(client) == 4 else {
        throw .unauthorized("'\(clientID)' speaks another version than MQTT 3.1.1")
      }
      lock.lock()
      defer { lock.unlock() }
      let device = try hub.authenticate(
        clientID: Bytes(clientID.utf8), userName: userName, password: password, names: options.names, now: now,
        hmac: hmacSHA256)
      let isReplacing = hub.isConnected(device.id)
      hub.connect(
        device.id, cleanSession: mosquitto_client_clean_session(client), expires: device.expires, now: now)
      sessions[client] = device.id
      current[device.id] = client
      log(
        MOSQ_LOG_NOTICE, "hub: \(device.id) connected\(isReplacing ? ", replacing its older connection (400027)" : "")")
      lock.broadcast()
      return true
    } catch {
      log(MOSQ_LOG_WARNING, "hub: connection refused: \(error.message)")
      return false
    }
  }

  /// A connection ended. Announced more than once for some connections, and for some that were never accepted.
  func disconnected(_ client: OpaquePointer) {
    guard let id = sessions.removeValue(forKey: client) else { return }
    ended = (client, id)
    guard current[id] == client else { return }
    current[id] = nil
    withHub { $0.disconnect(id, now: HubHost.now) }
    log(MOSQ_LOG_NOTICE, "hub: \(id) disconnected")
  }

  func subscribe(_ client: OpaquePointer, filter: Bytes, qos: Int) -> Bool {
    guard let id = sessions[client], current[id] == client else { return false }
    return withHub { $0.subscribe(id, filter: filter, qos: qos, now: HubHost.now) } != nil
  }

  func unsubscribe(_ client: OpaquePointer, filter: Bytes) {
    guard let id = sessions[client], current[id] == client else { return }
    withHub { $0.unsubscribe(id, filter: filter, now: HubHost.now) }
  }

  /// Whether a client may publish to a topic; if not, its connection is closed at the next tick, since the broker
  /// would acknowledge the message.
  func mayPublish(_ client: OpaquePointer, topic: Bytes, payload: Bytes, retain: Bool) -> Bool {
    guard let id = sessions[client] else {
      receiveWill(client, topic: topic, payload: payload, retain: retain)
      return false
    }
    if Hub.isPublishable(topic, device: id) { return true }
    kicks.append((client, "published to '\(topic.text)', which is not a topic of this device"))
    return false
  }

  private func receiveWill(_ client: OpaquePointer, topic: Bytes, payload: Bytes, retain: Bool) {
    guard let ended, ended.client == client else { return }
    self.ended = nil
    lock.lock()
    hub.receiveWill(from: ended.device, topic: topic, payload: payload, retain: retain, now: HubHost.now)
    lock.broadcast()
    lock.unlock()
  }

  /// A client published; false closes its connection.
  func receive(_ client: OpaquePointer, topic: Bytes, payload: Bytes, qos: Int, retain: Bool) -> Bool {
    guard let id = sessions[client], current[id] == client else { return false }
    lock.lock()
    let verdict = hub.receive(from: id, topic: topic, payload: payload, qos: qos, retain: retain, now: HubHost.now)
    lock.broadcast()
    lock.unlock()
    guard case .close(let reason) = verdict else { return true }
    log(MOSQ_LOG_WARNING, "hub: closing \(id): \(reason)")
    return false
  }

  /// Once in each round of the broker's loop. Actions are performed here alone: the broker must not lose a client
  /// inside that client's own event. They wait for the state to be on disk, so that no device or tool has seen what a
  /// crash could undo; what came in one round is written at once.
  func tick() {
    lock.lock()
    hub.advance(to: HubHost.now)
    let actions = hub.takeActions()
    let isDirty = hub.isDirty
    lock.broadcast()
    lock.unlock()
    if isDirty || !actions.isEmpty { save() }
    for kick in kicks {
      guard let id = sessions[kick.client], current[id] == kick.client else { continue }
      close(id, reason: kick.reason)
    }
    kicks = []
    for action in actions {
      switch action {
      case .publish(let device, let topic, let payload, let qos):
        guard current[device] != nil else { continue }
        publish(device, topic: topic, payload: payload, qos: qos)
      case .disconnect(let device, let reason):
        guard current[device] != nil else { continue }
        close(device, reason: reason)
      }
    }
  }

  private func publish(_ device: String, topic: Bytes, payload: Bytes, qos: Int) {
    let status = mosquitto_broker_publish_copy(
      device, topic.text, Int32(payload.count), payload, Int32(qos), false, nil)
    if status != MOSQ_ERR_SUCCESS.rawValue {
      log(MOSQ_LOG_ERR, "hub: the broker did not take a message to \(device) (\(status))")
    }
  }

  private func close(_ device: String, reason: String) {
    log(MOSQ_LOG_WARNING, "hub: closing \(device): \(reason)")
    mosquitto_kick_client_by_clientid(device, false)
  }

  // MARK: The REST's threads

  /// Serves an authenticated request; blocks while a device has time to answer.
  func serve(_ request: ServiceRequest) -> ServiceReply {
    lock.lock()
    let result = hub.serve(request, now: HubHost.now, random: randomBytes)
    let isDirty = hub.isDirty
    lock.unlock()
    chp_wake()
    if isDirty { save() }
    switch result {
    case .reply(let reply): return reply
    case .wait(let call): return waitFor { $0.reply(to: call) }
    case .waitForTelemetry(let reader, let until):
      return waitFor { $0.reply(to: reader, isLast: HubHost.now >= until) }
    }
  }

  private func waitFor(_ reply: (inout Hub) -> ServiceReply?) -> ServiceReply {
    lock.lock()
    defer { lock.unlock() }
    while true {
      if let reply = reply(&hub) { return reply }
      if isStopping { return ServiceReply(.unavailable) }
      lock.wait()
    }
  }

  // MARK: Any thread

  /// Ends all waits: the broker stops.
  func stop() {
    lock.lock()
    isStopping = true
    lock.broadcast()
    lock.unlock()
  }

  /// Writes the state, if it changed since it was written last.
  func save() {
    saveLock.lock()
    defer { saveLock.unlock() }
    let snapshot: Bytes? = withHub { hub in
      guard hub.isDirty else { return nil }
      hub.markSaved()
      return hub.encoded()
    }
    guard let snapshot else { return }
    do {
      try replaceFile(statePath, with: snapshot)
    } catch {
      withHub { $0.markUnsaved() }
      log(MOSQ_LOG_ERR, "hub: the state was not saved: \(error)")
    }
  }
}

/// Writes a line to the broker's log; what clients sent cannot forge lines.
func log(_ level: Int32, _ line: String) {
  let clean = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
  chp_log(level, String(clean))
}
