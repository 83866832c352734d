// Power states as process images: a reset replaces this process by a fresh one, with the same process id.

import BoardHAL
import CBoardLinux
import Glibc

/// Deep sleep, restart and watchdog resets.
///
/// Each replaces the process image by `executable` with the same arguments, after closing every descriptor but the
/// standard ones and the retained record: connections break as on a chip that loses power to its radio. A deep sleep
/// is slept by the new image before it does anything else.
public final class LinuxPower: Power {
  private enum Cause: UInt8 {
    case powerOn = 0
    case restart = 1
    case deepSleepTimer = 2
    case watchdog = 3
  }

  public let wakeCause: WakeCause
  public let retainedSize: Int
  private let record: RetainedRecord
  private let reset: UnsafeMutablePointer<cbl_reset>
  /// What `LinuxClock` had when the last image ended.
  let inheritedClockOffset: Int64?
  /// Asked for the wall clock's offset just before a reset.
  var clockOffset: () -> Int64? = { nil }

  /// Boots: takes over what the former image left, and sleeps if it went to deep sleep.
  /// - Parameters:
  ///   - executable: what a reset starts; this program unless given.
  ///   - arguments: its arguments, the program's name first.
  init(
    retainedSize: Int, executable: String = "/proc/self/exe", arguments: [String] = CommandLine.arguments
  ) throws(LinuxBoardError) {
    let inherited = getenv(RetainedRecord.variable).map { String(cString: $0) }
    unsetenv(RetainedRecord.variable)
    record = try RetainedRecord(retainedSize: retainedSize, inherited: inherited)
    self.retainedSize = retainedSize
    Self.sleep(until: record.sleepUntil)
    record.sleepUntil = 0
    wakeCause =
      switch Cause(rawValue: record.cause) {
      case .restart: .restart
      case .deepSleepTimer: .deepSleepTimer
      case .watchdog: .watchdog
      case .powerOn, nil: .powerOn
      }
    record.cause = Cause.powerOn.rawValue
    inheritedClockOffset = record.clockOffset
    reset = .allocate(capacity: 1)
    reset.initialize(
      to: cbl_reset(
        path: Self.copy(executable), arguments: Self.list(arguments),
        environment: Self.list(Self.environment(adding: "\(RetainedRecord.variable)=\(record.descriptor)")),
        kept_descriptor: record.descriptor, cause: record.causeAddress,
        watchdog_cause: Cause.watchdog.rawValue))
  }

  /// The watchdog, which keeps a copy of `reset`, keeps this object too and is stopped before.
  deinit {
    free(UnsafeMutablePointer(mutating: reset.pointee.path))
    Self.release(reset.pointee.arguments)
    Self.release(reset.pointee.environment)
    reset.deallocate()
  }

  public func readRetained() -> [UInt8] {
    [UInt8](record.retained)
  }

  public func writeRetained(_ bytes: [UInt8]) {
    record.retained.copyBytes(from: bytes.prefix(retainedSize))
  }

  public func deepSleep(milliseconds: Int64) -> Never {
    let (until, overflow) = LinuxClock.hostMilliseconds.addingReportingOverflow(max(0, milliseconds))
    record.sleepUntil = overflow ? .max : until
    replaceProcess(.deepSleepTimer)
  }

  public func restart() -> Never {
    replaceProcess(.restart)
  }

  /// What the watchdog's signal handler needs; it must not allocate, so it is kept ready. The wall clock is noted each
  /// time, since the handler cannot ask for it.
  func prepareWatchdogReset() -> UnsafePointer<cbl_reset> {
    record.clockOffset = clockOffset()
    return UnsafePointer(reset)
  }

  private func replaceProcess(_ cause: Cause) -> Never {
    record.cause = cause.rawValue
    record.clockOffset = clockOffset()
    fflush(nil)
    cbl_replace_process(reset)
    fatalError("restart failed: \(errorText(errno))")
  }

  private static func sleep(until wake: Int64) {
    while true {
      let left = wake - LinuxClock.hostMilliseconds
      guard left > 0 else { return }
      // In steps, because usleep and poll take no longer ones.
      poll(nil, 0, Int32(min(left, 60_000)))
    }
  }

  private static func environment(adding entry: String) -> [String] {
    var entries: [String] = []
    var next = environ
    while let text = next.pointee {
      entries.append(String(cString: text))
      next += 1
    }
    return entries + [entry]
  }

  /// A C string of its own.
  private static func copy(_ text: String) -> UnsafePointer<CChar>? {
    UnsafePointer(strdup(text))
  }

  /// A null-terminated list of C strings, for `release`.
  private static func list(_ texts: [String]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { (list + index).initialize(to: strdup(text)) }
    (list + texts.count).initialize(to: nil)
    return UnsafePointer(list)
  }

  private static func release(_ list: UnsafePointer<UnsafeMutablePointer<CChar>?>?) {
    guard let list else { return }
    var next = list
    while let text = next.pointee {
      free(text)
      next += 1
    }
    UnsafeMutablePointer(mutating: list).deallocate()
  }
}
