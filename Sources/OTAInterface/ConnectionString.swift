// Connection strings, as Azure's portal hands them out: `HostName=..;DeviceId=..;SharedAccessKey=..`.

/// Why a text is no connection string.
public enum ConnectionStringError: Error, Equatable, Sendable {
  case malformedPart
  case duplicatePart
  case missingHostName
  case missingIdentity
  case malformedKey

  /// What was expected, for people.
  public var message: String {
    switch self {
    case .malformedPart: "expected NAME=VALUE parts separated by ';'"
    case .duplicatePart: "a part is there twice"
    case .missingHostName: "HostName is missing"
    case .missingIdentity: "neither DeviceId nor SharedAccessKeyName is there"
    case .malformedKey: "SharedAccessKey is not Base64"
    }
  }
}

/// A device's or a service's way into a hub. Holds a secret: never log it.
public struct ConnectionString: Equatable, Sendable {
  public var hostName: Bytes
  /// The device, for a device's string.
  public var deviceID: Bytes?
  public var moduleID: Bytes?
  /// The policy, for a service's string (`iothubowner`, ...).
  public var keyName: Bytes?
  /// The key, decoded from Base64; nil if the string names certificates (`x509=true`) instead.
  public var key: Bytes?

  public init(hostName: Bytes, deviceID: Bytes? = nil, keyName: Bytes? = nil, key: Bytes?) {
    self.hostName = hostName
    self.deviceID = deviceID
    self.keyName = keyName
    self.key = key
  }

  /// The host without a `:port`; the local cloud's strings may carry one.
  public var host: Bytes { splitPort().host }

  /// The port behind the host, if there is one.
  public var port: UInt16? { splitPort().port }

  private func splitPort() -> (host: Bytes, port: UInt16?) {
    guard let colon = hostName.lastIndex(of: 0x3A),
      let number = hostName[(colon + 1)...].decimalValue, let port = UInt16(exactly: number)
    else { return (hostName, nil) }
    return (Bytes(hostName[..<colon]), port)
  }

  public func encoded() -> Bytes {
    var text = Bytes("HostName=") + hostName
    if let deviceID { text += Bytes(";DeviceId=") + deviceID }
    if let moduleID { text += Bytes(";ModuleId=") + moduleID }
    if let keyName { text += Bytes(";SharedAccessKeyName=") + keyName }
    if let key { text += Bytes(";SharedAccessKey=") + encodeBase64(key) } else { text.append(";x509=true") }
    return text
  }

  /// Reads a string; the names of parts are matched without regard to case, unknown ones are ignored.
  public static func parse(_ text: Bytes) throws(ConnectionStringError) -> ConnectionString {
    var result = ConnectionString(hostName: [], key: nil)
    for part in text[...].parts(separatedBy: 0x3B) where !part.isEmpty {
      guard let equals = part.firstIndex(of: 0x3D) else { throw .malformedPart }
      let name = Bytes(part[part.startIndex..<equals]).asciiLowercased
      let value = Bytes(part[(equals + 1)...])
      if value.isEmpty { throw .malformedPart }
      if name.equals("hostname") {
        if !result.hostName.isEmpty { throw .duplicatePart }
        result.hostName = value
      } else if name.equals("deviceid") {
        try set(&result.deviceID, value)
      } else if name.equals("moduleid") {
        try set(&result.moduleID, value)
      } else if name.equals("sharedaccesskeyname") {
        try set(&result.keyName, value)
      } else if name.equals("sharedaccesskey") {
        guard let key = decodeBase64(value[...]), !key.isEmpty else { throw .malformedKey }
        try set(&result.key, key)
      }
    }
    if result.hostName.isEmpty { throw .missingHostName }
    if result.deviceID == nil && result.keyName == nil { throw .missingIdentity }
    return result
  }

  private static func set(_ field: inout Bytes?, _ value: Bytes) throws(ConnectionStringError) {
    if field != nil { throw .duplicatePart }
    field = value
  }
}
