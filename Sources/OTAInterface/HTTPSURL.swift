// The URLs that a desired document names (S-50, W-19, W-21): https only, split into what a request needs.

/// Why a text is no URL that may be fetched.
public enum URLError: Error, Equatable, Sendable {
  case notHTTPS
  case missingHost
  case invalidHost
  case invalidPort
  /// `user:password@` would put a secret into a document that many can read.
  case userInfoNotAllowed
  case fragmentNotAllowed
  /// White space, control characters, `\` or anything else that RFC 3986 does not allow.
  case invalidCharacter
  /// A `.` or `..` segment, plain or percent-coded.
  case dotSegment
  case missingFileName
}

/// An absolute https URL.
public struct HTTPSURL: Equatable, Sendable {
  /// Lower-case; without the brackets of an IPv6 literal.
  public let host: Bytes
  public let port: UInt16
  /// Percent-coded as given; begins with `/`.
  public let path: Bytes
  /// Percent-coded as given, without `?`; nil if there is none.
  public let query: Bytes?
  /// The decoded text behind the last `/`; never empty.
  public let fileName: Bytes

  public static func parse(_ text: Bytes) throws(URLError) -> HTTPSURL {
    for byte in text where !isURLCharacter(byte) { throw .invalidCharacter }
    guard Bytes(text.prefix(8)).asciiLowercased.equals("https://") else { throw .notHTTPS }
    let rest = text[8...]
    if rest.contains(0x23) { throw .fragmentNotAllowed }
    let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F } ?? rest.endIndex
    let (host, port) = try parseAuthority(rest[rest.startIndex..<authorityEnd])
    let question = rest.firstIndex(of: 0x3F) ?? rest.endIndex
    let path = rest[authorityEnd..<question]
    let query = question < rest.endIndex ? Bytes(rest[(question + 1)...]) : nil
    var fileName: Bytes = []
    for segment in path.parts(separatedBy: 0x2F) {
      guard let decoded = percentDecode(segment), isValidUTF8(decoded[...]) else { throw .invalidCharacter }
      for byte in decoded where byte < 0x20 || byte == 0x7F || byte == 0x2F || byte == 0x5C { throw .invalidCharacter }
      if decoded.equals(".") || decoded.equals("..") { throw .dotSegment }
      fileName = decoded
    }
    if fileName.isEmpty { throw .missingFileName }
    return HTTPSURL(host: host, port: port, path: Bytes(path), query: query, fileName: fileName)
  }

  private static func parseAuthority(_ text: ArraySlice<UInt8>) throws(URLError) -> (host: Bytes, port: UInt16) {
    if text.contains(0x40) { throw .userInfoNotAllowed }
    var host = text
    var port: UInt16 = 443
    let literalEnd = text.first == 0x5B ? text.firstIndex(of: 0x5D) : nil
    if text.first == 0x5B && literalEnd == nil { throw .invalidHost }
    if let colon = text[(literalEnd ?? text.startIndex)...].firstIndex(of: 0x3A) {
      guard let number = text[(colon + 1)...].decimalValue, let value = UInt16(exactly: number), value > 0 else {
        throw .invalidPort
      }
      host = text[text.startIndex..<colon]
      port = value
    }
    if let literalEnd {
      guard literalEnd == host.endIndex - 1 else { throw .invalidHost }
      host = host.dropFirst().dropLast()
      for byte in host where hexDigitValue(byte) == nil && byte != 0x3A && byte != 0x2E { throw .invalidHost }
    } else {
      for byte in host where !isHostCharacter(byte) { throw .invalidHost }
    }
    if host.isEmpty { throw .missingHost }
    return (Bytes(host).asciiLowercased, port)
  }

  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  /// RFC 3986's characters: unreserved, reserved and `%`.
  private static func isURLCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x2F, 0x3A, 0x3B, 0x3D, 0x3F, 0x40, 0x5B, 0x5D, 0x5F, 0x7E: true
    default: false
    }
  }

  /// `host` or `host:port`, with brackets around an IPv6 literal.
  public var authority: Bytes {
    var text = host.contains(0x3A) ? Bytes("[") + host + Bytes("]") : host
    if port != 443 {
      text.append(0x3A)
      text.append(decimal: Int64(port))
    }
    return text
  }

  /// The URL without its query: what may be logged.
  public var withoutQuery: Bytes { Bytes("https://") + authority + path }

  /// The URL to request: the own query, then the token (W-21). The result is a secret when there is a token.
  public func request(token: Bytes?) -> Bytes {
    var text = withoutQuery
    var separator: UInt8 = 0x3F
    if let query, !query.isEmpty {
      text.append(separator)
      text += query
      separator = 0x26
    }
    if let token, !token.isEmpty {
      text.append(separator)
      text += token
    }
    return text
  }
}
