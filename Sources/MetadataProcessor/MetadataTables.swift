// Owns: the streams `#~` and `#-`, their table layouts and row access (ECMA-335 II.22, II.24.2.6; portable PDB v1.0 for
// the tables of debug data).

/// Table numbers (ECMA-335 II.22) that the converter names.
enum Table {
  static let module = 0x00
  static let typeRef = 0x01
  static let typeDef = 0x02
  static let fieldPointer = 0x03
  static let field = 0x04
  static let methodPointer = 0x05
  static let methodDef = 0x06
  static let param = 0x08
  static let interfaceImpl = 0x09
  static let memberRef = 0x0A
  static let constant = 0x0B
  static let customAttribute = 0x0C
  static let classLayout = 0x0F
  static let standAloneSig = 0x11
  static let event = 0x14
  static let property = 0x17
  static let methodImpl = 0x19
  static let moduleRef = 0x1A
  static let typeSpec = 0x1B
  static let fieldRVA = 0x1D
  static let assembly = 0x20
  static let assemblyRef = 0x23
  static let file = 0x26
  static let exportedType = 0x27
  static let manifestResource = 0x28
  static let nestedClass = 0x29
  static let genericParam = 0x2A
  static let methodSpec = 0x2B
  /// Tables of portable PDBs.
  static let document = 0x30
  static let methodDebugInformation = 0x31
}

/// What a column holds.
enum Column {
  case u16, u32, string, guid, blob
  case index(Int)
  case coded(bits: Int, tables: [Int])
}

/// A reference to a row: table number and zero-based row.
struct Token: Hashable {
  let table: Int
  let row: Int

  init(table: Int, row: Int) {
    self.table = table
    self.row = row
  }

  static func type(_ row: Int) -> Token { Token(table: Table.typeDef, row: row) }
  static func field(_ row: Int) -> Token { Token(table: Table.field, row: row) }
  static func method(_ row: Int) -> Token { Token(table: Table.methodDef, row: row) }

  /// From a four-byte metadata token; nil for the null token.
  init?(_ value: UInt32) {
    let row = Int(value & 0xFF_FFFF)
    guard row > 0 else { return nil }
    self.init(table: Int(value >> 24), row: row - 1)
  }
}

/// The tables of one module. Rows and columns are zero-based; index columns give zero-based rows.
struct MetadataTables {
  static let typeDefOrRef = Column.coded(bits: 2, tables: [Table.typeDef, Table.typeRef, Table.typeSpec])
  static let memberRefParent = Column.coded(
    bits: 3, tables: [Table.typeDef, Table.typeRef, Table.moduleRef, Table.methodDef, Table.typeSpec])
  private static let attributeOwners = [
    Table.methodDef, Table.field, Table.typeRef, Table.typeDef, Table.param, Table.interfaceImpl, Table.memberRef,
    Table.module, 0x0E, Table.property, Table.event, Table.standAloneSig, Table.moduleRef, Table.typeSpec,
    Table.assembly, Table.assemblyRef, Table.file, Table.exportedType, Table.manifestResource, Table.genericParam,
    0x2C, Table.methodSpec,
  ]
  static let hasCustomAttribute = Column.coded(bits: 5, tables: attributeOwners)
  static let hasCustomDebugInformation = Column.coded(
    bits: 5, tables: attributeOwners + [Table.document, 0x32, 0x33, 0x34, 0x35])
  static let customAttributeType = Column.coded(bits: 3, tables: [-1, -1, Table.methodDef, Table.memberRef, -1])
  static let resolutionScope = Column.coded(
    bits: 2, tables: [Table.module, Table.moduleRef, Table.assemblyRef, Table.typeRef])
  static let implementation = Column.coded(bits: 2, tables: [Table.file, Table.assemblyRef, Table.exportedType])
  static let hasConstant = Column.coded(bits: 2, tables: [Table.field, Table.param, Table.property])
  static let methodDefOrRef = Column.coded(bits: 1, tables: [Table.methodDef, Table.memberRef])
  static let typeOrMethodDef = Column.coded(bits: 1, tables: [Table.typeDef, Table.methodDef])

