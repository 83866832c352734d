// The hub's dialect (H-20..H-25): subscriptions, the twin, its patches, direct methods, messages, and the requests of
// applications that go through the engine's connection.

import BoardHAL
import OTAInterface

/// A request under way at the hub.
struct PendingRequest {
  enum Purpose {
    case engineTwin
    case engineReport
    /// An application's request with its number.
    case application(AppID, Int32)
  }

  let rid: Int64
  let purpose: Purpose
  let deadline: Int64
}

/// A direct method call that the application has not answered.
struct PendingCall {
  let number: Int32
  let rid: Bytes
  let deadline: Int64
}

struct HubState {
  /// Packet ids of subscriptions that are not acknowledged.
  var subscribing: [UInt16] = []
  var requests: [PendingRequest] = []
  /// Telemetry on its way: the packet id, and whose request it is.
  var publishing: [(packetID: UInt16, app: AppID, number: Int32, deadline: Int64)] = []
  var calls: [PendingCall] = []
  var lastRequest: Int64 = 0
  var lastCall: Int32 = 0
  var twinAttempts = 0

  static let maximumRequests = 32
  static let maximumCalls = 16
  static let requestLimit: Int64 = 30_000
  /// The longest time that the hub waits for a method (H-46) is an hour; most callers wait 30 s.
  static let callLimit: Int64 = 300_000
  static let retry = Backoff(first: 1_000, cap: 60_000)
  static let maximumTwinAttempts = 5
}

extension Engine {
  // MARK: - After connecting

  func subscribe() {
    hub.subscribing = []
    for subscription in HubSubscription.allCases {
      do {
        let filter = subscription.filter(device: settings.device)
        hub.subscribing.append(try board.mqtt.subscribe(filter, qos: .atLeastOnce))
      } catch {
        board.mqtt.disconnect()
        return
      }
    }
    setTimer(.twin, in: HubState.requestLimit)
  }

  func handleSubscribed(_ packetID: UInt16, _ grantedQoS: UInt8) {
    guard link.phase == .subscribing else { return }
    if grantedQoS > 1 {
      log.error("The hub refused a subscription")
      board.mqtt.disconnect()
      return
    }
    hub.subscribing.removeAll { $0 == packetID }
    if hub.subscribing.isEmpty {
      link.phase = .readingTwin
      hub.twinAttempts = 0
      requestTwin()
    }
  }

  /// Asks for the whole twin; patches that come meanwhile are held (H-23).
  func requestTwin() {
    twin.invalidate()
    if send(.engineTwin, { .twinGet(requestID: $0) }, []) { setTimer(.twin, in: HubState.requestLimit) }
  }

  /// Either no answer came, or it is time to ask again.
  func twinTimeOver() {
    if link.phase == .subscribing {
      log.warning("The hub does not acknowledge subscriptions")
      board.mqtt.disconnect()
      return
    }
    guard link.phase == .readingTwin || link.phase == .online, !twin.isCurrent else { return }
    hub.requests.removeAll { if case .engineTwin = $0.purpose { true } else { false } }
    hub.twinAttempts += 1
    if hub.twinAttempts > HubState.maximumTwinAttempts {
      log.warning("The hub does not give the twin")
      board.mqtt.disconnect()
    } else {
      requestTwin()
    }
  }

  // MARK: - Requests

  /// Publishes a request and notes what it is for; false if the connection or the client cannot take it.
  private func send(
    _ purpose: PendingRequest.Purpose, _ topic: (_ rid: Bytes) -> DeviceTopic, _ payload: Bytes
  ) -> Bool {
    guard hub.requests.count < HubState.maximumRequests else { return false }
    hub.lastRequest += 1
    var rid: Bytes = []
    rid.append(decimal: hub.lastRequest)
    do {
      _ = try board.mqtt.publish(topic: topic(rid).encoded(), payload: payload, qos: .atLeastOnce)
    } catch {
      return false
    }
    hub.requests.append(
      PendingRequest(rid: hub.lastRequest, purpose: purpose, deadline: now + HubState.requestLimit))
    armExpiry()
    return true
  }

