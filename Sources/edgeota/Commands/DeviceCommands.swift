// device, twin, invoke, c2d, monitor: what an operator does with the hub.

import Foundation
import OTAInterface
import ToolSupport

/// A name that is safe in paths, file names and topics: what IoT Hub allows, less `/`-like surprises.
func checkedDevice(_ id: String) throws -> String {
  let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
  guard !id.isEmpty, id.count <= 128, id.unicodeScalars.allSatisfy(allowed.contains), !id.hasPrefix(".") else {
    throw CommandFailure(
      .usage, "'\(id)' is no device id: letters, digits, '-', '_' and '.', not beginning with '.', at most 128")
  }
  return id
}

let deviceVerb = Verb(
  name: "device", summary: "creates, shows, deletes or lists devices of the hub",
  arguments: "create|show|delete ID | list",
  options: hubOptions + [
    .flag("connection-string", "with create or show: prints the device's connection string (a secret)")
  ]
) { options in
  let arguments = options.arguments
  guard let action = arguments.first, ["create", "show", "delete", "list"].contains(action),
    arguments.count == (action == "list" ? 1 : 2)
  else { throw CommandFailure(.usage, "expected `create ID`, `show ID`, `delete ID` or `list`") }
  let id = try action == "list" ? "" : checkedDevice(arguments[1])
  let hub = try HubService(options)
  switch action {
  case "list": try listDevices(hub)
  case "create":
    let device = try Devices.create(id, on: hub)
    Terminal.print(options.flag("connection-string") ? try Devices.connectionString(device, hub) : "created \(id)")
  case "show":
    let device = try Devices.get(id, on: hub)
    if options.flag("connection-string") {
      Terminal.print(try Devices.connectionString(device, hub))
    } else {
      Terminal.print(
        "\(id)  \(device["status"]?.stringValue?.text ?? "")  \(device["connectionState"]?.stringValue?.text ?? "")")
    }
  default:
    try hub.send("DELETE", "/devices/\(HubService.segment(id))", headers: ["If-Match": "*"])
    Terminal.print("deleted \(id)")
  }
  return .success
}

enum Devices {
  static func create(_ id: String, on hub: HubService) throws -> JSON {
    let body: JSON = ["deviceId": .text(id), "status": .text("enabled"), "authentication": ["type": .text("sas")]]
    return try answer(try hub.send("PUT", "/devices/\(HubService.segment(id))", body: body))
  }

  static func get(_ id: String, on hub: HubService) throws -> JSON {
    try answer(try hub.send("GET", "/devices/\(HubService.segment(id))"))
  }

  static func key(_ device: JSON) throws -> String {
    guard let key = device["authentication"]?["symmetricKey"]?["primaryKey"]?.stringValue else {
      throw CommandFailure(
        .unavailable, "the hub shows no symmetric key of the device: is it one with X.509 authentication?")
    }
    return key.text
  }

  static func connectionString(_ device: JSON, _ hub: HubService) throws -> String {
    let id = device["deviceId"]?.stringValue?.text ?? ""
    return "HostName=\(hub.deviceHost);DeviceId=\(id);SharedAccessKey=\(try key(device))"
  }

  static func answer(_ value: JSON?) throws -> JSON {
    guard let value else { throw CommandFailure(.unavailable, "the hub's answer is empty") }
    return value
  }
}

private func listDevices(_ hub: HubService) throws {
  let query: JSON = ["query": .text("SELECT * FROM devices")]
  let rows = try Devices.answer(try hub.send("POST", "/devices/query", body: query)).arrayValue ?? []
  for row in rows {
    let id = row["deviceId"]?.stringValue?.text ?? "?"
    let state = row["connectionState"]?.stringValue?.text ?? ""
    let reported = row["properties"]?["reported"]
    let running = reported?["CodeRunning"]?.stringValue?.text ?? ""
    Terminal.print("\(id)  \(state)  \(running)")
  }
}