  /// Columns of each table, in table order; an empty entry is a table number that the standard does not define.
  static let layouts: [[Column]] = [
    [.u16, .string, .guid, .guid, .guid],
    [resolutionScope, .string, .string],
    [.u32, .string, .string, typeDefOrRef, .index(Table.field), .index(Table.methodDef)],
    [.index(Table.field)],
    [.u16, .string, .blob],
    [.index(Table.methodDef)],
    [.u32, .u16, .u16, .string, .blob, .index(Table.param)],
    [.index(Table.param)],
    [.u16, .u16, .string],
    [.index(Table.typeDef), typeDefOrRef],
    [memberRefParent, .string, .blob],
    [.u16, hasConstant, .blob],
    [hasCustomAttribute, customAttributeType, .blob],
    [.coded(bits: 1, tables: [Table.field, Table.param]), .blob],
    [.u16, .coded(bits: 2, tables: [Table.typeDef, Table.methodDef, Table.assembly]), .blob],
    [.u16, .u32, .index(Table.typeDef)],
    [.u32, .index(Table.field)],
    [.blob],
    [.index(Table.typeDef), .index(Table.event)],
    [.index(Table.event)],
    [.u16, .string, typeDefOrRef],
    [.index(Table.typeDef), .index(Table.property)],
    [.index(Table.property)],
    [.u16, .string, .blob],
    [.u16, .index(Table.methodDef), .coded(bits: 1, tables: [Table.event, Table.property])],
    [.index(Table.typeDef), methodDefOrRef, methodDefOrRef],
    [.string],
    [.blob],
    [.u16, .coded(bits: 1, tables: [Table.field, Table.methodDef]), .string, .index(Table.moduleRef)],
    [.u32, .index(Table.field)],
    [.u32, .u32],
    [.u32],
    [.u32, .u16, .u16, .u16, .u16, .u32, .blob, .string, .string],
    [.u32],
    [.u32, .u32, .u32],
    [.u16, .u16, .u16, .u16, .u32, .blob, .string, .string, .blob],
    [.u32, .index(Table.assemblyRef)],
    [.u32, .u32, .u32, .index(Table.assemblyRef)],
    [.u32, .string, .blob],
    [.u32, .u32, .string, .string, implementation],
    [.u32, .u32, .string, implementation],
    [.index(Table.typeDef), .index(Table.typeDef)],
    [.u16, .u16, typeOrMethodDef, .string],
    [methodDefOrRef, .blob],
    [.index(Table.genericParam), typeDefOrRef],
    [], [], [],
    [.blob, .guid, .blob, .guid],
    [.index(Table.document), .blob],
    [.index(Table.methodDef), .index(0x35), .index(0x33), .index(0x34), .u32, .u32],
    [.u16, .u16, .string],
    [.string, .blob],
    [.index(0x35), .blob],
    [.index(Table.methodDef), .index(Table.methodDef)],
    [hasCustomDebugInformation, .guid, .blob],
  ]

  private struct Layout {
    var start = 0
    var rowSize = 0
    var rows = 0
    var columns: [(column: Column, offset: Int, size: Int)] = []
  }

  private let bytes: [UInt8]
  private var tables: [Layout] = []

  /// - Parameter foreignRows: rows of the tables that are in another file, which decide about the size of indices: the
  ///   assembly's, for a portable PDB.
  init(_ root: MetadataRoot, _ stream: MetadataRoot.Stream, foreignRows: [Int] = []) throws(ConversionProblem) {
    bytes = root.bytes
    var reader = try ByteReader(bytes, at: stream.start, count: stream.count, what: "metadata tables")
    try reader.skip(6)
    let heapSizes = try reader.u8()
    try reader.skip(1)
    let valid = try reader.u64()
    try reader.skip(8)
    var rows = [Int](repeating: 0, count: 64)
    for table in 0..<64 where valid >> UInt64(table) & 1 == 1 {
      rows[table] = Int(try reader.u32())
      guard table < Self.layouts.count, !Self.layouts[table].isEmpty else {
        throw ConversionProblem("damaged file: metadata table \(table) is not known")
      }
    }
    if heapSizes & 0x40 != 0 { try reader.skip(4) }
    let allRows = zip(rows, foreignRows + [Int](repeating: 0, count: 64)).map { $0 + $1 }
    for (table, columns) in Self.layouts.enumerated() {
      var layout = Layout()
      layout.start = reader.position
      layout.rows = rows[table]
      for column in columns {
        let size = Self.size(of: column, heapSizes: heapSizes, rows: allRows)
        layout.columns.append((column, layout.rowSize, size))
        layout.rowSize += size
      }
      guard layout.rows <= reader.remaining / max(layout.rowSize, 1) else {
        throw ConversionProblem("damaged file: metadata table \(table) is longer than its stream")
      }
      try reader.skip(layout.rows * layout.rowSize)
      tables.append(layout)
    }
  }

