// What the cloud asks for: the seed's desired properties `Files`, `Token`, `CodeVersion` (S-20..S-25), validated as a
// whole before anything is touched (W-07).

/// One element of `Files`, the seed's FileSettings.
public struct FileSettings: Equatable, Sendable {
  /// Where the file is: `FileName`.
  public let url: HTTPSURL
  /// What it has to hash to: `Signature`.
  public let digest: Digest

  public init(url: HTTPSURL, digest: Digest) {
    self.url = url
    self.digest = digest
  }
}

/// Why desired properties ask for nothing that could be installed. The index is that of the element of `Files`.
public enum DesiredError: Error, Equatable, Sendable {
  case codeVersionMissing
  case codeVersionInvalid
  case filesMissing
  case filesInvalid
  case filesEmpty
  case tooManyFiles(Int)
  case fileInvalid(Int)
  case fileNameInvalid(Int, URLError)
  case notAnAssembly(Int)
  case signatureInvalid(Int)
  case tokenInvalid
  case runnerInvalid

  /// A short word for the reported record; stable, since operators' queries use it.
  public var code: String {
    switch self {
    case .codeVersionMissing, .codeVersionInvalid: "CodeVersion"
    case .filesMissing, .filesInvalid, .filesEmpty, .tooManyFiles: "Files"
    case .fileInvalid, .fileNameInvalid, .notAnAssembly: "FileName"
    case .signatureInvalid: "Signature"
    case .tokenInvalid: "Token"
    case .runnerInvalid: "Runner"
    }
  }

  /// What was expected, for people. Holds nothing of the document but positions and counts.
  public var message: String {
    switch self {
    case .codeVersionMissing: "CodeVersion is missing beside Files"
    case .codeVersionInvalid: "CodeVersion must be an integer of 32 bits"
    case .filesMissing: "Files is missing beside CodeVersion"
    case .filesInvalid: "Files must be an array"
    case .filesEmpty: "Files is empty"
    case .tooManyFiles(let count): "Files has \(count) elements, at most \(DesiredDocument.maximumFiles) are allowed"
    case .fileInvalid(let index): "Files[\(index)] must be an object with FileName and Signature"
    case .fileNameInvalid(let index, let error): "Files[\(index)].FileName: \(error.message)"
    case .notAnAssembly(let index): "Files[\(index)].FileName does not end in .pe"
    case .signatureInvalid(let index): "Files[\(index)].Signature is no SHA-256 (AA-BB-.., hexadecimal or Base64)"
    case .tokenInvalid: "Token must be a query string of at most \(DesiredDocument.maximumTokenLength) characters"
    case .runnerInvalid: "Runner must be a type name of at most \(DesiredDocument.maximumRunnerLength) characters"
    }
  }
}

extension URLError {
  /// What was expected, for people.
  public var message: String {
    switch self {
    case .notHTTPS: "https:// expected"
    case .missingHost: "host missing"
    case .invalidHost: "malformed host"
    case .invalidPort: "port must be from 1 to 65535"
    case .userInfoNotAllowed: "user name or password not allowed"
    case .fragmentNotAllowed: "fragment not allowed"
    case .invalidCharacter: "character not allowed in a URL"
    case .dotSegment: "'.' and '..' not allowed"
    case .missingFileName: "file name missing"
    }
  }
}

/// A request to run one version of the application.
public struct DesiredDocument: Equatable, Sendable {
  public static let maximumFiles = 32
  public static let maximumTokenLength = 4_096
  public static let maximumRunnerLength = 255

  public let codeVersion: Int32
  public let files: [FileSettings]
  /// SAS query string without a leading `?` or `&`; nil for public blobs. A secret: never stored, logged or reported.
  public let token: Bytes?
  /// The type with Start, Stop and TwinUpdated; nil means the seed's `CountMeasurement.OtaRunner` (W-36).
  public let runner: Bytes?

