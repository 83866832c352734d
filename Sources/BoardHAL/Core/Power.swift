// Power: deep sleep, restart and what survives them.

/// Why the board started.
public enum WakeCause: Sendable, Equatable {
  case powerOn
  /// `Power.restart`.
  case restart
  /// The timer of `Power.deepSleep`.
  case deepSleepTimer
  case watchdog
}

/// The board's power states.
///
/// Callers may assume that over deep sleep, restart and watchdog only flash, the wall clock and retained memory survive;
/// at power-on retained memory reads as zeros.
///
/// Implementations must leave the network cleanly enough that a peer notices (sockets are closed, not leaked).
public protocol Power: AnyObject {
  /// Why this boot happened.
  var wakeCause: WakeCause { get }

  /// Bytes of retained memory (RTC memory on a chip).
  var retainedSize: Int { get }

  /// The retained memory's content, always `retainedSize` bytes.
  func readRetained() -> [UInt8]

  /// Replaces the first `bytes.count` bytes; what does not fit is dropped.
  func writeRetained(_ bytes: [UInt8])

  /// Sleeps and then boots anew with cause `.deepSleepTimer`.
  func deepSleep(milliseconds: Int64) -> Never

  /// Boots anew with cause `.restart`.
  func restart() -> Never
}
