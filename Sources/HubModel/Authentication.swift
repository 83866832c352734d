// Who may connect (H-03, H-40..H-42) and who may use the service's REST: user names and shared access
// signatures against the keys of devices and policies. The HMAC is the caller's.

import OTAInterface

/// HMAC-SHA256 of a message under a key.
public typealias HMAC = (_ key: Bytes, _ message: Bytes) -> Bytes

/// The names under which clients reach this hub; tokens and user names must name one of them.
public struct HubNames: Sendable {
  private let names: Set<Bytes>

  /// - Parameter names: host names without port; compared without regard to case.
  public init(_ names: [String]) {
    self.names = Set(names.map { Bytes($0.utf8).asciiLowercased })
  }

  /// Whether `host` is one of the names; it may have a `:port`, and an IPv6 address brackets.
  func contains(_ host: ArraySlice<UInt8>) -> Bool {
    let lowered = Bytes(host).asciiLowercased
    if names.contains(withoutBrackets(lowered[...])) { return true }
    guard let colon = lowered.lastIndex(of: 0x3A), lowered[(colon + 1)...].decimalValue != nil else { return false }
    return names.contains(withoutBrackets(lowered[..<colon]))
  }

  private func withoutBrackets(_ host: ArraySlice<UInt8>) -> Bytes {
    host.first == 0x5B && host.last == 0x5D ? Bytes(host.dropFirst().dropLast()) : Bytes(host)
  }
}

/// A connection that may be accepted.
public struct AuthenticatedDevice: Equatable, Sendable {
  public let id: String
  /// When its token ends.
  public let expires: HubTime
}

extension Hub {
  /// Checks what a client sends in CONNECT.
  /// - Returns: the device; or a refusal whose message is for the log alone, since CONNACK has one code for all (H-45).
  public func authenticate(
    clientID: Bytes, userName: Bytes, password: Bytes, names: HubNames, now: HubTime, hmac: HMAC
  ) throws(HubError) -> AuthenticatedDevice {
    guard let user = try? HubUserName.parse(userName) else {
      throw .unauthorized("the user name is not '{host}/{device}/?api-version=..'")
    }
    guard names.contains(user.host[...]) else {
      throw .unauthorized("the user name is for the host '\(user.host.text)', which is not this hub")
    }
    guard user.module == nil else { throw .unauthorized("modules are not supported") }
    guard clientID == user.device else {
      throw .unauthorized("client id '\(clientID.text)' and user name '\(user.device.text)' disagree")
    }
    let id = clientID.text
    let device = try device(id)
    guard device.status == .enabled else { throw .unauthorized("the device '\(id)' is disabled") }
    guard let token = try? SASToken.parse(password) else {
      throw .unauthorized("the password of '\(id)' is no shared access signature")
    }
    let resource = token.resource
    guard let slash = resource.firstIndex(of: 0x2F), names.contains(resource[..<slash]),
      resource[slash...] == Bytes("/devices/\(id)".utf8)[...]
    else { throw .unauthorized("the token of '\(id)' is for another resource") }
    let keys = [device.primaryKey, device.secondaryKey]
    let expires = try Hub.check(token, keys: keys, now: now, hmac: hmac, of: "'\(id)'")
    return AuthenticatedDevice(id: id, expires: expires)
  }

  /// Checks the Authorization header of a service request.
  /// - Parameter policies: base64 keys by policy name.
  /// - Returns: the policy's name.
  @discardableResult
  public static func authenticateService(
    authorization: Bytes?, policies: [String: String], names: HubNames, now: HubTime, hmac: HMAC
  ) throws(HubError) -> String {
    guard let authorization, let token = try? SASToken.parse(authorization) else {
      throw .unauthorized("the Authorization header holds no shared access signature")
    }
    let resource = token.resource
    guard names.contains(resource[..<(resource.firstIndex(of: 0x2F) ?? resource.endIndex)]) else {
      throw .unauthorized("the token is for another host")
    }
    guard let policy = token.keyName?.text, let key = policies[policy] else {
      throw .unauthorized("the token names no policy of this hub")
    }
    _ = try check(token, keys: [key], now: now, hmac: hmac, of: "policy '\(policy)'")
    return policy
  }

  private static func check(
    _ token: SASToken, keys: [String], now: HubTime, hmac: HMAC, of whose: String
  ) throws(HubError) -> HubTime {
    let isSigned = keys.contains { key in
      guard let octets = decodeBase64(Bytes(key.utf8)[...]), !octets.isEmpty else { return false }
      return token.isSigned { hmac(octets, $0) }
    }
    guard isSigned else { throw .unauthorized("the token of \(whose) is not signed with its key") }
    let (milliseconds, overflow) = token.expiry.multipliedReportingOverflow(by: 1_000)
    let expires = overflow ? HubTime.max : milliseconds
    guard expires > now else { throw .unauthorized("the token of \(whose) has expired") }
    return expires
  }
}
