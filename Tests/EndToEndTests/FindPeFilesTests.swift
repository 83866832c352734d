// FindPeFiles, the seed's uploader (S-80..S-86), against the blob store, with its weaknesses mended (W-31..W-33).

import CloudSupport
import Foundation
import LocalCloud
import OTAInterface
import Testing
import ToolSupport

@testable import edgeota

/// Two folders as the seed has them, and a container to upload to.
private final class Uploads {
  let fixture: CloudFixture
  let endpoints: CloudEndpoints
  let folder: String
  private let client: HTTPSClient

  var engine: String { "\(folder)/engine" }
  var app: String { "\(folder)/app" }
  var container: String { "\(endpoints.blobURL)/\(LocalCloud.applicationContainer)" }

  init() throws {
    fixture = try CloudFixture()
    endpoints = try #require(try CloudEndpoints.load(from: fixture.options.folder))
    folder = "\(fixture.options.folder)/uploads"
    client = HTTPSClient(authority: try readFile(endpoints.authorityPath))
    for path in [engine, app] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    try write("base", to: "\(engine)/mscorlib.pe")
    try write("base", to: "\(app)/mscorlib.pe")
    try write("one", to: "\(app)/App.pe")
    try write("two", to: "\(app)/Lib.pe")
    try write("three", to: "\(app)/App.dll")
  }

  func write(_ text: String, to path: String) throws { try replaceFile(path, with: Bytes(text.utf8)) }

  func token(_ permissions: String = "racw", seconds: Int64 = 600) -> String {
    endpoints.makeBlobSAS(
      container: LocalCloud.applicationContainer, permissions: permissions,
      expiry: Int64(Date().timeIntervalSince1970) + seconds)
  }

  /// Runs FindPeFiles on the folders, with a token in the environment unless told otherwise.
  func run(_ options: String..., environment: [String: String]? = nil) throws -> ProgramResult {
    try Tool.run(
      "FindPeFiles",
      ["-e", engine, "-a", app, "--container", container, "--authority", endpoints.authorityPath] + options,
      environment ?? ["EDGEOTA_BLOB_TOKEN": token()])
  }

  /// A blob's content; nil if there is none.
  func blob(_ name: String) throws -> String? {
    let answer = try client.request("GET", "\(container)/\(name)?\(token())")
    return answer.status == 200 ? answer.text : nil
  }

  func put(_ text: String, as name: String, headers: [String: String] = [:]) throws {
    let all = headers.merging(["x-ms-blob-type": "BlockBlob", "x-ms-version": "2021-08-06"]) { mine, _ in mine }
    let answer = try client.request("PUT", "\(container)/\(name)?\(token())", headers: all, body: Bytes(text.utf8))
    try #require(answer.status == 201, "\(answer.text)")
  }

  /// The name that a file with this content gets.
  static func name(_ stem: String, _ text: String) -> String {
    "\(stem).\(sha256(Bytes(text.utf8)).hex.text.lowercased().prefix(16)).pe"
  }
}

/// A store that has every blob already, with one content, and says so by a failed condition.
private final class FullStore: HTTPExchange {
  private let method: String
  private let content: String

  init(method: String, content: String) {
    self.method = method
    self.content = content
  }

  func receive(_ chunk: UnsafeRawBufferPointer) {}

  func respond() -> HTTPResponse {
    method == "PUT" ? HTTPResponse(status: 412) : HTTPResponse(status: 200, body: .bytes(Bytes(content.utf8)))
  }
}