let twinVerb = Verb(
  name: "twin", summary: "shows a device's twin or changes its desired properties",
  arguments: "get ID | set ID JSON|NAME=VALUE...",
  options: hubOptions + [.flag("secrets", "shows tokens of the blob store too, which are *** otherwise")]
) { options in
  let arguments = options.arguments
  guard arguments.count >= 2 else { throw CommandFailure(.usage, "expected `get ID` or `set ID NAME=VALUE...`") }
  let hub = try HubService(options)
  let id = try checkedDevice(arguments[1])
  func show(_ value: JSON) {
    let text = options.flag("secrets") ? value.encoded() : redactSecrets(value.encoded())
    // Indented for people, a line for other programs.
    let shown = Terminal.outputIsTerminal ? (try? JSON.parse(text))?.indented() : nil
    Terminal.print(shown ?? text.text)
  }
  switch arguments[0] {
  case "get":
    show(try Twins.get(id, on: hub))
  case "set":
    guard arguments.count > 2 else {
      throw CommandFailure(.usage, "expected what to set: NAME=VALUE (null deletes) or a JSON object")
    }
    let patch = try Twins.patch(Array(arguments.dropFirst(2)))
    let twin = try Twins.setDesired(patch, of: id, on: hub)
    show(twin["properties"]?["desired"] ?? .null)
  default: throw CommandFailure(.usage, "expected get or set, got '\(arguments[0])'")
  }
  return .success
}

enum Twins {
  static func get(_ id: String, on hub: HubService) throws -> JSON {
    try Devices.answer(try hub.send("GET", "/twins/\(HubService.segment(id))"))
  }

  @discardableResult
  static func setDesired(_ patch: JSONObject, of id: String, on hub: HubService) throws -> JSON {
    let body: JSON = ["properties": ["desired": .object(patch)]]
    return try Devices.answer(
      try hub.send("PATCH", "/twins/\(HubService.segment(id))", body: body, headers: ["If-Match": "*"]))
  }

  /// One JSON object, or NAME=VALUE each; a value that is no JSON is a string.
  static func patch(_ arguments: [String]) throws -> JSONObject {
    if arguments.count == 1, arguments[0].hasPrefix("{") {
      do {
        guard let object = try JSON.parse(Bytes(arguments[0].utf8)).objectValue else {
          throw CommandFailure(.usage, "expected a JSON object")
        }
        return object
      } catch let error as JSONError {
        throw CommandFailure(.usage, "the patch is no JSON: \(error.message)")
      }
    }
    var patch = JSONObject()
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        throw CommandFailure(.usage, "expected NAME=VALUE, got '\(argument)'")
      }
      let text = Bytes(argument[argument.index(after: equals)...].utf8)
      patch[Bytes(argument[..<equals].utf8)] = (try? JSON.parse(text)) ?? .string(text)
    }
    return patch
  }
}

let invokeVerb = Verb(
  name: "invoke", summary: "calls a direct method of a device and prints the answer", arguments: "METHOD [JSON]",
  options: hubOptions + [
    .value("device", short: "d", "ID", "the device"),
    .value("timeout", "SECONDS", "how long to wait for the answer, 5 to 300 (default 30)"),
  ]
) { options in
  guard let device = options.value("device"), let method = options.arguments.first, options.arguments.count <= 2 else {
    throw CommandFailure(.usage, "expected --device ID and METHOD [JSON]")
  }
  let hub = try HubService(options)
  let payload: JSON
  do {
    payload = try options.arguments.count == 2 ? JSON.parse(Bytes(options.arguments[1].utf8)) : .null
  } catch {
    throw CommandFailure(.usage, "the payload is no JSON")
  }
  let (status, answer) = try Methods.invoke(
    method, payload, of: try checkedDevice(device), on: hub, timeout: try options.integer("timeout", in: 5...300) ?? 30)
  Terminal.print(answer.encoded().text)
  if status >= 400 { Terminal.error("the method answered with status \(status)") }
  return status < 400 ? .success : .failure
}

