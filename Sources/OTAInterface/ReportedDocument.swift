// What a board says about itself: the seed's reported keys (S-28, S-34) under names that the hub accepts (W-13), and
// one `ota` record that answers "why did it not update" (at most 512 bytes).

/// Builders of reported patches.
public enum Reported {
  /// The seed's `CodeUpdated`: true after a version was installed.
  public static func codeUpdated(_ updated: Bool) -> JSONObject {
    var patch = JSONObject()
    patch["CodeUpdated"] = .bool(updated)
    return patch
  }

  /// `CodeRunning` with the seed's value for a running application.
  public static func codeRunning() -> JSONObject { codeRunning("Code Running") }

  /// `CodeRunning` with the seed's value for none.
  public static func codeNotRunning() -> JSONObject { codeRunning("Code NOT Running") }

  private static func codeRunning(_ value: StaticString) -> JSONObject {
    var patch = JSONObject()
    patch["CodeRunning"] = .string(Bytes(value))
    return patch
  }

  /// `CodeRunning` with an error text, as the seed reports `Integrity error:{file} - {sha}`.
  public static func codeRunning(error text: Bytes) -> JSONObject {
    var patch = JSONObject()
    patch["CodeRunning"] = .string(truncateUTF8(text, to: 256))
    return patch
  }
}

/// The record under the reported key `ota`.
public struct OTAReport: Equatable, Sendable {
  /// The name of the update machine's state.
  public var state: Bytes
  /// The CodeVersion that the cloud asks for; nil if none.
  public var goal: Int32?
  /// The CodeVersion that runs; nil if none.
  public var have: Int32?
  /// The CodeVersion that ran before; nil if none.
  public var previous: Int32?
  /// A short word for what went wrong; empty if nothing did.
  public var code: Bytes
  /// What was expected and what came; cut so that the whole record stays within the limit.
  public var detail: Bytes
  /// Counts records; the newest wins.
  public var sequence: Int64
  /// Seconds since 1970-01-01 UTC; 0 while the clock is unset.
  public var time: Int64

  /// The size that the record's JSON text never exceeds.
  public static let maximumSize = 512

  public init(
    state: Bytes, goal: Int32? = nil, have: Int32? = nil, previous: Int32? = nil, code: Bytes = [],
    detail: Bytes = [], sequence: Int64 = 0, time: Int64 = 0
  ) {
    self.state = state
    self.goal = goal
    self.have = have
    self.previous = previous
    self.code = code
    self.detail = detail
    self.sequence = sequence
    self.time = time
  }

  /// The value of `ota`. Absent numbers are null, which deletes a key that an earlier record set (H-21).
  public func json() -> JSON {
    var kept = truncateUTF8(detail, to: OTAReport.maximumSize)
    while true {
      let value = json(detail: kept)
      let size = value.encoded().count
      if size <= OTAReport.maximumSize || kept.isEmpty { return value }
      kept = truncateUTF8(kept, to: max(0, kept.count - max(1, (size - OTAReport.maximumSize) / 6)))
    }
  }

  private func json(detail: Bytes) -> JSON {
    func number(_ value: Int32?) -> JSON { value.map { .int(Int64($0)) } ?? .null }
    return [
      "state": .string(truncateUTF8(state, to: 32)),
      "goal": number(goal), "have": number(have), "prev": number(previous),
      "code": code.isEmpty ? .null : .string(truncateUTF8(code, to: 32)),
      "detail": detail.isEmpty ? .null : .string(detail),
      "seq": .int(sequence), "t": .int(time),
    ]
  }
}

/// The longest beginning of `text` that has at most `limit` bytes and does not cut a UTF-8 sequence; malformed text
/// becomes `?`, since the hub accepts only well-formed documents.
public func truncateUTF8(_ text: Bytes, to limit: Int) -> Bytes {
  var output: Bytes = []
  var index = 0
  while index < text.count {
    let length = utf8SequenceLength(text[...], at: index)
    guard output.count + max(length, 1) <= limit else { break }
    if length == 0 { output.append(0x3F) } else { output += text[index..<index + length] }
    index += max(length, 1)
  }
  return output
}