  func sendReport(_ patch: JSONObject) -> Bool {
    send(.engineReport, { .twinReport(requestID: $0) }, patch.encoded())
  }

  /// Takes an application's request over.
  func handleRequest(_ app: AppID, _ number: Int32, _ kind: AppRequestKind, target: Bytes, payload: Bytes, id: Int32) {
    var isSent = false
    switch kind {
    case .getTwin:
      isSent = send(.application(app, number), { .twinGet(requestID: $0) }, [])
    case .updateReported:
      isSent = send(.application(app, number), { .twinReport(requestID: $0) }, payload)
    case .telemetry:
      isSent = sendTelemetry(app, number, target, payload)
    case .methodResponse:
      answerCall(id, status: target, payload)
      return
    }
    if !isSent { answer(app, number, status: "0", []) }
  }

  private func sendTelemetry(_ app: AppID, _ number: Int32, _ target: Bytes, _ payload: Bytes) -> Bool {
    guard let properties = PropertyBag.parse(target[...]), hub.publishing.count < HubState.maximumRequests else {
      return false
    }
    let topic = DeviceTopic.telemetry(device: settings.device, module: nil, properties: properties)
    do {
      let packetID = try board.mqtt.publish(topic: topic.encoded(), payload: payload, qos: .atLeastOnce)
      hub.publishing.append((packetID, app, number, now + HubState.requestLimit))
      armExpiry()
      return true
    } catch {
      return false
    }
  }

  func handlePublished(_ packetID: UInt16) {
    guard let index = hub.publishing.firstIndex(where: { $0.packetID == packetID }) else { return }
    let done = hub.publishing.remove(at: index)
    answer(done.app, done.number, status: "200", [])
  }

  private func answer(_ app: AppID, _ number: Int32, status: StaticString, _ payload: Bytes) {
    answer(app, number, status: Bytes(status), payload)
  }

  private func answer(_ app: AppID, _ number: Int32, status: Bytes, _ payload: Bytes) {
    deliver(.response(request: number, status: status, payload: payload), to: app)
  }

  /// The connection is gone: nobody will answer what is under way.
  func loseRequests() {
    let requests = hub.requests
    let publishing = hub.publishing
    hub.requests = []
    hub.publishing = []
    hub.calls = []
    hub.subscribing = []
    for request in requests {
      if case .application(let app, let number) = request.purpose { answer(app, number, status: "0", []) }
    }
    for message in publishing { answer(message.app, message.number, status: "0", []) }
  }

  /// Forgets what an application asked for that is gone; its callers get an answer.
  func dropRequests(of app: AppID) {
    hub.publishing.removeAll { $0.app == app }
    hub.requests.removeAll { if case .application(let owner, _) = $0.purpose { owner == app } else { false } }
    for call in hub.calls { respond(call.rid, status: 503, message: "the application was stopped") }
    hub.calls = []
  }

  private func armExpiry() {
    if !timers.isSet(.expiry) { setTimer(.expiry, in: 5_000) }
  }

  func expireRequests() {
    let time = now
    for request in hub.requests where request.deadline <= time {
      if case .application(let app, let number) = request.purpose { answer(app, number, status: "0", []) }
    }
    for message in hub.publishing where message.deadline <= time {
      answer(message.app, message.number, status: "0", [])
    }
    hub.requests.removeAll { $0.deadline <= time }
    hub.publishing.removeAll { $0.deadline <= time }
    hub.calls.removeAll { $0.deadline <= time }
    if !(hub.requests.isEmpty && hub.publishing.isEmpty && hub.calls.isEmpty) { armExpiry() }
  }

  // MARK: - Messages of the hub

  func handleMessage(_ message: MQTTMessage) {
    let topic: HubTopic
    do { topic = try HubTopic.parse(message.topic) } catch {
      log.warning("Message on an unknown topic dropped")
      return
    }
    switch topic {
    case .twinResponse(let status, let rid, _): handleResponse(status, rid, message.payload)
    case .desiredPatch(let version): handlePatch(version, message.payload)
    case .method(let name, let rid): handleMethod(name, rid, message.payload)
    case .cloudMessage(_, let properties):
      if let app = host.running {
        deliver(.cloudMessage(properties: properties.encoded(), payload: message.payload), to: app)
      }
    }
  }

