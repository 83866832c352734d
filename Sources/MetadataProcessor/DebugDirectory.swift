// Owns: the debug directory of an assembly (PE/COFF; "PE Debug Directory" of the .NET runtime's documentation).

struct DebugDirectory {
  private static let entrySize = 28
  private static let codeView: UInt32 = 2
  private static let embeddedPortablePDB: UInt32 = 17
  /// Far more than any compiler writes: a hostile file may claim that a few bytes inflate to gigabytes.
  private static let largestPDB = 64 << 20

  /// What the portable PDB of this build begins with: a GUID of 16 bytes; nil if the compiler wrote no PDB.
  private(set) var identifier: [UInt8]?
  /// The embedded portable PDB, inflated.
  private(set) var embeddedPDB: [UInt8]?

  init(_ file: PortableExecutable) throws(ConversionProblem) {
    let (address, size) = file.debugDirectory
    guard size > 0 else { return }
    var reader = try ByteReader(
      file.bytes, at: try file.offset(of: address), count: size - size % Self.entrySize, what: "debug directory")
    while !reader.isAtEnd {
      try reader.skip(12)
      let kind = try reader.u32()
      let count = Int(try reader.u32())
      try reader.skip(4)
      let data = try ByteReader(file.bytes, at: Int(try reader.u32()), count: count, what: "debug data")
      switch kind {
      case Self.codeView: identifier = try Self.identifier(data) ?? identifier
      case Self.embeddedPortablePDB: embeddedPDB = try Self.embedded(data)
      default: break
      }
    }
  }

  /// "RSDS", then the GUID.
  private static func identifier(_ data: ByteReader) throws(ConversionProblem) -> [UInt8]? {
    var data = data
    guard data.remaining >= 20, try data.u32() == 0x5344_5352 else { return nil }
    return try data.take(16)
  }

  /// "MPDB", the size of the PDB, then the PDB deflated.
  private static func embedded(_ data: ByteReader) throws(ConversionProblem) -> [UInt8] {
    var data = data
    guard try data.u32() == 0x4244_504D else { throw ConversionProblem("damaged file: embedded debug data") }
    let size = Int(try data.u32())
    guard size <= largestPDB else { throw ConversionProblem("\(size) bytes of embedded debug data") }
    guard let pdb = inflate(try data.take(data.remaining), size: size) else {
      throw ConversionProblem("damaged file: embedded debug data do not inflate to \(size) bytes")
    }
    return pdb
  }
}
