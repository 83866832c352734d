// Owns: reading little-endian values from untrusted bytes. Nothing here can trap; running out of bytes is an error.

/// A cursor over a part of a byte array. Invariant: 0 <= position <= end <= bytes.count.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int
  /// What is being read, for the error text.
  let what: String

  /// A reader of `bytes[start ..< start + count]`.
  init(_ bytes: [UInt8], at start: Int = 0, count: Int? = nil, what: String) throws(ConversionProblem) {
    let length = count ?? (bytes.count - start)
    guard start >= 0, length >= 0, start <= bytes.count, length <= bytes.count - start else {
      throw ConversionProblem("damaged file: \(what) at offset \(start) with \(length) bytes is outside the file")
    }
    self.bytes = bytes
    self.position = start
    self.end = start + length
    self.what = what
  }

  var remaining: Int { end - position }
  var isAtEnd: Bool { position == end }

  mutating func skip(_ count: Int) throws(ConversionProblem) {
    guard count >= 0, count <= remaining else { throw ranOut(count) }
    position += count
  }

  mutating func u8() throws(ConversionProblem) -> UInt8 {
    guard remaining >= 1 else { throw ranOut(1) }
    let value = bytes[position]
    position += 1
    return value
  }

  mutating func u16() throws(ConversionProblem) -> UInt16 {
    guard remaining >= 2 else { throw ranOut(2) }
    let value = UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
    position += 2
    return value
  }

  mutating func u32() throws(ConversionProblem) -> UInt32 {
    UInt32(try u16()) | UInt32(try u16()) << 16
  }

  mutating func u64() throws(ConversionProblem) -> UInt64 {
    UInt64(try u32()) | UInt64(try u32()) << 32
  }

  mutating func take(_ count: Int) throws(ConversionProblem) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw ranOut(count) }
    let part = Array(bytes[position..<(position + count)])
    position += count
    return part
  }

  /// A compressed unsigned integer (ECMA-335 II.23.2).
  mutating func compressed() throws(ConversionProblem) -> Int {
    let first = Int(try u8())
    if first & 0x80 == 0 { return first }
    if first & 0xC0 == 0x80 { return (first & 0x3F) << 8 | Int(try u8()) }
    guard first & 0xE0 == 0xC0 else {
      throw ConversionProblem("damaged file: bad compressed integer in \(what)")
    }
    let second = Int(try u8())
    let third = Int(try u8())
    return (first & 0x1F) << 24 | second << 16 | third << 8 | Int(try u8())
  }

  /// A compressed signed integer (ECMA-335 II.23.2): rotated left by one bit within its 7, 14 or 29 bits.
  mutating func compressedSigned() throws(ConversionProblem) -> Int {
    let start = position
    let value = try compressed()
    let magnitude = value >> 1
    guard value & 1 == 1 else { return magnitude }
    return magnitude - (position - start == 1 ? 0x40 : position - start == 2 ? 0x2000 : 0x1000_0000)
  }

  /// The 7-bit encoded 32-bit integer of .NET's BinaryWriter; a negative one takes five bytes.
  mutating func sevenBitInteger() throws(ConversionProblem) -> Int {
    var value: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 35, by: 7) {
      let byte = try u8()
      value |= UInt32(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return Int(Int32(bitPattern: value)) }
    }
    throw ConversionProblem("damaged file: bad 7-bit encoded integer in \(what)")
  }

  private func ranOut(_ wanted: Int) -> ConversionProblem {
    ConversionProblem("damaged file: \(what) ends \(wanted - remaining) bytes too early at offset \(position)")
  }
}
