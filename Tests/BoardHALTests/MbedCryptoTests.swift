import BoardHAL
import BoardHALLinux
import Testing

/// Known answers: FIPS 180-4's examples for SHA-256, RFC 4231's for HMAC.
@Suite struct MbedCryptoTests {
  private let crypto = MbedCrypto()

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func sha256(text: String, digest: String) {
    #expect(hex(crypto.sha256([UInt8](text.utf8))) == digest)
  }

  @Test func sha256InPieces() {
    let hash = crypto.makeSHA256()
    for _ in 0..<1000 { hash.update([UInt8](repeating: 0x61, count: 1000)) }
    hash.update([])
    #expect(hex(hash.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func hmacSHA256() {
    let short = crypto.hmacSHA256(key: [UInt8]("Jefe".utf8), message: [UInt8]("what do ya want for nothing?".utf8))
    #expect(hex(short) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = crypto.hmacSHA256(
      key: [UInt8](repeating: 0xAA, count: 131),
      message: [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
    #expect(hex(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    #expect(crypto.hmacSHA256(key: [], message: []).count == 32)
  }
}
