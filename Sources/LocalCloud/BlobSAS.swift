// Service shared access signatures and the Shared Key scheme: who may do what with blobs (B-06). Both are HMAC-SHA256
// under the account's key over texts whose layout the storage service prescribes.

import CloudSupport
import Foundation
import OTAInterface

/// What a token or key allows.
struct BlobRights: Equatable {
  /// nil for the account's key, which may do everything.
  let permissions: Set<Character>?
  /// Whether the token is for one blob only.
  let isBlobOnly: Bool

  static let all = BlobRights(permissions: nil, isBlobOnly: false)

  func allows(_ permission: Character) -> Bool { permissions?.contains(permission) ?? true }
}

enum BlobSAS {
  private static let version = "2021-12-02"
  private static let order = "racwdxltmeop"

  /// Makes a token for a container or one blob.
  static func make(
    account: String, key: Bytes, container: String, blob: String?, permissions: String, expiry: Int64
  ) -> String {
    let ordered = String(order.filter { permissions.contains($0) })
    var fields = [
      "sv": version, "sr": blob == nil ? "c" : "b", "sp": ordered, "se": isoDate(expiry).text, "spr": "https",
    ]
    let text = stringToSign(fields, account: account, container: container, blob: blob)
    fields["sig"] = encodeBase64(hmacSHA256(key: key, message: Bytes(text.utf8))).text
    return ["sv", "spr", "se", "sr", "sp", "sig"].map { name in
      "\(name)=\(percentEncode(Bytes((fields[name] ?? "").utf8)).text)"
    }.joined(separator: "&")
  }

  /// Checks the token in a query.
  /// - Parameter now: seconds since 1970-01-01 UTC.
  static func check(
    _ query: [String: String], account: String, key: Bytes, container: String, blob: String?, now: Int64
  ) throws(BlobError) -> BlobRights {
    func field(_ name: String) throws(BlobError) -> String {
      guard let value = query[name], !value.isEmpty else { throw .authenticationFailed("the token has no \(name)") }
      return value
    }
    guard try field("sv") >= "2018-11-09" else { throw .authenticationFailed("sv is older than 2018-11-09") }
    for name in ["si", "sip"] where query[name] != nil {
      throw .authenticationFailed("\(name) is not supported by the local cloud")
    }
    let kind = try field("sr")
    guard kind == "c" || kind == "b" else { throw .authenticationFailed("sr is neither b nor c") }
    guard kind == "c" || blob != nil else { throw .resourceMismatch }
    let text = stringToSign(query, account: account, container: container, blob: kind == "b" ? blob : nil)
    // A plus sign that was not percent-coded has been read as a space.
    let sent = Bytes(try field("sig").replacingOccurrences(of: " ", with: "+").utf8)
    guard constantTimeEqual(sent, encodeBase64(hmacSHA256(key: key, message: Bytes(text.utf8)))) else {
      throw .authenticationFailed("the signature did not match")
    }
    guard let end = parseISODate(Bytes(try field("se").utf8)) else { throw .authenticationFailed("se is no time") }
    guard now < end else { throw .authenticationFailed("the token has expired") }
    if let start = query["st"] {
      guard let start = parseISODate(Bytes(start.utf8)), start <= now else {
        throw .authenticationFailed("the token is not valid yet")
      }
    }
    guard query["spr"].map({ $0.split(separator: ",").contains("https") }) ?? true else {
      throw .authenticationFailed("spr does not allow https")
    }
    return BlobRights(permissions: Set(try field("sp")), isBlobOnly: kind == "b")
  }

  /// The text that is signed; `ses` came with 2020-12-06.
  private static func stringToSign(
    _ fields: [String: String], account: String, container: String, blob: String?
  ) -> String {
    var resource = "/blob/\(account)/\(container)"
    if let blob { resource += "/\(blob)" }
    var names = ["sp", "st", "se", "", "si", "sip", "spr", "sv", "sr", "snapshot"]
    if fields["sv"] ?? "" >= "2020-12-06" { names.append("ses") }
    names += ["rscc", "rscd", "rsce", "rscl", "rsct"]
    return names.map { $0.isEmpty ? resource : fields[$0] ?? "" }.joined(separator: "\n")
  }
}

enum SharedKey {
  /// Checks the Authorization header of a request.
  static func check(_ head: HTTPRequestHead, account: String, key: Bytes, now: Int64) throws(BlobError) -> BlobRights {
    guard let authorization = head.headers["authorization"], authorization.hasPrefix("SharedKey \(account):") else {
      throw .authenticationFailed("the Authorization header is not of this account")
    }
    guard let date = head.headers["x-ms-date"] ?? head.headers["date"], let sent = parseHTTPTime(date),
      abs(now - sent) <= 900
    else { throw .authenticationFailed("the date is missing or more than 15 minutes off") }
    let signature = Bytes(authorization.dropFirst("SharedKey \(account):".count).utf8)
    let expected = encodeBase64(hmacSHA256(key: key, message: Bytes(stringToSign(head, account: account).utf8)))
    guard constantTimeEqual(signature, expected) else { throw .authenticationFailed("the signature did not match") }
    return .all
  }

  private static func stringToSign(_ head: HTTPRequestHead, account: String) -> String {
    let standard = [
      "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
      "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]
    var lines = [head.method]
    for name in standard {
      var value = head.headers[name] ?? ""
      if name == "content-length", value == "0" { value = "" }
      if name == "date", head.headers["x-ms-date"] != nil { value = "" }
      lines.append(value)
    }
    let own = head.headers.filter { $0.key.hasPrefix("x-ms-") }.sorted { $0.key < $1.key }
    lines += own.map { "\($0.key):\($0.value.trimmingCharacters(in: .whitespaces))" }
    var resource = "/\(account)\(head.rawPath.text)"
    for (name, value) in head.query.sorted(by: { $0.key < $1.key }) { resource += "\n\(name.lowercased()):\(value)" }
    return (lines + [resource]).joined(separator: "\n")
  }
}
