// Digests by mbedTLS, with the API that 2.28 and 3.6 share.

import BoardHAL
import CMbedTLS

private let digestSize = 32

/// mbedTLS's description of SHA-256: a constant of the library.
private func sha256Info() -> OpaquePointer {
  guard let info = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256) else { fatalError("mbedTLS was built without SHA-256") }
  return info
}

private func check(_ result: Int32) {
  guard result == 0 else { fatalError("mbedTLS: digest failed with \(result)") }
}

/// SHA-256 in progress. mbedTLS can fail here only for want of memory, where Swift itself would trap.
public final class MbedSHA256: SHA256Hash {
  private var context = mbedtls_md_context_t()

  init() {
    mbedtls_md_init(&context)
    check(mbedtls_md_setup(&context, sha256Info(), 0))
    check(mbedtls_md_starts(&context))
  }

  deinit {
    mbedtls_md_free(&context)
  }

  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    check(mbedtls_md_update(&context, base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  public func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: digestSize)
    check(mbedtls_md_finish(&context, &digest))
    return digest
  }
}

public final class MbedCrypto: Crypto {
  public init() {}

  public func makeSHA256() -> MbedSHA256 { MbedSHA256() }

  public func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: digestSize)
    check(mbedtls_md_hmac(sha256Info(), key, key.count, message, message.count, &digest))
    return digest
  }
}
