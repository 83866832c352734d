// An HTTPS server over libmicrohttpd: a thread for each connection, bodies in pieces, answers from memory or from a
// file. Knows nothing of what it serves.

import CCloudSupport
import CMicrohttpd
import Foundation
import OTAInterface

/// The first lines of a request.
public struct HTTPRequestHead: Sendable {
  public var method: String
  /// As sent: percent-coded, without the query.
  public var rawPath: Bytes
  /// As sent, in order: names and values percent-coded.
  public var rawQuery: [(name: Bytes, value: Bytes)]
  /// By lower-case name; of a repeated header the last.
  public var headers: [String: String]

  /// The decoded segments of the path; nil if a percent-code is malformed or it is no UTF-8.
  public var path: [String]? {
    var segments: [String] = []
    for part in rawPath[...].parts(separatedBy: 0x2F).dropFirst() {
      guard let segment = decode(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    if segments.last == "" { segments.removeLast() }
    return segments
  }

  /// The decoded query; of a repeated name the last, and nothing of a malformed one.
  public var query: [String: String] {
    var result: [String: String] = [:]
    for (name, value) in rawQuery {
      guard let name = decode(name[...], plusIsSpace: true), let value = decode(value[...], plusIsSpace: true) else {
        continue
      }
      result[name] = value
    }
    return result
  }

  private func decode(_ text: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
    guard let octets = percentDecode(text, plusIsSpace: plusIsSpace), isValidUTF8(octets[...]) else { return nil }
    return octets.text
  }
}

/// An answer.
public struct HTTPResponse {
  public enum Body {
    case bytes(Bytes)
    /// A part of an open file, which the server closes.
    case file(descriptor: Int32, offset: UInt64, length: UInt64)
  }

  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: Body

  public init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// One request under way; used by one thread at a time.
public protocol HTTPExchange: AnyObject {
  /// A piece of the body.
  func receive(_ chunk: UnsafeRawBufferPointer)
  /// The request is complete. May block; other connections have threads of their own.
  func respond() -> HTTPResponse
}

/// A listening server.
public final class HTTPServer: @unchecked Sendable {
  /// Makes the exchange for a request; called from many threads.
  public typealias Handler = @Sendable (HTTPRequestHead) -> any HTTPExchange

  let handler: Handler
  private var daemon: OpaquePointer?
  private let certificate: [CChar]
  private let key: [CChar]
  public private(set) var port: UInt16 = 0

  /// Starts to listen.
  /// - Parameters:
  ///   - address: a numeric IPv4 or IPv6 address.
  ///   - port: 0 for a free one.
  ///   - timeout: seconds after which an idle connection is closed; longer than any `respond()` may block.
  public init(
    address: String, port: UInt16, certificatePEM: Bytes, keyPEM: Bytes, timeout: UInt32 = 120,
    handler: @escaping Handler
  ) throws {
    self.handler = handler
    certificate = certificatePEM.map { CChar(bitPattern: $0) } + [0]
    key = keyPEM.map { CChar(bitPattern: $0) } + [0]
    var callbacks = ccs_http_callbacks(
      context: Unmanaged.passUnretained(self).toOpaque(), begin: beginRequest, handle: handleRequest, end: endRequest)
    daemon = try withSocketAddress(address, port) { socketAddress in
      certificate.withUnsafeBufferPointer { certificate in
        key.withUnsafeBufferPointer { key in
          ccs_http_start(socketAddress, certificate.baseAddress, key.baseAddress, timeout, &callbacks)
        }
      }
    }
    guard let daemon else { throw FileError("cannot listen on", "\(address):\(port)") }
    self.port = ccs_http_port(daemon)
  }

  /// Stops listening and waits for the requests under way. Safe to call twice, from one thread.
  public func stop() {
    if let daemon { MHD_stop_daemon(daemon) }
    daemon = nil
  }

  deinit { stop() }
}

/// Calls `body` with the binary form of a numeric address.
public func withSocketAddress<Result>(
  _ address: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>) throws -> Result
) throws -> Result {
  var hints = addrinfo()
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  var list: UnsafeMutablePointer<addrinfo>?
  guard getaddrinfo(address, String(port), &hints, &list) == 0, let list else {
    throw FileError("no numeric address:", address, EINVAL)
  }
  defer { freeaddrinfo(list) }
  return try body(list.pointee.ai_addr)
}

/// What belongs to one request of libmicrohttpd.
private final class RequestState {
  let uri: Bytes
  var exchange: (any HTTPExchange)?

  init(uri: Bytes) { self.uri = uri }
}

private func beginRequest(
  _ context: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  let text = uri.map { Bytes(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
  return Unmanaged.passRetained(RequestState(uri: text)).toOpaque()
}

private func endRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let pointer = state?.pointee else { return }
  Unmanaged<RequestState>.fromOpaque(pointer).release()
  state?.pointee = nil
}

private func handleRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadSize: UnsafeMutablePointer<Int>?, _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let method, let uploadSize, let pointer = state?.pointee else { return .NO }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  let request = Unmanaged<RequestState>.fromOpaque(pointer).takeUnretainedValue()
  guard let exchange = request.exchange else {
    let head = requestHead(uri: request.uri, method: String(cString: method), connection: connection)
    request.exchange = server.handler(head)
    return .YES
  }
  if uploadSize.pointee > 0 {
    exchange.receive(UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee))
    uploadSize.pointee = 0
    return .YES
  }
  return send(exchange.respond(), on: connection)
}

private func requestHead(uri: Bytes, method: String, connection: OpaquePointer) -> HTTPRequestHead {
  let question = uri.firstIndex(of: 0x3F)
  var head = HTTPRequestHead(
    method: method, rawPath: Bytes(uri[..<(question ?? uri.endIndex)]), rawQuery: [], headers: [:])
  if let question {
    for part in uri[(question + 1)...].parts(separatedBy: 0x26) where !part.isEmpty {
      let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
      head.rawQuery.append((Bytes(part[..<equals]), Bytes(part[equals...].dropFirst())))
    }
  }
  withUnsafeMutablePointer(to: &head.headers) { headers in
    _ = MHD_get_connection_values(
      connection, .HEADER_KIND,
      { context, _, name, value in
        guard let context, let name else { return .YES }
        let headers = context.assumingMemoryBound(to: [String: String].self)
        headers.pointee[String(cString: name).lowercased()] = value.map { String(cString: $0) } ?? ""
        return .YES
      }, headers)
  }
  return head
}

private func send(_ answer: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
  let response: OpaquePointer?
  switch answer.body {
  case .bytes(let bytes):
    response = bytes.withUnsafeBytes { buffer in
      MHD_create_response_from_buffer(
        buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), .RESPMEM_MUST_COPY)
    }
  case .file(let descriptor, let offset, let length):
    response = MHD_create_response_from_fd_at_offset64(length, descriptor, offset)
    if response == nil { close(descriptor) }
  }
  guard let response else { return .NO }
  defer { MHD_destroy_response(response) }
  for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
  return MHD_queue_response(connection, UInt32(answer.status), response)
}
