// A device twin: tags and two sections of properties, each with its `$version` and `$metadata` (H-20..H-25, R-03).
// Invariant: versions only grow, and every stored section obeys HubLimits.

import OTAInterface

/// `desired` or `reported`: a document, its version and when each part was written.
public struct TwinSection: Equatable, Sendable {
  public private(set) var properties = JSONObject()
  /// Grows by one with every change; 1 for a new twin, as on the hub.
  public private(set) var version: Int64 = 1
  /// `$metadata`: the tree of `properties` with `$lastUpdated` in every node.
  public private(set) var metadata: JSONObject

  init(created: HubTime) {
    metadata = TwinSection.stamp(created)
  }

  init(properties: JSONObject, version: Int64, metadata: JSONObject) {
    self.properties = properties
    self.version = version
    self.metadata = metadata
  }

  /// The document as a device sees it: the properties and `$version`.
  public var deviceView: JSONObject {
    var view = properties
    view["$version"] = .int(version)
    return view
  }

  /// The document as the service sees it: the properties, `$metadata` and `$version`.
  public var serviceView: JSONObject {
    var view = properties
    view["$metadata"] = .object(metadata)
    view["$version"] = .int(version)
    return view
  }

  /// Merges a checked patch, or replaces the properties by it, unless the result is larger than `limit`.
  mutating func apply(
    _ patch: JSONObject, replace: Bool, path: String, limit: Int, now: HubTime
  ) throws(HubError) {
    var merged = replace ? JSONObject() : properties
    merged.merge(patch)
    let size = twinSize(merged)
    guard size <= limit else {
      throw .invalidArgument("\(path) would have \(size) bytes; at most \(limit) are allowed")
    }
    properties = merged
    version += 1
    metadata = TwinSection.restamp(replace ? JSONObject() : metadata, patch, now)
  }

  private static func stamp(_ now: HubTime) -> JSONObject {
    var node = JSONObject()
    node["$lastUpdated"] = .text(iso8601(now))
    return node
  }

  private static func restamp(_ old: JSONObject, _ patch: JSONObject, _ now: HubTime) -> JSONObject {
    var node = old
    node["$lastUpdated"] = .text(iso8601(now))
    for member in patch.members {
      switch member.value {
      case .null: node[member.key] = nil
      case .object(let inner):
        node[member.key] = .object(restamp(node[member.key]?.objectValue ?? JSONObject(), inner, now))
      default: node[member.key] = .object(stamp(now))
      }
    }
    return node
  }
}

/// The twin of one device.
public struct Twin: Equatable, Sendable {
  public internal(set) var tags = JSONObject()
  public internal(set) var desired: TwinSection
  public internal(set) var reported: TwinSection
  /// Counts changes of tags and desired properties; the twin's ETag is made from it.
  public internal(set) var version: Int64 = 1

  init(created: HubTime) {
    desired = TwinSection(created: created)
    reported = TwinSection(created: created)
  }

  init(tags: JSONObject, desired: TwinSection, reported: TwinSection, version: Int64) {
    self.tags = tags
    self.desired = desired
    self.reported = reported
    self.version = version
  }

  public var etag: String { etagText(version) }

  /// What a device gets for `$iothub/twin/GET` (H-20).
  public var deviceView: JSON {
    ["desired": .object(desired.deviceView), "reported": .object(reported.deviceView)]
  }

  /// Changes tags and desired properties as the service's PATCH and PUT do.
  /// - Returns: the desired patch to push to the device, nil if the desired properties were not touched (H-22).
  mutating func update(
    _ document: JSON, replace: Bool, limits: HubLimits, now: HubTime
  ) throws(HubError) -> JSONObject? {
    guard let document = document.objectValue else { throw .invalidArgument("a twin document is a JSON object") }
    let newTags = try Twin.section(document["tags"], "tags", limits)
    let newDesired = try Twin.section(document["properties"]?["desired"], "properties.desired", limits)
    var changed = self
    if let newTags {
      var merged = replace ? JSONObject() : tags
      merged.merge(newTags)
      let size = twinSize(merged)
      guard size <= limits.tagsSize else {
        throw .invalidArgument("tags would have \(size) bytes; at most \(limits.tagsSize) are allowed")
      }
      changed.tags = merged
    }
    var push: JSONObject?
    if let newDesired {
      try changed.desired.apply(
        newDesired, replace: replace, path: "properties.desired", limit: limits.desiredSize, now: now)
      var patch = replace ? changed.desired.properties : newDesired
      patch["$version"] = .int(changed.desired.version)
      push = patch
    }
    changed.version += 1
    self = changed
    return push
  }

  /// Merges what a device reports (H-21).
  mutating func report(_ patch: JSON, limits: HubLimits, now: HubTime) throws(HubError) {
    guard let patch = patch.objectValue else {
      throw .invalidArgument("properties.reported: a patch is a JSON object")
    }
    try checkTwinDocument(patch, path: "properties.reported", limits: limits)
    try reported.apply(
      patch, replace: false, path: "properties.reported", limit: limits.reportedSize, now: now)
  }

  /// A section of a service document, checked; `$metadata` and `$version`, which a tool sends back as it read them,
  /// are read-only and dropped. nil if the document does not have the section.
  private static func section(
    _ value: JSON?, _ path: String, _ limits: HubLimits
  ) throws(HubError) -> JSONObject? {
    guard let value, !value.isNull else { return nil }
    guard var object = value.objectValue else { throw .invalidArgument("\(path): expected a JSON object") }
    object["$metadata"] = nil
    object["$version"] = nil
    try checkTwinDocument(object, path: path, limits: limits)
    return object
  }
}

/// An opaque ETag that changes with `counter`: the base64 of its eight bytes, as the hub's look.
func etagText(_ counter: Int64) -> String {
  let octets = (0..<8).map { UInt8(truncatingIfNeeded: counter >> Int64(56 - 8 * $0)) }
  return encodeBase64(octets).text
}
