// Owns: filling a `Module` from the tables of a file.

extension Module {
  /// How deep types may be nested in types: hostile files nest them in themselves.
  private static let maximumNesting = 64

  /// Reads an assembly. Everything that the rest of the converter indexes by row is checked here.
  init(_ bytes: [UInt8]) throws(ConversionProblem) {
    let file = try PortableExecutable(bytes)
    // `#-` is the uncompressed form: its lists may go through pointer tables, and its tables need not be sorted.
    guard let stream = file.metadata.stream("#~") ?? file.metadata.stream("#-") else {
      throw ConversionProblem("damaged file: there is no stream of metadata tables")
    }
    self.init(
      file: file, tables: try MetadataTables(file.metadata, stream), heaps: MetadataHeaps(file.metadata))
    try readAssembly()
    do throws(ConversionProblem) {
      try readTypeReferences()
      try readTypes()
      try readFields()
      try readMethods()
      try readMemberReferences()
      try readAttributes()
      try readResources()
    } catch {
      var problem = error
      problem.assembly = name
      throw problem
    }
  }

  private init(file: PortableExecutable, tables: MetadataTables, heaps: MetadataHeaps) {
    self.file = file
    self.tables = tables
    self.heaps = heaps
    readBudget = 16 * file.bytes.count + 0x1_0000
  }

  private mutating func text(_ table: Int, _ row: Int, _ column: Int) throws(ConversionProblem) -> String {
    let text = try heaps.string(try tables.value(table, row, column))
    try spend(text.utf8.count)
    return text
  }

  /// The reader of a signature that is read once for the row.
  private mutating func rowSignature(
    _ table: Int, _ row: Int, _ column: Int
  ) throws(ConversionProblem) -> SignatureReader {
    let reader = try signature(table, row, column)
    try spend(reader.size)
    return reader
  }

  /// Hostile rows may share long names and signatures, so that a small file would take any amount of memory.
  private mutating func spend(_ bytes: Int) throws(ConversionProblem) {
    readBudget -= bytes
    guard readBudget >= 0 else { throw ConversionProblem("damaged file: its rows share long names or signatures") }
  }

  /// A reader of the signature in a blob column.
  func signature(_ table: Int, _ row: Int, _ column: Int) throws(ConversionProblem) -> SignatureReader {
    let blob = try heaps.blob(try tables.value(table, row, column), what: "signature")
    return SignatureReader(blob, tables: tables)
  }

  private func version(_ table: Int, _ row: Int, from column: Int) throws(ConversionProblem) -> AssemblyVersion {
    var parts: [UInt16] = []
    for part in 0..<4 { parts.append(UInt16(truncatingIfNeeded: try tables.value(table, row, column + part))) }
    return AssemblyVersion(parts: parts)
  }

  private mutating func readAssembly() throws(ConversionProblem) {
    guard tables.count(Table.assembly) == 1 else { throw ConversionProblem("the file is a module, not an assembly") }
    if tables.count(Table.module) > 0 { moduleVersion = try heaps.identifier(try tables.value(Table.module, 0, 2)) }
    name = try text(Table.assembly, 0, 7)
    version = try version(Table.assembly, 0, from: 1)
    for row in 0..<tables.count(Table.assemblyRef) {
      assemblyReferences.append(
        AssemblyReference(
          name: try text(Table.assemblyRef, row, 6), version: try version(Table.assemblyRef, row, from: 0)))
    }
  }

  private mutating func readTypeReferences() throws(ConversionProblem) {
    for row in 0..<tables.count(Table.typeRef) {
      let scope: TypeReference.Scope =
        switch try tables.token(Table.typeRef, row, 0) {
        case .some(let token) where token.table == Table.assemblyRef: .assembly(token.row)
        case .some(let token) where token.table == Table.typeRef: .type(token.row)
        default: .other
        }
      typeReferences.append(
        TypeReference(name: try text(Table.typeRef, row, 1), namespace: try text(Table.typeRef, row, 2), scope: scope))
    }
    for row in typeReferences.indices { typeReferences[row].fullName = try fullName(ofReference: row) }
    for row in 0..<tables.count(Table.typeSpec) {
      var reader = try rowSignature(Table.typeSpec, row, 0)
      typeSpecifications.append(try reader.type())
    }
  }

  private func fullName(ofReference row: Int) throws(ConversionProblem) -> String {
    var name = ""
    var type = typeReferences[row]
    for _ in 0..<Self.maximumNesting {
      guard case .type(let enclosing) = type.scope else { return Self.fullName(type.namespace, type.name) + name }
      name = "/\(type.name)\(name)"
      type = typeReferences[enclosing]
    }
    throw ConversionProblem("type reference \(typeReferences[row].name) is nested too deeply, or in itself")
  }

  private static func fullName(_ namespace: String, _ name: String) -> String {
    namespace.isEmpty ? name : "\(namespace).\(name)"
  }

