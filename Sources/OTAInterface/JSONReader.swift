// A strict JSON reader (RFC 8259) with limits, for documents that strangers write. It never traps and never recurses
// deeper than the limit; whatever it refuses, it says where and why.

/// What bounds a document before it is believed.
public struct JSONLimits: Sendable {
  /// Length of the whole document in bytes.
  public var bytes: Int
  /// Nesting of arrays and objects; `[[]]` has depth 2. The hub allows 10 in a twin section (H-24).
  public var depth: Int
  /// Members of one object.
  public var members: Int

  public init(bytes: Int = 1 << 20, depth: Int = 24, members: Int = 1_024) {
    self.bytes = bytes
    self.depth = depth
    self.members = members
  }

  public static var standard: JSONLimits { JSONLimits() }
}

/// Why a document is no acceptable JSON, and at which byte.
public struct JSONError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    case tooLong, tooDeep, tooManyMembers
    case unexpectedEnd, unexpectedByte, trailingBytes
    case invalidNumber, numberOutOfRange
    case invalidEscape, loneSurrogate, controlCharacter, invalidUTF8
    case duplicateName
  }

  public let reason: Reason
  /// Offset in bytes from the start of the document.
  public let offset: Int

  /// One line for logs and error records.
  public var message: String { "JSON: \(reasonText) at byte \(offset)" }

  private var reasonText: String {
    switch reason {
    case .tooLong: "document longer than allowed"
    case .tooDeep: "nested deeper than allowed"
    case .tooManyMembers: "object with more members than allowed"
    case .unexpectedEnd: "document ends too early"
    case .unexpectedByte: "unexpected character"
    case .trailingBytes: "more than one value"
    case .invalidNumber: "malformed number"
    case .numberOutOfRange: "number out of range"
    case .invalidEscape: "malformed escape"
    case .loneSurrogate: "lone surrogate"
    case .controlCharacter: "unescaped control character"
    case .invalidUTF8: "malformed UTF-8"
    case .duplicateName: "name used twice in one object"
    }
  }
}

extension JSON {
  /// Reads a document of exactly one value.
  public static func parse(_ document: Bytes, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    guard document.count <= limits.bytes else { throw JSONError(reason: .tooLong, offset: limits.bytes) }
    var reader = JSONReader(document: document[...], limits: limits)
    return try reader.readDocument()
  }
}

private struct JSONReader {
  let document: ArraySlice<UInt8>
  let limits: JSONLimits
  var position = 0

  init(document: ArraySlice<UInt8>, limits: JSONLimits) {
    self.document = document
    self.limits = limits
  }

  /// The byte at the current position; nil at the end.
  var current: UInt8? { position < document.endIndex ? document[position] : nil }

