// The service side of the hub as HTTP sees it (R-01..R-05), and what only the local cloud has: telemetry and
// cloud-to-device messages, for which Azure uses AMQP. Pure: a request in, a reply or a wait out.

import OTAInterface

/// A request to the hub's REST, after HTTP's own rules were checked.
public struct ServiceRequest: Sendable {
  public var method: String
  /// Decoded segments of the path: `["twins", "board1", "methods"]`.
  public var path: [String]
  /// Decoded parameters of the query.
  public var query: [String: String]
  /// Headers by lower-case name.
  public var headers: [String: String]
  public var body: Bytes

  public init(method: String, path: [String], query: [String: String], headers: [String: String], body: Bytes) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// The answer to a request.
public struct ServiceReply: Equatable, Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  /// JSON, or empty.
  public var body: Bytes

  init(status: Int, headers: [(name: String, value: String)] = [], body: Bytes = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(_ body: JSON, etag: String? = nil) {
    self.init(status: 200, headers: etag.map { [("ETag", "\"\($0)\"")] } ?? [], body: body.encoded())
  }

  /// A refusal in Azure's form.
  public init(_ error: HubError) {
    let body: JSON = [
      "Message": .text("ErrorCode:\(error.name);\(error.message)"),
      "ExceptionMessage": .text("errorCode: \(error.code)"),
      "errorCode": .int(Int64(error.code)),
    ]
    self.init(status: error.status, headers: [("iothub-errorcode", error.name)], body: body.encoded())
  }

  public static func == (left: ServiceReply, right: ServiceReply) -> Bool {
    left.status == right.status && left.body == right.body
      && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
  }
}

/// What becomes of a request.
public enum ServiceResult: Equatable, Sendable {
  case reply(ServiceReply)
  /// The host asks `reply(to:)` again whenever the hub has changed or `advance` was called.
  case wait(MethodCall)
  /// The host asks `reply(to:)` again until there is telemetry or `until` has come.
  case waitForTelemetry(TelemetryRequest, until: HubTime)
}

/// A reader of telemetry and how far it has come.
public struct TelemetryRequest: Equatable, Sendable {
  let after: Int64
  let device: String?
}

extension Hub {
  /// Serves a request whose token was accepted.
  public mutating func serve(_ request: ServiceRequest, now: HubTime, random: RandomSource) -> ServiceResult {
    do throws(HubError) {
      switch (request.path.first, request.path.count) {
      case ("devices", 1): return .reply(try listDevices(request))
      case ("devices", 2) where request.path[1] == "query" && request.method == "POST":
        return .reply(try runQuery(request))
      case ("devices", 2): return .reply(try serveDevice(request, id: request.path[1], now: now, random: random))
      case ("twins", 2): return .reply(try serveTwin(request, id: request.path[1], now: now))
      case ("twins", 3) where request.path[2] == "methods":
        try expect(request, "POST")
        return .wait(try startMethod(request, id: request.path[1], now: now))
      case ("statistics", 2): return .reply(try statistics(request))
      case ("edgeota", 2) where request.path[1] == "telemetry": return try telemetryRequest(request, now: now)
      case ("edgeota", 5) where request.path[1] == "devices" && request.path[3...] == ["messages", "deviceBound"]:
        try expect(request, "POST")
        return .reply(try sendMessage(request, id: request.path[2]))
      default: throw HubError(404_000, "NotFound", "there is no such resource")
      }
    } catch {
      return .reply(ServiceReply(error))
    }
  }

  /// The reply to a method call that waited; nil while it has to wait on.
  public mutating func reply(to call: MethodCall) -> ServiceReply? {
    switch outcome(of: call) {
    case .answered(let status, let payload):
      let value = (try? JSON.parse(payload)) ?? .null
      return ServiceReply(["status": .int(Int64(status)), "payload": value])
    case .failed(let error): return ServiceReply(error)
    case nil: return nil
    }
  }

  /// The telemetry that a reader waits for, if there is any.
  /// - Parameter isLast: whether an empty answer is due now.
  public func reply(to request: TelemetryRequest, isLast: Bool) -> ServiceReply? {
    let messages = telemetry.messages(after: request.after, device: request.device)
    guard !messages.isEmpty || isLast else { return nil }
    let next = messages.last?.sequence ?? max(request.after, telemetry.lastSequence)
    return ServiceReply(["next": .int(next), "messages": .array(messages.map(\.view))])
  }

