// What MQTT and HTTPS share: whom to trust, and why a peer could not be reached.

/// Certificates that a connection trusts. Nothing else is: no system store, no pinning by name.
public struct TrustedRoots: Sendable {
  /// One or more CA certificates, PEM.
  public var pem: [UInt8]

  public init(pem: [UInt8]) {
    self.pem = pem
  }
}

/// Why a connection could not be made, or was lost.
public enum ConnectionFailureKind: Sendable, Equatable {
  /// The caller ended it.
  case requested
  /// The parameters are unusable (bad URL, empty host, roots that are not PEM, ...).
  case invalidRequest
  /// The name does not resolve.
  case unresolved
  /// Nobody accepts at that address.
  case unreachable
  /// The peer's certificate was refused: unknown CA, expired, wrong host name, ...
  case untrusted
  /// TLS failed for another reason (protocol version, cipher, alert of the peer).
  case tls
  /// The connection was not made within its time limit.
  case timeout
  /// Connected, but nothing moved for too long.
  case stalled
  /// The peer closed or reset the connection.
  case closed
  /// The peer broke the protocol.
  case protocolViolation
  /// The answer is longer than the caller allows.
  case tooLarge
  /// The platform ran out of memory or handles.
  case resources
}

/// A kind to act on and a line for people, which holds no secret and no query string.
public struct ConnectionFailure: Error, Sendable {
  public var kind: ConnectionFailureKind
  public var detail: String

  public init(_ kind: ConnectionFailureKind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
