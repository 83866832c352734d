// The selection as one record. Format byte, boots of the trial, then current, previous and trial, then the bad list.
// A manifest: presence byte, number, digest, runner (presence, length, text), files (count; digest, length, name).

import OTAInterface

extension Selection {
  public func encoded() -> Bytes {
    var output: Bytes = [1, trialBoots]
    for manifest in [current, previous, trial] { Selection.append(manifest, to: &output) }
    output.append(UInt8(min(bad.count, Selection.maximumBad)))
    for digest in bad.suffix(Selection.maximumBad) { output += digest.octets }
    return output
  }

  private static func append(_ manifest: Manifest?, to output: inout Bytes) {
    guard let manifest else {
      output.append(0)
      return
    }
    output.append(1)
    output.appendLittleEndian(UInt32(bitPattern: manifest.id.codeVersion))
    output += manifest.id.digest.octets
    output.append(manifest.runner == nil ? 0 : 1)
    appendText(manifest.runner ?? [], to: &output)
    output.append(UInt8(truncatingIfNeeded: manifest.files.count))
    for file in manifest.files {
      output += file.digest.octets
      output.appendLittleEndian(UInt32(truncatingIfNeeded: file.length))
      appendText(Bytes(file.name.prefix(64)), to: &output)
    }
  }

  private static func appendText(_ text: Bytes, to output: inout Bytes) {
    output.append(UInt8(truncatingIfNeeded: text.count))
    output += text.prefix(255)
  }

  /// nil if the record is not one of ours.
  public static func parse(_ record: Bytes) -> Selection? {
    var reader = ByteReader(record)
    guard reader.uint8() == 1, let boots = reader.uint8() else { return nil }
    var selection = Selection()
    selection.trialBoots = boots
    guard case .some(let current) = parseManifest(&reader), case .some(let previous) = parseManifest(&reader),
      case .some(let trial) = parseManifest(&reader)
    else { return nil }
    selection.current = current
    selection.previous = previous
    selection.trial = trial
    guard let count = reader.uint8() else { return nil }
    for _ in 0..<count {
      guard let digest = reader.take(Digest.size).flatMap(Digest.init) else { return nil }
      selection.bad.append(digest)
    }
    return reader.isAtEnd ? selection : nil
  }

  /// Outer nil: malformed; inner nil: no manifest.
  private static func parseManifest(_ reader: inout ByteReader) -> Manifest?? {
    guard let presence = reader.uint8(), presence <= 1 else { return nil }
    if presence == 0 { return .some(nil) }
    guard let number = reader.uint32(), let digest = reader.take(Digest.size).flatMap(Digest.init),
      let hasRunner = reader.uint8(), let runner = parseText(&reader), let count = reader.uint8()
    else { return nil }
    var files: [ManifestFile] = []
    for _ in 0..<count {
      guard let digest = reader.take(Digest.size).flatMap(Digest.init), let length = reader.uint32(),
        let name = parseText(&reader)
      else { return nil }
      files.append(ManifestFile(digest: digest, length: Int(length), name: name))
    }
    let id = VersionID(codeVersion: Int32(bitPattern: number), digest: digest)
    return .some(Manifest(id: id, runner: hasRunner == 1 ? runner : nil, files: files))
  }

  private static func parseText(_ reader: inout ByteReader) -> Bytes? {
    reader.uint8().flatMap { reader.take(Int($0)) }
  }
}
