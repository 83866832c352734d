// Bad input from the cloud, on real parts: each ends in a clear error, and the version before it goes on without a gap.

import Foundation
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

/// A version 2 that must not be installed.
enum BadVersion: String, CaseIterable, CustomTestStringConvertible {
  case truncated, flippedBit, wrongHash, forbidden, missing, halfASet, otherHost

  var testDescription: String { rawValue }

  /// What is reported: the word and a part of the text for people.
  var failure: (code: String, detail: String) {
    switch self {
    case .truncated: ("refused", "truncated.CountMeasurement.pe: header: ")
    case .flippedBit: ("refused", "flippedBit.CountMeasurement.pe: header: assemblyCRC ")
    case .wrongHash: ("hash", "Integrity error:")
    case .forbidden: ("http", "HTTP 403 AuthenticationFailed")
    case .missing, .halfASet: ("http", "HTTP 404 BlobNotFound")
    case .otherHost: ("network", "certificate")
    }
  }

  /// Puts it where the board will look; returns what the document says of it.
  func publish(_ content: [UInt8], on site: Site) throws -> (files: [FileSettings], token: String?) {
    var stored = content
    var promised = content
    var token = site.blobs.readToken
    switch self {
    case .truncated:
      stored = Array(content.prefix(content.count * 2 / 3))
      promised = stored
    case .flippedBit:
      stored[content.count / 2] ^= 0x10
      promised = stored
    case .wrongHash: stored[content.count / 2] ^= 0x10
    case .forbidden: token = token.map { $0.replacingOccurrences(of: "&se=2", with: "&se=3") }
    case .missing, .halfASet, .otherHost: break
    }
    let name = "\(rawValue).CountMeasurement.pe"
    if self != .missing { _ = try site.blobs.container.upload(stored, as: name, digest: sha256(stored)) }
    var url = site.blobs.container.blobURL(name)
    if self == .otherHost { url = "https://\(site.otherHost):10000/edgeota/apps/\(name)" }
    var files = [FileSettings(url: try HTTPSURL.parse(Bytes(url.utf8)), digest: sha256(promised))]
    if self == .halfASet {
      let absent = try HTTPSURL.parse(Bytes(site.blobs.container.blobURL("absent.pe").utf8))
      files.append(FileSettings(url: absent, digest: sha256([])))
    }
    return (files, token)
  }
}

