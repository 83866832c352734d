// The blob store's REST (B-01..B-07): what a request asks, whether it may, and the answer as Azure's storage gives it.
// Paths are `/account/container/blob`, the form that Microsoft's SDKs use for an account on an address.

import CloudSupport
import Foundation
import OTAInterface

/// The account and its store.
struct BlobAccount: Sendable {
  let name: String
  let key: Bytes
  let store: BlobStore
}

/// What a request wants.
private enum BlobOperation {
  case listContainers
  case createContainer, deleteContainer, getContainer, listBlobs
  case putBlob, putBlock, putBlockList, getBlob, deleteBlob
}

/// One request to the blob store.
final class BlobExchange: HTTPExchange {
  private static let bodyLimit: UInt64 = 5_000 << 20
  private static let listLimit = 1 << 20

  private let account: BlobAccount
  private let head: HTTPRequestHead
  private let query: [String: String]
  private var container = ""
  private var blob = ""
  private var operation = BlobOperation.getBlob
  private var rights = BlobRights.all
  private var upload: BlobUpload?
  private var blockList: Bytes = []
  private var failure: BlobError?

  init(account: BlobAccount, head: HTTPRequestHead) {
    self.account = account
    self.head = head
    query = head.query
    do throws(BlobError) {
      try prepare()
    } catch {
      failure = error
    }
  }

  private var now: Int64 { Int64(time(nil)) }

  // MARK: Before the body

  private func prepare() throws(BlobError) {
    guard let path = head.path, path.first == account.name else { throw .resourceNotFound }
    container = path.count > 1 ? path[1] : ""
    blob = path.dropFirst(2).joined(separator: "/")
    operation = try findOperation()
    rights = try authenticate()
    try authorize()
    guard blob.isEmpty || BlobStore.isValid(blob: blob) else { throw .invalidName }
    switch operation {
    case .putBlob:
      guard let type = head.headers["x-ms-blob-type"] else { throw .missingHeader("x-ms-blob-type") }
      guard type == "BlockBlob" else { throw .unsupported }
      // Refuse before the body is sent in vain; checked again when it is complete.
      try conditions.check(try existing(), isRead: false)
      upload = try account.store.makeUpload(container)
    case .putBlock:
      guard let id = query["blockid"], let octets = decodeBase64(Bytes(id.utf8)[...]), (1...64).contains(octets.count)
      else { throw .invalidQuery("blockid") }
      upload = try account.store.makeUpload(container)
    default: break
    }
  }

  private func existing() throws(BlobError) -> BlobInfo? {
    guard account.store.hasContainer(container) else { throw .containerNotFound }
    return try? account.store.info(container, blob)
  }

  private func findOperation() throws(BlobError) -> BlobOperation {
    let comp = query["comp"]
    if container.isEmpty {
      guard head.method == "GET", comp == "list" else { throw .unsupported }
      return .listContainers
    }
    if blob.isEmpty {
      guard query["restype"] == "container" else { throw .unsupported }
      switch (head.method, comp) {
      case ("PUT", nil): return .createContainer
      case ("DELETE", nil): return .deleteContainer
      case ("GET", "list"): return .listBlobs
      case ("GET", nil), ("HEAD", nil): return .getContainer
      default: throw .unsupported
      }
    }
    switch (head.method, comp) {
    case ("PUT", nil): return .putBlob
    case ("PUT", "block"): return .putBlock
    case ("PUT", "blocklist"): return .putBlockList
    case ("GET", nil), ("HEAD", nil): return .getBlob
    case ("DELETE", nil): return .deleteBlob
    default: throw .unsupported
    }
  }

  private func authenticate() throws(BlobError) -> BlobRights {
    if query["sig"] != nil {
      guard !container.isEmpty else { throw .resourceMismatch }
      return try BlobSAS.check(
        query, account: account.name, key: account.key, container: container, blob: blob.isEmpty ? nil : blob, now: now)
    }
    guard head.headers["authorization"] != nil else {
      throw head.method == "GET" || head.method == "HEAD" ? .publicAccess : .noAuthentication
    }
    return try SharedKey.check(head, account: account.name, key: account.key, now: now)
  }

