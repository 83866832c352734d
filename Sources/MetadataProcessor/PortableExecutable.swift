// Owns: the way from a PE/COFF file to the CLI metadata root inside it (ECMA-335 II.25, II.24.2.1).

/// The parts of a PE file that CLI metadata refers to.
struct PortableExecutable {
  fileprivate struct Section {
    let address: Int
    let fileStart: Int
    let fileSize: Int
  }

  let bytes: [UInt8]
  let metadata: MetadataRoot
  /// Token of the entry point, or 0.
  let entryPoint: UInt32
  /// RVA and size of the embedded resources.
  let resources: (address: Int, size: Int)
  /// RVA and size of the debug directory; zero if there is none.
  let debugDirectory: (address: Int, size: Int)
  private let sections: [Section]

  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    self.bytes = bytes
    let headers = try Headers(bytes)
    sections = headers.sections
    debugDirectory = headers.debugDirectory
    var header = try ByteReader(bytes, at: try Self.offset(of: headers.cli, in: sections), what: "CLI header")
    try header.skip(8)
    let root = Int(try header.u32())
    try header.skip(8)
    entryPoint = try header.u32()
    resources = (Int(try header.u32()), Int(try header.u32()))
    metadata = try MetadataRoot(bytes, at: try Self.offset(of: root, in: sections))
  }

  /// The file offset of a relative virtual address.
  func offset(of address: Int) throws(ConversionProblem) -> Int {
    try Self.offset(of: address, in: sections)
  }

  private static func offset(of address: Int, in sections: [Section]) throws(ConversionProblem) -> Int {
    for section in sections where address >= section.address && address - section.address < section.fileSize {
      return section.fileStart + (address - section.address)
    }
    throw ConversionProblem("damaged file: address \(address) is in no section")
  }
}

/// What the headers in front of the sections tell.
private struct Headers {
  private(set) var sections: [PortableExecutable.Section] = []
  /// RVA of the CLI header.
  private(set) var cli = 0
  private(set) var debugDirectory: (address: Int, size: Int) = (0, 0)

  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    guard bytes.count > 0x40, bytes[0] == 0x4D, bytes[1] == 0x5A else {
      throw ConversionProblem("not a .NET assembly: no MZ header")
    }
    var dos = try ByteReader(bytes, at: 0x3C, what: "DOS header")
    var coff = try ByteReader(bytes, at: Int(try dos.u32()), what: "PE header")
    guard try coff.u32() == 0x0000_4550 else { throw ConversionProblem("not a .NET assembly: no PE signature") }
    try coff.skip(2)
    let sectionCount = Int(try coff.u16())
    try coff.skip(12)
    let optionalSize = Int(try coff.u16())
    try coff.skip(2)
    try readDirectories(
      try ByteReader(bytes, at: coff.position, count: optionalSize, what: "PE optional header"))
    try readSections(
      try ByteReader(bytes, at: coff.position + optionalSize, what: "section table"), count: sectionCount)
  }

  /// Data directory 6 is the debug directory, 14 the CLI header.
  private mutating func readDirectories(_ header: ByteReader) throws(ConversionProblem) {
    var optional = header
    let magic = try optional.u16()
    guard magic == 0x10B || magic == 0x20B else {
      throw ConversionProblem("not a .NET assembly: optional header magic \(magic)")
    }
    // PE32+ has 16 more bytes before the directories.
    try optional.skip((magic == 0x10B ? 96 : 112) - 2 + 6 * 8)
    debugDirectory = (Int(try optional.u32()), Int(try optional.u32()))
    try optional.skip(7 * 8)
    cli = Int(try optional.u32())
    guard cli != 0 else { throw ConversionProblem("not a .NET assembly: it has no CLI header") }
  }

  private mutating func readSections(_ header: ByteReader, count: Int) throws(ConversionProblem) {
    var table = header
    for _ in 0..<count {
      try table.skip(12)
      let address = Int(try table.u32())
      let fileSize = Int(try table.u32())
      let fileStart = Int(try table.u32())
      try table.skip(16)
      sections.append(.init(address: address, fileStart: fileStart, fileSize: fileSize))
    }
  }
}
