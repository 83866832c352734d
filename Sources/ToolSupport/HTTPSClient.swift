// A small blocking HTTPS client for the tools, over libcurl. https only, no redirects; errors never show a URL's query,
// where tokens are.

import CBoardLinux
import CCurl
import Foundation

public struct HTTPSResponse: Sendable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]

  public var text: String { String(decoding: body, as: UTF8.self) }
}

public final class HTTPSClient {
  /// CA certificates to trust, PEM; nil: the system's.
  private let authority: [UInt8]?
  /// Seconds that one request may take.
  private let timeout: Int

  public init(authority: [UInt8]? = nil, timeout: Int = 60) {
    self.authority = authority
    self.timeout = timeout
  }

  /// Collects what libcurl delivers.
  private final class Transfer {
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    static let maximumBody = 64 << 20
  }

  /// Sends a request and waits for the answer, whatever its status.
  public func request(
    _ method: String, _ url: String, headers: [String: String] = [:], body: [UInt8]? = nil
  ) throws -> HTTPSResponse {
    guard let easy = curl_easy_init() else { throw CommandFailure(.failure, "libcurl cannot be started") }
    defer { curl_easy_cleanup(easy) }
    let transfer = Transfer()
    var list: UnsafeMutablePointer<curl_slist>?
    // An empty "Expect:" keeps libcurl from waiting for a "100 Continue".
    for (name, value) in headers.merging(["Expect": ""], uniquingKeysWith: { mine, _ in mine }) {
      list = curl_slist_append(list, value.isEmpty ? "\(name):" : "\(name): \(value)")
    }
    defer { curl_slist_free_all(list) }
    let result = (body ?? []).withUnsafeBytes { bytes in
      configure(easy, method, url, list, body == nil ? nil : bytes, transfer)
      return curl_easy_perform(easy)
    }
    guard result == CURLE_OK else {
      throw CommandFailure(
        .unavailable, "\(method) \(HTTPSClient.shown(url)): \(String(cString: curl_easy_strerror(result)))")
    }
    return HTTPSResponse(
      status: cbl_curl_response_code(easy), headers: transfer.headers, body: transfer.body)
  }

  private func configure(
    _ easy: UnsafeMutableRawPointer, _ method: String, _ url: String, _ headers: UnsafeMutablePointer<curl_slist>?,
    _ body: UnsafeRawBufferPointer?, _ transfer: Transfer
  ) {
    _ = cbl_curl_set_string(easy, CURLOPT_URL, url)
    _ = cbl_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "https")
    _ = cbl_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    _ = cbl_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT, 15)
    _ = cbl_curl_set_long(easy, CURLOPT_TIMEOUT, timeout)
    _ = cbl_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headers)
    if let body {
      _ = cbl_curl_set_long(easy, CURLOPT_POSTFIELDSIZE, body.count)
      _ = cbl_curl_set_pointer(
        easy, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress ?? emptyBody))
    } else if method == "HEAD" {
      _ = cbl_curl_set_long(easy, CURLOPT_NOBODY, 1)
    }
    _ = cbl_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, method)
    if let authority {
      _ = authority.withUnsafeBytes { cbl_curl_set_blob(easy, CURLOPT_CAINFO_BLOB, $0.baseAddress, $0.count) }
    }
    _ = cbl_curl_set_callbacks(
      easy, { bytes, size, count, context in HTTPSClient.take(bytes, size * count, context, isHeader: false) },
      { bytes, size, count, context in HTTPSClient.take(bytes, size * count, context, isHeader: true) },
      nil, Unmanaged.passUnretained(transfer).toOpaque())
  }

  private static func take(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?, isHeader: Bool
  ) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let chunk = UnsafeRawBufferPointer(start: bytes, count: count)
    if isHeader {
      let line = String(decoding: chunk, as: UTF8.self)
      if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
        transfer.headers[line[..<colon].lowercased()] = value
      }
    } else {
      guard transfer.body.count + count <= Transfer.maximumBody else { return 0 }
      transfer.body.append(contentsOf: chunk)
    }
    return count
  }

  /// A URL without its query.
  public static func shown(_ url: String) -> String { String(url.prefix { $0 != "?" }) }
}

/// Where the address of an empty body points: libcurl takes NULL for "no body".
nonisolated(unsafe) private let emptyBody = UnsafeRawPointer(
  UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