  private func authorize() throws(BlobError) {
    let isAllowed =
      switch operation {
      case .getBlob: rights.allows("r")
      case .deleteBlob: rights.allows("d")
      case .listBlobs: rights.allows("l") && !rights.isBlobOnly
      // Creating needs `c`; whether a blob is replaced, which needs `w`, shows at the end.
      case .putBlob, .putBlock, .putBlockList: rights.allows("w") || rights.allows("c")
      case .listContainers, .createContainer, .deleteContainer, .getContainer: rights == .all
      }
    guard isAllowed else { throw .permissionMismatch }
  }

  // MARK: The body

  func receive(_ chunk: UnsafeRawBufferPointer) {
    guard failure == nil else { return }
    if operation == .putBlockList {
      if blockList.count + chunk.count > BlobExchange.listLimit { failure = .tooLarge } else { blockList += chunk }
      return
    }
    guard let upload else { return }
    guard upload.size + UInt64(chunk.count) <= BlobExchange.bodyLimit else {
      failure = .tooLarge
      return
    }
    do { try upload.append(chunk) } catch { failure = .storage(error) }
  }

  // MARK: The answer

  func respond() -> HTTPResponse {
    var response: HTTPResponse
    do throws(BlobError) {
      if let failure { throw failure }
      response = try perform()
    } catch {
      response = refusal(error)
    }
    response.headers += [
      ("x-ms-request-id", UUID().uuidString.lowercased()),
      ("x-ms-version", head.headers["x-ms-version"] ?? "2021-12-02"),
      ("Server", "EdgeOTA-Blob"),
    ]
    if let id = head.headers["x-ms-client-request-id"] { response.headers.append(("x-ms-client-request-id", id)) }
    return response
  }

  private func refusal(_ error: BlobError) -> HTTPResponse {
    var response = HTTPResponse(status: error.status, headers: [("x-ms-error-code", error.code)])
    if error.status != 304 {
      response.headers.append(("Content-Type", "application/xml"))
      let xml =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>\(error.code)</Code>"
        + "<Message>\(escapeXML(error.message))</Message></Error>"
      response.body = .bytes(Bytes(xml.utf8))
    }
    if error == .invalidRange, let info = try? existing() {
      response.headers.append(("Content-Range", "bytes */\(info.size)"))
    }
    return response
  }

  private func perform() throws(BlobError) -> HTTPResponse {
    switch operation {
    case .listContainers: return xml(listContainersXML(account.store.containerNames))
    case .createContainer:
      try account.store.createContainer(container)
      return HTTPResponse(status: 201, headers: containerHeaders)
    case .deleteContainer:
      try account.store.deleteContainer(container)
      return HTTPResponse(status: 202)
    case .getContainer:
      guard account.store.hasContainer(container) else { throw .containerNotFound }
      return HTTPResponse(status: 200, headers: containerHeaders)
    case .listBlobs:
      let page = BlobListPage(container: container, query: query, blobs: try account.store.list(container))
      return xml(page.xml)
    case .putBlob: return try commitBlob()
    case .putBlock: return try commitBlock()
    case .putBlockList: return try commitBlockList()
    case .getBlob: return try getBlob()
    case .deleteBlob:
      try account.store.delete(container, blob, conditions)
      return HTTPResponse(status: 202, headers: [("x-ms-delete-type-permanent", "true")])
    }
  }

  private var containerHeaders: [(name: String, value: String)] {
    [("ETag", "\"0x1\""), ("Last-Modified", httpTime(now))]
  }

  private func xml(_ text: String) -> HTTPResponse {
    HTTPResponse(status: 200, headers: [("Content-Type", "application/xml")], body: .bytes(Bytes(text.utf8)))
  }

  private var conditions: BlobConditions {
    BlobConditions(
      ifMatch: head.headers["if-match"], ifNoneMatch: head.headers["if-none-match"],
      ifModifiedSince: head.headers["if-modified-since"].flatMap(parseHTTPTime),
      ifUnmodifiedSince: head.headers["if-unmodified-since"].flatMap(parseHTTPTime))
  }

  /// The headers that a blob keeps and sends back.
  private var keptHeaders: [String: String] {
    let names = [
      "Content-Type": "content-type", "Content-Encoding": "content-encoding", "Content-Language": "content-language",
      "Content-Disposition": "content-disposition", "Cache-Control": "cache-control",
    ]
    var kept: [String: String] = [:]
    for (name, header) in names {
      // The body of a block list has a type of its own, which is not the blob's.
      let plain = operation == .putBlob ? head.headers[header] : nil
      if let value = head.headers["x-ms-blob-\(header)"] ?? plain, !value.isEmpty { kept[name] = value }
    }
    for (name, value) in head.headers where name.hasPrefix("x-ms-meta-") { kept[name] = value }
    return kept
  }

