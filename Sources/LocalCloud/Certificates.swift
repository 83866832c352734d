// The local cloud's own certificate authority and server certificate (H-47: RSA, TLS 1.2). Made on the first run into
// the state folder, never put into the system's trust store: boards and tools are given ca.pem.

import COpenSSL
import CloudSupport
import Foundation
import OTAInterface

/// Something that OpenSSL refused.
struct CertificateError: Error, CustomStringConvertible {
  let description: String

  /// Names the step and OpenSSL's latest reason.
  init(_ step: String) {
    var text = [CChar](repeating: 0, count: 256)
    ERR_error_string_n(ERR_get_error(), &text, text.count)
    description =
      "certificates: \(step): \(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))"
  }
}

/// The four files: ca.pem, ca.key, server.pem, server.key.
struct Certificates {
  let folder: String

  var authorityPath: String { "\(folder)/ca.pem" }

  /// Makes what is missing; renews the server certificate if it lacks one of `names` (host names and numeric
  /// addresses) or ends within 30 days.
  func ensure(names: [String]) throws {
    let authority = try loadPair("ca") ?? makeAuthority()
    if let (certificate, _) = try loadPair("server"), isUsable(certificate, names: names, authority: authority) {
      return
    }
    try makeServer(names: names, authority: authority)
  }

  private func isUsable(_ certificate: Certificate, names: [String], authority: (Certificate, PrivateKey)) -> Bool {
    guard X509_verify(certificate.pointer, authority.1.pointer) == 1, certificate.lasts(days: 30) else { return false }
    return names.allSatisfy { name in
      isNumericAddress(name)
        ? X509_check_ip_asc(certificate.pointer, name, 0) == 1
        : X509_check_host(certificate.pointer, name, name.utf8.count, 0, nil) == 1
    }
  }

  private func makeAuthority() throws -> (Certificate, PrivateKey) {
    let key = try PrivateKey(bits: 2048)
    let certificate = try Certificate(
      subject: "EdgeOTA local cloud", key: key, issuer: nil, days: 3_650,
      extensions: [
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
        (NID_subject_key_identifier, "hash"),
      ])
    try save("ca", certificate, key)
    return (certificate, key)
  }

