// The host's own network as the board's link: sockets of this process, no privileges. Down, it carries nothing, as a
// radio that is off.

import BoardHAL

public final class HostNetworkLink: NetworkLink {
  public let kind = NetworkKind.host
  public private(set) var isUp = false
  private let queue: EventQueue
  /// Ends the connections over this link; the board sets it.
  var connectionsLost: () -> Void = {}

  init(queue: EventQueue) {
    self.queue = queue
  }

  public func bringUp(wifi: WiFiCredentials?) {
    isUp = true
    queue.post(.network(.up))
  }

  public func bringDown() {
    guard isUp else { return }
    isUp = false
    queue.post(.network(.down(.requested)))
    connectionsLost()
  }
}

extension ConnectionFailure {
  /// What a connection over a link that is down ends with.
  static var linkDown: ConnectionFailure { ConnectionFailure(.unreachable, "the network link is down") }
}