  private func commitBlob() throws(BlobError) -> HTTPResponse {
    guard let upload else { throw .unsupported }
    let md5 = upload.finishMD5()
    try check(md5: md5)
    return try commit(upload, md5: md5)
  }

  private func check(md5: String) throws(BlobError) {
    if let expected = head.headers["content-md5"], expected != md5 { throw .md5Mismatch }
  }

  private func commit(_ upload: BlobUpload, md5: String?) throws(BlobError) -> HTTPResponse {
    let info = try account.store.commit(
      upload, as: blob, in: container, headers: keptHeaders, md5: md5, conditions: conditions,
      mayReplace: rights.allows("w"), now: now)
    var headers = [
      ("ETag", info.etag), ("Last-Modified", httpTime(info.modified)), ("x-ms-request-server-encrypted", "true"),
    ]
    if let md5 { headers.append(("Content-MD5", md5)) }
    return HTTPResponse(status: 201, headers: headers)
  }

  private func commitBlock() throws(BlobError) -> HTTPResponse {
    guard let upload, let id = query["blockid"] else { throw .unsupported }
    let md5 = upload.finishMD5()
    try check(md5: md5)
    try account.store.addBlock(upload, id: Bytes(id.utf8), of: blob, in: container)
    return HTTPResponse(status: 201, headers: [("Content-MD5", md5), ("x-ms-request-server-encrypted", "true")])
  }

  private func commitBlockList() throws(BlobError) -> HTTPResponse {
    guard let ids = parseBlockList(blockList) else { throw .invalidBlockList }
    let upload = try account.store.assemble(ids, of: blob, in: container)
    return try commit(upload, md5: head.headers["x-ms-blob-content-md5"])
  }

  private func getBlob() throws(BlobError) -> HTTPResponse {
    let (info, descriptor) = try account.store.open(container, blob)
    do throws(BlobError) {
      try conditions.check(info, isRead: true)
      return try response(for: info, descriptor: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private func response(for info: BlobInfo, descriptor: Int32) throws(BlobError) -> HTTPResponse {
    var headers: [(name: String, value: String)] = info.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    if info.headers["Content-Type"] == nil { headers.append(("Content-Type", "application/octet-stream")) }
    headers += [
      ("ETag", info.etag), ("Last-Modified", httpTime(info.modified)), ("Accept-Ranges", "bytes"),
      ("x-ms-blob-type", "BlockBlob"), ("x-ms-creation-time", httpTime(info.created)),
      ("x-ms-lease-status", "unlocked"), ("x-ms-lease-state", "available"), ("x-ms-server-encrypted", "true"),
    ]
    let wanted = head.headers["x-ms-range"] ?? head.headers["range"]
    guard let wanted, head.method == "GET", let range = try ByteRange(wanted, size: info.size) else {
      if let md5 = info.md5 { headers.append(("Content-MD5", md5)) }
      return HTTPResponse(
        status: 200, headers: headers, body: .file(descriptor: descriptor, offset: 0, length: info.size))
    }
    if let md5 = info.md5 { headers.append(("x-ms-blob-content-md5", md5)) }
    headers.append(("Content-Range", "bytes \(range.first)-\(range.last)/\(info.size)"))
    return HTTPResponse(
      status: 206, headers: headers,
      body: .file(descriptor: descriptor, offset: range.first, length: range.last - range.first + 1))
  }
}

/// A range of a blob's bytes; both ends are inside it.
struct ByteRange: Equatable {
  let first: UInt64
  let last: UInt64

  /// Reads `bytes=a-b` or `bytes=a-`; nil for another unit or form, which HTTP ignores. Throws 416 if nothing of it
  /// is inside the blob.
  init?(_ header: String, size: UInt64) throws(BlobError) {
    guard header.hasPrefix("bytes=") else { return nil }
    let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = UInt64(ends[0]) else { return nil }
    var last = UInt64.max
    if !ends[1].isEmpty {
      guard let number = UInt64(ends[1]), number >= first else { return nil }
      last = number
    }
    guard first < size else { throw .invalidRange }
    self.first = first
    self.last = min(last, size - 1)
  }
}
