// HTTPS GET of one blob, streamed and resumable.

/// A GET. `url` may hold a blob token in its query: it is secret and never part of an error or a log line.
public struct HTTPDownloadRequest: Sendable {
  /// https only.
  public var url: [UInt8]
  public var roots: TrustedRoots
  /// First byte wanted. More than 0 sends `Range: bytes=offset-`.
  public var offset: Int64
  /// Sent as `If-Match` with a range, so that two versions of a blob are never mixed (412 if it changed).
  public var ifMatch: [UInt8]?
  /// Most bytes of body that the caller takes; more ends in `.tooLarge`, before the first byte where the server says.
  public var maximumLength: Int64
  /// Most bytes in one `.body` event.
  public var maximumChunk: Int
  /// Milliseconds to be connected, TLS included.
  public var connectTimeoutMilliseconds: Int64
  /// Milliseconds without a byte after which the download has stalled.
  public var stallTimeoutMilliseconds: Int64

  public init(
    url: [UInt8], roots: TrustedRoots, offset: Int64 = 0, ifMatch: [UInt8]? = nil, maximumLength: Int64,
    maximumChunk: Int = 4096, connectTimeoutMilliseconds: Int64 = 30_000, stallTimeoutMilliseconds: Int64 = 30_000
  ) {
    self.url = url
    self.roots = roots
    self.offset = offset
    self.ifMatch = ifMatch
    self.maximumLength = maximumLength
    self.maximumChunk = maximumChunk
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.stallTimeoutMilliseconds = stallTimeoutMilliseconds
  }
}

/// Downloads one file at a time.
///
/// Callers may assume
/// - the order `.headers`, any number of `.body` (only for status 200 and 206), and `.finished`; or `.failed`, which can
///   take the place of any of them. Nothing follows `.finished`, `.failed` or `cancel`;
/// - that a 206 starts at the offset that was asked for. A 200 answers a range with the whole file: look at the status;
/// - that the body has the length that the headers announced, else `.failed(.closed)` comes in place of `.finished`;
/// - back pressure: no event comes but from `nextEvent`, and no more is read from the network than fits into a fixed
///   buffer while events are not taken.
///
/// Implementations must
/// - speak https only, follow no redirect (its 3xx is an answer like another), trust only `roots`, check the host name;
/// - bound the size of headers, and drop the body of a status other than 200 and 206.
public protocol HTTPDownload: AnyObject {
  /// Starts. A download under way is cancelled first, without an event.
  func start(_ request: HTTPDownloadRequest)

  /// Ends it; nothing follows. Does nothing if nothing is under way.
  func cancel()
}

/// The parts of a response that the engine uses.
public struct HTTPResponseHead: Sendable {
  public var status: Int
  /// Bytes of this response's body, if announced.
  public var contentLength: Int64?
  /// Bytes of the whole file, from `Content-Range` of a 206 or 416, or of a 200 its `contentLength`.
  public var totalLength: Int64?
  /// As sent, quotes included.
  public var etag: [UInt8]?
  /// `x-ms-error-code` of Azure storage, for instance `BlobNotFound` (B-xx).
  public var errorCode: [UInt8]?

  public init(
    status: Int, contentLength: Int64? = nil, totalLength: Int64? = nil, etag: [UInt8]? = nil,
    errorCode: [UInt8]? = nil
  ) {
    self.status = status
    self.contentLength = contentLength
    self.totalLength = totalLength
    self.etag = etag
    self.errorCode = errorCode
  }
}

/// What the download did.
public enum HTTPDownloadEvent: Sendable {
  case headers(HTTPResponseHead)
  case body([UInt8])
  case finished
  case failed(ConnectionFailure)
}
