// Owns: the tables AssemblyRef, TypeRef, FieldRef, MethodRef and TypeSpec (pe-format 2.3 to 2.5, 2.10).

extension ImageWriter {
  mutating func writeReferences() {
    for row in numbering.assemblies.order {
      let assembly = module.assemblyReferences[row]
      tables[PEFormat.assemblyRef].append(u16: strings.identifier(of: assembly.name))
      tables[PEFormat.assemblyRef].append(u16: 0)
      for part in assembly.version.parts { tables[PEFormat.assemblyRef].append(u16: part) }
    }
    for row in numbering.typeReferences.order { writeTypeReference(row) }
    for row in numbering.fieldReferences.order { writeMember(row, in: PEFormat.fieldRef) }
    for row in numbering.methodReferences.order { writeMember(row, in: PEFormat.methodRef) }
  }

  private mutating func writeTypeReference(_ row: Int) {
    let type = module.typeReferences[row]
    var scope: Int?
    switch type.scope {
    case .assembly(let assembly): scope = numbering.assemblies[assembly]
    case .type(let enclosing): scope = numbering.typeReferences[enclosing].map { 0x8000 | $0 }
    case .other: break
    }
    if scope == nil {
      report(
        ConversionProblem("\(type.fullName) is neither in an assembly nor in a type"),
        on: Token(table: Table.typeRef, row: row))
    }
    tables[PEFormat.typeRef].append(u16: strings.identifier(of: type.name))
    tables[PEFormat.typeRef].append(u16: strings.identifier(of: type.namespace))
    tables[PEFormat.typeRef].append(u16: UInt16(truncatingIfNeeded: scope ?? 0))
    tables[PEFormat.typeRef].append(u16: 0)
  }

  private mutating func writeMember(_ row: Int, in table: Int) {
    let member = module.memberReferences[row]
    var container = 0
    var signature: UInt16 = 0
    do throws(ConversionProblem) {
      container = try self.container(of: member)
      switch member.signature {
      case .field(let type): signature = signatures.offset(of: try encoder.field(type))
      case .method(let method): signature = signatures.offset(of: try encoder.method(method))
      }
    } catch {
      memberProblems[row] = ConversionProblem("\(ownerText(member)).\(member.name): \(error.message)")
    }
    tables[table].append(u16: strings.identifier(of: member.name))
    tables[table].append(u16: UInt16(truncatingIfNeeded: container))
    tables[table].append(u16: signature)
    tables[table].append(u16: 0)
  }

  /// What is wrong with a member reference that is used nowhere in code, as the constructors of attributes are.
  mutating func reportUnusedMembers() {
    let reported = Set(problems.map(\.message))
    for (row, problem) in memberProblems.sorted(by: { $0.key < $1.key }) where !reported.contains(problem.message) {
      report(problem, on: Token(table: Table.memberRef, row: row))
    }
  }

  private func ownerText(_ member: MemberReference) -> String {
    if member.parent.table == Table.methodDef, module.methods.indices.contains(member.parent.row) {
      return module.types[module.methods[member.parent.row].owner].fullName
    }
    if member.parent.table == Table.typeSpec, module.typeSpecifications.indices.contains(member.parent.row) {
      return module.text(module.typeSpecifications[member.parent.row])
    }
    return module.named(member.parent).map { module.fullName($0) } ?? "?"
  }

  /// Members are those of a class of another assembly: the runtime takes the container for a TypeRef row.
  private func container(of member: MemberReference) throws(ConversionProblem) -> Int {
    if member.parent.table == Table.typeRef, let row = numbering.typeReferences[member.parent.row] { return row }
    if member.parent.table == Table.typeSpec, module.typeSpecifications.indices.contains(member.parent.row) {
      _ = try encoder.type(module.typeSpecifications[member.parent.row])
      throw ConversionProblem("members of arrays cannot be called in format v1")
    }
    if member.parent.table == Table.methodDef { throw ConversionProblem("vararg calls do not exist in format v1") }
    throw ConversionProblem("the member is referred to in a way that format v1 does not have")
  }

  mutating func writeTypeSpecifications() {
    for type in typeSpecifications {
      // What cannot be encoded was reported where it is used.
      let offset = (try? encoder.type(type)).map { signatures.offset(of: $0) } ?? 0
      tables[PEFormat.typeSpec].append(u16: offset)
      tables[PEFormat.typeSpec].append(u16: 0)
    }
  }
}