  public init(codeVersion: Int32, files: [FileSettings], token: Bytes?, runner: Bytes? = nil) {
    self.codeVersion = codeVersion
    self.files = files
    self.token = token
    self.runner = runner
  }

  /// Names of desired properties that are the engine's; every other one is the application's.
  public static func isOTAKey(_ key: Bytes) -> Bool {
    key.equals("CodeVersion") || key.equals("Files") || key.equals("Token") || key.equals("Runner")
  }

  /// Whether a patch touches what is to be installed (W-08).
  public static func touchesOTA(_ patch: JSONObject) -> Bool {
    for member in patch.members where isOTAKey(member.key) { return true }
    return false
  }

  /// Reads the whole desired section; nil if it asks for no application at all (neither CodeVersion nor Files).
  public static func parse(_ desired: JSONObject) throws(DesiredError) -> DesiredDocument? {
    let versionValue = present(desired["CodeVersion"])
    let filesValue = present(desired["Files"])
    if versionValue == nil && filesValue == nil { return nil }
    guard let versionValue else { throw .codeVersionMissing }
    guard let number = versionValue.intValue, let version = Int32(exactly: number) else { throw .codeVersionInvalid }
    guard let filesValue else { throw .filesMissing }
    guard let elements = filesValue.arrayValue else { throw .filesInvalid }
    if elements.isEmpty { throw .filesEmpty }
    if elements.count > maximumFiles { throw .tooManyFiles(elements.count) }
    var files: [FileSettings] = []
    for index in elements.indices { files.append(try parseFile(elements[index], index)) }
    return DesiredDocument(
      codeVersion: version, files: files, token: try parseToken(present(desired["Token"])),
      runner: try parseRunner(present(desired["Runner"])))
  }

  /// A `null` member is as good as none.
  private static func present(_ value: JSON?) -> JSON? { value?.isNull == true ? nil : value }

  private static func parseFile(_ value: JSON, _ index: Int) throws(DesiredError) -> FileSettings {
    guard let name = value["FileName"]?.stringValue, let signature = value["Signature"]?.stringValue else {
      throw .fileInvalid(index)
    }
    let url: HTTPSURL
    do { url = try HTTPSURL.parse(name) } catch { throw .fileNameInvalid(index, error) }
    guard Bytes(url.fileName.suffix(3)).asciiLowercased.equals(".pe") else { throw .notAnAssembly(index) }
    guard let digest = Digest.parse(signature) else { throw .signatureInvalid(index) }
    return FileSettings(url: url, digest: digest)
  }

  /// A token may begin with `?` or `&` as people paste it (W-21).
  private static func parseToken(_ value: JSON?) throws(DesiredError) -> Bytes? {
    guard let value else { return nil }
    guard var token = value.stringValue?[...], token.count <= maximumTokenLength else { throw .tokenInvalid }
    if token.first == 0x3F || token.first == 0x26 { token = token.dropFirst() }
    for byte in token where byte <= 0x20 || byte >= 0x7F || byte == 0x23 { throw .tokenInvalid }
    return token.isEmpty ? nil : Bytes(token)
  }

  private static func parseRunner(_ value: JSON?) throws(DesiredError) -> Bytes? {
    guard let value else { return nil }
    guard let name = value.stringValue, !name.isEmpty, name.count <= maximumRunnerLength else { throw .runnerInvalid }
    for byte in name where byte <= 0x20 || byte == 0x7F { throw .runnerInvalid }
    return name
  }

  /// The desired patch that asks for this, in the seed's form: what publishers write into a twin.
  public func patch() -> JSONObject {
    var elements: [JSON] = []
    for file in files {
      elements.append([
        "FileName": .string(file.url.request(token: nil)), "Signature": .string(file.digest.dashed),
      ])
    }
    var patch = JSONObject()
    patch["Files"] = .array(elements)
    if let token { patch["Token"] = .string(token) }
    patch["CodeVersion"] = .int(Int64(codeVersion))
    if let runner { patch["Runner"] = .string(runner) }
    return patch
  }
}
