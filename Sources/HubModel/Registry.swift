// The device registry: create, change and delete identities, and change twins on behalf of the service.

import OTAInterface

/// What a caller asks an identity to be; what is nil is left as it is, or made by the hub.
public struct DeviceRequest: Equatable, Sendable {
  public var primaryKey: String?
  public var secondaryKey: String?
  public var status: Device.Status?
  public var statusReason: String?

  public init(
    primaryKey: String? = nil, secondaryKey: String? = nil, status: Device.Status? = nil, statusReason: String? = nil
  ) {
    self.primaryKey = primaryKey
    self.secondaryKey = secondaryKey
    self.status = status
    self.statusReason = statusReason
  }
}

/// Bytes from a cryptographic random source, as many as asked for.
public typealias RandomSource = (Int) -> Bytes

extension Hub {
  /// Adds a device. Keys that are not given are made from `random`.
  @discardableResult
  public mutating func create(
    _ id: String, _ request: DeviceRequest = DeviceRequest(), now: HubTime, random: RandomSource
  ) throws(HubError) -> Device {
    guard Device.isValid(id: id) else {
      throw .invalidArgument("'\(id)' is no device id: 1 to 128 of A-Z a-z 0-9 - . % _ * ? ! ( ) , : = @ $ '")
    }
    guard devices[id] == nil else { throw .deviceAlreadyExists(id) }
    try Hub.check(request)
    func key(_ given: String?) -> String { given ?? encodeBase64(random(32)).text }
    generations += 1
    var device = Device(
      id: id, generation: "\(now)\(generations)", primaryKey: key(request.primaryKey),
      secondaryKey: key(request.secondaryKey), created: now)
    device.status = request.status ?? .enabled
    device.statusReason = request.statusReason
    devices[id] = device
    isDirty = true
    return device
  }

  /// Changes an identity. A device that is disabled, or whose keys changed, is disconnected.
  /// - Parameter ifMatch: the ETag that the identity must have; `*` for any.
  @discardableResult
  public mutating func update(
    _ id: String, _ request: DeviceRequest, ifMatch: String, now: HubTime
  ) throws(HubError) -> Device {
    var device = try device(id)
    guard matches(ifMatch, device.etag) else { throw .preconditionFailed(id) }
    try Hub.check(request)
    let before = device
    if let key = request.primaryKey { device.primaryKey = key }
    if let key = request.secondaryKey { device.secondaryKey = key }
    if let status = request.status, status != device.status {
      device.status = status
      device.statusUpdated = now
    }
    device.statusReason = request.statusReason
    device.revision += 1
    devices[id] = device
    isDirty = true
    if device.status == .disabled {
      drop(id, reason: "the device was disabled", now: now)
    } else if device.primaryKey != before.primaryKey || device.secondaryKey != before.secondaryKey {
      drop(id, reason: "the device's keys were changed", now: now)
    }
    return device
  }

  /// Removes a device with its twin and its messages, and disconnects it. Filters of a persistent session stay, as
  /// they do in the broker, for a later device of the same id.
  public mutating func delete(_ id: String, ifMatch: String, now: HubTime) throws(HubError) {
    let device = try device(id)
    guard matches(ifMatch, device.etag) else { throw .preconditionFailed(id) }
    drop(id, reason: "the device was deleted", now: now)
    devices[id] = nil
    isDirty = true
  }

  /// Merges (`replace` false) or replaces tags and desired properties and pushes the change to the device.
  @discardableResult
  public mutating func updateTwin(
    _ id: String, _ document: JSON, replace: Bool = false, ifMatch: String? = nil, now: HubTime
  ) throws(HubError) -> Device {
    var device = try device(id)
    guard matches(ifMatch ?? "*", device.twin.etag) else { throw .preconditionFailed(id) }
    let push = try device.twin.update(document, replace: replace, limits: limits, now: now)
    devices[id] = device
    isDirty = true
    if let push, let version = push["$version"]?.intValue {
      publish(id, .desiredPatch(version: version), to: .desiredPatches, payload: push.encoded())
    }
    return device
  }

  /// An If-Match header against an ETag: `*`, or the ETag with or without quotes.
  func matches(_ ifMatch: String, _ etag: String) -> Bool {
    ifMatch == "*" || ifMatch == "\"*\"" || ifMatch == etag || ifMatch == "\"\(etag)\""
  }

  private static func check(_ request: DeviceRequest) throws(HubError) {
    for key in [request.primaryKey, request.secondaryKey] {
      guard let key else { continue }
      guard Device.isValid(key: key) else {
        throw .invalidArgument("a device key is the base64 of 16 to 64 bytes; the one given is not")
      }
    }
    if let reason = request.statusReason, reason.utf8.count > 128 {
      throw .invalidArgument("statusReason has \(reason.utf8.count) bytes; at most 128 are allowed")
    }
  }
}