  func count(_ table: Int) -> Int {
    tables.indices.contains(table) ? tables[table].rows : 0
  }

  /// The raw value of a column.
  func value(_ table: Int, _ row: Int, _ column: Int) throws(ConversionProblem) -> Int {
    guard tables.indices.contains(table), row >= 0, row < tables[table].rows else {
      throw ConversionProblem("damaged file: row \(row) of metadata table \(table) does not exist")
    }
    let layout = tables[table]
    let (_, offset, size) = layout.columns[column]
    let at = layout.start + row * layout.rowSize + offset
    var value = Int(bytes[at]) | Int(bytes[at + 1]) << 8
    if size == 4 { value |= Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24 }
    return value
  }

  /// The row that a coded index refers to; nil if it is null.
  func token(_ table: Int, _ row: Int, _ column: Int) throws(ConversionProblem) -> Token? {
    let value = try value(table, row, column)
    guard case .coded = tables[table].columns[column].column else { return nil }
    return try token(coded: value, tables[table].columns[column].column)
  }

  /// Decodes a coded index, as used in columns and signatures.
  func token(coded value: Int, _ kind: Column) throws(ConversionProblem) -> Token? {
    guard case .coded(let bits, let targets) = kind else { return nil }
    let tag = value & ((1 << bits) - 1)
    let row = value >> bits
    guard row > 0 else { return nil }
    guard tag < targets.count, targets[tag] >= 0, row <= count(targets[tag]) else {
      throw ConversionProblem("damaged file: coded index \(value) refers to no row")
    }
    return Token(table: targets[tag], row: row - 1)
  }

  /// The rows that `row` owns in the table that a list column points into: from its value to the next row's. Uncompressed
  /// metadata may put a table of pointers in between (ECMA-335 II.22.18 and others), which has one row for each.
  func list(
    _ table: Int, _ row: Int, _ column: Int, of target: Int, pointers: Int
  ) throws(ConversionProblem) -> [Int] {
    let limit = count(count(pointers) > 0 ? pointers : target)
    let first = try value(table, row, column) - 1
    let next = row + 1 < count(table) ? try value(table, row + 1, column) - 1 : limit
    guard first >= 0, first <= next, next <= limit else {
      throw ConversionProblem("damaged file: row \(row) of table \(table) owns rows \(first)..<\(next) of \(limit)")
    }
    guard count(pointers) > 0 else { return Array(first..<next) }
    var rows: [Int] = []
    for pointer in first..<next {
      let row = try value(pointers, pointer, 0) - 1
      guard row >= 0, row < count(target) else {
        throw ConversionProblem("damaged file: row \(pointer) of table \(pointers) refers to no row")
      }
      rows.append(row)
    }
    return rows
  }

  /// Bytes of a column in a file with these heaps and rows.
  static func size(of column: Column, heapSizes: UInt8, rows: [Int]) -> Int {
    switch column {
    case .u16: return 2
    case .u32: return 4
    case .string: return heapSizes & 1 != 0 ? 4 : 2
    case .guid: return heapSizes & 2 != 0 ? 4 : 2
    case .blob: return heapSizes & 4 != 0 ? 4 : 2
    case .index(let table): return rows[table] >= 0x1_0000 ? 4 : 2
    case .coded(let bits, let tables):
      let largest = tables.reduce(0) { max($0, $1 < 0 ? 0 : rows[$1]) }
      return largest >= 1 << (16 - bits) ? 4 : 2
    }
  }
}