@Suite struct BadInputTests {
  @Test(arguments: BadVersion.allCases) func aBadVersionIsRefusedWhileTheOldRuns(_ bad: BadVersion) throws {
    try Site.run { site in
      let impostor = bad == .otherHost ? try site.startImpostor(address: site.otherHost, port: 10_000) : nil
      defer { impostor?.kill() }
      try site.bootWithVersion1()
      let content = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Site.official2)))
      let (files, token) = try bad.publish(content, on: site)
      try site.request(files, version: 2, token: token)
      let detail = try site.failure(bad.failure.code)
      #expect(detail.contains(bad.failure.detail), "\(detail)")
      try site.line(detail.prefix(40).description)
      try site.moreCounts(3)
      try site.expectOldRuns()
      // The way on is open.
      try site.succeed("publish", Site.official2, "--device", Site.device, "--code-version", "2")
      try site.expectConfirmed(2)
    }
  }

  @Test func malformedDocumentsAreReportedAndChangeNothing() throws {
    try Site.run { site in
      try site.bootWithVersion1()
      let url = "https://\(site.endpoints.hubHost)/apps/a.pe"
      let signature = sha256([]).dashed.text
      let file = "{\"FileName\":\"\(url)\",\"Signature\":\"\(signature)\"}"
      let plain = file.replacingOccurrences(of: "https", with: "http")
      for (patch, detail) in [
        (#"{"CodeVersion":"two"}"#, "CodeVersion must be an integer of 32 bits"),
        (#"{"CodeVersion":2147483648}"#, "CodeVersion must be an integer of 32 bits"),
        (#"{"CodeVersion":null}"#, "CodeVersion is missing beside Files"),
        (#"{"CodeVersion":2,"Files":null}"#, "Files is missing beside CodeVersion"),
        (#"{"Files":[]}"#, "Files is empty"),
        (#"{"Files":"a.pe"}"#, "Files must be an array"),
        (#"{"Files":[7]}"#, "Files[0] must be an object with FileName and Signature"),
        ("{\"Files\":[\(file),\(plain)]}", "Files[1].FileName: https:// expected"),
        (
          "{\"Files\":[\(file.replacingOccurrences(of: "/apps/", with: "/../"))]}",
          "Files[0].FileName: '.' and '..' not allowed"
        ),
        (
          "{\"Files\":[\(file.replacingOccurrences(of: signature, with: "AA-BB"))]}",
          "Files[0].Signature is no SHA-256 (AA-BB-.., hexadecimal or Base64)"
        ),
        ("{\"Files\":[\(file)],\"Token\":7}", "Token must be a query string of at most 4096 characters"),
        (#"{"Token":null,"Runner":""}"#, "Runner must be a type name of at most 255 characters"),
      ] {
        try site.succeed("twin", "set", Site.device, patch)
        try site.eventually("'\(detail)'") {
          let ota = try site.reported["ota"]
          return ota?["code"]?.text == "document" && ota?["detail"]?.text == detail ? () : nil
        }
        try site.line(detail)
      }
      try site.moreCounts(3)
      try site.expectOldRuns()
      try site.succeed("twin", "set", Site.device, "Runner=null")
      try site.succeed("publish", Site.official2, "--device", Site.device)
      try site.expectConfirmed(2 + 1)
    }
  }

  /// The application is in flash: it runs, and what it counts is there when the hub comes back.
  @Test func theApplicationRunsWithoutAHub() throws {
    try Site.run { site in
      try site.bootWithVersion1()
      try site.stopBoard()
      site.fixture.stop()
      try site.boot()
      try site.line("Disconnected: ")
      try site.line("Next attempt in ")
      try site.line("Starting version 1")
      try site.fixture.start()
      try site.line("Online")
      // The message with this count found no hub; the next one is a minute away, since Start found no twin.
      #expect(try site.succeed("invoke", "GetCount", "--device", Site.device) == "{\"Counts\":1}\n")
      let log = try #require(site.board).log()
      #expect(!log.contains { $0.contains("Downloading") }, "\(log)")
      #expect(try site.reported["CodeRunning"]?.text == "Code Running")
    }
  }

  @Test func aFreshBoardWaitsForTheHub() throws {
    try Site.run { site in
      try site.succeed("publish", Site.official, "--device", Site.device, "--set", "UpdateTime=50")
      site.fixture.stop()
      try site.boot()
      try site.line("Next attempt in ")
      try site.fixture.start()
      try site.expectConfirmed(1)
      try site.moreCounts(3)
    }
  }

  /// Somebody answers at the hub's address with a certificate of the right authority, but for another name.
  @Test func aHubWithAnotherNameIsRefused() throws {
    try Site.run { site in
      try site.bootWithVersion1()
      try site.stopBoard()
      site.fixture.stop()
      // The cloud moves for a moment: its certificate is for the new address then.
      var elsewhere = site.fixture.options
      elsewhere.address = site.otherHost
      try site.fixture.start(elsewhere)
      site.fixture.stop()
      let impostor = try site.startImpostor(address: site.fixture.options.address, port: 8_883)
      try site.boot()
      let refusal = try site.line("Disconnected: ")
      #expect(refusal.contains("certificate"), "\(refusal)")
      try site.line("Starting version 1")
      impostor.kill()
      try site.fixture.start()
      try site.line("Online")
      try site.moreCounts(3)
    }
  }
}

extension Site {
  /// Another address of loopback, which this cloud's certificate does not name.
  var otherHost: String { fixture.otherAddress }

  /// A TLS server with this cloud's certificate at an address of the caller's choice.
  func startImpostor(address: String, port: UInt16) throws -> ChildProcess {
    let folder = fixture.options.folder
    let server = try ChildProcess(
      "openssl",
      [
        "s_server", "-accept", "\(address):\(port)", "-cert", "\(folder)/server.pem", "-key", "\(folder)/server.key",
        "-www",
      ])
    try #require(server.line(with: "ACCEPT", seconds: Site.patience) != nil, "\(server.log())")
    return server
  }

  /// Version 1 is the one that runs, and it was never stopped: its counts go up by one from the first message on.
  func expectOldRuns() throws {
    let counts = try counts()
    #expect(counts == Array(1...Int64(counts.count)), "\(counts)")
    let reported = try reported
    #expect(reported["ota"]?["have"]?.intValue == 1 && reported["CodeRunning"]?.text == "Code Running", "\(reported)")
    #expect(board?.isRunning == true)
  }
}