  private mutating func readTypes() throws(ConversionProblem) {
    for row in 0..<tables.count(Table.typeDef) {
      types.append(
        TypeDefinition(
          name: try text(Table.typeDef, row, 1), namespace: try text(Table.typeDef, row, 2),
          flags: UInt32(truncatingIfNeeded: try tables.value(Table.typeDef, row, 0)),
          extends: try tables.token(Table.typeDef, row, 3),
          fields: try tables.list(Table.typeDef, row, 4, of: Table.field, pointers: Table.fieldPointer),
          methods: try tables.list(Table.typeDef, row, 5, of: Table.methodDef, pointers: Table.methodPointer)))
    }
    for row in 0..<tables.count(Table.nestedClass) {
      let nested = try typeRow(try tables.value(Table.nestedClass, row, 0))
      types[nested].enclosing = try typeRow(try tables.value(Table.nestedClass, row, 1))
    }
    for row in 0..<tables.count(Table.interfaceImpl) {
      let type = try typeRow(try tables.value(Table.interfaceImpl, row, 0))
      guard let interface = try tables.token(Table.interfaceImpl, row, 1) else {
        throw ConversionProblem("damaged file: \(types[type].name) implements nothing")
      }
      types[type].interfaces.append(interface)
    }
    for row in 0..<tables.count(Table.classLayout) {
      let type = try typeRow(try tables.value(Table.classLayout, row, 2))
      types[type].layoutSize = try tables.value(Table.classLayout, row, 1)
    }
    for row in 0..<tables.count(Table.genericParam) {
      guard let owner = try tables.token(Table.genericParam, row, 2), owner.table == Table.typeDef else { continue }
      types[owner.row].genericParameterCount += 1
    }
    for row in types.indices {
      types[row].fullName = try fullName(of: row)
      typesByName[types[row].fullName] = row
    }
  }

  private func typeRow(_ value: Int) throws(ConversionProblem) -> Int {
    guard value > 0, value <= types.count else { throw ConversionProblem("damaged file: type \(value) does not exist") }
    return value - 1
  }

  private func fullName(of row: Int) throws(ConversionProblem) -> String {
    var name = ""
    var type = types[row]
    for _ in 0..<Self.maximumNesting {
      guard let enclosing = type.enclosing else { return Self.fullName(type.namespace, type.name) + name }
      name = "/\(type.name)\(name)"
      type = types[enclosing]
    }
    throw ConversionProblem("type \(types[row].name) is nested too deeply, or in itself")
  }

  /// The type row that owns each row of a member table: one, for each.
  private func owners(
    of table: Int, _ members: KeyPath<TypeDefinition, [Int]>
  ) throws(ConversionProblem) -> [Int] {
    var owners = [Int?](repeating: nil, count: tables.count(table))
    for (owner, type) in types.enumerated() {
      for row in type[keyPath: members] {
        guard owners[row] == nil else {
          throw ConversionProblem("damaged file: row \(row) of table \(table) has two owners")
        }
        owners[row] = owner
      }
    }
    let known = owners.compactMap { $0 }
    guard known.count == owners.count else {
      throw ConversionProblem("damaged file: table \(table) has rows without an owner")
    }
    return known
  }

  private mutating func readFields() throws(ConversionProblem) {
    for (row, owner) in try owners(of: Table.field, \.fields).enumerated() {
      var reader = try rowSignature(Table.field, row, 2)
      fields.append(
        FieldDefinition(
          name: try text(Table.field, row, 1),
          flags: UInt16(truncatingIfNeeded: try tables.value(Table.field, row, 0)), type: try reader.field(),
          owner: owner))
    }
    for row in 0..<tables.count(Table.constant) {
      guard let parent = try tables.token(Table.constant, row, 1), parent.table == Table.field else { continue }
      fields[parent.row].hasConstant = true
    }
    for row in 0..<tables.count(Table.fieldRVA) {
      let field = try tables.value(Table.fieldRVA, row, 1) - 1
      guard fields.indices.contains(field) else { throw ConversionProblem("damaged file: data of no field") }
      fields[field].dataAddress = try tables.value(Table.fieldRVA, row, 0)
    }
  }

  private mutating func readMethods() throws(ConversionProblem) {
    for (row, owner) in try owners(of: Table.methodDef, \.methods).enumerated() {
      let name = try text(Table.methodDef, row, 3)
      do throws(ConversionProblem) {
        var reader = try rowSignature(Table.methodDef, row, 4)
        methods.append(
          MethodDefinition(
            name: name, address: try tables.value(Table.methodDef, row, 0),
            implementationFlags: UInt16(truncatingIfNeeded: try tables.value(Table.methodDef, row, 1)),
            flags: UInt16(truncatingIfNeeded: try tables.value(Table.methodDef, row, 2)),
            signature: try reader.method(), owner: owner))
      } catch {
        throw error.within(type: types[owner].fullName, member: name)
      }
    }
  }

  private mutating func readMemberReferences() throws(ConversionProblem) {
    for row in 0..<tables.count(Table.memberRef) {
      guard let parent = try tables.token(Table.memberRef, row, 0) else {
        throw ConversionProblem("damaged file: a member reference has no parent")
      }
      var reader = try rowSignature(Table.memberRef, row, 2)
      guard let kind = reader.kind else { throw ConversionProblem("damaged file: a member reference has no signature") }
      let signature: MemberReference.Signature
      if kind & 0x0F == 0x06 {
        signature = .field(try reader.field())
      } else {
        signature = .method(try reader.method())
      }
      memberReferences.append(
        MemberReference(name: try text(Table.memberRef, row, 1), parent: parent, signature: signature))
    }
  }

  private mutating func readAttributes() throws(ConversionProblem) {
    for row in 0..<tables.count(Table.customAttribute) {
      guard let parent = try tables.token(Table.customAttribute, row, 0),
        let constructor = try tables.token(Table.customAttribute, row, 1)
      else { throw ConversionProblem("damaged file: attribute \(row) has no owner or no constructor") }
      let blob = try tables.value(Table.customAttribute, row, 2)
      try spend(try heaps.blob(blob, what: "attribute").remaining)
      attributes[parent, default: []].append(CustomAttribute(constructor: constructor, blob: blob))
    }
  }

  private mutating func readResources() throws(ConversionProblem) {
    for row in 0..<tables.count(Table.manifestResource) {
      resources.append(
        ManifestResource(
          name: try text(Table.manifestResource, row, 2), offset: try tables.value(Table.manifestResource, row, 0),
          isEmbedded: try tables.token(Table.manifestResource, row, 3) == nil))
    }
  }
}
