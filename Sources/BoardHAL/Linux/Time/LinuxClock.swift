// The board's clocks over the host's: the wall clock is unset at power-on although the host's is not, and the monotonic
// clock begins at the board's boot, not at the host's.

import BoardHAL
import Glibc

public final class LinuxClock: BoardClock {
  /// What the wall clock is ahead of the host's, in seconds; nil while unset. Kept over restarts by `LinuxPower`.
  private(set) var offset: Int64?
  private let boot = LinuxClock.hostMilliseconds

  init(offset: Int64?) {
    self.offset = offset
  }

  public var monotonicMilliseconds: Int64 { Self.hostMilliseconds - boot }

  public var unixSeconds: Int64? {
    offset.map { Self.hostSeconds &+ $0 }
  }

  public func set(unixSeconds: Int64) {
    offset = unixSeconds &- Self.hostSeconds
  }

  /// The host's own monotonic clock.
  static var hostMilliseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The host's own wall clock.
  static var hostSeconds: Int64 { Int64(time(nil)) }
}

/// Takes the time from the host's clock, which the host keeps right. Needs the link to be up, as SNTP does.
public final class HostTimeSync: TimeSync {
  private let queue: EventQueue
  private let network: HostNetworkLink

  init(queue: EventQueue, network: HostNetworkLink) {
    self.queue = queue
    self.network = network
  }

  public func start(timeoutMilliseconds: Int64) {
    cancel()
    queue.post(.timeSync(network.isUp ? .time(unixSeconds: LinuxClock.hostSeconds) : .failed))
  }

  public func cancel() {
    queue.remove { if case .timeSync = $0 { true } else { false } }
  }
}
