// What provisioning puts on a board: its hub, its identity, its trust and its policies. Stored as JSON in one record.

import OTAInterface

/// Why stored settings cannot be used.
public enum SettingsError: Error, Equatable, Sendable {
  case malformed(JSONError)
  /// A member is missing, of the wrong type or out of range.
  case invalid(StaticMember)

  public enum StaticMember: Sendable { case hub, port, device, key, roots, number }

  public var reason: String {
    switch self {
    case .malformed(let error): "settings: " + error.message
    case .invalid(.hub): "settings: hub must be a host name"
    case .invalid(.port): "settings: port must be from 1 to 65535"
    case .invalid(.device): "settings: device must be a device id"
    case .invalid(.key): "settings: key must be Base64"
    case .invalid(.roots): "settings: roots must be PEM certificates"
    case .invalid(.number): "settings: a number is out of range"
    }
  }
}

/// Settings of a board. Holds secrets: never log it whole.
public struct Settings: Equatable, Sendable {
  /// Host name of the hub.
  public var hub: Bytes
  public var port: UInt16 = 8_883
  public var device: Bytes
  /// The device's symmetric key, decoded.
  public var key: Bytes
  /// CA certificates to trust, PEM.
  public var roots: Bytes
  /// Wi-Fi, for boards that have it.
  public var ssid: Bytes = []
  public var passphrase: Bytes = []
  /// The type with Start, Stop and TwinUpdated, unless the document names one (W-36).
  public var runner = Bytes("CountMeasurement.OtaRunner")
  /// The longest deep sleep after failures, minutes (the seed's 500).
  public var sleepMinutes: Int64 = 500
  /// Seconds that a new version has to run without a crash before it is confirmed.
  public var probationSeconds: Int64 = 30
  /// Seconds that Start may take during a trial.
  public var startSeconds: Int64 = 60
  /// Life of a SAS token, minutes.
  public var tokenMinutes: Int64 = 1_440

  public init(hub: Bytes, device: Bytes, key: Bytes, roots: Bytes) {
    self.hub = hub
    self.device = device
    self.key = key
    self.roots = roots
  }

  public func encoded() -> Bytes {
    let value: JSON = [
      "hub": .string(hub), "port": .int(Int64(port)), "device": .string(device),
      "key": .string(encodeBase64(key)), "roots": .string(roots), "ssid": .string(ssid),
      "passphrase": .string(passphrase), "runner": .string(runner), "sleepMinutes": .int(sleepMinutes),
      "probationSeconds": .int(probationSeconds), "startSeconds": .int(startSeconds),
      "tokenMinutes": .int(tokenMinutes),
    ]
    return value.encoded()
  }

  public static func parse(_ text: Bytes) throws(SettingsError) -> Settings {
    let value: JSON
    do { value = try JSON.parse(text) } catch { throw .malformed(error) }
    guard let hub = value["hub"]?.stringValue, !hub.isEmpty else { throw .invalid(.hub) }
    guard let device = value["device"]?.stringValue, !device.isEmpty else { throw .invalid(.device) }
    guard let encodedKey = value["key"]?.stringValue, let key = decodeBase64(encodedKey[...]), !key.isEmpty else {
      throw .invalid(.key)
    }
    guard let roots = value["roots"]?.stringValue, !roots.isEmpty else { throw .invalid(.roots) }
    var settings = Settings(hub: hub, device: device, key: key, roots: roots)
    if let number = value["port"] {
      guard let integer = number.intValue, let port = UInt16(exactly: integer), port > 0 else { throw .invalid(.port) }
      settings.port = port
    }
    settings.ssid = value["ssid"]?.stringValue ?? []
    settings.passphrase = value["passphrase"]?.stringValue ?? []
    if let runner = value["runner"]?.stringValue, !runner.isEmpty { settings.runner = runner }
    settings.sleepMinutes = try number(value["sleepMinutes"], settings.sleepMinutes, 1...525_600)
    settings.probationSeconds = try number(value["probationSeconds"], settings.probationSeconds, 1...86_400)
    settings.startSeconds = try number(value["startSeconds"], settings.startSeconds, 1...86_400)
    settings.tokenMinutes = try number(value["tokenMinutes"], settings.tokenMinutes, 5...525_600)
    return settings
  }

  private static func number(_ value: JSON?, _ standard: Int64, _ range: ClosedRange<Int64>)
    throws(SettingsError) -> Int64
  {
    guard let value else { return standard }
    guard let number = value.intValue, range.contains(number) else { throw .invalid(.number) }
    return number
  }
}
