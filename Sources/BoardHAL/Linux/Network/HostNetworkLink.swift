// The host's own network as the board's link: sockets of this process, no privileges.

import BoardHAL

public final class HostNetworkLink: NetworkLink {
  public let kind = NetworkKind.host
  public private(set) var isUp = false
  private let queue: EventQueue

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
  }
}
