// The local cloud: broker with the hub's plugin, and blob store, started together and stopped together. Everything it
// keeps is in one private state folder.

import CloudSupport
import Foundation
import OTAInterface

/// Where a local cloud keeps its state and where it listens.
public struct CloudOptions: Sendable {
  /// The state folder; made on the first run, mode 0700.
  public var folder: String
  /// The numeric address to listen on. Clouds on different addresses (127.0.0.1, 127.0.0.2) run side by side.
  public var address = "127.0.0.1"
  /// Ports; 0 takes a free one. MQTT's is 8883 because Microsoft's device SDKs know no other.
  public var mqttPort: UInt16 = 8883
  public var servicePort: UInt16 = 8443
  public var blobPort: UInt16 = 10_000
  /// Twin reads and reported updates of all devices in a second, beyond which the hub answers 429; 0 is unlimited
  /// (an S1 unit of Azure has 100 and 50, H-27).
  public var twinReadsPerSecond: UInt32 = 0
  public var twinUpdatesPerSecond: UInt32 = 0
  /// The broker's executable.
  public var broker = "/usr/sbin/mosquitto"
  /// The hub's plugin; nil looks beside the running program.
  public var plugin: String?

  public init(folder: String) { self.folder = folder }

  /// The options with an absolute folder, or why they cannot be used.
  fileprivate func checked() throws -> CloudOptions {
    guard isNumericAddress(address) else {
      throw CloudError("'\(address)' is no numeric address to listen on, such as 127.0.0.1", isWrongUse: true)
    }
    guard address != "0.0.0.0", address != "::" else {
      throw CloudError(
        "listening on all addresses is not possible: the certificate names one; give that one", isWrongUse: true)
    }
    guard access(broker, X_OK) == 0 else { throw CloudError("\(broker) is missing: install the package mosquitto") }
    var checked = self
    checked.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    return checked
  }

  /// The names in the certificate and in tokens; the first is the one that clients are given.
  var names: [String] {
    address == "127.0.0.1" ? ["localhost", address] : [address, "localhost", "127.0.0.1"]
  }
}

/// A running local cloud.
public final class LocalCloud: @unchecked Sendable {
  public static let blobAccountName = "edgeota"
  /// The container for applications; it is made when the cloud starts.
  public static let applicationContainer = "apps"

  public let endpoints: CloudEndpoints
  private let lock: FolderLock
  private let broker: BrokerProcess
  private let blobServer: HTTPServer

  /// Starts everything and returns when all ports answer.
  /// Throws a CloudError, or another error that says what is missing, if anything does not start.
  public static func start(_ options: CloudOptions) throws -> LocalCloud {
    // A client that goes away while it is being answered must not end the process.
    signal(SIGPIPE, SIG_IGN)
    return try LocalCloud(options)
  }

  private init(_ given: CloudOptions) throws {
    var options = try given.checked()
    try makePrivateFolder(options.folder)
    lock = try FolderLock(options.folder)
    let certificates = Certificates(folder: options.folder)
    try certificates.ensure(names: options.names)
    let secrets = try CloudSecrets(folder: options.folder)
    if options.mqttPort == 0 { options.mqttPort = try freePort(options.address) }
    if options.servicePort == 0 { options.servicePort = try freePort(options.address) }
    for port in [options.mqttPort, options.servicePort] where answers(options.address, port) {
      throw CloudError("\(options.address):\(port) is in use already: is another cloud running?")
    }
    blobServer = try LocalCloud.startBlobServer(options, secrets)
    endpoints = LocalCloud.endpoints(options, secrets, blobPort: blobServer.port, authority: certificates.authorityPath)
    broker = try BrokerProcess(
      broker: options.broker,
      configuration: BrokerConfiguration(options, plugin: try LocalCloud.findPlugin(options.plugin)))
    do {
      try waitUntilReady(options)
      try endpoints.save(to: options.folder)
    } catch {
      stop()
      throw error
    }
  }

