import BoardHAL
import BoardHALLinux
import Foundation
import Testing

extension BoardTests {
  /// Downloads from a real HTTPS server.
  @Suite struct CurlDownloadTests {
    let test: TestBoard
    let server: HTTPSServer
    private static let servers = Shared {
      try Dictionary(uniqueKeysWithValues: Certificates.Kind.allCases.map { ($0, try HTTPSServer($0)) })
    }
    /// What the server has under /data.bin.
    private static let data = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) }

    init() throws {
      test = try TestBoard()
      server = try #require(try Self.servers.value.get()[.good])
    }

    private func request(_ path: String, offset: Int64 = 0, ifMatch: String? = nil) -> HTTPDownloadRequest {
      HTTPDownloadRequest(
        url: server.url(path), roots: Certificates.shared.roots, offset: offset,
        ifMatch: ifMatch.map { [UInt8]($0.utf8) }, maximumLength: path == "/endless" ? 1 << 40 : 1 << 20)
    }

    /// Runs a download to its end.
    private func run(
      _ request: HTTPDownloadRequest
    ) throws -> (head: HTTPResponseHead?, body: [UInt8], failure: ConnectionFailure?) {
      test.board.download.start(request)
      var head: HTTPResponseHead?
      var body: [UInt8] = []
      while true {
        switch try test.nextDownload() {
        case .headers(let read):
          #expect(head == nil)
          head = read
        case .body(let chunk):
          #expect(head != nil && chunk.count <= request.maximumChunk && !chunk.isEmpty)
          body += chunk
        case .finished: return (head, body, nil)
        case .failed(let failure): return (head, body, failure)
        }
      }
    }

    private func failure(_ request: HTTPDownloadRequest) throws -> ConnectionFailure {
      try #require(try run(request).failure)
    }

    @Test func downloadsAWholeFile() throws {
      let (head, body, failure) = try run(request("/data.bin?sig=secret"))
      #expect(failure == nil)
      #expect(head?.status == 200)
      #expect(head?.contentLength == 1 << 20)
      #expect(head?.totalLength == 1 << 20)
      #expect(head?.etag == [UInt8]("\"v1\"".utf8))
      #expect(body == Self.data)
    }

    @Test func resumesWhereItStopped() throws {
      let (head, body, failure) = try run(request("/data.bin", offset: 1_000_001, ifMatch: "\"v1\""))
      #expect(failure == nil)
      #expect(head?.status == 206)
      #expect(head?.totalLength == 1 << 20)
      #expect(head?.contentLength == 48_575)
      #expect(body == Array(Self.data[1_000_001...]))
    }

    @Test func changedFileIsNotMixed() throws {
      let (head, body, failure) = try run(request("/data.bin", offset: 10, ifMatch: "\"v0\""))
      #expect(failure == nil)
      #expect(head?.status == 412)
      #expect(body.isEmpty)
    }

    @Test func rangeBehindTheEndIsAnAnswer() throws {
      let (head, body, failure) = try run(request("/data.bin", offset: 1 << 20))
      #expect(failure == nil)
      #expect(head?.status == 416)
      #expect(head?.totalLength == 1 << 20)
      #expect(body.isEmpty)
    }

    @Test func missingFileHasItsErrorCodeAndNoBody() throws {
      let (head, body, failure) = try run(request("/missing"))
      #expect(failure == nil)
      #expect(head?.status == 404)
      #expect(head?.errorCode == [UInt8]("BlobNotFound".utf8))
      #expect(body.isEmpty)
    }

    @Test func redirectsAreNotFollowed() throws {
      let (head, body, failure) = try run(request("/redirect"))
      #expect(failure == nil)
      #expect(head?.status == 302)
      #expect(body.isEmpty)
    }

    @Test func tooLargeFileFailsBeforeItsBody() throws {
      var request = request("/data.bin")
      request.maximumLength = 1_000_000
      let (_, body, failure) = try run(request)
      #expect(failure?.kind == .tooLarge)
      #expect(body.isEmpty)
    }

    @Test func bodyWithoutALengthIsLimitedToo() throws {
      var request = request("/chunked")
      request.maximumLength = 300_000
      let (head, body, failure) = try run(request)
      #expect(failure == nil)
      #expect(head?.contentLength == nil && head?.etag == nil)
      #expect(body == Array(Self.data[..<300_000]))
      request.maximumLength = 299_999
      let cut = try run(request)
      #expect(cut.failure?.kind == .tooLarge)
      #expect(cut.body.count < 300_000)
    }

    @Test(arguments: [1, 1000, 1 << 20]) func chunksAreNoLongerThanAskedFor(size: Int) throws {
      var request = request("/data.bin", offset: (1 << 20) - 5000)
      request.maximumChunk = size
      #expect(try run(request).body == Array(Self.data.suffix(5000)))
    }

    @Test func stalledServerFails() throws {
      var request = request("/stall")
      request.stallTimeoutMilliseconds = 200
      let (head, body, failure) = try run(request)
      #expect(head?.status == 200)
      #expect(body == [UInt8]("0123456789".utf8))
      #expect(failure?.kind == .stalled)
    }

    @Test func silentServerFails() throws {
      var request = request("/silent")
      request.connectTimeoutMilliseconds = 200
      request.stallTimeoutMilliseconds = 200
      #expect(try failure(request).kind == .stalled)
    }

    @Test func serverThatDoesNotShakeHandsTimesOut() throws {
      let listener = SilentListener()
      var request = request("/data.bin")
      request.url = [UInt8]("https://localhost:\(listener.port)/x".utf8)
      request.connectTimeoutMilliseconds = 200
      #expect(try failure(request).kind == .timeout)
    }

    @Test func serverThatSpeaksNoTLSFails() throws {
      let listener = try GreetingServer()
      var request = request("/data.bin")
      request.url = [UInt8]("https://localhost:\(listener.port)/x".utf8)
      #expect(try failure(request).kind == .tls)
    }

    @Test func truncatedBodyFails() throws {
      let (head, body, failure) = try run(request("/truncated"))
      #expect(head?.contentLength == 1000)
      #expect(body.count == 10)
      #expect(failure?.kind == .closed)
    }

    @Test func anotherRangeThanAskedForFails() throws {
      #expect(try failure(request("/badrange", offset: 5)).kind == .protocolViolation)
      #expect(try failure(request("/badrange")).kind == .protocolViolation)
    }

    @Test func endlessHeadersFail() throws {
      let (head, _, failure) = try run(request("/headers"))
      #expect(head == nil)
      #expect(failure?.kind == .protocolViolation)
    }

    @Test func certificateForAnotherNameIsRefused() throws {
      let other = try #require(try Self.servers.value.get()[.otherName])
      var request = request("/data.bin")
      request.url = other.url("/data.bin?sig=secret")
      let failure = try failure(request)
      #expect(failure.kind == .untrusted)
      #expect(!failure.detail.contains("secret"))
    }

    @Test func unknownCAIsRefused() throws {
      var request = request("/data.bin")
      request.roots = Certificates.shared.unknownRoots
      let failure = try failure(request)
      #expect(failure.kind == .untrusted)
      #expect(failure.detail.contains("issuer certificate"))
    }

    @Test func certificatesAreJudgedByTheBoardsClock() throws {
      test.board.clock.set(unixSeconds: Int64(Date().timeIntervalSince1970) + 60 * 86_400)
      let failure = try failure(request("/data.bin"))
      #expect(failure.kind == .untrusted)
      #expect(failure.detail.contains("expired"))
    }

    @Test(arguments: [
      "http://localhost/x", "https://", "ftp://localhost/x", "https://user:word@localhost/x", "https://localhost/a\0b",
      "",
    ]) func unusableURLsAreRefused(url: String) throws {
      var request = request("/")
      request.url = [UInt8](url.utf8)
      #expect(try failure(request).kind == .invalidRequest)
    }

    @Test func rootsThatAreNoCertificatesAreRefused() throws {
      var request = request("/data.bin")
      request.roots = TrustedRoots(pem: [UInt8]("no PEM".utf8))
      #expect(try run(request).failure != nil)
    }

    @Test func nobodyListeningIsUnreachable() throws {
      var request = request("/")
      request.url = [UInt8]("https://localhost:\(freePort())/x".utf8)
      #expect(try failure(request).kind == .unreachable)
      request.url = [UInt8]("https://no-such-host.invalid/x".utf8)
      #expect(try failure(request).kind == .unresolved)
    }

    @Test func untakenBodyStopsTheServer() throws {
      test.board.download.start(request("/endless"))
      guard case .headers = try test.nextDownload() else { throw Unexpected("no headers") }
      guard case .body = try test.nextDownload() else { throw Unexpected("no body") }
      // Another board watches the server until it can send no more to ours, which takes nothing.
      let watcher = try CurlDownloadTests()
      var sent = -1
      var stood = 0
      while stood < 20 {
        let now = try watcher.sentBytes()
        stood = now == sent ? stood + 1 : 0
        sent = now
        // A server that nobody slows down would never stand still.
        try #require(sent < 64 << 20)
      }
      guard case .body = try test.nextDownload() else { throw Unexpected("no more body") }
      test.board.download.cancel()
    }

    /// What the server has sent of /endless.
    private func sentBytes() throws -> Int {
      Int(String(decoding: try run(request("/count")).body, as: UTF8.self)) ?? -1
    }

    @Test func linkThatGoesDownEndsTheDownload() throws {
      test.board.download.start(request("/stall"))
      guard case .headers = try test.nextDownload() else { throw Unexpected("no headers") }
      guard case .body = try test.nextDownload() else { throw Unexpected("no body") }
      test.board.network.bringDown()
      guard case .network(.down) = try test.next() else { throw Unexpected("the link is up") }
      guard case .failed(let lost) = try test.nextDownload() else { throw Unexpected("no failure") }
      #expect(lost.kind == .unreachable)
      #expect(try failure(request("/data.bin")).kind == .unreachable)
    }

    @Test func nothingFollowsCancel() throws {
      test.board.download.start(request("/data.bin"))
      guard case .headers = try test.nextDownload() else { throw Unexpected("no headers") }
      test.board.download.cancel()
      guard case .deadline = test.board.nextEvent(until: 0) else { throw Unexpected("an event after cancel") }
      #expect(try run(request("/data.bin")).body == Self.data)
    }

    @Test func wakeAndDownloadShareTheLoop() throws {
      test.board.download.start(request("/stall"))
      guard case .headers = try test.nextDownload() else { throw Unexpected("no headers") }
      guard case .body = try test.nextDownload() else { throw Unexpected("no body") }
      test.board.wake()
      test.board.wake()
      guard case .woken = try test.next() else { throw Unexpected("not woken") }
      guard case .deadline = test.board.nextEvent(until: 0) else { throw Unexpected("woken twice") }
    }
  }
}
