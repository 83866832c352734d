// The cloud in memory: a hub with one device's twin, and a blob store, both with scripted faults.

import BoardHAL
import OTAInterface

/// What both share and what a test turns.
final class FakeCloud {
  var isNetworkUp = true
  /// What the time source says at the board's boot; nil for no answer.
  var time: Int64? = 1_800_000_000
  var isHubUp = true
  /// CONNACK return code.
  var refusal: UInt8?
  /// Status codes for the next twin requests.
  var twinStatuses: [Int] = []
  /// What the next twin requests are answered with instead of the twin.
  var twinBodies: [Bytes] = []
  /// Status codes for the next reported patches.
  var reportStatuses: [Int] = []
  weak var hub: FakeHub?

  var desired = JSONObject()
  var version: Int64 = 1
  var reported = JSONObject()
  /// Every accepted reported patch, in order.
  var reportedPatches: [JSONObject] = []
  var telemetry: [(properties: PropertyBag, payload: String)] = []
  var methodAnswers: [(status: Int, rid: String, payload: String)] = []
  var connections = 0
  var passwords: [Bytes] = []

  /// Content by URL without query.
  var blobs: [String: Bytes] = [:]
  /// Requests so far: URL with query, offset.
  var requests: [(url: String, offset: Int64)] = []
  /// Faults for the next requests, in order.
  var faults: [BlobFault] = []

  enum BlobFault {
    case status(Int)
    /// The connection breaks after this many bytes.
    case breakAfter(Int)
    case unreachable
    /// The certificate is not valid at the board's time.
    case untrusted
    /// The content arrives with one byte changed.
    case corrupt
  }

  /// Changes desired properties as a service would.
  func setDesired(_ patch: JSONObject) {
    desired.merge(patch)
    version += 1
    var body = patch
    body["$version"] = .int(version)
    hub?.push(HubTopic.desiredPatch(version: version), body.encoded())
  }

  /// A twin document as the hub answers it.
  var twinDocument: Bytes {
    var section = desired
    section["$version"] = .int(version)
    var reportedSection = reported
    reportedSection["$version"] = 1
    let document: JSON = ["desired": .object(section), "reported": .object(reportedSection)]
    return document.encoded()
  }

  /// The hub's rule for reported keys (H-24).
  static func isAcceptable(_ patch: JSONObject) -> Bool {
    for member in patch.members {
      for byte in member.key where byte <= 0x20 || byte == 0x2E || byte == 0x24 { return false }
    }
    return true
  }
}

final class FakeHub: MQTTClient {
  private let queue: EventQueue
  private let cloud: FakeCloud
  private(set) var isConnected = false
  private var lastPacket: UInt16 = 0
  private(set) var filters: [String] = []

  init(_ queue: EventQueue, _ cloud: FakeCloud) {
    self.queue = queue
    self.cloud = cloud
  }

  func connect(_ options: MQTTConnectOptions) {
    queue.removeMQTT()
    cloud.passwords.append(options.password)
    if let refusal = cloud.refusal {
      queue.add(.mqtt(.refused(code: refusal)))
    } else if cloud.isHubUp && cloud.isNetworkUp {
      isConnected = true
      filters = []
      cloud.connections += 1
      queue.add(.mqtt(.connected(sessionPresent: false)))
    } else {
      queue.add(.mqtt(.disconnected(ConnectionFailure(.unreachable, "no hub"))))
    }
  }

  func disconnect() { drop(.requested) }

  /// Ends the connection, as the network or the hub would.
  func drop(_ kind: ConnectionFailureKind = .closed) {
    guard isConnected else { return }
    isConnected = false
    queue.removeMQTT()
    queue.add(.mqtt(.disconnected(ConnectionFailure(kind, "connection ended"))))
  }

  private func nextPacket() -> UInt16 {
    lastPacket &+= 1
    return lastPacket
  }