  private func expect(_ request: ServiceRequest, _ method: String) throws(HubError) {
    guard request.method == method else {
      throw HubError(405_000, "MethodNotAllowed", "\(request.method) is not possible here")
    }
  }

  private func listDevices(_ request: ServiceRequest) throws(HubError) -> ServiceReply {
    try expect(request, "GET")
    let top = request.query["top"].flatMap { Int($0) } ?? 1_000
    guard (1...1_000).contains(top) else { throw .invalidArgument("top: expected 1 to 1000") }
    let views = deviceIds.prefix(top).compactMap { devices[$0]?.identityView(connected: isConnected($0)) }
    return ServiceReply(.array(views))
  }

  private func runQuery(_ request: ServiceRequest) throws(HubError) -> ServiceReply {
    guard let text = try Hub.parseDocument(request.body)["query"]?.stringValue else {
      throw .invalidArgument("the body is {\"query\": \"SELECT * FROM devices ..\"}")
    }
    var limit = 100
    if let given = request.headers["x-ms-max-item-count"] {
      guard let number = Int(given), number > 0 else {
        throw .invalidArgument("x-ms-max-item-count: expected a number above 0")
      }
      limit = min(number, 100)
    }
    let page = twins(matching: try HubQuery(text), after: request.headers["x-ms-continuation"], limit: limit)
    var reply = ServiceReply(.array(page.twins))
    reply.headers.append(("x-ms-item-type", "Twin"))
    if let continuation = page.continuation { reply.headers.append(("x-ms-continuation", continuation)) }
    return reply
  }

  private mutating func serveDevice(
    _ request: ServiceRequest, id: String, now: HubTime, random: RandomSource
  ) throws(HubError) -> ServiceReply {
    switch request.method {
    case "GET":
      let device = try device(id)
      return ServiceReply(device.identityView(connected: isConnected(id)), etag: device.etag)
    case "PUT":
      let wanted = try DeviceRequest(Hub.parseDocument(request.body), id: id)
      let device =
        if let ifMatch = request.headers["if-match"] {
          try update(id, wanted, ifMatch: ifMatch, now: now)
        } else {
          try create(id, wanted, now: now, random: random)
        }
      return ServiceReply(device.identityView(connected: isConnected(id)), etag: device.etag)
    case "DELETE":
      guard let ifMatch = request.headers["if-match"] else {
        throw .invalidArgument("deleting a device needs an If-Match header: its ETag, or *")
      }
      try delete(id, ifMatch: ifMatch, now: now)
      return ServiceReply(status: 204)
    default: throw HubError(405_000, "MethodNotAllowed", "\(request.method) is not possible here")
    }
  }

  private mutating func serveTwin(
    _ request: ServiceRequest, id: String, now: HubTime
  ) throws(HubError) -> ServiceReply {
    var device = try device(id)
    switch request.method {
    case "GET": break
    case "PATCH", "PUT":
      device = try updateTwin(
        id, Hub.parseDocument(request.body), replace: request.method == "PUT",
        ifMatch: request.headers["if-match"], now: now)
    default: throw HubError(405_000, "MethodNotAllowed", "\(request.method) is not possible here")
    }
    return ServiceReply(device.twinView(connected: isConnected(id)), etag: device.twin.etag)
  }

  private mutating func startMethod(
    _ request: ServiceRequest, id: String, now: HubTime
  ) throws(HubError) -> MethodCall {
    let document = try Hub.parseDocument(request.body)
    guard let name = document["methodName"]?.stringValue else { throw .invalidArgument("methodName is missing") }
    func seconds(_ key: StaticString, _ range: ClosedRange<Int64>, _ standard: Int64) throws(HubError) -> HubTime {
      guard let given = document[key], !given.isNull else { return standard * 1_000 }
      guard let number = given.intValue, range.contains(number) else {
        throw .invalidArgument("\(key): expected \(range.lowerBound) to \(range.upperBound)")
      }
      return number * 1_000
    }
    let payload = document["payload"].map { $0.isNull ? [] : $0.encoded() } ?? []
    return try invoke(
      id, method: name, payload: payload, responseTimeout: seconds("responseTimeoutInSeconds", 1...300, 30),
      connectTimeout: seconds("connectTimeoutInSeconds", 0...300, 0), now: now)
  }

