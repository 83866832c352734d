// One device of the registry: its identity, keys, twin, connection and the messages that wait for it (R-02, H-11).

import OTAInterface

/// The identity of a device and everything the hub keeps for it.
public struct Device: Equatable, Sendable {
  public enum Status: String, Sendable { case enabled, disabled }

  public let id: String
  /// Tells a device from an earlier one of the same id.
  public let generation: String
  public internal(set) var status = Status.enabled
  public internal(set) var statusReason: String?
  public internal(set) var statusUpdated: HubTime
  /// Base64, as everywhere on the hub's surfaces. Secret: never logged.
  public internal(set) var primaryKey: String
  public internal(set) var secondaryKey: String
  /// Counts changes of the identity; its ETag is made from it.
  public internal(set) var revision: Int64 = 1
  public internal(set) var twin: Twin
  /// Cloud-to-device messages that were not handed over yet, oldest first.
  public internal(set) var queue: [CloudMessage] = []
  public internal(set) var connectionUpdated: HubTime
  public internal(set) var lastActivity: HubTime

  public var etag: String { etagText(revision) }

  init(id: String, generation: String, primaryKey: String, secondaryKey: String, created: HubTime) {
    self.id = id
    self.generation = generation
    self.primaryKey = primaryKey
    self.secondaryKey = secondaryKey
    statusUpdated = created
    connectionUpdated = created
    lastActivity = created
    twin = Twin(created: created)
  }

  /// Whether `id` can name a device: 1 to 128 ASCII letters, digits and `-.%_*?!(),:=@$'`.
  public static func isValid(id: String) -> Bool {
    let special: Set<UInt8> = Set("-.%_*?!(),:=@$'".utf8)
    return (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: special.contains(byte)
        }
      }
  }

  /// Whether `key` is one: base64 of 16 to 64 bytes.
  static func isValid(key: String) -> Bool {
    guard let octets = decodeBase64(Bytes(key.utf8)[...]) else { return false }
    return (16...64).contains(octets.count)
  }
}

/// A message from the cloud to a device.
public struct CloudMessage: Equatable, Sendable {
  public var body: Bytes
  /// System properties have names that begin with `$.`.
  public var properties: PropertyBag

  public init(body: Bytes, properties: PropertyBag) {
    self.body = body
    self.properties = properties
  }
}

extension Device {
  /// The identity as the service's REST writes it, keys included.
  func identityView(connected: Bool) -> JSON {
    [
      "deviceId": .text(id),
      "generationId": .text(generation),
      "etag": .text(etag),
      "connectionState": connected ? "Connected" : "Disconnected",
      "status": .text(status.rawValue),
      "statusReason": statusReason.map { .text($0) } ?? .null,
      "connectionStateUpdatedTime": .text(iso8601(connectionUpdated)),
      "statusUpdatedTime": .text(iso8601(statusUpdated)),
      "lastActivityTime": .text(iso8601(lastActivity)),
      "cloudToDeviceMessageCount": .int(Int64(queue.count)),
      "capabilities": ["iotEdge": false],
      "authentication": [
        "type": "sas",
        "symmetricKey": ["primaryKey": .text(primaryKey), "secondaryKey": .text(secondaryKey)],
        "x509Thumbprint": ["primaryThumbprint": .null, "secondaryThumbprint": .null],
      ],
    ]
  }

  /// The twin as the service's REST writes it.
  func twinView(connected: Bool) -> JSON {
    var view: JSON = [
      "deviceId": .text(id),
      "etag": .text(twin.etag),
      "deviceEtag": .text(etag),
      "status": .text(status.rawValue),
      "statusUpdateTime": .text(iso8601(statusUpdated)),
      "connectionState": connected ? "Connected" : "Disconnected",
      "lastActivityTime": .text(iso8601(lastActivity)),
      "cloudToDeviceMessageCount": .int(Int64(queue.count)),
      "authenticationType": "sas",
      "x509Thumbprint": ["primaryThumbprint": .null, "secondaryThumbprint": .null],
      "modelId": "",
      "version": .int(twin.version),
      "properties": [
        "desired": .object(twin.desired.serviceView),
        "reported": .object(twin.reported.serviceView),
      ],
      "capabilities": ["iotEdge": false],
    ]
    if !twin.tags.isEmpty, var object = view.objectValue {
      object["tags"] = .object(twin.tags)
      view = .object(object)
    }
    return view
  }
}
