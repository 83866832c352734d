// Blobs as files: each container is a folder; each blob is a data file and a JSON file that describes it and names the
// data file. File names are digests of blob names, so no name can leave the folder. A blob is replaced by renaming its
// description: a crash leaves the old blob or the new one. Blobs are streamed, never held in memory.

import CloudSupport
import Foundation
import OTAInterface

/// What is known of a blob.
struct BlobInfo: Equatable {
  var name: String
  var size: UInt64
  /// With quotes, as sent.
  var etag: String
  /// Seconds since 1970-01-01 UTC.
  var created: Int64
  var modified: Int64
  /// Headers to send back: Content-Type, Content-Encoding, Cache-Control, ..., x-ms-meta-*.
  var headers: [String: String]
  /// Base64 of the MD5 digest, if known.
  var md5: String?
  /// The data file's name in the container's folder.
  var file: String
}

/// If-Match, If-None-Match and the dates of a request, checked against a blob.
struct BlobConditions: Equatable {
  var ifMatch: String?
  var ifNoneMatch: String?
  var ifModifiedSince: Int64?
  var ifUnmodifiedSince: Int64?

  /// Throws 412; or 304 for a read that is up to date.
  func check(_ blob: BlobInfo?, isRead: Bool) throws(BlobError) {
    if let ifMatch {
      guard let blob, ifMatch == "*" || ifMatch == blob.etag else { throw .conditionNotMet }
    }
    if let ifUnmodifiedSince, let blob, blob.modified > ifUnmodifiedSince { throw .conditionNotMet }
    if let ifNoneMatch, let blob, ifNoneMatch == "*" || ifNoneMatch == blob.etag {
      throw isRead ? .notModified : ifNoneMatch == "*" ? .blobExists : .conditionNotMet
    }
    if let ifModifiedSince, let blob, blob.modified <= ifModifiedSince {
      throw isRead ? .notModified : .conditionNotMet
    }
  }
}

/// The store; safe to use from many threads.
final class BlobStore: @unchecked Sendable {
  private let root: String
  private let lock = NSLock()
  private var containers: [String: [String: BlobInfo]] = [:]
  /// Uncommitted blocks: file names by container, blob and block id; they do not survive a restart.
  private var blocks: [String: [String: [Bytes: String]]] = [:]
  private var counter: UInt64 = 0

  init(root: String) throws {
    self.root = root
    try makePrivateFolder(root)
    for container in try FileManager.default.contentsOfDirectory(atPath: root)
    where BlobStore.isValid(container: container) {
      containers[container] = try load(container)
    }
  }

  /// 3 to 63 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit.
  static func isValid(container: String) -> Bool {
    (3...63).contains(container.utf8.count) && container.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil
  }

