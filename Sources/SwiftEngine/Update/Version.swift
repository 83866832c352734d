// What a version of the application is: its identity, its files, and which versions the board has chosen.

import OTAInterface

/// A version by what it consists of, not by its number alone: a corrected document under the same number is another
/// version.
public struct VersionID: Equatable, Sendable {
  public let codeVersion: Int32
  /// SHA-256 over the number, the runner and the hashes of all files in order; see `Manifest.identityText`.
  public let digest: Digest

  public init(codeVersion: Int32, digest: Digest) {
    self.codeVersion = codeVersion
    self.digest = digest
  }
}

/// What the cloud asks for, with the identity that it will have.
public struct Goal: Equatable, Sendable {
  public let id: VersionID
  public let document: DesiredDocument

  public init(id: VersionID, document: DesiredDocument) {
    self.id = id
    self.document = document
  }
}

/// One file of a version as the store holds it.
public struct ManifestFile: Equatable, Sendable {
  public let digest: Digest
  /// Bytes.
  public let length: Int
  /// The last segment of the URL that it came from; for people only.
  public let name: Bytes

  public init(digest: Digest, length: Int, name: Bytes) {
    self.digest = digest
    self.length = length
    self.name = name
  }
}

/// A version that is complete in the store.
public struct Manifest: Equatable, Sendable {
  public let id: VersionID
  /// The type with Start, Stop and TwinUpdated; nil means the configured default.
  public let runner: Bytes?
  /// In the document's order, each hash once.
  public let files: [ManifestFile]

  public init(id: VersionID, runner: Bytes?, files: [ManifestFile]) {
    self.id = id
    self.runner = runner
    self.files = files
  }

  /// The text whose SHA-256 identifies a version: a format byte, the number, the runner's length and name, the hashes.
  public static func identityText(_ document: DesiredDocument) -> Bytes {
    var text: Bytes = [1]
    text.appendLittleEndian(UInt32(bitPattern: document.codeVersion))
    let runner = document.runner ?? []
    text.appendLittleEndian(UInt32(runner.count))
    text += runner
    for file in document.files { text += file.digest.octets }
    return text
  }
}

/// Which versions the board has chosen. Kept in flash as one record: changing it is the switch.
public struct Selection: Equatable, Sendable {
  /// The confirmed version.
  public var current: Manifest?
  /// The one confirmed before: the way back if files of `current` are damaged.
  public var previous: Manifest?
  /// The version under trial, not confirmed yet.
  public var trial: Manifest?
  /// Boots of the trial without confirmation.
  public var trialBoots: UInt8 = 0
  /// Identities that failed here; the newest last, at most `maximumBad`.
  public var bad: [Digest] = []

  public static let maximumBad = 8

  public init() {}

  /// Remembers a version that must not be tried again.
  public mutating func markBad(_ digest: Digest) {
    bad.removeAll { $0 == digest }
    bad.append(digest)
    if bad.count > Selection.maximumBad { bad.removeFirst() }
  }

  /// Digests of all files that some chosen version needs.
  public var referencedFiles: [Digest] {
    var digests: [Digest] = []
    for manifest in [current, previous, trial] {
      guard let manifest else { continue }
      for file in manifest.files { digests.append(file.digest) }
    }
    return digests
  }
}
