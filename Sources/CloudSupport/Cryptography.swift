// Keyed hashes, digests and random bytes for the local cloud, from mbedTLS and the kernel.

import CMbedTLS
import OTAInterface

/// HMAC-SHA256 of a message.
public func hmacSHA256(key: Bytes, message: Bytes) -> Bytes {
  var digest = Bytes(repeating: 0, count: 32)
  let status = mbedtls_md_hmac(
    mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), key, key.count, message, message.count, &digest)
  precondition(status == 0, "mbedTLS has no HMAC-SHA256")
  return digest
}

/// A digest over data that comes in pieces.
public final class StreamDigest {
  public enum Algorithm: Sendable { case md5, sha256 }

  private var context = mbedtls_md_context_t()
  private let size: Int

  public init(_ algorithm: Algorithm) {
    size = algorithm == .md5 ? 16 : 32
    mbedtls_md_init(&context)
    let type = algorithm == .md5 ? MBEDTLS_MD_MD5 : MBEDTLS_MD_SHA256
    let status = mbedtls_md_setup(&context, mbedtls_md_info_from_type(type), 0)
    precondition(status == 0 && mbedtls_md_starts(&context) == 0, "mbedTLS lacks a digest")
  }

  deinit { mbedtls_md_free(&context) }

  public func update(_ chunk: UnsafeRawBufferPointer) {
    _ = mbedtls_md_update(&context, chunk.bindMemory(to: UInt8.self).baseAddress, chunk.count)
  }

  /// The digest; call once, at the end.
  public func finish() -> Bytes {
    var digest = Bytes(repeating: 0, count: size)
    _ = mbedtls_md_finish(&context, &digest)
    return digest
  }
}

/// Bytes from the kernel's random source.
public func randomBytes(_ count: Int) -> Bytes {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