  static func isValid(blob: String) -> Bool {
    (1...1_024).contains(blob.utf8.count) && !blob.utf8.contains { $0 < 0x20 || $0 == 0x7F }
      && !blob.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == "." || $0 == ".." }
  }

  private func folder(_ container: String) -> String { "\(root)/\(container)" }

  private func digestName(_ blob: String) -> String {
    let digest = StreamDigest(.sha256)
    Bytes(blob.utf8).withUnsafeBytes { digest.update($0) }
    return lowerHex(digest.finish()).text
  }

  /// Reads a container's descriptions and removes what an interrupted upload left.
  private func load(_ container: String) throws -> [String: BlobInfo] {
    var blobs: [String: BlobInfo] = [:]
    var files = Set(try FileManager.default.contentsOfDirectory(atPath: folder(container)))
    for file in files where file.hasSuffix(".json") {
      let path = "\(folder(container))/\(file)"
      guard let content = try readFile(path), let blob = BlobInfo(description: content) else {
        throw CloudError("\(path) is damaged; restore or remove it")
      }
      blobs[blob.name] = blob
      files.remove(file)
      files.remove(blob.file)
    }
    for file in files { unlink("\(folder(container))/\(file)") }
    return blobs
  }

  // MARK: Containers

  var containerNames: [String] { lock.withLock { containers.keys.sorted() } }

  func createContainer(_ name: String) throws(BlobError) {
    guard BlobStore.isValid(container: name) else { throw .invalidName }
    lock.lock()
    defer { lock.unlock() }
    guard containers[name] == nil else { throw .containerExists }
    do { try makePrivateFolder(folder(name)) } catch { throw .storage(error) }
    containers[name] = [:]
  }

  func deleteContainer(_ name: String) throws(BlobError) {
    lock.lock()
    defer { lock.unlock() }
    guard containers[name] != nil else { throw .containerNotFound }
    do { try FileManager.default.removeItem(atPath: folder(name)) } catch { throw .storage(error) }
    containers[name] = nil
    blocks[name] = nil
  }

  /// The blobs of a container, in the order of their names.
  func list(_ container: String) throws(BlobError) -> [BlobInfo] {
    lock.lock()
    defer { lock.unlock() }
    guard let blobs = containers[container] else { throw .containerNotFound }
    return blobs.values.sorted { $0.name < $1.name }
  }

  func hasContainer(_ name: String) -> Bool { lock.withLock { containers[name] != nil } }

  // MARK: Blobs

  func info(_ container: String, _ blob: String) throws(BlobError) -> BlobInfo {
    lock.lock()
    defer { lock.unlock() }
    guard let blobs = containers[container] else { throw .containerNotFound }
    guard let info = blobs[blob] else { throw .blobNotFound }
    return info
  }

  /// A blob and its open data file, which the caller closes.
  func open(_ container: String, _ blob: String) throws(BlobError) -> (info: BlobInfo, descriptor: Int32) {
    lock.lock()
    defer { lock.unlock() }
    guard let blobs = containers[container] else { throw .containerNotFound }
    guard let info = blobs[blob] else { throw .blobNotFound }
    let path = "\(folder(container))/\(info.file)"
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .storage(FileError("cannot open", path)) }
    return (info, descriptor)
  }

  func delete(_ container: String, _ blob: String, _ conditions: BlobConditions) throws(BlobError) {
    lock.lock()
    defer { lock.unlock() }
    guard let blobs = containers[container] else { throw .containerNotFound }
    guard let info = blobs[blob] else { throw .blobNotFound }
    try conditions.check(info, isRead: false)
    unlink("\(folder(container))/\(digestName(blob)).json")
    unlink("\(folder(container))/\(info.file)")
    containers[container]?[blob] = nil
  }

  /// Makes a file for data that arrives; it becomes a blob or a block, or is dropped.
  func makeUpload(_ container: String) throws(BlobError) -> BlobUpload {
    lock.lock()
    defer { lock.unlock() }
    guard containers[container] != nil else { throw .containerNotFound }
    counter += 1
    let name = "\(lowerHex(randomBytes(8)).text)-\(counter).data"
    do { return try BlobUpload(folder: folder(container), name: name) } catch { throw .storage(error) }
  }

  /// Makes uploaded data a blob, replacing an older one of the name.
  /// - Parameter now: seconds since 1970-01-01 UTC.
  func commit(
    _ upload: BlobUpload, as name: String, in container: String, headers: [String: String], md5: String?,
    conditions: BlobConditions, mayReplace: Bool, now: Int64
  ) throws(BlobError) -> BlobInfo {
    do { try upload.sync() } catch { throw .storage(error) }
    lock.lock()
    defer { lock.unlock() }
    guard let blobs = containers[container] else { throw .containerNotFound }
    let old = blobs[name]
    try conditions.check(old, isRead: false)
    guard old == nil || mayReplace else { throw .permissionMismatch }
    let info = BlobInfo(
      name: name, size: upload.size, etag: "\"0x\(upperHex(randomBytes(8)).text)\"", created: old?.created ?? now,
      modified: now, headers: headers, md5: md5, file: upload.name)
    let path = "\(folder(container))/\(digestName(name)).json"
    do { try replaceFile(path, with: info.description) } catch { throw .storage(error) }
    upload.keep()
    containers[container]?[name] = info
    if let old { unlink("\(folder(container))/\(old.file)") }
    for file in (blocks[container]?.removeValue(forKey: name) ?? [:]).values { unlink("\(folder(container))/\(file)") }
    return info
  }

  /// Keeps uploaded data as an uncommitted block of a blob.
  func addBlock(_ upload: BlobUpload, id: Bytes, of name: String, in container: String) throws(BlobError) {
    lock.lock()
    defer { lock.unlock() }
    guard containers[container] != nil else { throw .containerNotFound }
    upload.keep()
    let old = blocks[container, default: [:]][name, default: [:]].updateValue(upload.name, forKey: id)
    if let old { unlink("\(folder(container))/\(old)") }
  }

  /// Appends the uncommitted blocks named by `ids`, in that order, to a new upload.
  func assemble(_ ids: [Bytes], of name: String, in container: String) throws(BlobError) -> BlobUpload {
    let upload = try makeUpload(container)
    let known = lock.withLock { blocks[container]?[name] ?? [:] }
    for id in ids {
      guard let file = known[id] else { throw .invalidBlockList }
      do { try upload.append(file: "\(folder(container))/\(file)") } catch { throw .storage(error) }
    }
    return upload
  }
}

