// The hub: registry, twins and what flows between service and devices, as one value with no IO and no clock. Whoever
// hosts it (the broker's plugin, a simulation) feeds it events and performs the actions that it leaves in the outbox.
// Invariant: a device is in `connections` only if it is in `devices` and enabled.

import OTAInterface

/// What the host of the hub must do next, in order.
public enum HubAction: Equatable, Sendable {
  /// Deliver a message to one connected device. The topic was checked against the device's own subscriptions.
  case publish(device: String, topic: Bytes, payload: Bytes, qos: Int)
  /// Close the connection that the device has. The reason is for the log.
  case disconnect(device: String, reason: String)
}

/// The hub's side of everything.
public struct Hub: Sendable {
  public let limits: HubLimits
  public internal(set) var devices: [String: Device] = [:]
  var connections: [String: Connection] = [:]
  /// Filters that a device with a persistent session (CleanSession 0) had when it left (H-08).
  var retainedSubscriptions: [String: [Bytes: Int]] = [:]
  var outbox: [HubAction] = []
  public internal(set) var telemetry: TelemetryRing
  var methods = MethodTable()
  var twinReads = Throttle()
  var twinUpdates = Throttle()
  /// Counts devices ever made, so that generations are unique.
  var generations: Int64 = 0
  /// Whether something that `encoded()` writes has changed since `markSaved()`.
  public internal(set) var isDirty = false

  public init(limits: HubLimits = HubLimits()) {
    self.limits = limits
    telemetry = TelemetryRing(limits: limits)
  }

  /// Takes the actions that wait to be performed.
  public mutating func takeActions() -> [HubAction] {
    defer { outbox.removeAll() }
    return outbox
  }

  /// Call when `encoded()` has been written to safe storage.
  public mutating func markSaved() { isDirty = false }

  /// Call when writing has failed after `markSaved()`.
  public mutating func markUnsaved() { isDirty = true }

  public func isConnected(_ id: String) -> Bool { connections[id] != nil }

  public func device(_ id: String) throws(HubError) -> Device {
    guard let device = devices[id] else { throw .deviceNotFound(id) }
    return device
  }

  /// The ids of all devices, sorted.
  public var deviceIds: [String] { devices.keys.sorted() }
}

/// Lets a number of operations through in each second.
struct Throttle: Sendable {
  private var second: HubTime = .min
  private var used = 0

  mutating func admits(_ perSecond: Int, now: HubTime) -> Bool {
    guard perSecond > 0 else { return true }
    if now / 1_000 != second {
      second = now / 1_000
      used = 0
    }
    used += 1
    return used <= perSecond
  }
}
