// Owns: the order of string literals in the Strings table. The reference converter writes every file twice and sorts
// the literals of the second pass by the offsets that they had in the first, so the first pass's table is made here
// again.

struct LiteralOrder {
  private var strings = StringTable()

  /// The literals of the output's methods, each once, in the order of the Strings table. `bodies` are indexed by method
  /// row.
  static func literals(
    of module: Module, numbering: Numbering, bodies: [MethodBody?], filter: AttributeFilter
  ) -> [String] {
    var order = LiteralOrder()
    order.addNames(module)
    for type in numbering.allTypes {
      let names = [module.types[type].namespace, module.types[type].name]
      for name in names + module.orderedFields(of: type).map({ module.fields[$0].name }) { order.add(name) }
    }
    order.addAttributes(module, numbering, filter)
    for resource in module.resources where resource.isEmbedded { order.add(resource.convertedName) }
    order.add(module.name)

    var literals: [String] = []
    var seen: Set<String> = []
    for method in module.types.flatMap(\.methods) where numbering.methods[method] != nil {
      for case .literal(let units) in (bodies[method]?.instructions ?? []).map(\.operand) {
        let literal = String(decoding: units, as: UTF16.self)
        order.add(literal)
        if seen.insert(literal).inserted { literals.append(literal) }
      }
    }
    return literals.sorted {
      (order.strings.existingOffset(of: $0) ?? 0) < (order.strings.existingOffset(of: $1) ?? 0)
    }
  }

  private mutating func add(_ string: String) {
    _ = strings.identifier(of: string)
  }

  private mutating func addNames(_ module: Module) {
    for assembly in module.assemblyReferences { add(assembly.name) }
    for type in module.typeReferences {
      add(type.namespace)
      add(type.name)
    }
    for member in module.memberReferences
    where module.named(member.parent) != nil && member.parent.table == Table.typeRef {
      add(member.name)
    }
  }

  private mutating func addAttributes(_ module: Module, _ numbering: Numbering, _ filter: AttributeFilter) {
    for owner in module.attributeOwners(numbering.allTypes) {
      for attribute in module.attributes[owner] ?? [] where filter.admits(attribute, in: module) {
        // An attribute that cannot be encoded has no row and so no strings.
        guard let arguments = try? module.arguments(of: attribute) else { continue }
        _ = try? arguments.encoded(strings: &strings)
      }
    }
  }
}

extension Module {
  /// What attributes can be on in the output, in the order of the Attributes table: types, then fields, then methods.
  func attributeOwners(_ types: [Int]) -> [Token] {
    types.map { .type($0) }
      + types.flatMap { orderedFields(of: $0) }.map { .field($0) }
      + types.flatMap { orderedMethods(of: $0).all }.map { .method($0) }
  }
}