  func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
    JSONError(reason: reason, offset: offset ?? position)
  }

  var unexpected: JSONError { error(current == nil ? .unexpectedEnd : .unexpectedByte) }

  mutating func readDocument() throws(JSONError) -> JSON {
    let value = try readValue(depth: 0)
    skipWhitespace()
    if current != nil { throw error(.trailingBytes) }
    return value
  }

  mutating func skipWhitespace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  /// Skips `byte` if it is next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  mutating func readValue(depth: Int) throws(JSONError) -> JSON {
    skipWhitespace()
    guard let byte = current else { throw error(.unexpectedEnd) }
    switch byte {
    case 0x7B: return try readObject(depth: depth + 1)
    case 0x5B: return try readArray(depth: depth + 1)
    case 0x22: return .string(try readString())
    case 0x74: return try readWord("true", .bool(true))
    case 0x66: return try readWord("false", .bool(false))
    case 0x6E: return try readWord("null", .null)
    case 0x2D, 0x30...0x39: return try readNumber()
    default: throw error(.unexpectedByte)
    }
  }

  mutating func readWord(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    guard document[position...].begins(with: word) else { throw error(.unexpectedByte) }
    position += word.utf8CodeUnitCount
    return value
  }

  mutating func readArray(depth: Int) throws(JSONError) -> JSON {
    guard depth <= limits.depth else { throw error(.tooDeep) }
    position += 1
    var elements: [JSON] = []
    skipWhitespace()
    if skip(0x5D) { return .array(elements) }
    while true {
      elements.append(try readValue(depth: depth))
      skipWhitespace()
      if skip(0x2C) { continue }
      guard skip(0x5D) else { throw unexpected }
      return .array(elements)
    }
  }

  mutating func readObject(depth: Int) throws(JSONError) -> JSON {
    guard depth <= limits.depth else { throw error(.tooDeep) }
    position += 1
    var object = JSONObject()
    skipWhitespace()
    if skip(0x7D) { return .object(object) }
    while true {
      skipWhitespace()
      guard current == 0x22 else { throw unexpected }
      let start = position
      let key = try readString()
      if object[key] != nil { throw error(.duplicateName, at: start) }
      if object.count == limits.members { throw error(.tooManyMembers, at: start) }
      skipWhitespace()
      guard skip(0x3A) else { throw unexpected }
      object.appendUnique(key, try readValue(depth: depth))
      skipWhitespace()
      if skip(0x2C) { continue }
      guard skip(0x7D) else { throw unexpected }
      return .object(object)
    }
  }

  /// Skips a run of digits; false if there is none.
  mutating func skipDigits() -> Bool {
    let start = position
    while let byte = current, byte >= 0x30, byte <= 0x39 { position += 1 }
    return position > start
  }

  mutating func readNumber() throws(JSONError) -> JSON {
    let start = position
    let negative = skip(0x2D)
    if !skip(0x30) {
      guard skipDigits() else { throw error(.invalidNumber, at: start) }
    } else if let byte = current, byte >= 0x30, byte <= 0x39 {
      throw error(.invalidNumber, at: start)
    }
    var integral = true
    if skip(0x2E) {
      integral = false
      guard skipDigits() else { throw error(.invalidNumber, at: start) }
    }
    if skip(0x65) || skip(0x45) {
      integral = false
      if !skip(0x2B) { _ = skip(0x2D) }
      guard skipDigits() else { throw error(.invalidNumber, at: start) }
    }
    let digits = document[start..<position]
    if integral, let value = digits.decimalValue, value != 0 || !negative { return .int(value) }
    guard let value = Double(String(decoding: digits, as: UTF8.self)) else { throw error(.invalidNumber, at: start) }
    guard value.isFinite else { throw error(.numberOutOfRange, at: start) }
    return .double(value)
  }

  mutating func readString() throws(JSONError) -> Bytes {
    position += 1
    var text: Bytes = []
    while let byte = current {
      switch byte {
      case 0x22:
        position += 1
        return text
      case 0x5C:
        try readEscape(into: &text)
      case 0x00...0x1F:
        throw error(.controlCharacter)
      default:
        let length = utf8SequenceLength(document, at: position)
        if length == 0 { throw error(.invalidUTF8) }
        text.append(contentsOf: document[position..<position + length])
        position += length
      }
    }
    throw error(.unexpectedEnd)
  }

  mutating func readEscape(into text: inout Bytes) throws(JSONError) {
    let start = position
    position += 1
    guard let byte = current else { throw error(.unexpectedEnd) }
    position += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: text.append(byte)
    case 0x62: text.append(0x08)
    case 0x66: text.append(0x0C)
    case 0x6E: text.append(0x0A)
    case 0x72: text.append(0x0D)
    case 0x74: text.append(0x09)
    case 0x75: appendUTF8(try readUnicodeEscape(start), to: &text)
    default: throw error(.invalidEscape, at: start)
    }
  }

  /// The scalar of `\uXXXX`, or of a surrogate pair of two such escapes; the position is behind the first `u`.
  mutating func readUnicodeEscape(_ start: Int) throws(JSONError) -> UInt32 {
    let first = try readFourHexDigits(start)
    if first < 0xD800 || first > 0xDFFF { return first }
    guard first < 0xDC00, skip(0x5C), skip(0x75) else { throw error(.loneSurrogate, at: start) }
    let second = try readFourHexDigits(start)
    guard second >= 0xDC00, second <= 0xDFFF else { throw error(.loneSurrogate, at: start) }
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
  }

  mutating func readFourHexDigits(_ start: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = hexDigitValue(byte) else { throw error(.invalidEscape, at: start) }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  func appendUTF8(_ scalar: UInt32, to text: inout Bytes) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3F) }
    switch scalar {
    case 0..<0x80: text.append(UInt8(scalar))
    case 0x80..<0x800: text += [UInt8(0xC0 | scalar >> 6), tail(0)]
    case 0x800..<0x10000: text += [UInt8(0xE0 | scalar >> 12), tail(6), tail(0)]
    default: text += [UInt8(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
    }
  }
}
