// Reads the header lines of an HTTP/1.1 response as libcurl hands them over, one at a time.

import BoardHAL
import OTAInterface

/// The header fields that a download uses; everything else is passed over.
struct ResponseHeaders {
  /// All lines together; a server that sends more is not one to listen to.
  static let maximumBytes = 16_384

  private(set) var contentLength: Int64?
  private(set) var etag: [UInt8]?
  private(set) var errorCode: [UInt8]?
  /// From `Content-Range`: where the part starts (nil for `*`), and how long the whole is (nil for `*`).
  private(set) var rangeStart: Int64?
  private(set) var totalLength: Int64?
  private var bytes = 0

  /// Takes one line with its line end.
  /// - Returns: false if the headers are too long, or a field that must be a number is none.
  mutating func take(_ line: [UInt8]) -> Bool {
    bytes += line.count
    guard bytes <= Self.maximumBytes else { return false }
    guard let colon = line.firstIndex(of: 0x3A) else { return true }
    let name = Bytes(line[..<colon]).asciiLowercased
    let value = trim(line[(colon + 1)...])
    if name.equals("content-length") {
      guard let length = count(value) else { return false }
      contentLength = length
    } else if name.equals("etag") {
      etag = Bytes(value)
    } else if name.equals("x-ms-error-code") {
      errorCode = Bytes(value)
    } else if name.equals("content-range") {
      return takeRange(value)
    }
    return true
  }

  /// `bytes 5-9/10`, `bytes 5-9/*` or `bytes */10` (RFC 9110, 14.4).
  private mutating func takeRange(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.begins(with: "bytes "), let slash = value.lastIndex(of: 0x2F) else { return false }
    let range = trim(value[(value.startIndex + 6)..<slash])
    let total = trim(value[(slash + 1)...])
    if !total.equals("*") {
      guard let length = count(total) else { return false }
      totalLength = length
    }
    if range.equals("*") { return true }
    guard let dash = range.firstIndex(of: 0x2D), let start = count(range[..<dash]) else { return false }
    rangeStart = start
    return true
  }

  /// A number of bytes: not negative.
  private func count(_ text: ArraySlice<UInt8>) -> Int64? {
    guard let value = text.decimalValue, value >= 0 else { return nil }
    return value
  }

  private func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return rest
  }
}
