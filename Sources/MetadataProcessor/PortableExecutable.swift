// Owns: the way from a PE/COFF file to the CLI metadata root inside it (ECMA-335 II.25, II.24.2.1).

/// The parts of a PE file that CLI metadata refers to.
struct PortableExecutable {
  /// A metadata stream: absolute file range.
  struct Stream {
    let name: String
    let start: Int
    let count: Int
  }

  private struct Section {
    let address: Int
    let size: Int
    let fileStart: Int
    let fileSize: Int
  }

  let bytes: [UInt8]
  let streams: [Stream]
  /// Token of the entry point, or 0.
  let entryPoint: UInt32
  /// RVA and size of the embedded resources.
  let resources: (address: Int, size: Int)
  private let sections: [Section]

  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    self.bytes = bytes
    let (sections, cli) = try Self.sectionsAndCLIHeader(bytes)
    self.sections = sections
    var header = try ByteReader(bytes, at: try Self.offset(of: cli, in: sections), what: "CLI header")
    try header.skip(8)
    let metadata = Int(try header.u32())
    try header.skip(8)
    entryPoint = try header.u32()
    resources = (Int(try header.u32()), Int(try header.u32()))
    streams = try Self.streams(bytes, root: try Self.offset(of: metadata, in: sections))
  }

  /// The file offset of a relative virtual address.
  func offset(of address: Int) throws(ConversionProblem) -> Int {
    try Self.offset(of: address, in: sections)
  }

  func stream(_ name: String) -> Stream? {
    streams.first { $0.name == name }
  }

  private static func offset(of address: Int, in sections: [Section]) throws(ConversionProblem) -> Int {
    for section in sections where address >= section.address && address - section.address < section.fileSize {
      return section.fileStart + (address - section.address)
    }
    throw ConversionProblem("damaged file: address \(address) is in no section")
  }

  private static func sectionsAndCLIHeader(_ bytes: [UInt8]) throws(ConversionProblem) -> ([Section], Int) {
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
    let optionalStart = coff.position
    var optional = try ByteReader(bytes, at: optionalStart, count: optionalSize, what: "PE optional header")
    let magic = try optional.u16()
    guard magic == 0x10B || magic == 0x20B else {
      throw ConversionProblem("not a .NET assembly: optional header magic \(magic)")
    }
    // Data directory 14 is the CLI header; PE32+ has 16 more bytes before the directories.
    try optional.skip((magic == 0x10B ? 96 : 112) - 2 + 14 * 8)
    let cli = Int(try optional.u32())
    guard cli != 0 else { throw ConversionProblem("not a .NET assembly: it has no CLI header") }

    var table = try ByteReader(bytes, at: optionalStart + optionalSize, what: "section table")
    var sections: [Section] = []
    for _ in 0..<sectionCount {
      try table.skip(8)
      let size = Int(try table.u32())
      let address = Int(try table.u32())
      let fileSize = Int(try table.u32())
      let fileStart = Int(try table.u32())
      try table.skip(16)
      sections.append(Section(address: address, size: size, fileStart: fileStart, fileSize: fileSize))
    }
    return (sections, cli)
  }

  private static func streams(_ bytes: [UInt8], root: Int) throws(ConversionProblem) -> [Stream] {
    var reader = try ByteReader(bytes, at: root, what: "metadata root")
    guard try reader.u32() == 0x424A_5342 else { throw ConversionProblem("damaged file: no metadata signature") }
    try reader.skip(8)
    let versionLength = Int(try reader.u32())
    try reader.skip(versionLength)
    try reader.skip(2)
    var streams: [Stream] = []
    for _ in 0..<Int(try reader.u16()) {
      let start = Int(try reader.u32())
      let count = Int(try reader.u32())
      var name: [UInt8] = []
      while true {
        let four = try reader.take(4)
        name += four.prefix { $0 != 0 }
        if four.contains(0) || name.count > 32 { break }
      }
      let text = String(decoding: name, as: UTF8.self)
      _ = try ByteReader(bytes, at: root + start, count: count, what: "metadata stream \(text)")
      streams.append(Stream(name: text, start: root + start, count: count))
    }
    return streams
  }
}
