// The hub's service REST (R-01..R-05), as operators use it: alike on Azure and on the local cloud.

import CloudSupport
import Foundation
import LocalCloud
import OTAInterface
import ToolSupport

/// Options that say which hub a command talks to.
let hubOptions: [Option] = [
  .value("state", "DIR", "state folder of the local cloud (default: .edgeota in the checkout)"),
  .value(
    "connection-file", "FILE",
    "file with a service connection string (default: $EDGEOTA_CONNECTION_STRING, else the local cloud)"),
  .value("authority", "FILE", "CA certificates to trust, PEM (default: the local cloud's own, or the system's)"),
]

struct HubService {
  static let apiVersion = "2021-04-12"
  /// Seconds that the token of one command is valid.
  private static let tokenLife: Int64 = 3_600

  /// Where the local cloud is, if that is what the command talks to.
  let local: CloudEndpoints?
  private let base: String
  private let connection: ConnectionString
  private let client: HTTPSClient

  /// The hub of a command's options: a connection string from file or environment, else the local cloud's.
  init(_ options: ParsedOptions) throws {
    let given = try Secrets.read(file: options.value("connection-file"), variable: "EDGEOTA_CONNECTION_STRING")
    let cloud = try LocalState(options).runningCloud()
    guard let text = given ?? cloud?.serviceConnectionString else {
      throw CommandFailure(
        .usage, "no hub: start `edgeota cloud`, or set EDGEOTA_CONNECTION_STRING to a service connection string")
    }
    try self.init(connectionString: text, cloud: cloud, authority: options.value("authority"))
  }

  /// A local cloud's hub.
  init(local: CloudEndpoints) throws {
    try self.init(connectionString: local.serviceConnectionString, cloud: local, authority: nil)
  }

  /// - Parameter cloud: the local cloud, whose own connection string is told from others by its host.
  private init(connectionString text: String, cloud: CloudEndpoints?, authority: String?) throws {
    do {
      connection = try ConnectionString.parse(Bytes(text.utf8))
    } catch {
      throw CommandFailure(.usage, "the service connection string cannot be read: \(error.message)")
    }
    guard connection.key != nil, connection.keyName != nil else {
      throw CommandFailure(
        .usage, "expected a service connection string: HostName=..;SharedAccessKeyName=..;SharedAccessKey=..")
    }
    base = "https://\(connection.hostName.text)"
    local = cloud?.serviceURL == base ? cloud : nil
    client = HTTPSClient(authority: try (authority ?? local?.authorityPath).map(readInput), timeout: 120)
  }

  /// The host in connection strings of devices.
  var deviceHost: String { local?.hubHost ?? connection.hostName.text }

  /// This hub, if it is the local cloud's.
  func localOnly(_ command: String) throws -> HubService {
    if local == nil {
      throw CommandFailure(
        .usage,
        "`\(command)` is for the local cloud: on Azure IoT Hub it would need AMQP, which this tool does not speak")
    }
    return self
  }

  private func authorization() -> String {
    let key = connection.key ?? []
    let expiry = Int64(Date().timeIntervalSince1970) + HubService.tokenLife
    let token = SASToken.sign(resource: connection.hostName, expiry: expiry, keyName: connection.keyName) { message in
      hmacSHA256(key: key, message: message)
    }
    return token.encoded().text
  }

  /// Sends a request; a failure with the hub's own words unless it says 2xx.
  @discardableResult
  func send(
    _ method: String, _ path: String, query: String = "", body: JSON? = nil, headers: [String: String] = [:]
  ) throws -> JSON? {
    var all = headers
    all["Authorization"] = authorization()
    if body != nil { all["Content-Type"] = "application/json; charset=utf-8" }
    let url = "\(base)\(path)?api-version=\(HubService.apiVersion)\(query)"
    let response: HTTPSResponse
    do {
      response = try client.request(method, url, headers: all, body: body?.encoded())
    } catch let failure as CommandFailure where local != nil {
      throw CommandFailure(failure.code, "\(failure.message); does `edgeota cloud` run?")
    }
    guard (200..<300).contains(response.status) else { throw HubService.failure(method, path, response) }
    if response.body.isEmpty { return nil }
    do {
      return try JSON.parse(response.body)
    } catch {
      throw CommandFailure(.unavailable, "\(method) \(path): the hub's answer is no JSON: \(error.message)")
    }
  }

  private static func failure(_ method: String, _ path: String, _ response: HTTPSResponse) -> CommandFailure {
    let document = try? JSON.parse(response.body)
    let said = (document?["Message"] ?? document?["message"])?.stringValue?.text
    let message = said ?? response.headers["iothub-errorcode"] ?? "no reason given"
    return CommandFailure(.unavailable, "\(method) \(path): the hub answered \(response.status): \(message)")
  }

  /// A device id in a path.
  static func segment(_ text: String) -> String { percentEncode(Bytes(text.utf8)).text }
}

/// The state folder: what the local cloud and the boards on this host keep.
struct LocalState {
  let folder: String

  init(_ options: ParsedOptions) { folder = options.value("state") ?? Locations.defaultState }

  var flashFolder: String { folder + "/flash" }
  func flashImage(_ device: String) -> String { "\(flashFolder)/\(device).bin" }

  /// The endpoints of the cloud that runs, or ran last, here.
  func runningCloud() throws -> CloudEndpoints? {
    do {
      return try CloudEndpoints.load(from: folder)
    } catch {
      throw CommandFailure(.refused, "\(error)")
    }
  }

  /// Makes the folder, private.
  func create() throws {
    do {
      try makePrivateFolder(folder)
      try makePrivateFolder(flashFolder)
    } catch {
      throw CommandFailure(.cannotCreate, "\(error)")
    }
  }
}