  private func makeServer(names: [String], authority: (Certificate, PrivateKey)) throws {
    let key = try PrivateKey(bits: 2048)
    let alternatives = names.map { (isNumericAddress($0) ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
    let certificate = try Certificate(
      subject: names.first ?? "localhost", key: key, issuer: authority, days: 396,
      extensions: [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature,keyEncipherment"),
        (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
        (NID_authority_key_identifier, "keyid"), (NID_subject_alt_name, alternatives),
      ])
    try save("server", certificate, key)
  }

  private func save(_ name: String, _ certificate: Certificate, _ key: PrivateKey) throws {
    try replaceFile("\(folder)/\(name).key", with: key.pem())
    try replaceFile("\(folder)/\(name).pem", with: certificate.pem(), mode: 0o644)
  }

  /// Reads a certificate and its key; nil unless both are there and belong together.
  private func loadPair(_ name: String) throws -> (Certificate, PrivateKey)? {
    guard let certificatePEM = try readFile("\(folder)/\(name).pem"),
      let keyPEM = try readFile("\(folder)/\(name).key"),
      let certificate = Certificate(pem: certificatePEM), let key = PrivateKey(pem: keyPEM),
      X509_check_private_key(certificate.pointer, key.pointer) == 1
    else { return nil }
    return (certificate, key)
  }
}

/// Whether `name` is a numeric IPv4 or IPv6 address.
func isNumericAddress(_ name: String) -> Bool {
  var storage = in6_addr()
  return inet_pton(AF_INET, name, &storage) == 1 || inet_pton(AF_INET6, name, &storage) == 1
}

private final class PrivateKey {
  let pointer: OpaquePointer

  init(bits: Int32) throws {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else { throw CertificateError("RSA") }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1,
      EVP_PKEY_keygen(context, &key) == 1, let key
    else { throw CertificateError("make an RSA key") }
    pointer = key
  }

  init?(pem: Bytes) {
    guard let key = withMemoryBIO(pem, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else { return nil }
    pointer = key
  }

  func pem() throws -> Bytes {
    try collect { PEM_write_bio_PrivateKey($0, pointer, nil, nil, 0, nil, nil) }
  }

  deinit { EVP_PKEY_free(pointer) }
}

private final class Certificate {
  let pointer: OpaquePointer

  /// Makes and signs a certificate, by itself if there is no issuer. It is valid from yesterday, for boards whose
  /// clock is a little slow.
  init(
    subject: String, key: PrivateKey, issuer: (certificate: Certificate, key: PrivateKey)?, days: Int,
    extensions: [(nid: Int32, value: String)]
  ) throws {
    guard let certificate = X509_new() else { throw CertificateError("make a certificate") }
    pointer = certificate
    guard X509_set_version(certificate, 2) == 1, setSerial(certificate),
      X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400) != nil,
      X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400) != nil,
      X509_set_pubkey(certificate, key.pointer) == 1,
      let name = X509_get_subject_name(certificate),
      X509_NAME_add_entry_by_NID(
        name, NID_commonName, MBSTRING_UTF8, Bytes(subject.utf8), Int32(subject.utf8.count), -1, 0) == 1,
      X509_set_issuer_name(certificate, issuer.map { X509_get_subject_name($0.certificate.pointer) } ?? name) == 1
    else { throw CertificateError("fill in a certificate") }
    for item in extensions {
      var context = X509V3_CTX()
      X509V3_set_ctx(&context, issuer?.certificate.pointer ?? certificate, certificate, nil, nil, 0)
      guard let made = X509V3_EXT_conf_nid(nil, &context, item.nid, item.value) else {
        throw CertificateError("extension \(item.value)")
      }
      defer { X509_EXTENSION_free(made) }
      guard X509_add_ext(certificate, made, -1) == 1 else { throw CertificateError("extension \(item.value)") }
    }
    guard X509_sign(certificate, (issuer?.key ?? key).pointer, EVP_sha256()) > 0 else {
      throw CertificateError("sign a certificate")
    }
  }

  init?(pem: Bytes) {
    guard let certificate = withMemoryBIO(pem, { PEM_read_bio_X509($0, nil, nil, nil) }) else { return nil }
    pointer = certificate
  }

  func pem() throws -> Bytes { try collect { PEM_write_bio_X509($0, pointer) } }

  /// Whether it is still valid so many days from now.
  func lasts(days: Int) -> Bool {
    var then = time(nil) + days * 86_400
    return X509_cmp_time(X509_get0_notAfter(pointer), &then) > 0
  }

  deinit { X509_free(pointer) }
}

/// A positive random serial number of 127 bits.
private func setSerial(_ certificate: OpaquePointer) -> Bool {
  guard let number = BN_new() else { return false }
  defer { BN_free(number) }
  return BN_rand(number, 127, 0, 0) == 1 && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
}

private func withMemoryBIO<Result>(_ content: Bytes, _ body: (OpaquePointer) -> Result?) -> Result? {
  guard let bio = BIO_new_mem_buf(content, Int32(content.count)) else { return nil }
  defer { BIO_free(bio) }
  return body(bio)
}

/// What `write` puts into a memory BIO.
private func collect(_ write: (OpaquePointer) -> Int32) throws -> Bytes {
  guard let bio = BIO_new(BIO_s_mem()) else { throw CertificateError("write PEM") }
  defer { BIO_free(bio) }
  guard write(bio) == 1 else { throw CertificateError("write PEM") }
  var content = Bytes(repeating: 0, count: Int(BIO_ctrl_pending(bio)))
  let count = BIO_read(bio, &content, Int32(content.count))
  guard count == content.count else { throw CertificateError("write PEM") }
  return content
}
