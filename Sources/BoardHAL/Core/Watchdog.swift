// The watchdog: what gets a board back whose software hangs.

/// Resets the board unless it is fed in time. The next boot's wake cause is `.watchdog`.
///
/// Implementations must work while the caller hangs in a loop: no thread or event loop of the program may be needed.
public protocol Watchdog: AnyObject {
  /// Starts, or starts again, with a time limit in milliseconds (1 or more).
  func start(timeoutMilliseconds: Int64)
  /// Starts the time limit anew. Does nothing if the watchdog is stopped.
  func feed()
  func stop()
}
