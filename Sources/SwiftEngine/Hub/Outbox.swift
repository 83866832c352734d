// Reported properties on their way to the hub (W-12, W-13): kept until the hub says 204, one patch in flight at a time,
// later values of a key replace earlier ones.

import OTAInterface

struct Outbox {
  /// Top-level keys that the hub has not acknowledged; a value is replaced whole, `null` included.
  private(set) var pending = JSONObject()
  private var inFlight: JSONObject?
  /// Attempts of the current content that were not accepted.
  private(set) var attempts = 0

  init(pending: JSONObject = JSONObject()) { self.pending = pending }

  mutating func add(_ patch: JSONObject) {
    for member in patch.members { pending[member.key] = member.value }
  }

  /// The patch to send now; nil if there is nothing, or one is under way.
  mutating func take() -> JSONObject? {
    guard inFlight == nil, !pending.isEmpty else { return nil }
    inFlight = pending
    return pending
  }

  /// The patch in flight was accepted, or can never be: what did not change since is done with.
  mutating func complete() {
    guard let sent = inFlight else { return }
    for member in sent.members where pending[member.key] == member.value { pending[member.key] = nil }
    inFlight = nil
    attempts = 0
  }

  /// The patch in flight was not accepted this time.
  mutating func retry() {
    if inFlight != nil { attempts += 1 }
    inFlight = nil
  }

  /// The connection is gone, and with it the answer.
  mutating func connectionLost() { inFlight = nil }
}
