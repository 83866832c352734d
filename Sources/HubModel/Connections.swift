// Connected devices: which topic filters they hold, what they may receive, when their token ends (H-02, H-05, H-08).
// The host tells of connects, subscriptions and disconnects; the hub decides what reaches whom.

import OTAInterface

/// One live connection.
struct Connection: Sendable {
  /// Granted QoS (0 or 1) by topic filter.
  var subscriptions: [Bytes: Int]
  let cleanSession: Bool
  /// When the token ends and the hub drops the connection (H-42).
  let expires: HubTime
}

extension Hub {
  /// A device that `authenticate` accepted is connected. An older connection of the same device is gone: the host
  /// has closed it (H-05).
  /// - Parameter expires: the end of its token.
  public mutating func connect(_ id: String, cleanSession: Bool, expires: HubTime, now: HubTime) {
    guard devices[id]?.status == .enabled else { return }
    let kept = cleanSession ? nil : connections[id]?.subscriptions ?? retainedSubscriptions[id]
    retainedSubscriptions[id] = nil
    connections[id] = Connection(subscriptions: kept ?? [:], cleanSession: cleanSession, expires: expires)
    touch(id, now: now)
    devices[id]?.connectionUpdated = now
    deliver(id, now: now)
  }

  /// The connection of a device has ended, for whatever reason.
  public mutating func disconnect(_ id: String, now: HubTime) {
    guard let connection = connections.removeValue(forKey: id) else { return }
    if !connection.cleanSession { retainedSubscriptions[id] = connection.subscriptions }
    devices[id]?.connectionUpdated = now
    methods.deviceLeft(id)
    withdraw(id)
  }

  /// Takes back what was not handed over yet; messages to the device wait again, before those that came later.
  private mutating func withdraw(_ id: String) {
    var waiting: [CloudMessage] = []
    outbox.removeAll { action in
      guard case .publish(id, let topic, let payload, _) = action else { return false }
      if case .cloudMessage(_, let properties)? = try? HubTopic.parse(topic) {
        waiting.append(CloudMessage(body: payload, properties: properties))
      }
      return true
    }
    guard !waiting.isEmpty else { return }
    devices[id]?.queue.insert(contentsOf: waiting, at: 0)
    isDirty = true
  }

  /// A device asks for a topic filter.
  /// - Returns: the QoS granted, at most 1 (H-06); nil if the filter is not the device's to have or is one too many
  ///   (H-02): the hub closes the connection, which waits in the outbox.
  public mutating func subscribe(_ id: String, filter: Bytes, qos: Int, now: HubTime) -> Int? {
    guard var connection = connections[id] else { return nil }
    guard !HubSubscription.parse(filter, device: Bytes(id.utf8)).isEmpty else {
      drop(id, reason: "subscribed to '\(filter.text)', which is not a topic of this device", now: now)
      return nil
    }
    let granted = min(qos, 1)
    connection.subscriptions[filter] = granted
    guard connection.subscriptions.count <= limits.subscriptions else {
      drop(id, reason: "more than \(limits.subscriptions) subscriptions", now: now)
      return nil
    }
    connections[id] = connection
    touch(id, now: now)
    deliver(id, now: now)
    return granted
  }

  public mutating func unsubscribe(_ id: String, filter: Bytes, now: HubTime) {
    connections[id]?.subscriptions[filter] = nil
    touch(id, now: now)
  }

  /// Ends what has run out of time: connections with expired tokens (H-42) and unanswered methods.
  public mutating func advance(to now: HubTime) {
    for (id, connection) in connections where connection.expires <= now {
      drop(id, reason: "401003: the token has expired", now: now)
    }
    methods.advance(to: now)
  }

  /// Closes the connection of a device, if it has one.
  mutating func drop(_ id: String, reason: String, now: HubTime) {
    guard connections[id] != nil else { return }
    disconnect(id, now: now)
    outbox.append(.disconnect(device: id, reason: reason))
  }

  /// Sends a device what waited for it: messages and method requests.
  private mutating func deliver(_ id: String, now: HubTime) {
    deliverQueued(id)
    sendWaitingMethods(id, now: now)
  }

  /// Notes that a device was heard of.
  mutating func touch(_ id: String, now: HubTime) {
    devices[id]?.lastActivity = now
  }

  /// Queues a message for a device at the QoS of its subscription, at most `qos`.
  /// - Returns: false if the device is not connected or has not subscribed.
  @discardableResult
  mutating func publish(
    _ id: String, _ topic: HubTopic, to subscription: HubSubscription, payload: Bytes, qos: Int = 1
  ) -> Bool {
    guard let granted = connections[id]?.grantedQoS(subscription, device: id) else { return false }
    outbox.append(.publish(device: id, topic: topic.encoded(), payload: payload, qos: min(qos, granted)))
    return true
  }
}

extension Connection {
  /// The QoS with which messages of a kind are delivered; nil if no filter of the device asks for them.
  func grantedQoS(_ subscription: HubSubscription, device id: String) -> Int? {
    let device = Bytes(id.utf8)
    return subscriptions.lazy.filter { HubSubscription.parse($0.key, device: device).contains(subscription) }
      .map(\.value).max()
  }
}
