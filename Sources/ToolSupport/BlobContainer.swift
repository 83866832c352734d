// A blob container, for publishers: uploads under names that never change their content (W-31).

import CloudSupport
import Foundation
import OTAInterface

/// What an upload did.
public enum UploadResult: Sendable {
  case uploaded(etag: String)
  /// A blob of that name with equal content was there before.
  case alreadyThere
}

public struct BlobContainer {
  /// Without a trailing slash, query or fragment.
  public let url: String
  /// SAS query string without a leading `?`. Secret.
  private let token: String
  private let client: HTTPSClient

  /// - Throws: a usage failure for a URL that is none of a container.
  public init(url: String, token: String, client: HTTPSClient) throws {
    var trimmed = url.prefix { $0 != "?" && $0 != "#" }
    while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    guard trimmed.hasPrefix("https://"), trimmed.dropFirst("https://".count).contains("/") else {
      throw CommandFailure(
        .usage,
        "expected the URL of a container, such as https://ACCOUNT.blob.core.windows.net/CONTAINER, got '\(trimmed)'")
    }
    self.url = String(trimmed)
    self.token = String(token.drop { $0 == "?" || $0 == "&" })
    self.client = client
  }

  /// The name of a file that stays: `{stem}.{first 16 hex digits of its SHA-256}.pe`.
  public static func immutableName(_ fileName: String, _ digest: Digest) -> String {
    let stem = (fileName as NSString).deletingPathExtension
    return "\(stem).\(digest.hex.text.lowercased().prefix(16)).pe"
  }

  /// The address of a blob, as boards ask for it.
  public func blobURL(_ name: String) -> String { "\(url)/\(percentEncode(Bytes(name.utf8)).text)" }

  /// How boards find a blob of this container, and what it has to hash to.
  public func settings(of name: String, _ digest: Digest) throws -> FileSettings {
    do {
      return FileSettings(url: try HTTPSURL.parse(Bytes(blobURL(name).utf8)), digest: digest)
    } catch {
      throw CommandFailure(.usage, "boards do not accept the URL \(blobURL(name)): \(error.message)")
    }
  }

  /// Uploads a file, create-only. A blob that is there already is success if its length and content are equal.
  public func upload(_ content: [UInt8], as name: String, digest: Digest, overwrite: Bool = false) throws
    -> UploadResult
  {
    var headers = [
      "x-ms-blob-type": "BlockBlob", "x-ms-version": "2021-08-06", "Content-Type": "application/octet-stream",
      "x-ms-meta-sha256": digest.hex.text.lowercased(),
    ]
    if !overwrite { headers["If-None-Match"] = "*" }
    let response = try client.request("PUT", "\(blobURL(name))?\(token)", headers: headers, body: content)
    if response.status == 201 { return .uploaded(etag: response.headers["etag"] ?? "") }
    if !overwrite, response.status == 409 || response.status == 412 {
      try checkEqual(content, name, digest)
      return .alreadyThere
    }
    throw failure("PUT", name, response)
  }

  /// The blob that is there has this length and content: by its own metadata, else by reading it.
  private func checkEqual(_ content: [UInt8], _ name: String, _ digest: Digest) throws {
    let head = try client.request("HEAD", "\(blobURL(name))?\(token)")
    guard head.status == 200 else { throw failure("HEAD", name, head) }
    guard head.headers["content-length"].flatMap({ Int($0) }) == content.count else {
      throw CommandFailure(
        .refused,
        "\(blobURL(name)) is there with another length: \(head.headers["content-length"] ?? "none") instead of \(content.count) bytes"
      )
    }
    if let stated = head.headers["x-ms-meta-sha256"] {
      if stated.lowercased() == digest.hex.text.lowercased() { return }
    } else {
      let stored = try client.request("GET", "\(blobURL(name))?\(token)")
      guard stored.status == 200 else { throw failure("GET", name, stored) }
      if stored.body == content { return }
    }
    throw CommandFailure(.refused, "\(blobURL(name)) is there with other content")
  }

  private func failure(_ method: String, _ name: String, _ response: HTTPSResponse) -> CommandFailure {
    let code = response.headers["x-ms-error-code"].map { " (\($0))" } ?? ""
    let hint = response.status == 403 ? "; does the token allow it, and has it not expired?" : ""
    return CommandFailure(
      .unavailable, "\(method) \(blobURL(name)): the blob store answered \(response.status)\(code)\(hint)")
  }
}

/// SHA-256 of some bytes.
public func sha256(_ bytes: [UInt8]) -> Digest {
  let stream = StreamDigest(.sha256)
  bytes.withUnsafeBytes { stream.update($0) }
  guard let digest = Digest(stream.finish()) else { preconditionFailure("SHA-256 has 32 bytes") }
  return digest
}
