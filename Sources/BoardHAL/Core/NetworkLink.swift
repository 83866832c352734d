// The board's way to the network: Wi-Fi, Ethernet, or the host's own sockets.

/// How a link reaches the network.
public enum NetworkKind: Sendable, Equatable {
  case wifi
  case ethernet
  /// The host's sockets: always there, nothing to configure.
  case host
}

/// What a Wi-Fi station needs to join.
public struct WiFiCredentials: Sendable {
  /// 1 to 32 bytes.
  public var ssid: [UInt8]
  /// Empty for an open network. Secret: never logged.
  public var passphrase: [UInt8]

  public init(ssid: [UInt8], passphrase: [UInt8]) {
    self.ssid = ssid
    self.passphrase = passphrase
  }
}

/// The link below IP.
///
/// Callers may assume that after `bringUp` one event follows: `.up` or `.down`; afterwards each change of `isUp` is an
/// event. Connections made over a link that goes down end with events of their own.
///
/// Implementations must try once per `bringUp`: retries and backoff are the engine's.
public protocol NetworkLink: AnyObject {
  var kind: NetworkKind { get }
  /// Has an address and may carry traffic.
  var isUp: Bool { get }

  /// Joins the network. `wifi` is ignored by links of another kind; a Wi-Fi link without it uses what the board has
  /// stored, if it can, and else answers `.down(.noCredentials)`.
  func bringUp(wifi: WiFiCredentials?)

  /// Leaves the network; `.down(.requested)` follows if the link was up.
  func bringDown()
}

/// A change of the link.
public enum NetworkEvent: Sendable, Equatable {
  case up
  case down(NetworkDownReason)
}

/// Why the link is down.
public enum NetworkDownReason: Sendable, Equatable {
  case requested
  case noCredentials
  /// The access point refused the credentials.
  case refused
  /// The network was not found, or left.
  case lost
  /// Joined, but got no address.
  case noAddress
}
