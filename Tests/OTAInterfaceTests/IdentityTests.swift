import Testing

@testable import OTAInterface

/// A stand-in for HMAC: what matters here is which text is signed.
private func fakeMAC(_ message: Bytes) throws(Never) -> Bytes { message.reversed() + [0xFB, 0xFF] }

@Suite struct IdentityTests {
  @Test func signsTheEncodedResourceAndTheExpiry() throws {
    let token = SASToken.sign(resource: Bytes("hub.example/devices/dev 1"), expiry: 1_700_000_000, hmac: fakeMAC)
    #expect(token.stringToSign.text == "hub.example%2Fdevices%2Fdev%201\n1700000000")
    #expect(token.resource.text == "hub.example/devices/dev 1")
    let parsed = try SASToken.parse(token.encoded())
    #expect(parsed == token)
    #expect(parsed.isSigned(by: fakeMAC))
    #expect(!parsed.isSigned { (message: Bytes) throws(Never) in message })
  }

  /// The signature covers the resource as it was sent, so lower-case codes must be kept (H-40).
  @Test func readsFieldsInAnyOrderAndCase() throws {
    let token = try SASToken.parse(
      Bytes("SharedAccessSignature sig=AAEC&skn=iothubowner&se=17&sr=h%2fdevices%2fd"))
    #expect(token.encodedResource.text == "h%2fdevices%2fd")
    #expect(token.signature == [0, 1, 2])
    #expect(token.keyName?.text == "iothubowner")
  }

  @Test(arguments: [
    "", "Bearer x", "SharedAccessSignature ", "SharedAccessSignature sr=a&se=1", "SharedAccessSignature sr=a&sig=AAEC",
    "SharedAccessSignature sr=a&sig=AAEC&se=x", "SharedAccessSignature sr=a&sig=A&se=1",
    "SharedAccessSignature sr=a&sig=AAEC&se=1&se=2", "SharedAccessSignature sr=%zz&sig=AAEC&se=1",
    "SharedAccessSignature sr=a&sig=AAEC&se=-1",
  ])
  func refusesMalformedTokens(text: String) {
    #expect(throws: SASError.self) { try SASToken.parse(Array(text.utf8)) }
  }

  @Test func connectionStrings() throws {
    let device = try ConnectionString.parse(Bytes("HostName=h.example:8443;DeviceId=d1;SharedAccessKey=AAECAw=="))
    #expect(device.host.text == "h.example")
    #expect(device.port == 8_443)
    #expect(device.deviceID?.text == "d1")
    #expect(device.key == [0, 1, 2, 3])
    #expect(device.encoded().text == "HostName=h.example:8443;DeviceId=d1;SharedAccessKey=AAECAw==")
    let service = try ConnectionString.parse(Bytes("hostname=h;SharedAccessKeyName=iothubowner;SharedAccessKey=AAEC;"))
    #expect(service.keyName?.text == "iothubowner")
    #expect(service.port == nil)
  }

  @Test(arguments: [
    ("", ConnectionStringError.missingHostName), ("HostName=h", .missingIdentity), ("HostName", .malformedPart),
    ("HostName=h;HostName=i;DeviceId=d", .duplicatePart), ("HostName=h;DeviceId=d;SharedAccessKey=@@", .malformedKey),
  ])
  func refusesMalformedConnectionStrings(text: String, expected: ConnectionStringError) {
    #expect(throws: expected) { try ConnectionString.parse(Array(text.utf8)) }
  }

  @Test func base64() {
    for (octets, text): (Bytes, String) in [
      ([], ""), ([0x66], "Zg=="), ([0x66, 0x6F], "Zm8="), ([0x66, 0x6F, 0x6F], "Zm9v"), ([0xFB, 0xFF, 0xBF], "+/+/"),
    ] {
      #expect(encodeBase64(octets).text == text)
      #expect(decodeBase64(Array(text.utf8)[...]) == octets)
    }
    for text in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v!", "Zm 9", "Zg==Zg=="] {
      #expect(decodeBase64(Array(text.utf8)[...]) == nil)
    }
  }

  @Test func digestsReadEveryForm() throws {
    let octets = Bytes(0..<32)
    let digest = try #require(Digest(octets))
    for text in [digest.dashed, digest.hex, upperHex(octets), digest.base64, digest.dashed.asciiLowercased] {
      #expect(Digest.parse(text) == digest)
    }
    #expect(digest.dashed.text.hasPrefix("00-01-02-"))
    for text in [
      "", "00", digest.hex.text + "0", String(digest.hex.text.dropLast()) + "g",
      digest.dashed.text.replacing("-", with: "_"),
    ] {
      #expect(Digest.parse(Array(text.utf8)) == nil)
    }
  }

  @Test func constantTimeComparison() {
    #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    #expect(constantTimeEqual([], []))
  }

  @Test func redactsWhatLooksSecret() {
    let text = Bytes("GET https://b/c?sv=1&sig=aBc%2F&se=2 failed; SharedAccessKey=AAEC;x {\"Token\":\"sv=1&sig=q\"}")
    #expect(
      redactSecrets(text).text
        == "GET https://b/c?sv=1&sig=***&se=2 failed; SharedAccessKey=***;x {\"Token\":\"***&sig=***\"}")
  }

  @Test func decimalNumbersNeverTrap() {
    #expect(Bytes("9223372036854775807")[...].decimalValue == .max)
    #expect(Bytes("-9223372036854775808")[...].decimalValue == .min)
    #expect(Bytes("9223372036854775808")[...].decimalValue == nil)
    #expect(Bytes("-9223372036854775809")[...].decimalValue == nil)
    for text in ["", "-", "1a", " 1", "+1"] { #expect(Array(text.utf8)[...].decimalValue == nil) }
  }

  @Test func logDropsLinesAboveItsLevelUnbuilt() {
    var lines: [String] = []
    var built = 0
    func line(_ text: String) -> String {
      built += 1
      return text
    }
    let log = Log(level: .warning) { level, text in lines.append(level.label + " " + text) }
    log.error(line("e"))
    log.warning(line("w"))
    log.info(line("i"))
    #expect(lines == ["error e", "warn  w"])
    #expect(built == 2)
  }
}