@Suite struct FindPeFilesTests {
  @Test func printsWhatTheSeedPrintsAndUploads() throws {
    let uploads = try Uploads()
    let result = try uploads.run()
    let (one, two) = (Uploads.name("App", "one"), Uploads.name("Lib", "two"))
    // SHA-256 of "one" and "two", from sha256sum.
    let first = "76-92-C3-AD-35-40-BB-80-3C-02-0B-3A-EE-66-CD-88-87-12-32-34-EA-0C-6E-71-43-C0-AD-D7-3F-F4-31-ED"
    let second = "3F-C4-CC-FE-74-58-70-E2-C0-D9-9F-71-F3-0F-F0-65-6C-8D-ED-D4-1C-C1-D7-D3-D3-76-B0-DB-E6-85-E2-F3"
    let shown = result.output.replacing(/"0x[0-9A-F]+"/, with: "ETAG")
    #expect(
      shown == """
        Input directory: \(uploads.app)
        Input directory: \(uploads.engine)
        Connecting to Blob storage
        Files to add to blob storage:
          \(uploads.app)/App.pe
            File name: \(one)
            sha256: \(first)
            File uploaded: ETAG
          \(uploads.app)/Lib.pe
            File name: \(two)
            sha256: \(second)
            File uploaded: ETAG

        Twin for the device:
        [{"FileName":"\(uploads.container)/\(one)","Signature":"\(first)"},\
        {"FileName":"\(uploads.container)/\(two)","Signature":"\(second)"}]

        """)
    #expect(result.status == 0)
    #expect(try uploads.blob(one) == "one" && uploads.blob(two) == "two")
    #expect(try uploads.blob("mscorlib.pe") == nil && uploads.blob(Uploads.name("mscorlib", "base")) == nil)
  }

  /// Create-only (W-31): what is there stays, and counts as success only if it is the same.
  @Test func equalBlobsAreSuccessAndOthersAreNot() throws {
    let uploads = try Uploads()
    #expect(try uploads.run().status == 0)
    let again = try uploads.run()
    #expect(again.status == 0)
    #expect(again.output.contains("File is there already") && !again.output.contains("File uploaded"))

    let name = Uploads.name("App", "one")
    for (content, reason) in [("longer than one", "another length: 15 instead of 3 bytes"), ("0ne", "other content")] {
      try uploads.put(content, as: name)
      let refused = try uploads.run()
      #expect(refused.status == 65)
      #expect(refused.output.contains("\(uploads.container)/\(name) is there with \(reason)"), "\(refused.output)")
      #expect(!refused.output.contains("Twin for the device"))
      #expect(try uploads.blob(name) == content)
    }
    try uploads.put("0ne", as: name, headers: ["x-ms-meta-sha256": String(repeating: "0", count: 64)])
    #expect(try uploads.run().status == 65)
  }

  /// A service may answer 412 instead of 409 to a condition that fails (B-07).
  @Test func aFailedConditionIsAnsweredLikeAnExistingBlob() throws {
    let uploads = try Uploads()
    try FileManager.default.removeItem(atPath: "\(uploads.app)/Lib.pe")
    for (content, status) in [("one", 0), ("0ne", 65), ("ones", 65)] as [(String, Int32)] {
      let server = try HTTPServer(
        address: uploads.fixture.options.address, port: 0,
        certificatePEM: try #require(try readFile("\(uploads.fixture.options.folder)/server.pem")),
        keyPEM: try #require(try readFile("\(uploads.fixture.options.folder)/server.key"))
      ) { FullStore(method: $0.method, content: content) }
      defer { server.stop() }
      let result = try Tool.run(
        "FindPeFiles",
        [
          "-e", uploads.engine, "-a", uploads.app, "-c", "https://\(uploads.fixture.options.address):\(server.port)/x",
          "--authority", uploads.endpoints.authorityPath,
        ], ["EDGEOTA_BLOB_TOKEN": "sig=none"])
      #expect(result.status == status, "\(content): \(result.output)")
    }
  }

  @Test func plainNamesReplaceWhatIsThere() throws {
    let uploads = try Uploads()
    for content in ["one", "another one"] {
      try uploads.write(content, to: "\(uploads.app)/App.pe")
      let result = try uploads.run("--plain-names", "--verbose")
      #expect(result.status == 0)
      #expect(result.output.contains("File name: App.pe"))
      #expect(result.output.contains("\(content.utf8.count) bytes at \(uploads.container)/App.pe"))
      #expect(result.output.contains("\"FileName\":\"\(uploads.container)/App.pe\""))
      #expect(try uploads.blob("App.pe") == content)
    }
  }

  @Test func tokensComeFromOptionFileOrEnvironment() throws {
    let uploads = try Uploads()
    let file = "\(uploads.folder)/token"
    try uploads.write("?\(uploads.token())\n", to: file)
    #expect(try uploads.run("--token-file", file, environment: [:]).status == 0)
    #expect(try uploads.run("-t", uploads.token(), environment: [:]).status == 0)
    #expect(try uploads.run(environment: ["EDGEOTA_BLOB_TOKEN": uploads.token()]).status == 0)
    let none = try uploads.run(environment: [:])
    #expect(none.status == 64)
    #expect(none.output == "FindPeFiles: no SAS token: set EDGEOTA_BLOB_TOKEN, or give --token-file FILE\n")
  }

  @Test func mistakesEndWithTheirReasonAndAStatus() throws {
    let uploads = try Uploads()
    func failure(_ arguments: [String], _ environment: [String: String]? = nil) throws -> (Int32, String) {
      let result = try Tool.run("FindPeFiles", arguments, environment ?? ["EDGEOTA_BLOB_TOKEN": uploads.token()])
      #expect(!result.output.contains("sig="))
      return (result.status, result.output)
    }
    let folders = ["-e", uploads.engine, "-a", uploads.app]
    let trust = ["--authority", uploads.endpoints.authorityPath]
    for (arguments, status, text) in [
      ([], 64, "--enginedir is missing"),
      (["-e", uploads.engine], 64, "--appdir is missing"),
      (folders, 64, "--container is missing"),
      (["--nonsense"], 64, "--nonsense: unknown option"),
      (folders + ["-c", uploads.container, "left over"], 64, "expected options only"),
      (folders + ["-c", "http://localhost/apps"], 64, "expected the URL of a container"),
      (folders + ["-c", uploads.container, "--code-version", "x"], 64, "--code-version takes a number"),
      (["-e", uploads.engine, "-a", "/nowhere", "-c", uploads.container], 66, "cannot read the folder /nowhere"),
      (["-e", uploads.engine, "-a", uploads.engine, "-c", uploads.container], 66, "holds no .pe file that is not in"),
      (folders + trust + ["-c", "\(uploads.endpoints.blobURL)/none"], 69, "the blob store answered 403"),
      (folders + ["-c", uploads.container], 69, "certificate"),
      (folders + trust + ["-c", "https://\(uploads.fixture.otherAddress):10000/edgeota/apps"], 69, "connect"),
    ] as [([String], Int32, String)] {
      let (actual, output) = try failure(arguments)
      #expect(actual == status && output.contains(text), "\(arguments): \(actual) \(output)")
    }
    for (permissions, seconds) in [("r", 600), ("racw", -1)] as [(String, Int64)] {
      let token = uploads.token(permissions, seconds: seconds)
      let (actual, output) = try failure(
        folders + trust + ["-c", uploads.container], ["EDGEOTA_BLOB_TOKEN": token])
      #expect(actual == 69 && output.contains("does the token allow it, and has it not expired?"), "\(output)")
    }
  }

  /// A container's URL may end in a slash or carry a query (W-33).
  @Test func containerURLsAreTrimmed() throws {
    let uploads = try Uploads()
    for url in ["\(uploads.container)/", "\(uploads.container)?restype=container"] {
      let result = try Tool.run(
        "FindPeFiles",
        ["-e", uploads.engine, "-a", uploads.app, "-c", url, "--authority", uploads.endpoints.authorityPath],
        ["EDGEOTA_BLOB_TOKEN": uploads.token()])
      #expect(result.status == 0)
      #expect(result.output.contains("\"\(uploads.container)/\(Uploads.name("App", "one"))\""), "\(result.output)")
    }
  }

  /// What `--twin` prints is the whole desired patch: written into a twin as it is, a board installs it.
  @Test func thePrintedPatchInstalls() throws {
    try Site.run { site in
      let folder = "\(site.fixture.options.folder)/uploads"
      for path in ["\(folder)/engine", "\(folder)/app"] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      try FileManager.default.copyItem(atPath: Site.official, toPath: "\(folder)/app/CountMeasurement.pe")
      let readToken = "\(folder)/read-token"
      try replaceFile(readToken, with: Bytes(try #require(site.blobs.readToken).utf8))
      let result = try Tool.run(
        "FindPeFiles",
        [
          "-e", "\(folder)/engine", "-a", "\(folder)/app", "-c", site.blobs.container.url, "--authority",
          site.endpoints.authorityPath, "--twin", "--code-version", "7", "--read-token-file", readToken,
        ],
        [
          "EDGEOTA_BLOB_TOKEN": site.endpoints.makeBlobSAS(
            container: LocalCloud.applicationContainer, permissions: "cw",
            expiry: Int64(Date().timeIntervalSince1970) + 60)
        ])
      #expect(result.status == 0, "\(result.output)")
      let patch = try #require(result.output.split(separator: "\n").last)
      #expect(patch.hasPrefix("{\"Files\":[{") && patch.hasSuffix(",\"CodeVersion\":7}"))
      try site.succeed("twin", "set", Site.device, String(patch))
      try site.boot()
      try site.expectConfirmed(7)
    }
  }
}
