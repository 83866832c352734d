// Percent-coding (RFC 3986, section 2.1) as topics, property bags, SAS tokens and URLs use it.

/// Replaces everything but RFC 3986's unreserved characters (letters, digits, `-`, `.`, `_`, `~`) by `%XX`,
/// upper-case. This is the form that the hub's own tools produce and every reader accepts.
public func percentEncode(_ text: Bytes) -> Bytes {
  var output: Bytes = []
  output.reserveCapacity(text.count)
  for byte in text {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(byte)
    default: output += [0x25, upperHexDigit(byte >> 4), upperHexDigit(byte)]
    }
  }
  return output
}

/// Undoes percent-coding; nil if a `%` is not followed by two hexadecimal digits.
/// - Parameter plusIsSpace: whether `+` stands for a space, as the nanoFramework client writes it.
public func percentDecode(_ text: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> Bytes? {
  var output: Bytes = []
  output.reserveCapacity(text.count)
  var index = text.startIndex
  while index < text.endIndex {
    let byte = text[index]
    if byte == 0x25 {
      guard text.endIndex - index > 2, let high = hexDigitValue(text[index + 1]),
        let low = hexDigitValue(text[index + 2])
      else { return nil }
      output.append(high << 4 | low)
      index += 3
    } else {
      output.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
      index += 1
    }
  }
  return output
}
