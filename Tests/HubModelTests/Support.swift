// A hub with a fixed clock and numbered "random" bytes, and short ways to talk to it.

import HubModel
import OTAInterface
import Testing

/// 2026-11-23T09:07:11.042Z
let start: HubTime = 1_795_424_831_042

func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

func json(_ text: String) -> JSON {
  do throws(JSONError) { return try JSON.parse(bytes(text)) } catch {
    Issue.record("not JSON: \(text)")
    return .null
  }
}

/// A hub with one connected device.
struct Bench {
  var hub: Hub
  var now = start

  init(_ device: String = "board1", limits: HubLimits = HubLimits()) throws {
    hub = Hub(limits: limits)
    try create(device)
    connect(device)
  }

  mutating func create(_ device: String) throws {
    try hub.create(device, now: now) { Bytes(repeating: 7, count: $0) }
  }

  mutating func connect(_ device: String, cleanSession: Bool = true) {
    hub.connect(device, cleanSession: cleanSession, expires: .max, now: now)
  }

  @discardableResult
  mutating func subscribe(_ filter: String, device: String = "board1", qos: Int = 1) -> Int? {
    hub.subscribe(device, filter: bytes(filter), qos: qos, now: now)
  }

  @discardableResult
  mutating func publish(
    _ topic: String, _ payload: String = "", device: String = "board1", qos: Int = 1, retain: Bool = false
  ) -> Verdict {
    hub.receive(from: device, topic: bytes(topic), payload: bytes(payload), qos: qos, retain: retain, now: now)
  }

  /// What the hub wants done, as lines: `device topic payload` or `close device`.
  mutating func actions() -> [String] {
    hub.takeActions().map { action in
      switch action {
      case .publish(let device, let topic, let payload, _): "\(device) \(topic.text) \(payload.text)"
      case .disconnect(let device, _): "close \(device)"
      }
    }
  }
}

/// The code of the refusal that `body` ends with; nil if it ends well.
func refusal<Result>(_ body: () throws(HubError) -> Result) -> Int? {
  do throws(HubError) {
    _ = try body()
    return nil
  } catch {
    return error.code
  }
}
