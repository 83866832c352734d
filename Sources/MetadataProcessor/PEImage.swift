// Owns: reading PE files (format v1) for people: header, tables, rows. It is a viewer and proves nothing: the runtime
// has its own loader and verifier. Files are hostile here too, so every access is checked, and what is wrong is shown.

/// Why bytes cannot be shown as a PE file at all.
public struct PEError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected and what was found.
  public let message: String
  public var description: String { message }
}

/// A nanoFramework PE file, format v1. Only the frame of the file is checked when it is opened; anything else that is
/// wrong shows as text in angle brackets.
public struct PEImage: Sendable {
  /// A checksum as the file has it and as it should be.
  public struct Checksum: Sendable, Equatable {
    public let stored: UInt32
    public let computed: UInt32
    public var isRight: Bool { stored == computed }
  }

  /// Longest text that is shown of a name, literal or signature: a hostile file may have huge ones in every row.
  static let textLimit = 400

  let bytes: [UInt8]
  private let starts: [Int]
  private let paddings: [Int]
  /// MethodDef and FieldDef rows by TypeDef row. No row has two owners, so going through all of them takes no longer
  /// than the tables are, whatever the counts in the file say.
  private var methodRanges: [Range<Int>] = []
  private var fieldRows: [[Int]] = []

  /// Opens a file.
  /// - Throws: if the bytes are not a PE file of format v1, or a table is outside the file.
  public init(_ bytes: [UInt8]) throws(PEError) {
    guard bytes.count >= PEFormat.headerSize else {
      throw PEError(message: "\(bytes.count) bytes are too short for a PE file: the header alone has 124")
    }
    guard bytes.starts(with: PEFormat.marker.dropLast()) else {
      let isSecond = bytes.starts(with: Array("NFMRK2".utf8))
      throw PEError(
        message: isSecond ? "format v2 (NFMRK2) is not supported" : "not a PE file: it does not begin with NFMRK1")
    }
    self.bytes = bytes
    var starts: [Int] = []
    for table in 0...PEFormat.tableCount { starts.append(Self.u32(bytes, PEFormat.tableStarts + 4 * table) ?? 0) }
    paddings = (0..<PEFormat.tableCount).map { Int(bytes[PEFormat.tablePaddings + $0]) }
    for table in 0..<PEFormat.tableCount {
      let name = PEFormat.tableNames[table]
      guard starts[table] >= PEFormat.headerSize, starts[table] <= starts[table + 1] else {
        throw PEError(message: "table \(name) begins at \(starts[table]) and ends at \(starts[table + 1])")
      }
      guard paddings[table] <= starts[table + 1] - starts[table] else {
        throw PEError(message: "table \(name) has \(paddings[table]) bytes of padding, more than its size")
      }
    }
    guard starts[PEFormat.tableCount] <= bytes.count else {
      throw PEError(message: "the tables end at \(starts[PEFormat.tableCount]), the file at \(bytes.count)")
    }
    self.starts = starts
    readOwnership()
  }

  private mutating func readOwnership() {
    var (nextMethod, nextField) = (0, 0)
    for type in 0..<rows(of: PEFormat.typeDef) {
      let count = (12...14).reduce(0) { $0 + (u8(PEFormat.typeDef, type, $1) ?? 0) }
      methodRanges.append(owned(from: 10, count, of: type, in: PEFormat.methodDef, next: &nextMethod))
      let statics = owned(
        from: 16, u8(PEFormat.typeDef, type, 20) ?? 0, of: type, in: PEFormat.fieldDef, next: &nextField)
      let instances = owned(
        from: 18, u8(PEFormat.typeDef, type, 21) ?? 0, of: type, in: PEFormat.fieldDef, next: &nextField)
      fieldRows.append(Array(statics) + Array(instances))
    }
  }

  /// The rows that a type claims, without those that an earlier one has and those that do not exist.
  private func owned(from offset: Int, _ count: Int, of type: Int, in table: Int, next: inout Int) -> Range<Int> {
    guard count > 0, let first = u16(PEFormat.typeDef, type, offset) else { return next..<next }
    let start = max(first, next)
    let end = min(first + count, rows(of: table))
    guard start < end else { return next..<next }
    next = end
    return start..<end
  }

  /// MethodDef rows of a type.
  func methods(ofType row: Int) -> Range<Int> { methodRanges.indices.contains(row) ? methodRanges[row] : 0..<0 }

