// What the hub refuses and how it says so: the six-digit codes and names of IoT Hub (H-44, R-02..R-05), so that clients
// and tools written for Azure understand them.

/// A refusal of the hub.
public struct HubError: Error, Equatable, Sendable {
  /// The HTTP status, also used in `$iothub/twin/res/{status}`.
  public let status: Int
  /// IoT Hub's number of the error, such as 404001; its first three digits are the status.
  public let code: Int
  /// IoT Hub's name of the error, sent in the header `iothub-errorcode`.
  public let name: String
  /// One sentence for people; holds no keys and no tokens.
  public let message: String

  init(_ code: Int, _ name: String, _ message: String) {
    status = code / 1_000
    self.code = code
    self.name = name
    self.message = message
  }
}

extension HubError {
  public static func invalidArgument(_ message: String) -> HubError { HubError(400_004, "ArgumentInvalid", message) }

  public static func unauthorized(_ message: String) -> HubError {
    HubError(401_003, "IotHubUnauthorizedAccess", message)
  }

  static func deviceNotFound(_ id: String) -> HubError {
    HubError(404_001, "DeviceNotFound", "there is no device '\(id)'")
  }

  static func deviceNotOnline(_ id: String) -> HubError {
    HubError(
      404_103, "DeviceNotOnline", "the device '\(id)' is not connected, or has not subscribed to direct methods")
  }

  static func gatewayTimeout(_ id: String) -> HubError {
    HubError(504_101, "GatewayTimeout", "the device '\(id)' did not answer the direct method in time")
  }

  static func deviceAlreadyExists(_ id: String) -> HubError {
    HubError(409_001, "DeviceAlreadyExists", "there is a device '\(id)' already")
  }

  static func preconditionFailed(_ id: String) -> HubError {
    HubError(412_001, "PreconditionFailed", "the ETag given is not that of '\(id)', which has changed since")
  }

  static func queueFull(_ id: String, _ limit: Int) -> HubError {
    HubError(403_004, "DeviceMaximumQueueDepthExceeded", "\(limit) messages wait for the device '\(id)' already")
  }

  static func tooLarge(_ what: String, _ size: Int, _ limit: Int) -> HubError {
    HubError(413_001, "MessageTooLarge", "\(what) has \(size) bytes; at most \(limit) are allowed")
  }

  public static let unavailable = HubError(503_003, "ServiceUnavailable", "the hub is stopping")

  static let throttled = HubError(429_001, "ThrottlingException", "too many twin operations; try again later")
}
