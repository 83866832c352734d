// The topics that a device publishes to (H-03, H-04, H-20, H-21, A-08..A-11): built by boards, parsed by the hub.

/// Why a topic, user name or filter is none of the hub's dialect.
public enum TopicError: Error, Equatable, Sendable {
  /// No topic of IoT Hub.
  case unknownTopic
  /// The part behind `/?` lacks `$rid` or `$version`, or it is malformed.
  case invalidParameters
  /// A status that is no number from 0 to 999,999,999.
  case invalidStatus
  /// A property bag with a malformed percent-code.
  case invalidPropertyBag
}

/// A topic of the direction device to hub.
public enum DeviceTopic: Equatable, Sendable {
  /// A telemetry message of a device or one of its modules.
  case telemetry(device: Bytes, module: Bytes?, properties: PropertyBag)
  /// Asks for the whole twin; the answer carries the same request id.
  case twinGet(requestID: Bytes)
  /// Patches the reported properties.
  case twinReport(requestID: Bytes)
  /// Answers a direct method; `requestID` is the one of the call.
  case methodResponse(status: Int, requestID: Bytes)

  public func encoded() -> Bytes {
    switch self {
    case .telemetry(let device, let module, let properties):
      var topic = Bytes("devices/") + device
      if let module { topic += Bytes("/modules/") + module }
      topic.append("/messages/events/")
      return topic + properties.encoded()
    case .twinGet(let requestID):
      return Bytes("$iothub/twin/GET/?$rid=") + requestID
    case .twinReport(let requestID):
      return Bytes("$iothub/twin/PATCH/properties/reported/?$rid=") + requestID
    case .methodResponse(let status, let requestID):
      var topic = Bytes("$iothub/methods/res/")
      topic.append(decimal: Int64(status))
      topic.append("/?$rid=")
      return topic + requestID
    }
  }

  public static func parse(_ topic: Bytes) throws(TopicError) -> DeviceTopic {
    if topic.begins(with: "devices/") { return try parseTelemetry(topic) }
    if let rest = rest(of: topic, after: "$iothub/twin/GET/") {
      return .twinGet(requestID: try TopicParameters(rest).requestID())
    }
    if let rest = rest(of: topic, after: "$iothub/twin/PATCH/properties/reported/") {
      return .twinReport(requestID: try TopicParameters(rest).requestID())
    }
    if let rest = rest(of: topic, after: "$iothub/methods/res/") {
      let (status, parameters) = try splitStatus(rest)
      return .methodResponse(status: status, requestID: try TopicParameters(parameters).requestID())
    }
    throw .unknownTopic
  }

  private static func parseTelemetry(_ topic: Bytes) throws(TopicError) -> DeviceTopic {
    let parts = topic[...].parts(separatedBy: 0x2F)
    guard parts.count >= 4, !parts[1].isEmpty else { throw .unknownTopic }
    var index = 2
    var module: Bytes?
    if parts[2].equals("modules") {
      guard parts.count >= 6, !parts[3].isEmpty else { throw .unknownTopic }
      module = Bytes(parts[3])
      index = 4
    }
    guard parts[index].equals("messages"), parts[index + 1].equals("events") else { throw .unknownTopic }
    let bagStart = parts[index + 1].endIndex + 1
    let bag = bagStart < topic.endIndex ? topic[bagStart...] : []
    guard let properties = PropertyBag.parse(bag) else { throw .invalidPropertyBag }
    return .telemetry(device: Bytes(parts[1]), module: module, properties: properties)
  }
}

/// What follows `prefix` in `topic`, or nil if it does not begin so.
func rest(of topic: Bytes, after prefix: StaticString) -> ArraySlice<UInt8>? {
  topic.begins(with: prefix) ? topic[prefix.utf8CodeUnitCount...] : nil
}

/// Splits `{status}/?...`.
func splitStatus(_ text: ArraySlice<UInt8>) throws(TopicError) -> (status: Int, parameters: ArraySlice<UInt8>) {
  guard let slash = text.firstIndex(of: 0x2F) else { throw .invalidParameters }
  guard let status = text[text.startIndex..<slash].decimalValue, status >= 0, status <= 999_999_999 else {
    throw .invalidStatus
  }
  return (Int(status), text[(slash + 1)...])
}

/// The `?$rid=..&$version=..` at the end of twin and method topics, in any order; other names are ignored.
struct TopicParameters {
  private var rid: Bytes?
  private var versionText: ArraySlice<UInt8>?

  init(_ text: ArraySlice<UInt8>) throws(TopicError) {
    guard text.first == 0x3F else { throw .invalidParameters }
    for part in text.dropFirst().parts(separatedBy: 0x26) {
      if part.begins(with: "$rid=") { rid = Bytes(part.dropFirst(5)) }
      if part.begins(with: "$version=") { versionText = part.dropFirst(9) }
    }
  }

  /// The request id, which has to be there but may be any text without `&`.
  func requestID() throws(TopicError) -> Bytes {
    guard let rid, !rid.isEmpty else { throw .invalidParameters }
    return rid
  }

  /// The `$version`; nil if there is none.
  func version() throws(TopicError) -> Int64? {
    guard let versionText else { return nil }
    guard let value = versionText.decimalValue, value >= 0 else { throw .invalidParameters }
    return value
  }
}