  /// FieldDef rows of a type: static ones, then instance ones.
  func fields(ofType row: Int) -> [Int] { fieldRows.indices.contains(row) ? fieldRows[row] : [] }

  /// Simple name of the assembly.
  public var assemblyName: String { string(u16(0x24)) }

  /// Bytes of the file.
  public var fileSize: Int { bytes.count }

  /// `major.minor.build.revision`.
  public var version: String { "\(u16(0x1C)).\(u16(0x1E)).\(u16(0x20)).\(u16(0x22))" }

  /// Simple names of the assemblies that the file refers to, in the order of AssemblyRef.
  public var references: [String] { (0..<rows(of: PEFormat.assemblyRef)).map { string(PEFormat.assemblyRef, $0, 0) } }

  /// Over the header with this checksum taken as 0 (pe-format 1.3).
  public var headerChecksum: Checksum {
    let header = bytes[..<8] + [0, 0, 0, 0] + bytes[12..<PEFormat.headerSize]
    return Checksum(stored: u32(0x08), computed: Crc32.compute(header))
  }

  /// Over everything between the header and the end of the tables.
  public var assemblyChecksum: Checksum {
    let body = bytes[PEFormat.headerSize..<starts[PEFormat.tableCount]]
    return Checksum(stored: u32(0x0C), computed: Crc32.compute(body))
  }

  /// Of the native methods (pe-format 5.2); 0 if there are none.
  public var nativeChecksum: Checksum { Checksum(stored: u32(0x14), computed: computedNativeChecksum) }

  /// Bytes of a table without its padding.
  public func size(of table: Int) -> Int {
    guard starts.indices.contains(table + 1), table >= 0 else { return 0 }
    return starts[table + 1] - starts[table] - paddings[table]
  }

  /// Rows of a table; 0 for heaps.
  public func rows(of table: Int) -> Int {
    guard PEFormat.rowSizes.indices.contains(table), PEFormat.rowSizes[table] > 0 else { return 0 }
    return size(of: table) / PEFormat.rowSizes[table]
  }

  /// Two bytes of a row; nil if the row does not exist.
  func u16(_ table: Int, _ row: Int, _ offset: Int) -> Int? {
    guard row >= 0, row < rows(of: table) else { return nil }
    let at = starts[table] + row * PEFormat.rowSizes[table] + offset
    return Int(bytes[at]) | Int(bytes[at + 1]) << 8
  }

  func u8(_ table: Int, _ row: Int, _ offset: Int) -> Int? {
    u16(table, row, offset & ~1).map { offset & 1 == 0 ? $0 & 0xFF : $0 >> 8 }
  }

  func u32(_ table: Int, _ row: Int, _ offset: Int) -> UInt32? {
    guard let low = u16(table, row, offset), let high = u16(table, row, offset + 2) else { return nil }
    return UInt32(low) | UInt32(high) << 16
  }

  /// The content of a heap.
  func heap(_ table: Int) -> ArraySlice<UInt8> {
    bytes[starts[table]..<(starts[table] + size(of: table))]
  }

  /// The text of a string identifier, local or built in (pe-format 2.2).
  func string(_ identifier: Int) -> String {
    if identifier >= BuiltinStrings.firstIdentifier, identifier <= 0xFFFF {
      return BuiltinStrings.list[0xFFFF - identifier]
    }
    let heap = heap(PEFormat.strings)
    guard identifier >= 0, identifier < heap.count else {
      return "<string \(hex(UInt32(truncatingIfNeeded: identifier), digits: 4))>"
    }
    let text = heap.dropFirst(identifier).prefix(Self.textLimit + 4).prefix { $0 != 0 }
    return Self.shortened(String(decoding: text, as: UTF8.self))
  }

  /// The string whose identifier is in a column.
  func string(_ table: Int, _ row: Int, _ offset: Int) -> String {
    u16(table, row, offset).map { string($0) } ?? "<row \(row) of \(PEFormat.tableNames[table])>"
  }

  static func shortened(_ text: String) -> String {
    text.utf8.count <= textLimit ? text : String(text.prefix(textLimit)) + "..."
  }

  /// The header is always there.
  private func u16(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
  private func u32(_ offset: Int) -> UInt32 { UInt32(u16(offset)) | UInt32(u16(offset + 2)) << 16 }

  private static func u32(_ bytes: [UInt8], _ offset: Int) -> Int? {
    guard offset + 4 <= bytes.count else { return nil }
    return (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
