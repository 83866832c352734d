// Text as bytes: what board and cloud exchange is ASCII or UTF-8, and comparing it as bytes needs no Unicode tables,
// which an embedded image would otherwise have to carry. This file owns the small vocabulary for that.

/// UTF-8 or ASCII text, or plain octets.
public typealias Bytes = [UInt8]

extension Array where Element == UInt8 {
  /// The bytes of a literal.
  public init(_ literal: StaticString) {
    self = literal.withUTF8Buffer { Array($0) }
  }

  /// Whether these bytes are exactly those of `literal`.
  public func equals(_ literal: StaticString) -> Bool {
    self[...].equals(literal)
  }

  /// Whether these bytes begin with those of `literal`.
  public func begins(with literal: StaticString) -> Bool {
    self[...].begins(with: literal)
  }

  /// The bytes as text; invalid UTF-8 becomes U+FFFD.
  public var text: String { String(decoding: self, as: UTF8.self) }

  /// The same bytes with `A`...`Z` replaced by `a`...`z`.
  public var asciiLowercased: Bytes {
    map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
  }

  /// Appends the bytes of a literal.
  public mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Appends a number in decimal.
  public mutating func append(decimal value: Int64) {
    append(contentsOf: String(value).utf8)
  }
}

extension ArraySlice where Element == UInt8 {
  /// Whether these bytes are exactly those of `literal`.
  public func equals(_ literal: StaticString) -> Bool {
    count == literal.utf8CodeUnitCount && begins(with: literal)
  }

  /// Whether these bytes begin with those of `literal`.
  public func begins(with literal: StaticString) -> Bool {
    literal.withUTF8Buffer { prefix in
      guard count >= prefix.count else { return false }
      for index in 0..<prefix.count where self[startIndex + index] != prefix[index] { return false }
      return true
    }
  }

  /// The number that these bytes write in decimal, with an optional `-`; nil if they are anything else or too large.
  public var decimalValue: Int64? {
    var digits = self
    let negative = digits.first == 0x2D
    if negative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte - 0x30)
      let (next, carry) =
        negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = next
    }
    return value
  }

  /// The parts between occurrences of `separator`; empty parts are kept, so there is always at least one.
  public func parts(separatedBy separator: UInt8) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = startIndex
    for index in indices where self[index] == separator {
      result.append(self[start..<index])
      start = index + 1
    }
    result.append(self[start..<endIndex])
    return result
  }
}

/// Whether `text` is well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF (RFC 3629).
public func isValidUTF8(_ text: ArraySlice<UInt8>) -> Bool {
  var index = text.startIndex
  while index < text.endIndex {
    let length = utf8SequenceLength(text, at: index)
    if length == 0 { return false }
    index += length
  }
  return true
}

/// The length of the well-formed UTF-8 sequence that starts at `index`, or 0 if there is none (RFC 3629, section 4).
func utf8SequenceLength(_ text: ArraySlice<UInt8>, at index: Int) -> Int {
  let lead = text[index]
  if lead < 0x80 { return 1 }
  let length: Int
  var low: UInt8 = 0x80
  var high: UInt8 = 0xBF
  switch lead {
  case 0xC2...0xDF: length = 2
  case 0xE0...0xEF:
    length = 3
    if lead == 0xE0 { low = 0xA0 }
    if lead == 0xED { high = 0x9F }
  case 0xF0...0xF4:
    length = 4
    if lead == 0xF0 { low = 0x90 }
    if lead == 0xF4 { high = 0x8F }
  default: return 0
  }
  guard text.endIndex - index >= length else { return 0 }
  for offset in 1..<length {
    let byte = text[index + offset]
    if byte < low || byte > high { return 0 }
    low = 0x80
    high = 0xBF
  }
  return length
}

/// Compares without stopping at the first difference, so that the time taken tells nothing about a secret's content.
/// Only the lengths are compared openly.
public func constantTimeEqual(_ left: Bytes, _ right: Bytes) -> Bool {
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for index in left.indices { difference |= left[index] ^ right[index] }
  return difference == 0
}
