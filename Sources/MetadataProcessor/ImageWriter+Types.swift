// Owns: the tables TypeDef and FieldDef (pe-format 2.6, 2.7).

extension ImageWriter {
  /// Makes a TypeDef row, the bodies of its methods, and what the rows of its members need.
  mutating func writeType(_ row: Int) {
    let type = module.types[row]
    let methods = module.orderedMethods(of: row)
    let fields = module.orderedFields(of: row)
    let statics = fields.filter { module.fields[$0].isStatic }
    let instances = fields.filter { !module.fields[$0].isStatic }
    for field in statics + instances { prepareField(field) }
    for method in methods.all { prepareMethod(method) }
    check(row, counts: methods, statics.count, instances.count)

    tables[PEFormat.typeDef].append(u16: strings.identifier(of: type.name))
    tables[PEFormat.typeDef].append(u16: strings.identifier(of: type.namespace))
    let (base, interfaces) = parents(of: row)
    tables[PEFormat.typeDef].append(u16: base)
    let enclosing = type.enclosing.flatMap { numbering.types[$0] }
    tables[PEFormat.typeDef].append(u16: enclosing.map { UInt16(truncatingIfNeeded: $0) } ?? PEFormat.none)
    tables[PEFormat.typeDef].append(u16: interfaces)
    tables[PEFormat.typeDef].append(u16: firstMethod(methods))
    for count in [methods.virtual.count, methods.instance.count, methods.static.count] {
      tables[PEFormat.typeDef].append(UInt8(truncatingIfNeeded: count))
    }
    tables[PEFormat.typeDef].append(dataType(row))
    // A type without fields of a kind has 0 there, or a copy of the other number: the reference's habit.
    let firstInstance = instances.first.flatMap { numbering.fields[$0] } ?? 0
    let firstStatic = statics.first.flatMap { numbering.fields[$0] } ?? firstInstance
    tables[PEFormat.typeDef].append(u16: UInt16(truncatingIfNeeded: firstStatic))
    tables[PEFormat.typeDef].append(u16: UInt16(truncatingIfNeeded: firstInstance))
    tables[PEFormat.typeDef].append(UInt8(truncatingIfNeeded: statics.count))
    tables[PEFormat.typeDef].append(UInt8(truncatingIfNeeded: instances.count))
    tables[PEFormat.typeDef].append(u16: flags(row))
  }

  /// The base class as `extends` has it, and the offset of the interface list.
  private mutating func parents(of row: Int) -> (base: UInt16, interfaces: UInt16) {
    let type = module.types[row]
    var (base, interfaces) = (PEFormat.none, PEFormat.none)
    do throws(ConversionProblem) {
      if let token = type.extends {
        guard let named = module.named(token) else { throw ConversionProblem("its base class is generic") }
        base = UInt16(truncatingIfNeeded: try encoder.row(of: named) | (named.isReference ? 0x8000 : 0))
      }
      let implemented = module.allInterfaces(of: row)
      if !implemented.isEmpty { interfaces = signatures.offset(of: try encoder.interfaces(implemented)) }
    } catch {
      report(error, on: .type(row))
    }
    return (base, interfaces)
  }

  /// The MethodDef row of the first method, or the next free one.
  private func firstMethod(_ methods: OrderedMethods) -> UInt16 {
    if let first = methods.all.first.flatMap({ numbering.methods[$0] }) { return UInt16(truncatingIfNeeded: first) }
    return UInt16(truncatingIfNeeded: methodRows.count)
  }

  private mutating func check(_ row: Int, counts methods: OrderedMethods, _ statics: Int, _ instances: Int) {
    let kinds = [
      (methods.virtual.count, "virtual methods"), (methods.instance.count, "instance methods"),
      (methods.static.count, "static methods"), (statics, "static fields"), (instances, "instance fields"),
    ]
    for (count, kind) in kinds where count > 255 {
      report(ConversionProblem("\(count) \(kind), at most 255"), on: .type(row))
    }
  }

  /// The code by which the runtime knows a type (pe-format 2.6).
  private func dataType(_ row: Int) -> UInt8 {
    let type = module.types[row]
    if let code = DataType.ofDefinitions[type.fullName] { return code }
    if module.isEnum(type) {
      let value = type.fields.first { module.fields[$0].isSpecialName }
      return value.flatMap { try? encoder.type(module.fields[$0].type).first } ?? DataType.i4
    }
    return module.isValueType(type) ? DataType.valueType : DataType.class
  }