  func subscribe(_ filter: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16 {
    guard isConnected else { throw .notConnected }
    filters.append(filter.text)
    let packet = nextPacket()
    queue.add(.mqtt(.subscribed(packetID: packet, grantedQoS: 1)))
    return packet
  }

  func publish(topic: [UInt8], payload: [UInt8], qos: MQTTQoS) throws(MQTTError) -> UInt16 {
    guard isConnected else { throw .notConnected }
    let packet = nextPacket()
    queue.add(.mqtt(.published(packetID: packet)))
    guard let parsed = try? DeviceTopic.parse(topic) else { throw .invalidTopic }
    switch parsed {
    case .twinGet(let rid):
      let status = cloud.twinStatuses.isEmpty ? 200 : cloud.twinStatuses.removeFirst()
      let scripted = status == 200 && !cloud.twinBodies.isEmpty ? cloud.twinBodies.removeFirst() : nil
      let body = scripted ?? (status == 200 ? cloud.twinDocument : Bytes("{\"Message\":\"busy\"}"))
      push(.twinResponse(status: status, requestID: rid, version: nil), body)
    case .twinReport(let rid): report(rid, payload)
    case .telemetry(_, _, let properties): cloud.telemetry.append((properties, payload.text))
    case .methodResponse(let status, let rid): cloud.methodAnswers.append((status, rid.text, payload.text))
    }
    return packet
  }

  private func report(_ rid: Bytes, _ payload: Bytes) {
    var status = cloud.reportStatuses.isEmpty ? 204 : cloud.reportStatuses.removeFirst()
    if let patch = (try? JSON.parse(payload))?.objectValue, FakeCloud.isAcceptable(patch) {
      if status == 204 {
        cloud.reported.merge(patch)
        cloud.reportedPatches.append(patch)
      }
    } else {
      status = 400
    }
    push(.twinResponse(status: status, requestID: rid, version: status == 204 ? 2 : nil), [])
  }

  /// Sends a message to the device, if it is connected.
  func push(_ topic: HubTopic, _ payload: Bytes) {
    guard isConnected else { return }
    queue.add(.mqtt(.message(MQTTMessage(topic: topic.encoded(), payload: payload, qos: .atLeastOnce))))
  }
}

final class FakeBlobs: HTTPDownload {
  private let queue: EventQueue
  private let cloud: FakeCloud
  static let chunk = 700

  init(_ queue: EventQueue, _ cloud: FakeCloud) {
    self.queue = queue
    self.cloud = cloud
  }

  func cancel() { queue.removeDownloads() }

  func start(_ request: HTTPDownloadRequest) {
    cancel()
    let url = request.url.text
    cloud.requests.append((url, request.offset))
    let fault = cloud.faults.isEmpty ? nil : cloud.faults.removeFirst()
    if !cloud.isNetworkUp {
      add(.failed(ConnectionFailure(.unreachable, "no network")))
      return
    }
    var limit = Int.max
    switch fault {
    case .status(let status):
      add(.headers(HTTPResponseHead(status: status, errorCode: Bytes("Scripted"))))
      add(.finished)
      return
    case .unreachable:
      add(.failed(ConnectionFailure(.unreachable, "nobody there")))
      return
    case .untrusted:
      add(.failed(ConnectionFailure(.untrusted, "the certificate has expired")))
      return
    case .breakAfter(let bytes): limit = bytes
    case .corrupt, nil: break
    }
    let path = String(url.prefix { $0 != "?" })
    guard var content = cloud.blobs[path] else {
      add(.headers(HTTPResponseHead(status: 404, errorCode: Bytes("BlobNotFound"))))
      add(.finished)
      return
    }
    if case .corrupt = fault { content[content.count / 2] ^= 1 }
    serve(content, request, limit)
  }

  private func serve(_ content: Bytes, _ request: HTTPDownloadRequest, _ limit: Int) {
    let offset = Int(request.offset)
    let etag = Bytes("\"1\"")
    if Int64(content.count) > request.maximumLength {
      add(.failed(ConnectionFailure(.tooLarge, "\(content.count) bytes are more than allowed")))
      return
    }
    let rest = content.count - offset
    add(
      .headers(
        HTTPResponseHead(
          status: offset > 0 ? 206 : 200, contentLength: Int64(rest), totalLength: Int64(content.count), etag: etag)))
    var position = offset
    let end = min(content.count, offset + min(limit, rest))
    while position < end {
      let next = min(position + FakeBlobs.chunk, end)
      add(.body(Bytes(content[position..<next])))
      position = next
    }
    add(end == content.count ? .finished : .failed(ConnectionFailure(.closed, "connection lost")))
  }

  private func add(_ event: HTTPDownloadEvent) { queue.add(.download(event)) }
}
