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
    if let offset = offsets[signature] { return UInt16(truncatingIfNeeded: offset) }
    let offset = search(signature) ?? bytes.count
    if offset == bytes.count { bytes += signature }
    offsets[signature] = offset
    return UInt16(truncatingIfNeeded: offset)
  }

  private func search(_ signature: [UInt8]) -> Int? {
    guard let first = signature.first, bytes.count > signature.count else { return nil }
    return bytes.withUnsafeBufferPointer { heap in
      signature.withUnsafeBufferPointer { wanted in
        for start in 0..<(heap.count - wanted.count) where heap[start] == first {
          var length = 1
          while length < wanted.count, heap[start + length] == wanted[length] { length += 1 }
          if length == wanted.count { return start }
        }
        return nil
      }
    }
  }
}
