// Time as the hub counts and writes it. The model has no clock: every call that needs the time is given it.

import OTAInterface

/// Milliseconds since 1970-01-01T00:00:00Z.
public typealias HubTime = Int64

/// `2026-11-23T09:07:11.0420000Z`, the form in which the hub writes times.
public func iso8601(_ time: HubTime) -> String {
  let milliseconds = (time % 1_000 + 1_000) % 1_000
  let fraction = String(milliseconds + 1_000).dropFirst()
  return isoDate((time - milliseconds) / 1_000).text.dropLast() + "." + fraction + "0000Z"
}
