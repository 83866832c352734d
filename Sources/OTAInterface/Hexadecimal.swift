// Hexadecimal digits and strings.

/// The value of a hexadecimal digit of either case; nil for anything else.
public func hexDigitValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}

/// The upper-case digit of a value below 16 (higher bits are ignored).
func upperHexDigit(_ value: UInt8) -> UInt8 {
  let digit = value & 15
  return digit < 10 ? 0x30 + digit : 0x41 + digit - 10
}

/// Two lower-case digits a byte, without separators.
public func lowerHex(_ octets: Bytes) -> Bytes { upperHex(octets).asciiLowercased }

/// Two upper-case digits a byte, without separators.
public func upperHex(_ octets: Bytes) -> Bytes {
  var text: Bytes = []
  text.reserveCapacity(octets.count * 2)
  for octet in octets { text += [upperHexDigit(octet >> 4), upperHexDigit(octet)] }
  return text
}

/// The bytes that `text` writes, two digits each, of either case; nil if it is anything else.
public func decodeHex(_ text: ArraySlice<UInt8>) -> Bytes? {
  guard text.count % 2 == 0 else { return nil }
  var octets: Bytes = []
  octets.reserveCapacity(text.count / 2)
  var index = text.startIndex
  while index < text.endIndex {
    guard let high = hexDigitValue(text[index]), let low = hexDigitValue(text[index + 1]) else { return nil }
    octets.append(high << 4 | low)
    index += 2
  }
  return octets
}
