// Owns: the resources of an assembly: reading .resources streams of the desktop framework and laying them out
// (pe-format 2.11).

/// One entry of a .resources stream.
struct Resource {
  enum Kind: UInt8 {
    case bitmap = 1
    case font, string, binary
  }
  let identifier: Int16
  let kind: Kind
  let data: [UInt8]

  /// Whether the data begins on a 4-byte boundary of ResourcesData.
  var isAligned: Bool { kind == .bitmap || kind == .font }
}

extension ManifestResource {
  /// The file name with the extension that the runtime's ResourceManager asks for.
  var convertedName: String {
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    return name[..<dot] + ".nanoresources"
  }
}

extension Module {
  /// The entries of an embedded .resources stream, sorted by identifier, and what is wrong with the others.
  func entries(
    of resource: ManifestResource
  ) throws(ConversionProblem) -> (entries: [Resource], problems: [ConversionProblem]) {
    let start = try file.offset(of: self.file.resources.address) + resource.offset
    var prefix = try ByteReader(file.bytes, at: start, what: "resource \(resource.name)")
    let length = Int(try prefix.u32())
    let stream = try ResourceStream(try prefix.take(length), name: resource.name)
    var (entries, problems) = stream.entries()
    entries.sort { $0.identifier < $1.identifier }
    for (first, second) in zip(entries, entries.dropFirst()) where first.identifier == second.identifier {
      problems.append(
        ConversionProblem("two resources in \(resource.name) have the identifier \(first.identifier)"))
    }
    return (entries, problems)
  }
}

/// A .resources stream, format version 2 (System.Resources.ResourceWriter).
private struct ResourceStream {
  private static let stringCode = 1
  private static let arrayCode = 0x20
  private static let streamCode = 0x21
  private static let fontMagic: [UInt8] = [0xA8, 0xB0, 0x95, 0xF9]

  private let bytes: [UInt8]
  private let name: String
  private var names: [(name: [UInt16], data: Int)] = []
  private var dataStart = 0

  init(_ bytes: [UInt8], name: String) throws(ConversionProblem) {
    self.bytes = bytes
    self.name = name
    var reader = try ByteReader(bytes, what: "resource \(name)")
    guard bytes.count >= 4, try reader.u32() == 0xBEEF_CACE else {
      throw ConversionProblem("resource \(name) is not a .resources stream")
    }
    try reader.skip(4)
    try reader.skip(Int(try reader.u32()))
    guard try reader.u32() == 2 else { throw ConversionProblem("resource \(name) is not of format version 2") }
    let count = Int(try reader.u32())
    for _ in 0..<Int(try reader.u32()) { try reader.skip(try reader.sevenBitInteger()) }
    try reader.skip((8 - reader.position & 7) & 7)
    guard count <= reader.remaining / 8 else { throw ConversionProblem("damaged file: resource \(name)") }
    try reader.skip(4 * count)
    var positions: [Int] = []
    for _ in 0..<count { positions.append(Int(try reader.u32())) }
    dataStart = Int(try reader.u32())
    let nameStart = reader.position
    var budget = bytes.count
    for position in positions {
      var entry = try ByteReader(
        bytes, at: nameStart + position, count: bytes.count - nameStart - position, what: "resource \(name)")
      var units: [UInt16] = []
      let length = try entry.sevenBitInteger()
      budget -= length
      guard length <= entry.remaining, budget >= 0 else { throw ConversionProblem("damaged file: resource \(name)") }
      for _ in 0..<(length / 2) { units.append(try entry.u16()) }
      names.append((units, dataStart + Int(try entry.u32())))
    }
  }

  func entries() -> ([Resource], [ConversionProblem]) {
    var result: [Resource] = []
    var problems: [ConversionProblem] = []
    // Hostile entries may share their data.
    var budget = bytes.count
    for entry in names where budget >= 0 {
      do throws(ConversionProblem) {
        let (kind, data) = try content(at: entry.data, String(decoding: entry.name, as: UTF16.self))
        budget -= data.count
        result.append(Resource(identifier: Self.identifier(entry.name), kind: kind, data: data))
      } catch {
        problems.append(error)
      }
    }
    if budget < 0 {
      problems.append(ConversionProblem("damaged file: the entries of resource \(name) share their data"))
    }
    return (result, problems)
  }

  private func content(at offset: Int, _ entry: String) throws(ConversionProblem) -> (Resource.Kind, [UInt8]) {
    var reader = try ByteReader(bytes, at: offset, count: bytes.count - offset, what: "resource \(name), \(entry)")
    switch try reader.sevenBitInteger() {
    case Self.stringCode: return (.string, try reader.take(try reader.sevenBitInteger()) + [0])
    case Self.arrayCode, Self.streamCode: return try Self.binary(try reader.take(Int(try reader.u32())), entry)
    default: throw ConversionProblem("resource \(name), \(entry): only strings and byte arrays are supported")
    }
  }

  /// Fonts are told by their magic and lose the tool's header; images get the header of the runtime.
  private static func binary(_ data: [UInt8], _ name: String) throws(ConversionProblem) -> (Resource.Kind, [UInt8]) {
    if data.count > 28, data.starts(with: fontMagic) { return (.font, Array(data[28...])) }
    guard let image = try ResourceImage(data, name: name) else { return (.binary, data) }
    return (.bitmap, image.encoded)
  }

  /// The number by which programs ask for a resource: a hash of its name.
  private static func identifier(_ name: [UInt16]) -> Int16 {
    var hashes: [UInt32] = [5381 << 16 + 5381, 5381 << 16 + 5381]
    for (index, unit) in name.enumerated() {
      hashes[index & 1] = ((hashes[index & 1] << 5) &+ hashes[index & 1]) ^ UInt32(unit)
    }
    let hash = hashes[0] &+ hashes[1] &* 1_566_083_941
    return Int16(truncatingIfNeeded: hash >> 16) ^ Int16(truncatingIfNeeded: hash)
  }
}
