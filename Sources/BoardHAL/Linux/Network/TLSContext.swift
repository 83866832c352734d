// The SSL_CTX of a connection: roots from memory, the peer's certificate and its name always checked.

import BoardHAL
import COpenSSL

/// Owns an SSL_CTX made for one peer, and remembers why OpenSSL refused that peer's certificate.
final class TLSContext {
  let context: OpaquePointer
  /// OpenSSL's text for the first check that failed, for instance "certificate has expired".
  private(set) var refusal: String?

  /// - Parameters:
  ///   - host: DNS name or IP address that the peer's certificate must be for.
  ///   - unixSeconds: the board's time, by which certificates are valid or not.
  init(roots: TrustedRoots, host: [UInt8], unixSeconds: Int64) throws(ConnectionFailure) {
    guard let made = SSL_CTX_new(TLS_client_method()) else {
      throw ConnectionFailure(.resources, "TLS context cannot be made")
    }
    context = made
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, Self.certificateChecked)
    SSL_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
    try trust(roots)
    try expect(host, at: unixSeconds)
  }

  deinit {
    SSL_CTX_set_ex_data(context, 0, nil)
    SSL_CTX_free(context)
  }

  /// Adds every certificate of the PEM text to the store.
  private func trust(_ roots: TrustedRoots) throws(ConnectionFailure) {
    let store = SSL_CTX_get_cert_store(context)
    let source = BIO_new_mem_buf(roots.pem, Int32(clamping: roots.pem.count))
    defer { BIO_free(source) }
    var count = 0
    while let certificate = PEM_read_bio_X509(source, nil, nil, nil) {
      defer { X509_free(certificate) }
      guard X509_STORE_add_cert(store, certificate) == 1 else {
        throw ConnectionFailure(.invalidRequest, "a trusted root cannot be used")
      }
      count += 1
    }
    // The reader ends with an error both at the end of the text and at a damaged certificate.
    let code = ERR_peek_last_error()
    ERR_clear_error()
    guard count > 0, code & 0x7FFFFF == UInt(PEM_R_NO_START_LINE) else {
      throw ConnectionFailure(.invalidRequest, "trusted roots are not PEM certificates")
    }
  }

  private func expect(_ host: [UInt8], at unixSeconds: Int64) throws(ConnectionFailure) {
    let parameters = SSL_CTX_get0_param(context)
    X509_VERIFY_PARAM_set_time(parameters, Int(unixSeconds))
    X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    let name = String(decoding: host, as: UTF8.self)
    if X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return }
    guard X509_VERIFY_PARAM_set1_host(parameters, name, name.utf8.count) == 1 else {
      throw ConnectionFailure(.invalidRequest, "the host name cannot be checked")
    }
  }

  /// OpenSSL's verify callback: notes the first refusal, and lets the verdict stand.
  private static let certificateChecked: @convention(c) (Int32, OpaquePointer?) -> Int32 = { accepted, store in
    guard accepted == 0,
      let session = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
      let owner = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(OpaquePointer(session)), 0)
    else { return accepted }
    let context = Unmanaged<TLSContext>.fromOpaque(owner).takeUnretainedValue()
    if context.refusal == nil {
      context.refusal = String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(store))))
    }
    return accepted
  }
}
