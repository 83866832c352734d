// SHA-256 digests and the forms in which publishers write them (S-42, W-20).

/// A SHA-256 digest: the identity of a file in the store.
public struct Digest: Hashable, Sendable {
  public static let size = 32

  /// Exactly 32 bytes.
  public let octets: Bytes

  /// nil unless there are exactly 32 bytes.
  public init?(_ octets: Bytes) {
    guard octets.count == Digest.size else { return nil }
    self.octets = octets
  }

  /// Reads `AA-BB-..` (the seed's `Signature`), plain hexadecimal of either case, or Base64; nil for anything else.
  public static func parse(_ text: Bytes) -> Digest? {
    switch text.count {
    case 95:
      var digits: Bytes = []
      for index in text.indices {
        if index % 3 == 2 {
          guard text[index] == 0x2D else { return nil }
        } else {
          digits.append(text[index])
        }
      }
      return decodeHex(digits[...]).flatMap(Digest.init)
    case 64: return decodeHex(text[...]).flatMap(Digest.init)
    case 44: return decodeBase64(text[...]).flatMap(Digest.init)
    default: return nil
    }
  }

  /// The seed's form: upper-case pairs joined with `-`.
  public var dashed: Bytes {
    var text: Bytes = []
    for index in octets.indices {
      if index > 0 { text.append(0x2D) }
      text += [upperHexDigit(octets[index] >> 4), upperHexDigit(octets[index])]
    }
    return text
  }

  /// 64 lower-case digits.
  public var hex: Bytes { lowerHex(octets) }

  public var base64: Bytes { encodeBase64(octets) }
}
