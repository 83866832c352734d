// Owns: the checksum of the PE format (pe-format 1.3).

/// CRC-32 with polynomial 0x04C11DB7, not reflected, initial value 0, no final xor. Not zlib's CRC.
enum Crc32 {
  private static let table: [UInt32] = (0..<256).map { index in
    var crc = UInt32(index) << 24
    for _ in 0..<8 { crc = crc & 0x8000_0000 != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1 }
    return crc
  }

  /// The checksum of `bytes`, continued from `crc`.
  static func compute(_ bytes: some Sequence<UInt8>, _ crc: UInt32 = 0) -> UInt32 {
    var crc = crc
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc >> 24) ^ byte)] ^ crc << 8 }
    return crc
  }
}
