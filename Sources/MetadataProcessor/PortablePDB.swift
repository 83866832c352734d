// Owns: reading portable PDBs: source files and sequence points (the .NET runtime's "Portable PDB v1.0").

struct PortablePDB {
  private static let tableCount = 64

  private let tables: MetadataTables
  private let heaps: MetadataHeaps
  private let size: Int
  /// GUID of the build.
  private let identifier: [UInt8]

  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    guard bytes.starts(with: Array("BSJB".utf8)) else {
      throw ConversionProblem("the debug data are neither a portable PDB nor a Mono symbol file")
    }
    size = bytes.count
    let root = try MetadataRoot(bytes, at: 0)
    guard let pdb = root.stream("#Pdb"), let stream = root.stream("#~") else {
      throw ConversionProblem("damaged file: the portable PDB has no tables")
    }
    var reader = try ByteReader(bytes, at: pdb.start, count: pdb.count, what: "#Pdb")
    identifier = try reader.take(16)
    try reader.skip(8)
    let present = try reader.u64()
    var rows = [Int](repeating: 0, count: Self.tableCount)
    for table in rows.indices where present >> UInt64(table) & 1 == 1 { rows[table] = Int(try reader.u32()) }
    tables = try MetadataTables(root, stream, foreignRows: rows)
    heaps = MetadataHeaps(root)
  }

  /// The points of the methods of `module`. `wanted` is the identifier that the assembly names, if it names one.
  func information(for module: Module, identifier wanted: [UInt8]?) throws(ConversionProblem) -> DebugInformation {
    guard wanted == identifier else { throw ConversionProblem("the portable PDB belongs to another build") }
    var information = DebugInformation(size: size)
    for row in 0..<tables.count(Table.document) {
      information.files.append(try documentName(try tables.value(Table.document, row, 0)))
    }
    for row in 0..<min(tables.count(Table.methodDebugInformation), module.methods.count) {
      let blob = try tables.value(Table.methodDebugInformation, row, 1)
      guard blob != 0 else { continue }
      let reader = try heaps.blob(blob, what: "sequence points")
      let file = try tables.value(Table.methodDebugInformation, row, 0)
      try information.add(try points(reader, file: file), ofMethod: row, size: reader.remaining)
    }
    return information
  }

  /// A separator, then the parts between separators, each a blob of its own.
  private func documentName(_ blob: Int) throws(ConversionProblem) -> String {
    var reader = try heaps.blob(blob, what: "name of a source file")
    guard !reader.isAtEnd else { return "" }
    let separator = try reader.u8()
    var name: [UInt8] = []
    var isFirst = true
    while !reader.isAtEnd {
      if !isFirst, separator != 0 { name.append(separator) }
      isFirst = false
      var part = try heaps.blob(try reader.compressed(), what: "part of the name of a source file")
      name += try part.take(part.remaining)
      // A name repeated over and over would take a file's size squared.
      guard name.count <= 0xFFFF else { throw ConversionProblem("damaged file: the name of a source file is too long") }
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The records of one method. `file` is the document of all of them; 0 if the records begin with it.
  private func points(_ blob: ByteReader, file: Int) throws(ConversionProblem) -> [SequencePoint] {
    var reader = blob
    var file = file
    // The signature of the locals.
    _ = try reader.compressed()
    if file == 0 { file = try reader.compressed() }
    var points: [SequencePoint] = []
    var (offset, line, column) = (0, 0, 0)
    var isFirst = true
    var hasPosition = false
    while !reader.isAtEnd {
      let offsetStep = try reader.compressed()
      if offsetStep == 0, !isFirst {
        file = try reader.compressed()
        continue
      }
      isFirst = false
      offset += offsetStep
      let lines = try reader.compressed()
      let columns = lines == 0 ? try reader.compressed() : try reader.compressedSigned()
      // Hidden: code without a source.
      if lines == 0, columns == 0 { continue }
      line += hasPosition ? try reader.compressedSigned() : try reader.compressed()
      column += hasPosition ? try reader.compressedSigned() : try reader.compressed()
      hasPosition = true
      guard line > 0, file > 0, file <= tables.count(Table.document) else {
        throw ConversionProblem("damaged file: a sequence point is at line \(line) of source file \(file)")
      }
      points.append(SequencePoint(ilOffset: offset, file: file - 1, line: line))
    }
    return points
  }
}