  private func statistics(_ request: ServiceRequest) throws(HubError) -> ServiceReply {
    try expect(request, "GET")
    switch request.path[1] {
    case "devices":
      let enabled = Int64(devices.values.count { $0.status == .enabled })
      let total = Int64(devices.count)
      return ServiceReply([
        "totalDeviceCount": .int(total), "enabledDeviceCount": .int(enabled),
        "disabledDeviceCount": .int(total - enabled),
      ])
    case "service": return ServiceReply(["connectedDeviceCount": .int(Int64(connections.count))])
    default: throw HubError(404_000, "NotFound", "there is no such resource")
    }
  }

  private func telemetryRequest(_ request: ServiceRequest, now: HubTime) throws(HubError) -> ServiceResult {
    try expect(request, "GET")
    func number(_ name: String, _ standard: Int64) throws(HubError) -> Int64 {
      guard let text = request.query[name] else { return standard }
      guard let value = Int64(text), value >= 0 else { throw .invalidArgument("\(name): expected a number") }
      return value
    }
    let reader = TelemetryRequest(
      after: try number("after", telemetry.lastSequence), device: request.query["device"])
    let seconds = min(try number("timeout", 0), 60)
    if let reply = reply(to: reader, isLast: seconds == 0) { return .reply(reply) }
    return .waitForTelemetry(reader, until: now + seconds * 1_000)
  }

  private mutating func sendMessage(_ request: ServiceRequest, id: String) throws(HubError) -> ServiceReply {
    let document = try Hub.parseDocument(request.body)
    var body: Bytes
    if let encoded = document["bodyBase64"]?.stringValue {
      guard let octets = decodeBase64(encoded[...]) else { throw .invalidArgument("bodyBase64 is no base64") }
      body = octets
    } else if let text = document["body"]?.stringValue {
      body = text
    } else {
      throw .invalidArgument("the body is {\"body\": text or \"bodyBase64\": .., \"properties\": {..}}")
    }
    var properties = PropertyBag()
    properties.append(Bytes("$.to"), Bytes("/devices/\(id)/messages/deviceBound".utf8))
    for member in document["properties"]?.objectValue?.members ?? [] {
      guard let value = member.value.stringValue else {
        throw .invalidArgument("properties: the value of '\(member.key.text)' is no string")
      }
      properties.append(member.key, value)
    }
    try send(CloudMessage(body: body, properties: properties), to: id)
    return ServiceReply(status: 204)
  }
}

extension DeviceRequest {
  /// Reads the body of PUT /devices/{id}.
  fileprivate init(_ document: JSON, id: String) throws(HubError) {
    if let given = document["deviceId"]?.stringValue, given != Bytes(id.utf8) {
      throw .invalidArgument("the body is about the device '\(given.text)', the path about '\(id)'")
    }
    if let type = document["authentication"]?["type"]?.stringValue, !type.equals("sas") {
      throw .invalidArgument("authentication.type '\(type.text)': the local cloud knows 'sas' only")
    }
    self.init()
    let keys = document["authentication"]?["symmetricKey"]
    primaryKey = keys?["primaryKey"]?.stringValue?.text
    secondaryKey = keys?["secondaryKey"]?.stringValue?.text
    statusReason = document["statusReason"]?.stringValue?.text
    if let text = document["status"]?.stringValue {
      guard let status = Device.Status(rawValue: text.text.lowercased()) else {
        throw .invalidArgument("status '\(text.text)': expected enabled or disabled")
      }
      self.status = status
    }
  }
}

extension TelemetryMessage {
  /// The message as `/edgeota/telemetry` writes it: the body as text if it is any, else in base64.
  fileprivate var view: JSON {
    var names = JSONObject()
    for property in properties.properties { names[property.name] = property.value.map { .string($0) } ?? .null }
    var object = JSONObject()
    object["sequence"] = .int(sequence)
    object["deviceId"] = .text(device)
    object["enqueuedTime"] = .text(iso8601(received))
    object["properties"] = .object(names)
    if isValidUTF8(body[...]) {
      object["body"] = .string(body)
    } else {
      object["bodyBase64"] = .string(encodeBase64(body))
    }
    return .object(object)
  }
}
