// Telemetry from devices and messages to them (H-06, H-11, H-13).

import OTAInterface

/// A message that a device sent.
public struct TelemetryMessage: Equatable, Sendable {
  /// Counts all messages of all devices from 1.
  public let sequence: Int64
  public let device: String
  public let received: HubTime
  public let body: Bytes
  public let properties: PropertyBag
}

/// The latest telemetry, bounded in messages and in bytes; the oldest goes first.
public struct TelemetryRing: Sendable {
  private var messages: [TelemetryMessage] = []
  private var first = 0
  private var bytes = 0
  private let countLimit: Int
  private let byteLimit: Int
  /// The sequence number of the newest message ever received; 0 before the first.
  public private(set) var lastSequence: Int64 = 0

  init(limits: HubLimits) {
    countLimit = max(1, limits.telemetryCount)
    byteLimit = limits.telemetryBytes
  }

  mutating func append(device: String, body: Bytes, properties: PropertyBag, now: HubTime) {
    lastSequence += 1
    messages.append(
      TelemetryMessage(
        sequence: lastSequence, device: device, received: now, body: body, properties: properties))
    bytes += body.count
    while messages.count - first > countLimit || (bytes > byteLimit && messages.count - first > 1) {
      bytes -= messages[first].body.count
      first += 1
    }
    if first > messages.count / 2 {
      messages.removeFirst(first)
      first = 0
    }
  }

  /// The messages with a sequence number above `sequence`, oldest first, at most `limit`; of one device, if given.
  public func messages(after sequence: Int64, device: String? = nil, limit: Int = 1_000) -> [TelemetryMessage] {
    var start = first
    var end = messages.count
    while start < end {
      let middle = (start + end) / 2
      if messages[middle].sequence <= sequence { start = middle + 1 } else { end = middle }
    }
    return Array(messages[start...].lazy.filter { device == nil || $0.device == device }.prefix(limit))
  }
}

extension Hub {
  /// Queues a message for a device and delivers it as soon as the device is there and subscribed.
  public mutating func send(_ message: CloudMessage, to id: String) throws(HubError) {
    let device = try device(id)
    guard device.queue.count < limits.queueDepth else { throw .queueFull(id, limits.queueDepth) }
    let size = message.body.count + message.properties.encoded().count
    guard size <= limits.commandSize else { throw .tooLarge("the message", size, limits.commandSize) }
    devices[id]?.queue.append(message)
    isDirty = true
    deliverQueued(id)
  }

  /// Hands the messages that wait to a device that is subscribed to them.
  mutating func deliverQueued(_ id: String) {
    guard let queue = devices[id]?.queue, !queue.isEmpty else { return }
    guard connections[id]?.grantedQoS(.cloudMessages, device: id) != nil else { return }
    for message in queue {
      let topic = HubTopic.cloudMessage(device: Bytes(id.utf8), properties: message.properties)
      publish(id, topic, to: .cloudMessages, payload: message.body)
    }
    devices[id]?.queue = []
    isDirty = true
  }
}
