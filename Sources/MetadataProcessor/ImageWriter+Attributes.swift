// Owns: the tables Attributes, Resources, ResourcesData and ResourcesFiles (pe-format 2.9, 2.11).

extension ImageWriter {
  mutating func writeAttributes() {
    for owner in module.attributeOwners(numbering.allTypes) {
      for attribute in module.attributes[owner] ?? [] where filter.admits(attribute, in: module) {
        guard let constructor = constructorToken(attribute.constructor) else { continue }
        writeAttribute(attribute, on: owner, constructor: constructor)
      }
    }
  }

  private mutating func writeAttribute(_ attribute: CustomAttribute, on owner: Token, constructor: UInt16) {
    let arguments: AttributeArguments
    let blob: [UInt8]
    do throws(ConversionProblem) {
      arguments = try module.arguments(of: attribute)
      blob = try arguments.encoded(strings: &strings)
    } catch {
      warn("attribute \(module.attributeName(attribute)) is left out: \(error.message)", on: owner)
      return
    }
    if arguments.hasNull {
      warn("attribute \(module.attributeName(attribute)): a null string is written as an empty one", on: owner)
    }
    let (table, row) = outputOwner(owner)
    tables[PEFormat.attributes].append(u16: UInt16(table))
    tables[PEFormat.attributes].append(u16: row)
    tables[PEFormat.attributes].append(u16: constructor)
    tables[PEFormat.attributes].append(u16: signatures.offset(of: blob))
  }

  /// nil if the constructor is not in the output: then the attribute is not either.
  private func constructorToken(_ token: Token) -> UInt16? {
    if token.table == Table.methodDef { return numbering.methods[token.row].map { UInt16(truncatingIfNeeded: $0) } }
    return numbering.methodReferences[token.row].map { UInt16(truncatingIfNeeded: 0x8000 | $0) }
  }

  /// Table and row of an attribute's owner. The reference also writes the attributes of types that are left out; their
  /// owner is no row, which readers skip.
  private func outputOwner(_ owner: Token) -> (Int, UInt16) {
    let (table, row) =
      switch owner.table {
      case Table.typeDef: (PEFormat.typeDef, numbering.types[owner.row])
      case Table.field: (PEFormat.fieldDef, numbering.fields[owner.row])
      default: (PEFormat.methodDef, numbering.methods[owner.row])
      }
    return (table, row.map { UInt16(truncatingIfNeeded: $0) } ?? PEFormat.none)
  }

  /// One run of rows per file, each sorted by identifier, and one sentinel at the end.
  mutating func writeResources() {
    for file in module.resources where file.isEmbedded {
      do throws(ConversionProblem) {
        let first = tables[PEFormat.resources].count / 8
        let (entries, problems) = try module.entries(of: file)
        for problem in problems { report(problem) }
        for entry in entries { writeResource(entry) }
        for value in [2, 4, 8, UInt32(entries.count)] { tables[PEFormat.resourcesFiles].append(u32: value) }
        tables[PEFormat.resourcesFiles].append(u16: strings.identifier(of: file.convertedName))
        tables[PEFormat.resourcesFiles].append(u16: 0)
        tables[PEFormat.resourcesFiles].append(u32: UInt32(first))
      } catch {
        report(error)
      }
    }
    guard !tables[PEFormat.resources].isEmpty else { return }
    tables[PEFormat.resources].append(u16: 0x7FFF)
    tables[PEFormat.resources].append(u16: 0)
    tables[PEFormat.resources].append(u32: UInt32(truncatingIfNeeded: tables[PEFormat.resourcesData].count))
  }

  private mutating func writeResource(_ resource: Resource) {
    let padding = resource.isAligned ? (4 - tables[PEFormat.resourcesData].count & 3) & 3 : 0
    tables[PEFormat.resourcesData] += [UInt8](repeating: 0, count: padding)
    tables[PEFormat.resources].append(u16: UInt16(bitPattern: resource.identifier))
    tables[PEFormat.resources] += [resource.kind.rawValue, UInt8(padding)]
    tables[PEFormat.resources].append(u32: UInt32(truncatingIfNeeded: tables[PEFormat.resourcesData].count))
    tables[PEFormat.resourcesData] += resource.data
  }
}
