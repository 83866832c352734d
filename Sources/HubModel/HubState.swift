// What of the hub survives a restart, as one JSON document: devices with keys, twins and waiting messages. It holds
// secrets; whoever writes it keeps it private. Connections, calls in progress and telemetry are of the moment.

import OTAInterface

/// Why a saved state cannot be used.
public struct HubStateError: Error, Equatable, Sendable {
  /// One sentence that names the place; holds no content.
  public let message: String
}

extension Hub {
  private static let format: Int64 = 1

  /// The state as a document for `init(state:limits:)`.
  public func encoded() -> Bytes {
    let document: JSON = [
      "format": .int(Hub.format),
      "generations": .int(generations),
      "devices": .array(deviceIds.compactMap { devices[$0]?.stateView }),
    ]
    return document.encoded()
  }

  /// Reads what `encoded()` wrote.
  public init(state: Bytes, limits: HubLimits = HubLimits()) throws(HubStateError) {
    self.init(limits: limits)
    let document: JSON
    do throws(JSONError) {
      document = try JSON.parse(state, limits: JSONLimits(bytes: 1 << 30, depth: 64, members: 1 << 16))
    } catch {
      throw HubStateError(message: error.message)
    }
    let reader = StateReader(value: document, path: "state")
    let format = try reader.int("format")
    guard format == Hub.format else {
      throw HubStateError(message: "format \(format); this version reads format \(Hub.format)")
    }
    generations = try reader.int("generations")
    guard let list = document["devices"]?.arrayValue else { throw reader.missing("devices") }
    for (index, value) in list.enumerated() {
      let device = try Device(state: StateReader(value: value, path: "devices[\(index)]"))
      guard devices.updateValue(device, forKey: device.id) == nil else {
        throw HubStateError(message: "devices[\(index)]: the device '\(device.id)' is there twice")
      }
    }
  }
}

/// Reads members of one object and names what is missing.
private struct StateReader {
  let value: JSON
  let path: String

  func missing(_ key: StaticString) -> HubStateError {
    HubStateError(message: "\(path): '\(key)' is missing or has another type than expected")
  }

  func int(_ key: StaticString) throws(HubStateError) -> Int64 {
    guard let number = value[key]?.intValue else { throw missing(key) }
    return number
  }

  func text(_ key: StaticString) throws(HubStateError) -> String {
    guard let text = value[key]?.stringValue else { throw missing(key) }
    return text.text
  }

  func object(_ key: StaticString) throws(HubStateError) -> JSONObject {
    guard let object = value[key]?.objectValue else { throw missing(key) }
    return object
  }

  func child(_ key: StaticString) throws(HubStateError) -> StateReader {
    StateReader(value: .object(try object(key)), path: "\(path).\(key)")
  }
}

extension Device {
  fileprivate var stateView: JSON {
    [
      "id": .text(id),
      "generation": .text(generation),
      "status": .text(status.rawValue),
      "statusReason": statusReason.map { .text($0) } ?? .null,
      "statusUpdated": .int(statusUpdated),
      "primaryKey": .text(primaryKey),
      "secondaryKey": .text(secondaryKey),
      "revision": .int(revision),
      "connectionUpdated": .int(connectionUpdated),
      "lastActivity": .int(lastActivity),
      "tags": .object(twin.tags),
      "twinVersion": .int(twin.version),
      "desired": twin.desired.stateView,
      "reported": twin.reported.stateView,
      "queue": .array(
        queue.map {
          ["body": .string(encodeBase64($0.body)), "properties": .string($0.properties.encoded())]
        }),
    ]
  }

  fileprivate init(state: StateReader) throws(HubStateError) {
    let id = try state.text("id")
    guard Device.isValid(id: id) else { throw state.missing("id") }
    self.init(
      id: id, generation: try state.text("generation"), primaryKey: try state.text("primaryKey"),
      secondaryKey: try state.text("secondaryKey"), created: try state.int("statusUpdated"))
    guard let status = Status(rawValue: try state.text("status")) else { throw state.missing("status") }
    self.status = status
    statusReason = state.value["statusReason"]?.stringValue?.text
    revision = try state.int("revision")
    connectionUpdated = try state.int("connectionUpdated")
    lastActivity = try state.int("lastActivity")
    twin = Twin(
      tags: try state.object("tags"), desired: try TwinSection(state: state.child("desired")),
      reported: try TwinSection(state: state.child("reported")), version: try state.int("twinVersion"))
    guard let messages = state.value["queue"]?.arrayValue else { throw state.missing("queue") }
    for message in messages {
      guard let text = message["body"]?.stringValue, let body = decodeBase64(text[...]),
        let bag = message["properties"]?.stringValue, let properties = PropertyBag.parse(bag[...])
      else { throw state.missing("queue") }
      queue.append(CloudMessage(body: body, properties: properties))
    }
  }
}

extension TwinSection {
  fileprivate var stateView: JSON {
    ["properties": .object(properties), "version": .int(version), "metadata": .object(metadata)]
  }

  fileprivate init(state: StateReader) throws(HubStateError) {
    self.init(
      properties: try state.object("properties"), version: try state.int("version"),
      metadata: try state.object("metadata"))
  }
}
