// Time: the monotonic clock, the wall clock and where the wall clock gets its value.

/// The board's clocks.
///
/// Callers may assume that `monotonicMilliseconds` never goes back within a boot; it starts anew at each boot.
/// The wall clock is unset after power-on and keeps its value over deep sleep and restart.
public protocol BoardClock: AnyObject {
  /// Milliseconds since the boot; log lines begin with it.
  var monotonicMilliseconds: Int64 { get }

  /// Seconds since 1970-01-01 UTC, without leap seconds; nil until set.
  var unixSeconds: Int64? { get }

  /// Sets the wall clock. The caller has checked the value against its floor (build time, last time seen over TLS).
  func set(unixSeconds: Int64)
}

/// A source of the wall time: SNTP on a chip, the system's clock on the Linux board.
///
/// The answer is not authenticated: the source reports it and does not set the clock, the caller judges it first.
public protocol TimeSync: AnyObject {
  /// Asks once. Exactly one `TimeSyncEvent` follows, unless `cancel` or another `start` comes first.
  /// - Parameter timeoutMilliseconds: after this long without an answer the event is `.failed`.
  func start(timeoutMilliseconds: Int64)

  /// No event of an earlier `start` will follow.
  func cancel()
}

/// The outcome of `TimeSync.start`.
public enum TimeSyncEvent: Sendable, Equatable {
  /// The source's time at this moment, seconds since 1970-01-01 UTC.
  case time(unixSeconds: Int64)
  /// No usable answer within the time limit.
  case failed
}