  private func flags(_ row: Int) -> UInt16 {
    let type = module.types[row]
    var flags = UInt16(type.flags & 7)
    if type.flags & 0x2000 != 0 { flags |= 0x0008 }
    if module.isEnum(type) {
      flags |= 0x0038
    } else if module.isValueType(type) {
      flags |= 0x0010
    } else if type.isInterface {
      flags |= 0x0020
    }
    if type.isAbstract { flags |= 0x0040 }
    if type.flags & 0x100 != 0 { flags |= 0x0080 }
    if type.flags & 0x400 != 0 { flags |= 0x0100 }
    let base = module.baseName(type)
    if base == "System.Delegate", type.fullName != "System.MulticastDelegate" { flags |= 0x0200 }
    if base == "System.MulticastDelegate" { flags |= 0x0400 }
    if type.flags & 0x0010_0000 != 0 { flags |= 0x1000 }
    if type.flags & 0x0004_0000 != 0 { flags |= 0x2000 }
    if type.fullName != "System.Object", type.methods.contains(where: { module.isFinalizer($0) }) { flags |= 0x4000 }
    if module.attributes[.type(row)] != nil { flags |= 0x8000 }
    return flags
  }

  /// Signature, initial data and name of a field get their offsets here, with the owner's row.
  private mutating func prepareField(_ row: Int) {
    let field = module.fields[row]
    var prepared = FieldRow()
    do throws(ConversionProblem) {
      prepared.signature = signatures.offset(of: try encoder.field(field.type))
      if let data = try module.initialData(of: field) {
        var blob: [UInt8] = []
        blob.append(u16: UInt16(data.count))
        prepared.data = signatures.offset(of: blob + data)
      }
    } catch {
      report(error, on: .field(row))
    }
    watchHeaps(.field(row))
    _ = strings.identifier(of: field.name)
    fieldRows[row] = prepared
  }

  mutating func writeField(_ row: Int) {
    let field = module.fields[row]
    let prepared = fieldRows[row] ?? FieldRow()
    // Access and the flags that have other places in the two formats.
    var flags = field.flags & 0x0037
    if field.flags & 0x0080 != 0 { flags |= 0x0008 }
    if field.isSpecialName { flags |= 0x0100 }
    if field.flags & 0x8000 != 0 { flags |= 0x0200 }
    if field.dataAddress ?? 0 != 0 { flags |= 0x0400 }
    if module.attributes[.field(row)] != nil { flags |= 0x8000 }
    tables[PEFormat.fieldDef].append(u16: strings.identifier(of: field.name))
    tables[PEFormat.fieldDef].append(u16: prepared.signature)
    tables[PEFormat.fieldDef].append(u16: prepared.data)
    tables[PEFormat.fieldDef].append(u16: flags)
  }
}

extension Module {
  /// The interfaces of a type with those that they inherit inside this assembly: the runtime does not look into interfaces
  /// for others (pe-format 3.6). Compilers of C# list all of them.
  func allInterfaces(of row: Int) -> [Token] {
    var all: [Token] = []
    var known: Set<Token> = []
    var rest = types[row].interfaces
    while !rest.isEmpty {
      all += rest.filter { known.insert($0).inserted }
      rest = rest.flatMap { token -> [Token] in
        guard case .definition(let row)? = named(token) else { return [] }
        return types[row].interfaces.filter { !known.contains($0) }
      }
    }
    return all
  }

  /// Whether a method is `void Finalize()`.
  func isFinalizer(_ row: Int) -> Bool {
    let method = methods[row]
    return method.name == "Finalize" && method.signature.returnType.isVoid && method.signature.parameters.isEmpty
  }

  /// The data that a field is mapped on: as many bytes as its type has. nil if there is none.
  func initialData(of field: FieldDefinition) throws(ConversionProblem) -> [UInt8]? {
    guard let address = field.dataAddress, address != 0 else { return nil }
    let size: Int
    switch field.type.unmodified {
    case .element(let element): size = element.size ?? 0
    case .named(.definition(let row), _): size = types[row].layoutSize ?? 0
    default: size = 0
    }
    guard size > 0 else { return nil }
    guard size <= 0xFFFF else { throw ConversionProblem("\(size) bytes of initial data, at most 65535") }
    var reader = try ByteReader(file.bytes, at: try file.offset(of: address), count: size, what: "field data")
    return try reader.take(size)
  }
}
