// What a twin section may hold (H-24). A document that breaks a rule is refused whole, with a message that names the
// place and the rule.

import OTAInterface

/// The hub's limits; the defaults are those of IoT Hub.
public struct HubLimits: Sendable {
  /// Sizes of the twin sections, counted as the hub counts (see `twinSize`), in bytes.
  public var desiredSize = 32_768
  public var reportedSize = 32_768
  public var tagsSize = 8_192
  /// Length of a key and of a string value in bytes of UTF-8, and nesting of objects.
  public var keyLength = 1_024
  public var stringLength = 4_096
  public var depth = 10
  /// Device-to-cloud and cloud-to-device messages and method payloads, in bytes (H-11).
  public var telemetrySize = 262_144
  public var commandSize = 65_536
  public var methodPayloadSize = 131_072
  /// Cloud-to-device messages that wait for one device (H-11) and topic filters of one connection (H-02).
  public var queueDepth = 50
  public var subscriptions = 5
  /// Telemetry kept for `monitor`, in messages and in bytes of bodies.
  public var telemetryCount = 10_000
  public var telemetryBytes = 16 << 20
  /// Twin reads and reported updates of all devices in a second; 0 is unlimited (an S1 unit has 100 and 50, H-27).
  public var twinReadsPerSecond = 0
  public var twinUpdatesPerSecond = 0

  public init() {}
}

/// The integers that a twin can hold: 52 bits and a sign (H-24).
let twinIntegers: ClosedRange<Int64> = -4_503_599_627_370_496...4_503_599_627_370_495

/// The size of a value as the hub counts it: keys and strings by their UTF-8 length, numbers 8, booleans 4, null 0;
/// structure costs nothing.
func twinSize(_ value: JSON) -> Int {
  switch value {
  case .null: 0
  case .bool: 4
  case .int, .double: 8
  case .string(let text): text.count
  case .array(let elements): elements.reduce(0) { $0 + twinSize($1) }
  case .object(let object): twinSize(object)
  }
}

func twinSize(_ object: JSONObject) -> Int {
  object.members.reduce(0) { $0 + $1.key.count + twinSize($1.value) }
}

/// Checks keys, strings, numbers and depth of a patch or a section.
/// - Parameter path: where the document stands, for the message (`properties.desired`).
func checkTwinDocument(_ object: JSONObject, path: String, limits: HubLimits, depth: Int = 1) throws(HubError) {
  guard depth <= limits.depth else {
    throw .invalidArgument("\(path): objects nested deeper than \(limits.depth)")
  }
  for member in object.members {
    try checkTwinKey(member.key, path: path, limits: limits)
    try checkTwinValue(member.value, path: path + "." + member.key.text, limits: limits, depth: depth)
  }
}

private func checkTwinKey(_ key: Bytes, path: String, limits: HubLimits) throws(HubError) {
  guard !key.isEmpty else { throw .invalidArgument("\(path): empty key") }
  guard key.count <= limits.keyLength else {
    throw .invalidArgument("\(path): key of \(key.count) bytes; at most \(limits.keyLength) are allowed")
  }
  for (index, byte) in key.enumerated() {
    let isC1Control = byte >= 0x80 && byte <= 0x9F && index > 0 && key[index - 1] == 0xC2
    if byte <= 0x20 || byte == 0x7F || byte == 0x24 || byte == 0x2E || isC1Control {
      throw .invalidArgument(
        "\(path): key '\(key.text)' holds a control character, '.', '$' or a space, which keys must not")
    }
  }
}

private func checkTwinValue(_ value: JSON, path: String, limits: HubLimits, depth: Int) throws(HubError) {
  switch value {
  case .null, .bool: break
  case .int(let number):
    guard twinIntegers.contains(number) else {
      throw .invalidArgument("\(path): \(number) is outside \(twinIntegers.lowerBound)...\(twinIntegers.upperBound)")
    }
  case .double(let number):
    guard number.isFinite else { throw .invalidArgument("\(path): number out of range") }
  case .string(let text):
    guard text.count <= limits.stringLength else {
      throw .invalidArgument("\(path): string of \(text.count) bytes; at most \(limits.stringLength) are allowed")
    }
  case .array(let elements):
    for (index, element) in elements.enumerated() {
      try checkTwinValue(element, path: "\(path)[\(index)]", limits: limits, depth: depth)
    }
  case .object(let object):
    try checkTwinDocument(object, path: path, limits: limits, depth: depth + 1)
  }
}
