// Shared access signatures (H-40, H-41, A-05, R-01): how boards, tools and the hub prove that they hold a key.
// The HMAC comes from the caller; this module holds no cryptography.

/// Why a text is no shared access signature.
public enum SASError: Error, Equatable, Sendable {
  case notASharedAccessSignature
  case missingField
  case duplicateField
  case malformedField
}

/// `SharedAccessSignature sr=..&sig=..&se=..[&skn=..]`, the fields in any order.
public struct SASToken: Equatable, Sendable {
  /// The resource exactly as it is written in the token, percent-coded: the signature is over this text (H-40).
  public let encodedResource: Bytes
  /// The signature, decoded.
  public let signature: Bytes
  /// When the token ends, in seconds since 1970-01-01 UTC.
  public let expiry: Int64
  /// The policy whose key signed it; devices send none.
  public let keyName: Bytes?

  /// The resource, decoded: `{host}`, `{host}/devices/{id}`, ...
  public var resource: Bytes { percentDecode(encodedResource[...], plusIsSpace: true) ?? encodedResource }

  /// What the HMAC is computed over: resource as sent, line feed, expiry.
  public var stringToSign: Bytes { SASToken.stringToSign(encodedResource, expiry) }

  private static func stringToSign(_ encodedResource: Bytes, _ expiry: Int64) -> Bytes {
    var text = encodedResource
    text.append(0x0A)
    text.append(decimal: expiry)
    return text
  }

  /// Signs a token.
  /// - Parameters:
  ///   - resource: what it gives access to, not encoded, such as `hub.azure-devices.net/devices/board1`.
  ///   - expiry: seconds since 1970-01-01 UTC.
  ///   - hmac: HMAC-SHA256 of a message under the caller's key (the key of a device is Base64: decode it first).
  public static func sign<Failure: Error>(
    resource: Bytes, expiry: Int64, keyName: Bytes? = nil, hmac: (_ message: Bytes) throws(Failure) -> Bytes
  ) throws(Failure) -> SASToken {
    let encoded = percentEncode(resource)
    let signature = try hmac(stringToSign(encoded, expiry))
    return SASToken(encodedResource: encoded, signature: signature, expiry: expiry, keyName: keyName)
  }

  /// Whether the signature is the one of `hmac`; takes the same time for any wrong one. Says nothing about expiry.
  public func isSigned<Failure: Error>(by hmac: (_ message: Bytes) throws(Failure) -> Bytes) throws(Failure) -> Bool {
    constantTimeEqual(try hmac(stringToSign), signature)
  }

  /// The token as it goes into a password or an Authorization header. It is a secret.
  public func encoded() -> Bytes {
    var text = Bytes("SharedAccessSignature sr=") + encodedResource
    text.append("&sig=")
    text += percentEncode(encodeBase64(signature))
    text.append("&se=")
    text.append(decimal: expiry)
    if let keyName {
      text.append("&skn=")
      text += percentEncode(keyName)
    }
    return text
  }

  public static func parse(_ text: Bytes) throws(SASError) -> SASToken {
    guard let fields = rest(of: text, after: "SharedAccessSignature ") else { throw .notASharedAccessSignature }
    var resource: Bytes?
    var signature: Bytes?
    var expiry: Int64?
    var keyName: Bytes?
    for field in fields.parts(separatedBy: 0x26) {
      if field.begins(with: "sr=") {
        if resource != nil { throw .duplicateField }
        resource = Bytes(field.dropFirst(3))
      } else if field.begins(with: "sig=") {
        if signature != nil { throw .duplicateField }
        guard let decoded = percentDecode(field.dropFirst(4)), let octets = decodeBase64(decoded[...]) else {
          throw .malformedField
        }
        signature = octets
      } else if field.begins(with: "se=") {
        if expiry != nil { throw .duplicateField }
        guard let seconds = field.dropFirst(3).decimalValue, seconds >= 0 else { throw .malformedField }
        expiry = seconds
      } else if field.begins(with: "skn=") {
        if keyName != nil { throw .duplicateField }
        guard let decoded = percentDecode(field.dropFirst(4)) else { throw .malformedField }
        keyName = decoded.isEmpty ? nil : decoded
      }
    }
    guard let resource, !resource.isEmpty, let signature, let expiry else { throw .missingField }
    guard percentDecode(resource[...]) != nil else { throw .malformedField }
    return SASToken(encodedResource: resource, signature: signature, expiry: expiry, keyName: keyName)
  }
}
