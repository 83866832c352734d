// Owns: the Strings table of a PE file and the identifiers of strings (pe-format 2.1, 2.2).

/// Strings in the order in which they were first asked for. Invariant: offset 0 is the empty string.
struct StringTable {
  private(set) var bytes: [UInt8] = []
  private var offsets: [String: Int] = [:]

  init() {
    _ = offset(of: "")
  }

  /// Largest size: all offsets are below the identifiers of built-in strings, with the one that the reference misreads.
  static let limit = BuiltinStrings.firstIdentifier - 2

  var fits: Bool { bytes.count <= Self.limit }

  /// The identifier of a string: built-in, or an offset (which means nothing unless `fits`).
  mutating func identifier(of string: String) -> UInt16 {
    BuiltinStrings.identifier(of: string) ?? UInt16(truncatingIfNeeded: offset(of: string))
  }

  /// The offset of a string that is in the table; nil for built-in and absent ones.
  func existingOffset(of string: String) -> Int? { offsets[string] }

  private mutating func offset(of string: String) -> Int {
    if let offset = offsets[string] { return offset }
    let offset = bytes.count
    offsets[string] = offset
    bytes += string.utf8
    bytes.append(0)
    return offset
  }
}
