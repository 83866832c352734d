// The seed's uploader (S-80..S-86) with its weaknesses mended (W-31..W-33): blob names that never change their content,
// the URL really used in the printed document, tokens from environment or file, honest exit codes.

import Foundation
import OTAInterface
import ToolSupport

enum FindPeFiles {
  private static let options: [Option] = [
    .value("enginedir", short: "e", "DIR", "Engine directory where the base PE files stand."),
    .value("appdir", short: "a", "DIR", "Application directory where the PE files to upload stand."),
    .value("container", short: "c", "URL", "URL of the blob container to upload the PE files to."),
    .value(
      "token", short: "t", "SAS",
      "SAS token for the blob container (seen by every process: better $EDGEOTA_BLOB_TOKEN or --token-file)."),
    .value("token-file", "FILE", "File with the SAS token."),
    .value("authority", "FILE", "CA certificates to trust, PEM (default: the system's; the local cloud's ca.pem)."),
    .flag("verbose", short: "v", "Says what becomes of each file."),
    .flag("plain-names", "Uploads under the files' own names, replacing what is there (the seed's way)."),
    .flag("twin", "Prints the whole desired patch: Files, Token and CodeVersion."),
    .value("code-version", "N", "With --twin: the version's number (default 1)."),
    .value("read-token-file", "FILE", "With --twin: file with the token for the boards (default: the upload's)."),
  ]

  static func run(_ arguments: [String]) -> ExitCode {
    ExitCode.of {
      let parsed = try ParsedOptions.parse(
        command: "FindPeFiles", summary: "uploads the PE files of an application and prints the desired properties",
        operands: "", options: options, arguments)
      if let parsed { try upload(parsed) }
      return .success
    }
  }

  private static func upload(_ options: ParsedOptions) throws {
    func required(_ name: String) throws -> String {
      guard let value = options.value(name), !value.isEmpty else {
        throw CommandFailure(.usage, "--\(name) is missing (FindPeFiles --help)")
      }
      return value
    }
    _ = try options.exactly(0, "options only")
    let engineFolder = try required("enginedir")
    let appFolder = try required("appdir")
    let containerURL = try required("container")
    guard
      let token = try options.value("token")
        ?? Secrets.read(file: options.value("token-file"), variable: "EDGEOTA_BLOB_TOKEN")
    else { throw CommandFailure(.usage, "no SAS token: set EDGEOTA_BLOB_TOKEN, or give --token-file FILE") }
    let codeVersion = Int32(try options.integer("code-version", in: Int(Int32.min)...Int(Int32.max)) ?? 1)
    let authority = try options.value("authority").map(readInput)
    let container = try BlobContainer(url: containerURL, token: token, client: HTTPSClient(authority: authority))

    Terminal.print("Input directory: \(appFolder)")
    Terminal.print("Input directory: \(engineFolder)")
    let base = Set(try peFiles(engineFolder))
    let selected = try peFiles(appFolder).filter { !base.contains($0) }
    if selected.isEmpty {
      throw CommandFailure(.noInput, "\(appFolder) holds no .pe file that is not in \(engineFolder) too")
    }
    Terminal.print("Connecting to Blob storage")
    Terminal.print("Files to add to blob storage:")
    let files = try selected.map { try upload($0, from: appFolder, to: container, options) }
    let readToken =
      try Secrets.read(file: options.value("read-token-file"), variable: "EDGEOTA_BLOB_READ_TOKEN") ?? token
    let document = DesiredDocument(
      codeVersion: codeVersion, files: files, token: Bytes(readToken.drop { $0 == "?" || $0 == "&" }.utf8))
    let patch = JSON.object(document.patch())
    Terminal.print("")
    Terminal.print("Twin for the device:")
    Terminal.print((options.flag("twin") ? patch : patch["Files"] ?? .null).encoded().text)
  }

  /// Uploads one file; returns how boards find it.
  private static func upload(_ name: String, from folder: String, to container: BlobContainer, _ options: ParsedOptions)
    throws -> FileSettings
  {
    let content = try readInput("\(folder)/\(name)")
    let digest = sha256(content)
    let plain = options.flag("plain-names")
    let blob = plain ? name : BlobContainer.immutableName(name, digest)
    Terminal.print("  \(folder)/\(name)")
    Terminal.print("    File name: \(blob)")
    Terminal.print("    sha256: \(digest.dashed.text)")
    switch try container.upload(content, as: blob, digest: digest, overwrite: plain) {
    case .uploaded(let etag): Terminal.print("    File uploaded: \(etag)")
    case .alreadyThere: Terminal.print("    File is there already")
    }
    if options.flag("verbose") { Terminal.print("    \(content.count) bytes at \(container.blobURL(blob))") }
    return try container.settings(of: blob, digest)
  }

  /// Names of the PE files in a folder (not below it), sorted.
  private static func peFiles(_ folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pe") }.sorted()
    } catch {
      throw CommandFailure(.noInput, "cannot read the folder \(folder)")
    }
  }
}
