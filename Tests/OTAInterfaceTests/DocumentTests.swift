import Testing

@testable import OTAInterface

private let hash = String(repeating: "AB-", count: 31) + "AB"

private func parse(_ text: String) throws -> DesiredDocument? {
  try DesiredDocument.parse(try JSON.parse(Array(text.utf8)).objectValue ?? JSONObject())
}

private func failure(_ text: String) -> DesiredError? {
  do {
    _ = try parse(text)
    return nil
  } catch {
    return error as? DesiredError
  }
}

private func file(_ url: String, signature: String = hash) -> String {
  #"{"FileName":"\#(url)","Signature":"\#(signature)"}"#
}

@Suite struct DocumentTests {
  /// The seed's document, unchanged, with properties of the application beside it.
  @Test func readsTheSeedsDocument() throws {
    let url = "https://acct.blob.core.windows.net/app/CountMeasurement.pe"
    let document = try #require(
      try parse(#"{"Files":[\#(file(url))],"Token":"?sv=1&sig=x%3D","CodeVersion":4,"UpdateTime":5000,"$version":3}"#))
    #expect(document.codeVersion == 4)
    #expect(document.token?.text == "sv=1&sig=x%3D")
    #expect(document.runner == nil)
    #expect(document.files.count == 1)
    #expect(document.files[0].url.fileName.text == "CountMeasurement.pe")
    #expect(document.files[0].url.request(token: document.token).text == url + "?sv=1&sig=x%3D")
    #expect(document.files[0].digest.dashed.text == hash)
    #expect(try DesiredDocument.parse(document.patch()) == document)
  }

  @Test func asksForNothingWithoutItsKeys() throws {
    #expect(try parse(#"{"UpdateTime":1000,"$version":9}"#) == nil)
    #expect(try parse(#"{"CodeVersion":null,"Files":null,"Token":"x"}"#) == nil)
  }

  @Test(arguments: [
    (#"{"CodeVersion":1}"#, DesiredError.filesMissing), (#"{"Files":[]}"#, .codeVersionMissing),
    (#"{"CodeVersion":1,"Files":[]}"#, .filesEmpty), (#"{"CodeVersion":1,"Files":{}}"#, .filesInvalid),
    (#"{"CodeVersion":"1","Files":[]}"#, .codeVersionInvalid),
    (#"{"CodeVersion":2147483648,"Files":[]}"#, .codeVersionInvalid),
    (#"{"CodeVersion":1.5,"Files":[]}"#, .codeVersionInvalid), (#"{"CodeVersion":1,"Files":[7]}"#, .fileInvalid(0)),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.pe")),{"FileName":"https://h/b.pe"}]}"#, .fileInvalid(1)),
    (#"{"CodeVersion":1,"Files":[\#(file("http://h/a.pe"))]}"#, .fileNameInvalid(0, .notHTTPS)),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.txt"))]}"#, .notAnAssembly(0)),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.pe", signature: "AB"))]}"#, .signatureInvalid(0)),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.pe"))],"Token":5}"#, .tokenInvalid),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.pe"))],"Token":"a\r\nHost: x"}"#, .tokenInvalid),
    (#"{"CodeVersion":1,"Files":[\#(file("https://h/a.pe"))],"Runner":""}"#, .runnerInvalid),
  ])
  func refusesTheWholeDocument(text: String, expected: DesiredError) {
    #expect(failure(text) == expected)
    #expect(!expected.message.isEmpty && !expected.code.isEmpty)
  }

  @Test func limitsTheNumberOfFiles() {
    let files = Array(repeating: file("https://h/a.pe"), count: 33).joined(separator: ",")
    #expect(failure(#"{"CodeVersion":1,"Files":[\#(files)]}"#) == .tooManyFiles(33))
  }

  @Test(arguments: [
    ("https://h/..%2f..%2fetc.pe", URLError.invalidCharacter), ("https://h/a%5Cb.pe", .invalidCharacter),
    ("https://h/../a.pe", .dotSegment), ("https://h/%2e%2e/a.pe", .dotSegment), ("https://h/a/", .missingFileName),
    ("https://h", .missingFileName), ("https:///a.pe", .missingHost), ("https://u:p@h/a.pe", .userInfoNotAllowed),
    ("https://h:0/a.pe", .invalidPort), ("https://h:99999/a.pe", .invalidPort), ("https://h:/a.pe", .invalidPort),
    ("https://h/a.pe#x", .fragmentNotAllowed), ("https://h/a b.pe", .invalidCharacter), ("ftp://h/a.pe", .notHTTPS),
    ("https://h%20/a.pe", .invalidHost), ("https://[::1/a.pe", .invalidHost), ("https://h/a%zz.pe", .invalidCharacter),
    ("https://h/a%00.pe", .invalidCharacter),
  ])
  func refusesURLs(text: String, expected: URLError) {
    #expect(throws: expected) { try HTTPSURL.parse(Array(text.utf8)) }
  }

  @Test func splitsURLs() throws {
    let url = try HTTPSURL.parse(Bytes("HTTPS://Acct.Blob:8443/c/d%C3%A9/My%20App.pe?snapshot=1"))
    #expect(url.host.text == "acct.blob")
    #expect(url.port == 8_443)
    #expect(url.fileName.text == "My App.pe")
    #expect(url.request(token: Bytes("sig=x")).text == "https://acct.blob:8443/c/d%C3%A9/My%20App.pe?snapshot=1&sig=x")
    #expect(url.withoutQuery.text == "https://acct.blob:8443/c/d%C3%A9/My%20App.pe")
    let literal = try HTTPSURL.parse(Bytes("https://[::1]:10000/a.pe"))
    #expect(literal.host.text == "::1")
    #expect(literal.request(token: nil).text == "https://[::1]:10000/a.pe")
  }

  @Test func knowsWhichPatchesAreItsOwn() throws {
    let other = try #require(try JSON.parse(Bytes(#"{"UpdateTime":1,"$version":2}"#)).objectValue)
    #expect(!DesiredDocument.touchesOTA(other))
    let own = try #require(try JSON.parse(Bytes(#"{"Token":null}"#)).objectValue)
    #expect(DesiredDocument.touchesOTA(own))
  }

  @Test func reportsTheSeedsKeys() {
    #expect(Reported.codeUpdated(true).encoded().text == #"{"CodeUpdated":true}"#)
    #expect(Reported.codeRunning().encoded().text == #"{"CodeRunning":"Code Running"}"#)
    #expect(Reported.codeNotRunning().encoded().text == #"{"CodeRunning":"Code NOT Running"}"#)
  }

  @Test func recordsStayWithinTheirSize() throws {
    for detail in [[], Bytes("short"), Bytes(repeating: 0x01, count: 5_000), Bytes(repeating: 0xFF, count: 600)] {
      let report = OTAReport(
        state: Bytes("confirmed"), goal: .min, have: .max, previous: 1, code: Bytes("hash"), detail: detail,
        sequence: .max, time: .max)
      let text = report.json().encoded()
      #expect(text.count <= OTAReport.maximumSize)
      #expect(try JSON.parse(text)["state"]?.stringValue?.text == "confirmed")
    }
  }

  @Test func truncatesBetweenCharacters() {
    #expect(truncateUTF8(Array("aé".utf8), to: 2).text == "a")
    #expect(truncateUTF8(Array("aé".utf8), to: 3).text == "aé")
    #expect(truncateUTF8([0x61, 0xFF, 0x62], to: 9).text == "a?b")
  }
}
