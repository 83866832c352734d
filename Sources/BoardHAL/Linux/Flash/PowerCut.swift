// When the power of a flash image fails, and how far the operation under way came.

/// A power cut that was ordered. Latches: once off, off until the image is opened again.
struct PowerCut {
  /// How the operation under way was left.
  struct Tear {
    /// Of 256 parts, how many were done.
    let progress: Int
    /// The bits that the operation had not reached.
    let mask: UInt8

    /// The whole units that were done, less than `count` unless that is 0.
    func part(of count: Int) -> Int { count * progress / 256 }
  }

  private var operationsLeft: Int
  private let seed: UInt64
  private(set) var isOff = false

  init(operationsLeft: Int, seed: UInt64) {
    self.operationsLeft = operationsLeft
    self.seed = seed
  }

  /// Counts one operation; the tear if power fails in it.
  mutating func countOperation() -> Tear? {
    if operationsLeft > 0 {
      operationsLeft -= 1
      return nil
    }
    isOff = true
    // SplitMix64's finalizer: spreads neighbouring seeds over all tears.
    var bits = seed &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Tear(progress: Int(bits & 0xFF), mask: UInt8(truncatingIfNeeded: bits >> 8))
  }
}
