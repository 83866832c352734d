// What devices publish (H-10, H-20, H-21): telemetry, twin requests and answers to methods. Anything else ends the
// connection, for MQTT 3.1.1 has no error answer.

import OTAInterface

/// Whether the host goes on with a connection after a message.
public enum Verdict: Equatable, Sendable {
  case accepted
  /// The hub closes the connection; the reason is for the log.
  case close(reason: String)
}

extension Hub {
  /// A connected device has published a message.
  /// - Parameter retain: the RETAIN flag; the hub keeps nothing and marks telemetry instead (H-06).
  public mutating func receive(
    from id: String, topic: Bytes, payload: Bytes, qos: Int, retain: Bool, now: HubTime
  ) -> Verdict {
    guard connections[id] != nil else { return .close(reason: "no connection of '\(id)' is known") }
    guard qos < 2 else { return .close(reason: "published with QoS 2") }
    guard let parsed = Hub.publishedTopic(topic, device: id) else {
      return .close(reason: "published to '\(topic.text)', which is not a topic of this device")
    }
    touch(id, now: now)
    switch parsed {
    case .telemetry(_, _, let properties):
      return receiveTelemetry(from: id, properties: properties, payload: payload, retain: retain, now: now)
    case .twinGet(let requestID): answerTwinGet(id, requestID, now: now)
    case .twinReport(let requestID): answerReported(id, requestID, payload: payload, now: now)
    case .methodResponse(let status, let requestID):
      return receiveMethodAnswer(from: id, status: status, requestID: requestID, payload: payload)
    }
    return .accepted
  }

  /// A connection ended without a DISCONNECT and left a will: telemetry, if it is to the device's own topic (H-09).
  public mutating func receiveWill(from id: String, topic: Bytes, payload: Bytes, retain: Bool, now: HubTime) {
    guard devices[id] != nil, case .telemetry(_, _, var properties)? = Hub.publishedTopic(topic, device: id) else {
      return
    }
    properties.append(Bytes("iothub-MessageType"), Bytes("Will"))
    _ = receiveTelemetry(from: id, properties: properties, payload: payload, retain: retain, now: now)
  }

  /// Whether a device may publish to `topic` at all.
  public static func isPublishable(_ topic: Bytes, device id: String) -> Bool {
    publishedTopic(topic, device: id) != nil
  }

  /// The topic, if it is one of the device's own; nil for another device's, for a module's and for unknown ones.
  private static func publishedTopic(_ topic: Bytes, device id: String) -> DeviceTopic? {
    guard let parsed = try? DeviceTopic.parse(topic) else { return nil }
    if case .telemetry(let device, let module, _) = parsed {
      guard device == Bytes(id.utf8), module == nil else { return nil }
    }
    return parsed
  }

  private mutating func receiveTelemetry(
    from id: String, properties: PropertyBag, payload: Bytes, retain: Bool, now: HubTime
  ) -> Verdict {
    guard payload.count <= limits.telemetrySize else {
      return .close(reason: "message of \(payload.count) bytes; at most \(limits.telemetrySize) are allowed")
    }
    var properties = properties
    if retain { properties.append(Bytes("mqtt-retain"), Bytes("true")) }
    telemetry.append(device: id, body: payload, properties: properties, now: now)
    return .accepted
  }

  private mutating func refuse(_ id: String, _ requestID: Bytes, _ error: HubError) {
    let body: JSON = ["errorCode": .int(Int64(error.code)), "message": .text(error.message)]
    publish(
      id, .twinResponse(status: error.status, requestID: requestID, version: nil), to: .twinResponses,
      payload: body.encoded())
  }

  private mutating func answerTwinGet(_ id: String, _ requestID: Bytes, now: HubTime) {
    guard twinReads.admits(limits.twinReadsPerSecond, now: now) else { return refuse(id, requestID, .throttled) }
    guard let device = devices[id] else { return refuse(id, requestID, .deviceNotFound(id)) }
    publish(
      id, .twinResponse(status: 200, requestID: requestID, version: nil), to: .twinResponses,
      payload: device.twin.deviceView.encoded())
  }

  private mutating func answerReported(_ id: String, _ requestID: Bytes, payload: Bytes, now: HubTime) {
    guard twinUpdates.admits(limits.twinUpdatesPerSecond, now: now) else { return refuse(id, requestID, .throttled) }
    do throws(HubError) {
      let patch = try Hub.parseDocument(payload)
      var device = try device(id)
      try device.twin.report(patch, limits: limits, now: now)
      devices[id] = device
      isDirty = true
      publish(
        id, .twinResponse(status: 204, requestID: requestID, version: device.twin.reported.version),
        to: .twinResponses, payload: [])
    } catch {
      refuse(id, requestID, error)
    }
  }

  private mutating func receiveMethodAnswer(
    from id: String, status: Int, requestID: Bytes, payload: Bytes
  ) -> Verdict {
    guard payload.count <= limits.methodPayloadSize else {
      return .close(reason: "method answer of \(payload.count) bytes; at most \(limits.methodPayloadSize) are allowed")
    }
    guard payload.isEmpty || (try? JSON.parse(payload)) != nil else {
      return .close(reason: "the answer to a direct method is no JSON")
    }
    methods.answer(requestID: requestID, device: id, status: status, payload: payload)
    return .accepted
  }

  /// Reads a document that somebody sent; what is malformed is the sender's fault.
  static func parseDocument(_ body: Bytes) throws(HubError) -> JSON {
    do throws(JSONError) {
      return try JSON.parse(body, limits: JSONLimits(bytes: 1 << 20, depth: 32, members: 2_048))
    } catch {
      throw .invalidArgument(error.message)
    }
  }
}
