// The watchdog: a timer whose signal handler replaces the process, whatever the program is doing.

import BoardHAL
import CBoardLinux

public final class SoftwareWatchdog: Watchdog {
  private let power: LinuxPower
  private var timeout: Int64?

  init(power: LinuxPower) {
    self.power = power
  }

  deinit {
    stop()
  }

  public func start(timeoutMilliseconds: Int64) {
    timeout = max(1, timeoutMilliseconds)
    feed()
  }

  public func feed() {
    guard let timeout else { return }
    guard cbl_watchdog_start(power.prepareWatchdogReset(), timeout) else { fatalError("no timer for the watchdog") }
  }

  public func stop() {
    guard timeout != nil else { return }
    timeout = nil
    cbl_watchdog_stop()
  }
}
