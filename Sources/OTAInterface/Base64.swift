// Base64 with the standard alphabet and padding (RFC 4648, section 4), as keys, signatures and digests are written.

/// The Base64 form of `octets`, padded.
public func encodeBase64(_ octets: Bytes) -> Bytes {
  func symbol(_ value: UInt32) -> UInt8 {
    let index = UInt8(value & 63)
    switch index {
    case 0..<26: return 0x41 + index
    case 26..<52: return 0x61 + index - 26
    case 52..<62: return 0x30 + index - 52
    case 62: return 0x2B
    default: return 0x2F
    }
  }
  var text: Bytes = []
  text.reserveCapacity((octets.count + 2) / 3 * 4)
  var index = 0
  while index < octets.count {
    let remaining = octets.count - index
    var group = UInt32(octets[index]) << 16
    if remaining > 1 { group |= UInt32(octets[index + 1]) << 8 }
    if remaining > 2 { group |= UInt32(octets[index + 2]) }
    text.append(symbol(group >> 18))
    text.append(symbol(group >> 12))
    text.append(remaining > 1 ? symbol(group >> 6) : 0x3D)
    text.append(remaining > 2 ? symbol(group) : 0x3D)
    index += 3
  }
  return text
}

/// The bytes that `text` writes; nil unless it is whole groups of four with correct padding and zero spare bits, so
/// that every value has exactly one form.
public func decodeBase64(_ text: ArraySlice<UInt8>) -> Bytes? {
  func value(_ symbol: UInt8) -> UInt32? {
    switch symbol {
    case 0x41...0x5A: UInt32(symbol - 0x41)
    case 0x61...0x7A: UInt32(symbol - 0x61) + 26
    case 0x30...0x39: UInt32(symbol - 0x30) + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
  guard text.count % 4 == 0 else { return nil }
  var symbols = text
  var padding = 0
  while padding < 2, symbols.last == 0x3D {
    symbols = symbols.dropLast()
    padding += 1
  }
  var octets: Bytes = []
  octets.reserveCapacity(text.count / 4 * 3)
  var buffer: UInt32 = 0
  var bits: UInt32 = 0
  for symbol in symbols {
    guard let value = value(symbol) else { return nil }
    buffer = buffer << 6 | value
    bits += 6
    if bits >= 8 {
      bits -= 8
      octets.append(UInt8(buffer >> bits & 0xFF))
      buffer &= (1 << bits) - 1
    }
  }
  guard buffer == 0 else { return nil }
  return octets
}
