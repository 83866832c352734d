// The engine's timers and the waiting times between attempts.

/// What the engine waits for; one deadline each.
enum EngineTimer: Int, CaseIterable {
  /// The next attempt to get online.
  case reconnect
  /// The wall clock is compared with its source again.
  case timeSync
  /// The SAS token ends soon.
  case renewToken
  /// An answer to the twin request, or the next request.
  case twin
  /// An answer to the reported patch, or the next attempt.
  case outbox
  /// The next attempt of a download.
  case fetch
  case startLimit
  case stopLimit
  case probation
  /// Requests and method calls that nobody answered are dropped.
  case expiry
}

/// Deadlines on the monotonic clock, milliseconds.
struct Timers {
  private var deadlines = [Int64](repeating: Int64.max, count: EngineTimer.allCases.count)

  mutating func set(_ timer: EngineTimer, at deadline: Int64) { deadlines[timer.rawValue] = deadline }

  mutating func clear(_ timer: EngineTimer) { deadlines[timer.rawValue] = Int64.max }

  func isSet(_ timer: EngineTimer) -> Bool { deadlines[timer.rawValue] != Int64.max }

  /// The earliest deadline; `Int64.max` if none is set.
  var next: Int64 {
    var earliest = Int64.max
    for deadline in deadlines { earliest = min(earliest, deadline) }
    return earliest
  }

  /// Takes a timer that is due; nil when none is.
  mutating func takeDue(_ now: Int64) -> EngineTimer? {
    for timer in EngineTimer.allCases where deadlines[timer.rawValue] <= now {
      clear(timer)
      return timer
    }
    return nil
  }
}

/// Exponential growth with a cap and jitter, so that a fleet does not come back all at once (H-27).
struct Backoff {
  let first: Int64
  let cap: Int64

  /// Milliseconds to wait before attempt `attempt` + 1 (`attempt` counts from 1): between half of the step and all of
  /// it. `random` is any 32 bits.
  func delay(attempt: Int, random: UInt32) -> Int64 {
    var step = first
    var left = attempt - 1
    while left > 0, step < cap {
      step *= 2
      left -= 1
    }
    step = min(step, cap)
    let half = step / 2
    return half + Int64(UInt64(random) * UInt64(step - half) / UInt64(UInt32.max))
  }
}
