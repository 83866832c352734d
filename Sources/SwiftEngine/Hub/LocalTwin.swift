// The board's copy of the desired properties, kept by the hub's rules (H-22, H-23): read whole after each connect, then
// patched in order. A patch that is older than the copy is dropped, one that shows a gap asks for the whole again.

import OTAInterface

struct LocalTwin {
  /// Without `$version` and `$metadata`.
  private(set) var desired = JSONObject()
  private(set) var version: Int64 = 0
  /// False between a connect and the answer with the whole twin.
  private(set) var isCurrent = false
  /// Patches that came before the whole twin did.
  private var early: [(version: Int64, patch: JSONObject)] = []

  static let maximumEarly = 16

  enum PatchOutcome: Equatable {
    /// Not newer than the copy.
    case ignored
    /// Kept until the whole twin is there.
    case held
    case applied
    /// Something is missing between the copy and this: the whole twin is needed.
    case gap
  }

  /// A connection begins: what is here may be old.
  mutating func invalidate() {
    isCurrent = false
    early = []
  }

  /// Takes a whole twin; returns whether the desired section is another than before. nil if it is no twin.
  mutating func load(_ document: JSON) -> Bool? {
    guard var section = document["desired"]?.objectValue, let number = section["$version"]?.intValue else { return nil }
    section["$version"] = nil
    section["$metadata"] = nil
    var hasChanged = section != desired || number != version
    desired = section
    version = number
    isCurrent = true
    for held in early where held.version > version {
      desired.merge(held.patch)
      version = held.version
      hasChanged = true
    }
    early = []
    return hasChanged
  }

  mutating func apply(_ patch: JSONObject, version number: Int64) -> PatchOutcome {
    var patch = patch
    patch["$version"] = nil
    patch["$metadata"] = nil
    guard isCurrent else {
      if early.count == LocalTwin.maximumEarly { early.removeFirst() }
      early.append((number, patch))
      return .held
    }
    if number <= version { return .ignored }
    if number > version + 1 { return .gap }
    desired.merge(patch)
    version = number
    return .applied
  }
}
