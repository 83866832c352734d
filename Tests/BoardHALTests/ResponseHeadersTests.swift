import Testing

@testable import BoardHALLinux

@Suite struct ResponseHeadersTests {
  private func read(_ lines: String...) -> ResponseHeaders? {
    var headers = ResponseHeaders()
    for line in lines where !headers.take([UInt8](line.utf8)) { return nil }
    return headers
  }

  @Test func readsTheFieldsOfADownload() throws {
    let headers = try #require(
      read(
        "Content-Length: 42\r\n", "ETAG:\t\"0x8D\" \r\n", "x-ms-error-code: BlobNotFound\r\n",
        "Content-Range: bytes 5-46/47\r\n", "Other: x\r\n", "no colon\r\n"))
    #expect(headers.contentLength == 42)
    #expect(headers.etag == [UInt8]("\"0x8D\"".utf8))
    #expect(headers.errorCode == [UInt8]("BlobNotFound".utf8))
    #expect(headers.rangeStart == 5 && headers.totalLength == 47)
  }

  @Test func unknownTotalsAreStars() throws {
    let part = try #require(read("Content-Range: bytes 5-46/*"))
    #expect(part.rangeStart == 5 && part.totalLength == nil)
    let none = try #require(read("Content-Range: bytes */47"))
    #expect(none.rangeStart == nil && none.totalLength == 47)
  }

  @Test(arguments: [
    "Content-Length: many", "Content-Length: -1", "Content-Length:", "Content-Length: 99999999999999999999",
    "Content-Range: 5-46/47", "Content-Range: bytes 5-46", "Content-Range: bytes x-46/47", "Content-Range: bytes /",
    "Content-Range: bytes 5-46/many", "Content-Range: bytes 99999999999999999999-1/2", "Content-Range: bytes",
  ]) func refusesNumbersThatAreNone(line: String) {
    #expect(read(line) == nil)
  }

  @Test func limitsTheSumOfAllLines() {
    var headers = ResponseHeaders()
    let taken = (0..<17).map { _ in headers.take([UInt8](repeating: 0x61, count: 1024)) }
    #expect(taken == [Bool](repeating: true, count: 16) + [false])
  }
}
