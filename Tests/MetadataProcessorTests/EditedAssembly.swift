// Owns: compiled assemblies that tests take apart, change and put together again: what no compiler at hand writes.

@testable import MetadataProcessor

/// The metadata of an assembly as rows and heaps. Everything else of the file stays as it is.
struct EditedAssembly {
  /// Raw column values by table and row. Heap columns are offsets, index columns one-based rows.
  var rows: [[[Int]]] = []
  var strings: [UInt8]
  var blobs: [UInt8]
  /// Bits of HeapSizes: 1 for #Strings, 2 for #GUID, 4 for #Blob (ECMA-335 II.24.2.6).
  var wideHeaps = 0
  /// `#-` instead of `#~`.
  var isUncompressed = false
  /// The file without the new metadata.
  var file: [UInt8]
  let module: Module
  private let identifiers: [UInt8]
  private let userStrings: [UInt8]

  init(_ bytes: [UInt8]) throws {
    file = bytes
    module = try Module(bytes)
    let root = module.file.metadata
    func content(_ name: String) -> [UInt8] {
      root.stream(name).map { Array(bytes[$0.start..<($0.start + $0.count)]) } ?? []
    }
    strings = content("#Strings")
    blobs = content("#Blob")
    identifiers = content("#GUID")
    userStrings = content("#US")
    for (table, columns) in MetadataTables.layouts.enumerated() {
      var tableRows: [[Int]] = []
      for row in 0..<module.tables.count(table) {
        tableRows.append(try columns.indices.map { try module.tables.value(table, row, $0) })
      }
      rows.append(tableRows)
    }
  }

  /// Adds a blob; returns its offset.
  mutating func addBlob(_ bytes: [UInt8]) -> Int {
    let offset = blobs.count
    blobs += compressed(bytes.count) + bytes
    return offset
  }

  /// Adds a name; returns its offset.
  mutating func addString(_ text: String) -> Int {
    let offset = strings.count
    strings += Array(text.utf8) + [0]
    return offset
  }

  /// Adds a table row; returns its token.
  mutating func addRow(_ table: Int, _ columns: [Int]) -> Token {
    rows[table].append(columns)
    return Token(table: table, row: rows[table].count - 1)
  }

  /// Adds bytes behind everything else, 4-aligned, where the last section is mapped; returns their RVA.
  mutating func addData(_ bytes: [UInt8]) -> Int {
    while file.count % 4 != 0 { file.append(0) }
    let section = lastSection
    let address = file.u32(at: section + 12) + file.count - file.u32(at: section + 20)
    file += bytes
    return address
  }

  /// The method of this name, which has to be the only one.
  func method(named name: String) -> Int {
    module.methods.firstIndex { $0.name == name } ?? -1
  }

  /// Gives a method a new body, fat, without locals.
  mutating func setBody(
    _ method: Int, code: [UInt8], sections: [UInt8] = [], maximumStack: Int = 8, locals: Token? = nil
  ) {
    var body: [UInt8] = [sections.isEmpty ? 0x13 : 0x1B, 0x30]
    body.append(u16: UInt16(maximumStack))
    body.append(u32: UInt32(code.count))
    body.append(u32: locals.map { UInt32($0.table << 24 | ($0.row + 1)) } ?? 0)
    body += code
    while !sections.isEmpty, body.count % 4 != 0 { body.append(0) }
    rows[Table.methodDef][method][0] = addData(body + sections)
  }

  /// The assembly as a file.
  func bytes() -> [UInt8] {
    var result = self
    let root = result.addData(metadata())
    let size = result.file.count
    // The metadata directory of the CLI header, and the size of the section that everything was added to.
    let header = cliHeader
    result.file.set(u32: root, at: header + 8)
    result.file.set(u32: metadata().count, at: header + 12)
    let section = lastSection
    result.file.set(u32: size - file.u32(at: section + 20), at: section + 16)
    result.file.set(u32: size - file.u32(at: section + 20), at: section + 8)
    return result.file
  }

  private var coffHeader: Int { file.u32(at: 0x3C) + 4 }
  private var optionalHeader: Int { coffHeader + 20 }

  private var lastSection: Int {
    let count = file.u32(at: coffHeader + 2) & 0xFFFF
    let optionalSize = file.u32(at: coffHeader + 16) & 0xFFFF
    return optionalHeader + optionalSize + 40 * (count - 1)
  }

  private var cliHeader: Int {
    let directories = file.u32(at: optionalHeader) & 0xFFFF == 0x20B ? 112 : 96
    return (try? module.file.offset(of: file.u32(at: optionalHeader + directories + 14 * 8))) ?? 0
  }

  /// Where the CLI header has the token of the entry point.
  var entryPointToken: Int { cliHeader + 20 }

  private func metadata() -> [UInt8] {
    let streams: [(String, [UInt8])] = [
      (isUncompressed ? "#-" : "#~", tables()), ("#Strings", strings), ("#US", userStrings), ("#GUID", identifiers),
      ("#Blob", blobs),
    ].map { name, content in (name, content + [UInt8](repeating: 0, count: (4 - content.count & 3) & 3)) }
    var header: [UInt8] = []
    header.append(u32: 0x424A_5342)
    header.append(u32: 0x0001_0001)
    header.append(u32: 0)
    header.append(u32: 12)
    header += Array("v4.0.30319".utf8) + [0, 0]
    header.append(u16: 0)
    header.append(u16: UInt16(streams.count))
    let names = streams.map { name, _ in
      Array(name.utf8) + [UInt8](repeating: 0, count: 4 - name.utf8.count & 3)
    }
    var offset = header.count + names.reduce(0) { $0 + 8 + $1.count }
    for (name, content) in zip(names, streams.map(\.1)) {
      header.append(u32: UInt32(offset))
      header.append(u32: UInt32(content.count))
      header += name
      offset += content.count
    }
    return header + streams.flatMap(\.1)
  }

  private func tables() -> [UInt8] {
    let counts = rows.map(\.count) + [Int](repeating: 0, count: 64)
    var present: UInt64 = 0
    for table in rows.indices where !rows[table].isEmpty { present |= 1 << UInt64(table) }
    var bytes: [UInt8] = [0, 0, 0, 0, 2, 0, UInt8(wideHeaps), 1]
    for word in [present, 0] {
      bytes.append(u32: UInt32(truncatingIfNeeded: word))
      bytes.append(u32: UInt32(truncatingIfNeeded: word >> 32))
    }
    for table in rows.indices where !rows[table].isEmpty { bytes.append(u32: UInt32(rows[table].count)) }
    for (table, columns) in MetadataTables.layouts.enumerated() {
      let sizes = columns.map { MetadataTables.size(of: $0, heapSizes: UInt8(wideHeaps), rows: counts) }
      for row in rows[table] {
        for (value, size) in zip(row, sizes) {
          if size == 2 { bytes.append(u16: UInt16(truncatingIfNeeded: value)) }
          if size == 4 { bytes.append(u32: UInt32(truncatingIfNeeded: value)) }
        }
      }
    }
    return bytes
  }

  /// As in blobs (ECMA-335 II.23.2).
  private func compressed(_ value: Int) -> [UInt8] {
    if value < 0x80 { return [UInt8(value)] }
    if value < 0x4000 { return [UInt8(0x80 | value >> 8), UInt8(value & 0xFF)] }
    return [UInt8(0xC0 | value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }
}

extension [UInt8] {
  mutating func set(u32 value: Int, at offset: Int) {
    for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}
