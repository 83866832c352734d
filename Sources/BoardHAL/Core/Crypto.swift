// Digests: by a library on Linux, by the peripheral on a chip.

/// SHA-256 over bytes that arrive in pieces.
public protocol SHA256Hash: AnyObject {
  func update(_ bytes: UnsafeRawBufferPointer)

  /// The digest, 32 bytes. The object is used up: further calls are a programming error.
  func finish() -> [UInt8]
}

/// Cryptography without keys of its own. None of it can fail on any input.
public protocol Crypto: AnyObject {
  associatedtype SHA256: SHA256Hash

  /// A new hash over nothing yet.
  func makeSHA256() -> SHA256

  /// HMAC-SHA256 (RFC 2104), 32 bytes. Any key length.
  func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8]
}

extension SHA256Hash {
  public func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }
}

extension Crypto {
  /// SHA-256 of `bytes`, 32 bytes.
  public func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let hash = makeSHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// SHA-256 of `bytes`, 32 bytes.
  public func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { sha256($0) }
  }
}