  private func handleResponse(_ status: Int, _ rid: Bytes, _ payload: Bytes) {
    guard let number = rid[...].decimalValue, let index = hub.requests.firstIndex(where: { $0.rid == number }) else {
      return
    }
    switch hub.requests.remove(at: index).purpose {
    case .engineTwin: handleTwin(status, payload)
    case .engineReport: handleReportAnswer(status)
    case .application(let app, let number):
      var text: Bytes = []
      text.append(decimal: Int64(status))
      answer(app, number, status: text, payload)
    }
  }

  private func handleTwin(_ status: Int, _ payload: Bytes) {
    timers.clear(.twin)
    var hasChanged: Bool?
    if status == 200, let document = try? JSON.parse(payload) { hasChanged = twin.load(document) }
    guard let hasChanged else {
      log.warning(
        status == 200 ? "The hub's twin cannot be read" : "The hub answered the twin request with status \(status)")
      setTimer(.twin, in: HubState.retry.delay(attempt: hub.twinAttempts + 1, random: randomWord()))
      return
    }
    hub.twinAttempts = 0
    let isFirst = machine.state == .booting
    if link.phase == .readingTwin { becomeOnline() }
    // What changed while the board was away reaches the application as one patch; Start reads the twin itself.
    if hasChanged, !isFirst { updateApplication(withVersion(twin.desired)) }
    applyDesired()
  }

  private func withVersion(_ desired: JSONObject) -> Bytes {
    var section = desired
    section["$version"] = .int(twin.version)
    return section.encoded()
  }

  private func handlePatch(_ version: Int64, _ payload: Bytes) {
    guard let patch = (try? JSON.parse(payload))?.objectValue else {
      log.warning("A desired patch that is no JSON object was dropped")
      return
    }
    switch twin.apply(patch, version: version) {
    case .ignored, .held: return
    case .gap:
      log.info("A desired patch was missed: reading the whole twin")
      hub.twinAttempts = 0
      requestTwin()
    case .applied:
      updateApplication(payload)
      if DesiredDocument.touchesOTA(patch) { applyDesired() }
    }
  }

  // MARK: - Direct methods

  private func handleMethod(_ name: Bytes, _ rid: Bytes, _ payload: Bytes) {
    guard let app = host.running else {
      respond(rid, status: 404, message: "no application runs")
      return
    }
    guard hub.calls.count < HubState.maximumCalls else {
      respond(rid, status: 429, message: "too many calls under way")
      return
    }
    hub.lastCall = hub.lastCall == Int32.max ? 1 : hub.lastCall + 1
    hub.calls.append(PendingCall(number: hub.lastCall, rid: rid, deadline: now + HubState.callLimit))
    armExpiry()
    deliver(.method(call: hub.lastCall, name: name, payload: payload), to: app)
  }

  private func answerCall(_ number: Int32, status: Bytes, _ payload: Bytes) {
    guard let index = hub.calls.firstIndex(where: { $0.number == number }) else { return }
    let call = hub.calls.remove(at: index)
    let code = status[...].decimalValue.flatMap { Int(exactly: $0) } ?? 500
    publishResponse(call.rid, max(0, code), payload)
  }

  private func respond(_ rid: Bytes, status: Int, message: StaticString) {
    let body: JSON = ["message": .string(Bytes(message))]
    publishResponse(rid, status, body.encoded())
  }

  private func publishResponse(_ rid: Bytes, _ status: Int, _ payload: Bytes) {
    let topic = DeviceTopic.methodResponse(status: status, requestID: rid)
    do {
      _ = try board.mqtt.publish(topic: topic.encoded(), payload: payload, qos: .atLeastOnce)
    } catch {
      log.warning("The answer to a direct method was lost")
    }
  }
}
