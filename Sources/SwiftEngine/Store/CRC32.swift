// CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected) for records: it finds torn writes, not attackers.

import OTAInterface

/// The CRC of `bytes`.
func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~crc
}
