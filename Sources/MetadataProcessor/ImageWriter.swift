// Owns: the state of one conversion and the order in which tables are made. Strings and signatures get their offsets in
// the order in which they are asked for, so this order is part of the output.

struct ImageWriter {
  /// What FieldDef rows need and is known when the owner's TypeDef row is made.
  struct FieldRow {
    var signature = PEFormat.none
    var data = PEFormat.none
  }

  /// What MethodDef rows need and is known when the owner's TypeDef row is made.
  struct MethodRow {
    var address = PEFormat.none
    var signature: [UInt8] = [0, 0, 0]
    var signatureOffset: UInt16 = 0
    var locals: UInt16 = 0
    var localCount = 0
    var stackDepth = 0
  }

  let module: Module
  let filter: AttributeFilter
  let numbering: Numbering
  let encoder: SignatureEncoder
  let debug: DebugInformation?
  /// Indexed by method row of the input.
  let bodies: [MethodBody?]

  var tables = [[UInt8]](repeating: [], count: PEFormat.tableCount)
  var strings = StringTable()
  var signatures = SignatureHeap()
  var fieldRows: [Int: FieldRow] = [:]
  var methodRows: [Int: MethodRow] = [:]
  /// TypeSpec rows by the text of the type, and the types in row order.
  var typeSpecificationRows: [String: Int] = [:]
  var typeSpecifications: [TypeSignature] = []
  /// What is wrong with member references, by MemberRef row: reported where they are used.
  var memberProblems: [Int: ConversionProblem] = [:]
  /// The definitions with which the heaps became too large.
  var firstOverSignatures: Token?
  var firstOverCode: Token?
  /// Source positions by MethodDef row of the output, at offsets of the output's IL.
  var convertedPoints: [Int: [SequencePoint]] = [:]
  var problems: [ConversionProblem] = []
  var warnings: [ConversionProblem] = []
  /// All problems and warnings.
  var known: Set<ConversionProblem> = []

  init(module: Module, options: ConversionOptions, bodies: [MethodBody?], debug: DebugInformation?) {
    self.module = module
    self.debug = debug
    self.bodies = bodies
    filter = AttributeFilter(module: module, options: options)
    numbering = Numbering(module: module, bodies: bodies, filter: filter)
    encoder = SignatureEncoder(module: module, numbering: numbering)
  }

  /// Makes all tables. Problems are collected; the image means nothing if there are any.
  mutating func image() -> [UInt8] {
    addNames()
    for literal in LiteralOrder.literals(of: module, numbering: numbering, bodies: bodies, filter: filter) {
      _ = strings.identifier(of: literal)
    }
    writeReferences()
    for row in numbering.types.order { writeType(row) }
    for row in numbering.fields.order { writeField(row) }
    for row in numbering.methods.order { writeMethod(row) }
    reportUnusedMembers()
    writeAttributes()
    writeTypeSpecifications()
    writeResources()
    let name = strings.identifier(of: module.name)
    tables[PEFormat.strings] = strings.bytes
    tables[PEFormat.signatures] = signatures.bytes
    checkSizes()
    checkRows()
    return assemble(name: name)
  }

  /// Names come before literals: those of references, then per type those of the type, instance fields and methods.
  private mutating func addNames() {
    for row in numbering.assemblies.order { _ = strings.identifier(of: module.assemblyReferences[row].name) }
    let references = numbering.typeReferences.order.map { module.typeReferences[$0] }
    for reference in references {
      _ = strings.identifier(of: reference.namespace)
      _ = strings.identifier(of: reference.name)
    }
    addMemberNames(references)
    for row in numbering.types.order {
      let type = module.types[row]
      _ = strings.identifier(of: type.namespace)
      _ = strings.identifier(of: type.name)
      for field in type.fields where !module.fields[field].isStatic {
        _ = strings.identifier(of: module.fields[field].name)
      }
      for method in type.methods { _ = strings.identifier(of: module.methods[method].name) }
    }
  }

  /// The reference keeps the name of every member reference, used or not, whose class is part of the name of a class
  /// that is used.
  private mutating func addMemberNames(_ references: [TypeReference]) {
    // All of them in one text, which no name goes across.
    let used: [UInt8] = references.flatMap { Array($0.fullName.utf8) + [0] }
    var decided: [Token: Bool] = [:]
    for member in module.memberReferences {
      guard let owner = ownerName(of: member) else { continue }
      let isKept = decided[member.parent] ?? used.contains(Array(owner.utf8))
      decided[member.parent] = isKept
      if isKept { _ = strings.identifier(of: member.name) }
    }
  }

  private func ownerName(of member: MemberReference) -> String? {
    if member.parent.table == Table.methodDef, module.methods.indices.contains(member.parent.row) {
      return module.types[module.methods[member.parent.row].owner].fullName
    }
    return module.named(member.parent).map { module.fullName($0) }
  }

  /// Header and tables, each table padded to four bytes, with both checksums (pe-format 1.1, 1.3).
  private func assemble(name: UInt16) -> [UInt8] {
    var body: [UInt8] = []
    var starts: [UInt32] = []
    var paddings: [UInt8] = []
    for table in tables {
      starts.append(UInt32(truncatingIfNeeded: PEFormat.headerSize + body.count))
      let padding = (4 - table.count & 3) & 3
      body += table
      body += [UInt8](repeating: 0, count: padding)
      paddings.append(UInt8(padding))
    }
    starts.append(UInt32(truncatingIfNeeded: PEFormat.headerSize + body.count))
    paddings.append(0)

    var header: [UInt8] = []
    header.append(u32: Crc32.compute(body))
    header.append(u32: 0)
    header.append(u32: NativeChecksum.compute(module, types: numbering.allTypes, filter: filter))
    header.append(u32: 0xFFFF_FFFF)
    for part in module.version.parts { header.append(u16: part) }
    header.append(u16: name)
    header.append(u16: 1)
    for start in starts { header.append(u32: start) }
    header.append(u32: 0)
    header += paddings

    var first = PEFormat.marker
    first.append(u32: Crc32.compute(PEFormat.marker + [0, 0, 0, 0] + header))
    return first + header + body
  }
}
