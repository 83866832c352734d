// Owns: the Signatures table of a PE file (pe-format 3.8).

/// Signatures and blobs, shared wherever the same bytes are there already.
struct SignatureHeap {
  private(set) var bytes: [UInt8] = []
  private var offsets: [[UInt8]: Int] = [:]

  /// Largest size: 0xFFFF means "absent", so no signature may begin there.
  static let limit = 0xFFFE

  var fits: Bool { bytes.count <= Self.limit }

  /// The offset of `signature`, which is appended if the heap does not contain it. The search leaves out the very last
  /// place, as the reference does.
  mutating func offset(of signature: [UInt8]) -> UInt16 {
    // The file is refused; more would only take time.
    guard fits else { return 0 }
    if let offset = offsets[signature] { return UInt16(truncatingIfNeeded: offset) }
    let offset = search(signature) ?? bytes.count
    if offset == bytes.count { bytes += signature }
    offsets[signature] = offset
    return UInt16(truncatingIfNeeded: offset)
  }

  private func search(_ signature: [UInt8]) -> Int? {
    guard !signature.isEmpty else { return nil }
    return bytes.dropLast().firstOffset(of: signature)
  }
}

extension Array where Element == UInt8 {
  /// Whether `part` is somewhere inside.
  func contains(_ part: [UInt8]) -> Bool { self[...].firstOffset(of: part) != nil }
}

extension ArraySlice where Element == UInt8 {
  /// Where `part` first begins, counted from the start of the slice.
  func firstOffset(of part: [UInt8]) -> Int? {
    guard let first = part.first else { return 0 }
    guard part.count <= count else { return nil }
    return withUnsafeBufferPointer { text in
      part.withUnsafeBufferPointer { wanted in
        for start in 0...(text.count - wanted.count) where text[start] == first {
          var length = 1
          while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
          if length == wanted.count { return start }
        }
        return nil
      }
    }
  }
}
