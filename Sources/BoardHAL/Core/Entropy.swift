// Random bytes for keys, request ids and backoff.

/// The board's random number generator, fit for cryptography.
///
/// Implementations must not return before their source is seeded, and must not fail: a board that has no randomness
/// must not boot.
public protocol Entropy: AnyObject {
  /// Fills `buffer`.
  func fill(_ buffer: UnsafeMutableRawBufferPointer)
}

extension Entropy {
  /// `count` random bytes; none for a negative count.
  public func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    bytes.withUnsafeMutableBytes { fill($0) }
    return bytes
  }
}
