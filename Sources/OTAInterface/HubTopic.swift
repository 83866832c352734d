// The topics that the hub publishes to a device (H-20..H-22, A-07, A-11, A-12), the filters that a device subscribes
// to, and the user name of CONNECT (H-03, H-04): built by the hub, parsed by boards, and the other way round.

/// A topic of the direction hub to device.
public enum HubTopic: Equatable, Sendable {
  /// Answers a twin request: 200 with the document, 204 with the new version of the reported section, or an error.
  case twinResponse(status: Int, requestID: Bytes, version: Int64?)
  /// A change of desired properties; the body holds only what changed.
  case desiredPatch(version: Int64)
  /// A direct method call.
  case method(name: Bytes, requestID: Bytes)
  /// A cloud-to-device message.
  case cloudMessage(device: Bytes, properties: PropertyBag)

  public func encoded() -> Bytes {
    switch self {
    case .twinResponse(let status, let requestID, let version):
      var topic = Bytes("$iothub/twin/res/")
      topic.append(decimal: Int64(status))
      topic.append("/?$rid=")
      topic += requestID
      if let version {
        topic.append("&$version=")
        topic.append(decimal: version)
      }
      return topic
    case .desiredPatch(let version):
      var topic = Bytes("$iothub/twin/PATCH/properties/desired/?$version=")
      topic.append(decimal: version)
      return topic
    case .method(let name, let requestID):
      return Bytes("$iothub/methods/POST/") + name + Bytes("/?$rid=") + requestID
    case .cloudMessage(let device, let properties):
      return Bytes("devices/") + device + Bytes("/messages/devicebound/") + properties.encoded()
    }
  }

  public static func parse(_ topic: Bytes) throws(TopicError) -> HubTopic {
    if let rest = rest(of: topic, after: "$iothub/twin/res/") {
      let (status, text) = try splitStatus(rest)
      let parameters = try TopicParameters(text)
      return .twinResponse(status: status, requestID: try parameters.requestID(), version: try parameters.version())
    }
    if let rest = rest(of: topic, after: "$iothub/twin/PATCH/properties/desired/") {
      guard let version = try TopicParameters(rest).version() else { throw .invalidParameters }
      return .desiredPatch(version: version)
    }
    if let rest = rest(of: topic, after: "$iothub/methods/POST/") {
      guard let slash = rest.firstIndex(of: 0x2F), slash > rest.startIndex else { throw .invalidParameters }
      let parameters = try TopicParameters(rest[(slash + 1)...])
      return .method(name: Bytes(rest[rest.startIndex..<slash]), requestID: try parameters.requestID())
    }
    if let rest = rest(of: topic, after: "devices/") {
      guard let slash = rest.firstIndex(of: 0x2F), slash > rest.startIndex else { throw .unknownTopic }
      guard rest[slash...].begins(with: "/messages/devicebound/") else { throw .unknownTopic }
      guard let properties = PropertyBag.parse(rest[(slash + 22)...]) else { throw .invalidPropertyBag }
      return .cloudMessage(device: Bytes(rest[rest.startIndex..<slash]), properties: properties)
    }
    throw .unknownTopic
  }
}

/// A topic filter that the hub lets a device subscribe to. There are four; the hub allows five at a time (H-02).
public enum HubSubscription: Equatable, Sendable, CaseIterable {
  case twinResponses, desiredPatches, methods, cloudMessages

  public func filter(device: Bytes) -> Bytes {
    switch self {
    case .twinResponses: Bytes("$iothub/twin/res/#")
    case .desiredPatches: Bytes("$iothub/twin/PATCH/properties/desired/#")
    case .methods: Bytes("$iothub/methods/POST/#")
    case .cloudMessages: Bytes("devices/") + device + Bytes("/messages/devicebound/#")
    }
  }

  /// What a filter of `device` asks for. Besides the four forms there is `$iothub/twin/#`, which the nanoFramework
  /// client uses for both twin topics (A-07). Empty if the hub would refuse it.
  public static func parse(_ filter: Bytes, device: Bytes) -> [HubSubscription] {
    if filter.equals("$iothub/twin/#") { return [.twinResponses, .desiredPatches] }
    for subscription in HubSubscription.allCases where subscription.filter(device: device) == filter {
      return [subscription]
    }
    return []
  }
}

/// The user name of CONNECT: `{host}/{device}[/{module}]/?api-version=..&..` (H-03, H-04).
public struct HubUserName: Equatable, Sendable {
  public var host: Bytes
  public var device: Bytes
  public var module: Bytes?
  /// Query parameters such as `api-version`, decoded.
  public var parameters: PropertyBag

  public init(host: Bytes, device: Bytes, module: Bytes? = nil, apiVersion: StaticString = "2021-04-12") {
    self.host = host
    self.device = device
    self.module = module
    parameters = PropertyBag()
    parameters.append(Bytes("api-version"), Bytes(apiVersion))
  }

  public func encoded() -> Bytes {
    var name = host + Bytes("/") + device
    if let module { name += Bytes("/") + module }
    return name + Bytes("/?") + parameters.encoded()
  }

  public static func parse(_ text: Bytes) throws(TopicError) -> HubUserName {
    let question = text.firstIndex(of: 0x3F) ?? text.endIndex
    var parts = text[..<question].parts(separatedBy: 0x2F)
    if parts.last?.isEmpty == true { parts.removeLast() }
    guard parts.count == 2 || parts.count == 3 else { throw .unknownTopic }
    for part in parts where part.isEmpty { throw .unknownTopic }
    guard let parameters = PropertyBag.parse(text[question...]) else { throw .invalidPropertyBag }
    var name = HubUserName(host: Bytes(parts[0]), device: Bytes(parts[1]))
    name.module = parts.count == 3 ? Bytes(parts[2]) : nil
    name.parameters = parameters
    return name
  }
}
