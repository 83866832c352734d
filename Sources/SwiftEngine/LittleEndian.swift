// Numbers in records: little-endian, read with every bound checked.

import OTAInterface

extension Array where Element == UInt8 {
  mutating func appendLittleEndian(_ value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func appendLittleEndian(_ value: UInt32) {
    for shift: UInt32 in [0, 8, 16, 24] { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }
}

/// Reads fields one after the other; every read gives nil once the bytes are used up.
struct ByteReader {
  private let bytes: Bytes
  private(set) var position = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ count: Int) -> Bytes? {
    guard count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    return Bytes(bytes[position..<position + count])
  }

  mutating func uint8() -> UInt8? { take(1)?.first }

  mutating func uint16() -> UInt16? {
    take(2).map { UInt16($0[0]) | UInt16($0[1]) << 8 }
  }

  mutating func uint32() -> UInt32? {
    take(4).map { UInt32($0[0]) | UInt32($0[1]) << 8 | UInt32($0[2]) << 16 | UInt32($0[3]) << 24 }
  }
}
