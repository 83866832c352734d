// Owns: reading the debug data of mcs: MonoSymbolFile, version 50.0 (ASSEMBLY.mdb).

struct MonoSymbolFile {
  private static let magic: [UInt8] = [0x14, 0xA6, 0x7F, 0xFD, 0x23, 0x26, 0xE8, 0x45]

  private struct Rows {
    let count: Int
    let offset: Int
  }

  private let bytes: [UInt8]
  /// The assembly's module version.
  private let identifier: [UInt8]
  private let sources: Rows
  private let methods: Rows
  private let lineBase: Int
  private let lineRange: Int
  private let opcodeBase: Int

  static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    self.bytes = bytes
    var reader = try ByteReader(bytes, what: "Mono symbol file")
    try reader.skip(Self.magic.count)
    let (major, minor) = (try reader.u32(), try reader.u32())
    guard major == 50, minor == 0 else {
      throw ConversionProblem("the Mono symbol file has version \(major).\(minor), expected 50.0")
    }
    identifier = try reader.take(16)
    // Size of the file, data section, compile units.
    try reader.skip(6 * 4)
    sources = try Self.table(&reader)
    methods = try Self.table(&reader)
    // A word that mcs leaves zero, anonymous scopes.
    try reader.skip(4 * 4)
    lineBase = Int(Int32(bitPattern: try reader.u32()))
    lineRange = Int(try reader.u32())
    opcodeBase = Int(try reader.u32())
    guard lineRange > 0, opcodeBase > 0, opcodeBase <= 255 else {
      throw ConversionProblem("damaged file: line numbers of the Mono symbol file")
    }
  }

  /// Number of rows, offset, size.
  private static func table(_ reader: inout ByteReader) throws(ConversionProblem) -> Rows {
    let rows = Rows(count: Int(try reader.u32()), offset: Int(try reader.u32()))
    try reader.skip(4)
    return rows
  }

  func information(for module: Module) throws(ConversionProblem) -> DebugInformation {
    guard identifier == module.moduleVersion else {
      throw ConversionProblem("the Mono symbol file belongs to another build")
    }
    var information = DebugInformation(size: bytes.count)
    // Index and offset of a name.
    var rows = try ByteReader(bytes, at: sources.offset, what: "source files")
    for _ in 0..<sources.count {
      try rows.skip(4)
      information.files.append(try name(at: Int(try rows.u32())))
    }
    // Token, offset of what is not needed here, offset of the line numbers.
    rows = try ByteReader(bytes, at: methods.offset, what: "methods of the Mono symbol file")
    for _ in 0..<methods.count {
      let token = try rows.u32()
      try rows.skip(4)
      let lines = Int(try rows.u32())
      guard let method = Token(token), method.table == Table.methodDef,
        module.methods.indices.contains(method.row)
      else { throw ConversionProblem("damaged file: the Mono symbol file names a method that does not exist") }
      var reader = try ByteReader(bytes, at: lines, what: "line numbers")
      let points = try points(&reader, files: information.files.count)
      try information.add(points, ofMethod: method.row, size: reader.position - lines)
    }
    return information
  }

  private func name(at offset: Int) throws(ConversionProblem) -> String {
    var reader = try ByteReader(bytes, at: offset, what: "name of a source file")
    return String(decoding: try reader.take(try reader.sevenBitInteger()), as: UTF8.self)
  }

  /// A line number program in the manner of DWARF 2: opcodes from `opcodeBase` on step both offset and line.
  private func points(_ reader: inout ByteReader, files: Int) throws(ConversionProblem) -> [SequencePoint] {
    var points: [SequencePoint] = []
    var (offset, line, file) = (0, 1, 1)
    var isHidden = false
    func emit() throws(ConversionProblem) {
      guard offset >= 0, line > 0, file > 0, file <= files else {
        throw ConversionProblem("damaged file: line \(line) of source file \(file) at IL offset \(offset)")
      }
      if !isHidden { points.append(SequencePoint(ilOffset: offset, file: file - 1, line: line)) }
    }
    while true {
      let opcode = Int(try reader.u8())
      switch opcode {
      case 0:
        var extended = try ByteReader(bytes, at: reader.position + 1, count: Int(try reader.u8()), what: "line numbers")
        try reader.skip(extended.remaining)
        switch try extended.u8() {
        case 1: return points
        case 0x40: isHidden.toggle()
        default: break
        }
      case opcodeBase...:
        let step = opcode - opcodeBase
        offset += step / lineRange
        line += lineBase + step % lineRange
        try emit()
      case 1: try emit()
      case 2: offset += try reader.sevenBitInteger()
      case 3: line += try reader.sevenBitInteger()
      case 4: file = try reader.sevenBitInteger()
      case 8: offset += (255 - opcodeBase) / lineRange
      default: throw ConversionProblem("damaged file: line number opcode \(opcode)")
      }
    }
  }
}