  private static func endpoints(
    _ options: CloudOptions, _ secrets: CloudSecrets, blobPort: UInt16, authority: String
  ) -> CloudEndpoints {
    let name = options.names[0]
    let host = name.contains(":") ? "[\(name)]" : name
    return CloudEndpoints(
      hubHost: options.mqttPort == 8883 ? host : "\(host):\(options.mqttPort)", mqttPort: options.mqttPort,
      serviceURL: "https://\(host):\(options.servicePort)", blobURL: "https://\(host):\(blobPort)/\(blobAccountName)",
      authorityPath: authority,
      serviceConnectionString:
        "HostName=\(host):\(options.servicePort);SharedAccessKeyName=iothubowner;SharedAccessKey=\(secrets.serviceKey)",
      blobAccount: blobAccountName, blobAccountKey: secrets.blobKey)
  }

  private static func startBlobServer(_ options: CloudOptions, _ secrets: CloudSecrets) throws -> HTTPServer {
    let store = try BlobStore(root: "\(options.folder)/blobs")
    if !store.hasContainer(applicationContainer) { try store.createContainer(applicationContainer) }
    let account = BlobAccount(
      name: blobAccountName, key: decodeBase64(Bytes(secrets.blobKey.utf8)[...]) ?? [], store: store)
    guard let certificate = try readFile("\(options.folder)/server.pem"),
      let key = try readFile("\(options.folder)/server.key")
    else { throw CloudError("\(options.folder)/server.pem is missing") }
    return try HTTPServer(
      address: options.address, port: options.blobPort, certificatePEM: certificate, keyPEM: key
    ) { BlobExchange(account: account, head: $0) }
  }

  /// libHubPlugin.so, which SwiftPM builds beside the program (or the test bundle) that uses this module.
  private static func findPlugin(_ given: String?) throws -> String {
    let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let candidates =
      given.map { [$0] }
      ?? [executable, CommandLine.arguments[0]].map {
        URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/libHubPlugin.so"
      }
    for path in candidates where access(path, R_OK) == 0 { return path }
    throw CloudError("the hub's plugin is not there: \(candidates.joined(separator: ", "))")
  }

  private func waitUntilReady(_ options: CloudOptions) throws {
    let deadline = Date(timeIntervalSinceNow: 20)
    while !(answers(options.address, options.mqttPort) && answers(options.address, options.servicePort)) {
      if let failure = broker.failure { throw failure }
      guard Date() < deadline else { throw CloudError("the broker did not listen within 20 seconds") }
      _ = broker.waitForEnd(seconds: 0.02)
    }
    if let failure = broker.failure { throw failure }
  }

  /// Why the cloud is no longer whole, with the end of the broker's log; nil while all is well.
  public var failure: CloudError? { broker.failure }

  /// Stops everything; state is saved. Safe to call twice.
  public func stop() {
    broker.stop()
    blobServer.stop()
  }

  deinit { stop() }

  /// Runs until SIGINT or SIGTERM, then stops in order; throws if the broker ends before. For a foreground command:
  /// call it from the main thread; it takes both signals for itself.
  public func run() throws {
    let pipe = try SignalPipe([SIGINT, SIGTERM])
    while !pipe.wait(milliseconds: 200) {
      if let failure = broker.failure {
        stop()
        throw failure
      }
    }
    stop()
  }
}

/// Keeps two clouds from using one state folder.
private final class FolderLock {
  private let descriptor: Int32

  init(_ folder: String) throws {
    descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError("cannot create", "\(folder)/lock") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw CloudError("another cloud runs in \(folder)")
    }
  }

  deinit { close(descriptor) }
}

/// The keys of the cloud's own making.
private struct CloudSecrets {
  let serviceKey: String
  let blobKey: String

  /// Reads the keys, or makes them on the first run.
  init(folder: String) throws {
    serviceKey = try CloudSecrets.key("iothubowner", in: "\(folder)/policies.json")
    blobKey = try CloudSecrets.key(LocalCloud.blobAccountName, in: "\(folder)/accounts.json")
  }

  private static func key(_ name: String, in path: String) throws -> String {
    if let content = try readFile(path) {
      guard let key = (try? JSON.parse(content))?[Bytes(name.utf8)]?.stringValue,
        decodeBase64(key[...])?.isEmpty == false
      else { throw CloudError("\(path) is damaged: expected a base64 key named '\(name)'") }
      return key.text
    }
    let key = encodeBase64(randomBytes(32))
    var document = JSONObject()
    document[Bytes(name.utf8)] = .string(key)
    try replaceFile(path, with: document.encoded())
    return key.text
  }
}
