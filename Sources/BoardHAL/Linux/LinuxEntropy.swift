// Random bytes from the kernel.

import BoardHAL
import CBoardLinux

public final class LinuxEntropy: Entropy {
  public func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    guard cbl_random(base, buffer.count) else { fatalError("the kernel has no random number generator") }
  }
}