/// A data file under construction; removed unless it is kept. Used by one thread.
final class BlobUpload {
  let name: String
  private let path: String
  private let descriptor: Int32
  private var isKept = false
  private let digest = StreamDigest(.md5)
  private(set) var size: UInt64 = 0

  init(folder: String, name: String) throws {
    self.name = name
    path = "\(folder)/\(name)"
    descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError("cannot create", path) }
  }

  func append(_ chunk: UnsafeRawBufferPointer) throws {
    try writeAll(descriptor, chunk, path: path)
    digest.update(chunk)
    size += UInt64(chunk.count)
  }

  func append(file: String) throws {
    let source = Foundation.open(file, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw FileError("cannot open", file) }
    defer { close(source) }
    var buffer = Bytes(repeating: 0, count: 1 << 18)
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count >= 0 else { throw FileError("cannot read", file) }
      if count == 0 { return }
      try buffer[..<count].withUnsafeBytes { try append($0) }
    }
  }

  func sync() throws {
    guard fsync(descriptor) == 0 else { throw FileError("cannot sync", path) }
  }

  /// Base64 of the data's MD5; call once, at the end.
  func finishMD5() -> String { encodeBase64(digest.finish()).text }

  func keep() { isKept = true }

  deinit {
    close(descriptor)
    if !isKept { unlink(path) }
  }
}

extension BlobInfo {
  /// The description file's content.
  fileprivate var description: Bytes {
    var names = JSONObject()
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { names[Bytes(name.utf8)] = .text(value) }
    let document: JSON = [
      "name": .text(name), "size": .int(Int64(size)), "etag": .text(etag), "created": .int(created),
      "modified": .int(modified), "headers": .object(names), "md5": md5.map { .text($0) } ?? .null,
      "file": .text(file),
    ]
    return document.encoded()
  }

  fileprivate init?(description: Bytes) {
    guard let document = try? JSON.parse(description), let name = document["name"]?.stringValue?.text,
      let size = document["size"]?.intValue, size >= 0, let etag = document["etag"]?.stringValue?.text,
      let created = document["created"]?.intValue, let modified = document["modified"]?.intValue,
      let names = document["headers"]?.objectValue, let file = document["file"]?.stringValue?.text,
      !file.contains("/"), file.hasSuffix(".data")
    else { return nil }
    var headers: [String: String] = [:]
    for member in names.members { headers[member.key.text] = member.value.stringValue?.text }
    self.init(
      name: name, size: UInt64(size), etag: etag, created: created, modified: modified, headers: headers,
      md5: document["md5"]?.stringValue?.text, file: file)
  }
}
