// How a transfer is set up, and what libcurl's callbacks do.

import BoardHAL
import CBoardLinux
import CCurl
import COpenSSL
import OTAInterface

extension CurlDownload {
  func makeTransfer(_ request: HTTPDownloadRequest) throws(ConnectionFailure) -> Transfer {
    guard (try? HTTPSURL.parse(request.url)) != nil else {
      throw ConnectionFailure(.invalidRequest, "not a usable https URL")
    }
    guard request.offset >= 0, request.maximumLength >= 0, request.maximumChunk > 0 else {
      throw ConnectionFailure(.invalidRequest, "negative offset or limit")
    }
    guard let easy = curl_easy_init() else { throw ConnectionFailure(.resources, "libcurl is out of memory") }
    let start = clock.monotonicMilliseconds
    let transfer = Transfer(
      easy: easy, request: request,
      deadline: start + max(1, request.connectTimeoutMilliseconds) + max(1, request.stallTimeoutMilliseconds))
    guard setOptions(transfer) else { throw ConnectionFailure(.invalidRequest, "libcurl refuses the request") }
    return transfer
  }

  /// - Returns: false if libcurl refused one of the options.
  private func setOptions(_ transfer: Transfer) -> Bool {
    let (easy, request) = (transfer.easy, transfer.request)
    var results = [
      cbl_curl_set_string(easy, CURLOPT_URL, request.url.text),
      cbl_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "https"),
      cbl_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
      cbl_curl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
      // The board trusts what it was given and nothing of the host's.
      cbl_curl_set_blob(easy, CURLOPT_CAINFO_BLOB, request.roots.pem, request.roots.pem.count),
      cbl_curl_set_string(easy, CURLOPT_CAPATH, nil),
      cbl_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
      cbl_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
      cbl_curl_set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
      // A board has no proxy: the host's environment must not give it one.
      cbl_curl_set_string(easy, CURLOPT_PROXY, ""),
      cbl_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
      cbl_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, request.connectTimeoutMilliseconds))),
      cbl_curl_set_long(easy, CURLOPT_BUFFERSIZE, min(max(request.maximumChunk, 1_024), 16_384)),
      cbl_curl_set_string(easy, CURLOPT_USERAGENT, "EdgeOTA"),
      cbl_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, transfer.errorText),
      cbl_curl_set_callbacks(
        easy, Self.bodyArrived, Self.headerArrived, Self.tlsPrepared, Unmanaged.passUnretained(self).toOpaque()),
    ]
    if request.offset > 0 {
      results.append(cbl_curl_set_string(easy, CURLOPT_RANGE, "\(request.offset)-"))
      if let etag = request.ifMatch {
        guard !etag.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
        transfer.requestHeaders = curl_slist_append(nil, "If-Match: \(etag.text)")
        results.append(cbl_curl_set_pointer(easy, CURLOPT_HTTPHEADER, transfer.requestHeaders))
      }
    }
    return results.allSatisfy { $0 == CURLE_OK }
  }

  // MARK: - Callbacks

  private static func owner(_ context: UnsafeMutableRawPointer?) -> CurlDownload? {
    context.map { Unmanaged<CurlDownload>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Certificates are valid or not by the board's clock; an unset clock is 1970.
  private static let tlsPrepared: cbl_curl_tls = { _, tls, context in
    let now = owner(context)?.clock.unixSeconds ?? 0
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(OpaquePointer(tls)), Int(now))
    return CURLE_OK
  }

  private static let headerArrived: cbl_curl_data = { bytes, size, count, context in
    guard let owner = owner(context), let transfer = owner.transfer else { return 0 }
    let line = [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
    return owner.takeHeader(line, transfer) ? size * count : 0
  }

  private static let bodyArrived: cbl_curl_data = { bytes, size, count, context in
    guard let owner = owner(context), let transfer = owner.transfer else { return 0 }
    guard owner.waitingChunks == 0 else {
      transfer.isPaused = true
      return size_t(CURL_WRITEFUNC_PAUSE)
    }
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return owner.takeBody(part, transfer) ? part.count : 0
  }

  /// - Returns: false to end the transfer; the verdict says why.
  private func takeHeader(_ line: [UInt8], _ transfer: Transfer) -> Bool {
    // Trailers of a chunked body come here too.
    if transfer.headersDone { return true }
    progressed(transfer)
    if line.begins(with: "HTTP/") {
      transfer.headers = ResponseHeaders()
      return true
    }
    if !line.elementsEqual([0x0D, 0x0A]) {
      if transfer.headers.take(line) { return true }
      transfer.verdict = .failed(
        ConnectionFailure(.protocolViolation, "the response headers are malformed or too long"))
      return false
    }
    let status = cbl_curl_response_code(transfer.easy)
    // 1xx: the real answer follows.
    return status < 200 ? true : judgeHeaders(status, transfer)
  }

  private func judgeHeaders(_ status: Int, _ transfer: Transfer) -> Bool {
    let (headers, request) = (transfer.headers, transfer.request)
    if status == 206, request.offset == 0 || headers.rangeStart != request.offset {
      transfer.verdict = .failed(ConnectionFailure(.protocolViolation, "the server sent another range than asked for"))
      return false
    }
    transfer.headersDone = true
    queue.post(
      .download(
        .headers(
          HTTPResponseHead(
            status: status, contentLength: headers.contentLength,
            totalLength: headers.totalLength ?? (status == 200 ? headers.contentLength : nil), etag: headers.etag,
            errorCode: headers.errorCode))))
    guard status == 200 || status == 206 else {
      transfer.verdict = .answered
      return false
    }
    if let length = headers.contentLength, length > request.maximumLength {
      transfer.verdict = .failed(tooLarge(request))
      return false
    }
    return true
  }

  private func takeBody(_ part: UnsafeRawBufferPointer, _ transfer: Transfer) -> Bool {
    progressed(transfer)
    guard Int64(part.count) <= transfer.request.maximumLength - transfer.received else {
      transfer.verdict = .failed(tooLarge(transfer.request))
      return false
    }
    transfer.received += Int64(part.count)
    var rest = part[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(transfer.request.maximumChunk)
      queue.post(.download(.body([UInt8](chunk))))
      waitingChunks += 1
      rest = rest.dropFirst(chunk.count)
    }
    return true
  }

  private func tooLarge(_ request: HTTPDownloadRequest) -> ConnectionFailure {
    ConnectionFailure(.tooLarge, "the file is longer than the \(request.maximumLength) bytes allowed")
  }

  /// libcurl's result as a kind, with its own text unless that could hold a part of the query.
  func failure(of transfer: Transfer, _ result: CURLcode) -> ConnectionFailure {
    let kind: ConnectionFailureKind =
      switch result {
      case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_SSL_CACERT_BADFILE: .invalidRequest
      case CURLE_COULDNT_RESOLVE_HOST: .unresolved
      case CURLE_COULDNT_CONNECT: .unreachable
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: .untrusted
      case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .tls
      case CURLE_OPERATION_TIMEDOUT: .timeout
      case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: .closed
      case CURLE_OUT_OF_MEMORY: .resources
      default: .protocolViolation
      }
    let text = String(cString: transfer.errorText)
    let safe = text.isEmpty || text.contains("?") || text.contains("=")
    return ConnectionFailure(kind, safe ? String(cString: curl_easy_strerror(result)) : text)
  }
}