enum Methods {
  static func invoke(_ name: String, _ payload: JSON, of id: String, on hub: HubService, timeout: Int) throws -> (
    status: Int, payload: JSON
  ) {
    let body: JSON = [
      "methodName": .text(name), "responseTimeoutInSeconds": .int(Int64(timeout)), "payload": payload,
    ]
    let answer = try Devices.answer(try hub.send("POST", "/twins/\(HubService.segment(id))/methods", body: body))
    return (Int(answer["status"]?.intValue ?? 0), answer["payload"] ?? .null)
  }
}

let c2dVerb = Verb(
  name: "c2d", summary: "sends a cloud-to-device message (local cloud only: on Azure this needs AMQP)",
  arguments: "TEXT",
  options: hubOptions + [
    .value("device", short: "d", "ID", "the device"),
    .value("property", "NAME=VALUE", "a property of the message; may be repeated"),
  ]
) { options in
  guard let device = options.value("device") else { throw CommandFailure(.usage, "expected --device ID") }
  let text = try options.exactly(1, "the text of the message")[0]
  let hub = try HubService(options).localOnly("c2d")
  var properties = JSONObject()
  for pair in options.values("property") {
    guard let equals = pair.firstIndex(of: "=") else {
      throw CommandFailure(.usage, "expected NAME=VALUE, got '\(pair)'")
    }
    properties[Bytes(pair[..<equals].utf8)] = .text(String(pair[pair.index(after: equals)...]))
  }
  let body: JSON = ["body": .text(text), "properties": .object(properties)]
  try hub.send(
    "POST", "/edgeota/devices/\(HubService.segment(try checkedDevice(device)))/messages/deviceBound", body: body)
  return .success
}

let monitorVerb = Verb(
  name: "monitor", summary: "shows telemetry as it arrives (local cloud only: on Azure this needs AMQP)",
  options: hubOptions + [
    .value("device", short: "d", "ID", "messages of this device only"), .value("count", "N", "ends after N messages"),
    .value("timeout", "SECONDS", "ends with status 1 if nothing comes for so long"),
  ]
) { options in
  let hub = try HubService(options).localOnly("monitor")
  let limit = try options.integer("count", in: 1...Int.max) ?? Int.max
  let patience = try options.integer("timeout", in: 1...86_400)
  var reader = TelemetryReader(hub: hub, device: options.value("device"))
  var shown = 0
  var lastSeen = Date()
  while shown < limit {
    for message in try reader.next(seconds: min(patience ?? 20, 20)) where shown < limit {
      Terminal.print("\(message.time)  \(Terminal.styled(message.device, .cyan))  \(message.body)")
      shown += 1
      lastSeen = Date()
    }
    if let patience, Date().timeIntervalSince(lastSeen) >= Double(patience) { return .failure }
  }
  return .success
}

/// Reads the local cloud's telemetry by long polling.
struct TelemetryReader {
  struct Message {
    var device: String
    var time: String
    var body: String
  }

  let hub: HubService
  let device: String?
  private var after: Int64?

  /// - Parameter after: nil begins with what arrives from now on; 0 with all that the cloud still has.
  init(hub: HubService, device: String?, after: Int64? = nil) {
    self.hub = hub
    self.device = device
    self.after = after
  }

  /// The messages since the last call; waits up to `seconds` for the first.
  mutating func next(seconds: Int) throws -> [Message] {
    var query = "&timeout=\(after == nil ? 0 : seconds)"
    if let after { query += "&after=\(after)" }
    if let device { query += "&device=\(HubService.segment(device))" }
    let answer = try Devices.answer(try hub.send("GET", "/edgeota/telemetry", query: query))
    if let last = answer["next"]?.intValue { after = last }
    return (answer["messages"]?.arrayValue ?? []).map { message in
      Message(
        device: message["deviceId"]?.stringValue?.text ?? "?", time: message["enqueuedTime"]?.stringValue?.text ?? "",
        body: (message["body"] ?? message["bodyBase64"])?.stringValue?.text ?? "")
    }
  }
}
