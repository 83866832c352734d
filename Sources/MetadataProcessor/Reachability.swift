// Owns: which rows of the reference tables survive. Every type, method and non-literal field of a type that is not left
// out stays; references stay if something that stays needs them (pe-format 7.1).

struct Reachability {
  private(set) var assemblies: Set<Int> = []
  private(set) var types: Set<Int> = []
  private(set) var members: Set<Int> = []
  private let module: Module
  private let filter: AttributeFilter

  /// `kept` are the rows of the types that stay; `bodies` are indexed by method row.
  init(module: Module, kept: [Int], bodies: [MethodBody?], filter: AttributeFilter) {
    self.module = module
    self.filter = filter
    for row in kept {
      let type = module.types[row]
      if let base = type.extends { add(base) }
      for interface in type.interfaces { add(interface) }
      addAttributes(Token(table: Table.typeDef, row: row))
      for field in type.fields where !module.fields[field].isLiteral {
        add(module.fields[field].type)
        addAttributes(Token(table: Table.field, row: field))
      }
      for method in type.methods {
        add(module.methods[method].signature)
        addAttributes(Token(table: Table.methodDef, row: method))
        if let body = bodies[method] { add(body) }
      }
    }
  }

  private mutating func add(_ body: MethodBody) {
    for local in body.locals { add(local) }
    for instruction in body.instructions {
      if case .token(let token) = instruction.operand { add(token) }
    }
    for clause in body.clauses {
      if case .catching(let token) = clause.kind { add(token) }
    }
  }

  private mutating func addAttributes(_ owner: Token) {
    for attribute in module.attributes[owner] ?? [] where filter.keepsConstructor(attribute, in: module) {
      add(attribute.constructor)
    }
  }

  private mutating func add(_ token: Token) {
    switch token.table {
    case Table.typeRef: addType(token.row)
    case Table.typeSpec where module.typeSpecifications.indices.contains(token.row):
      add(module.typeSpecifications[token.row])
    case Table.memberRef where module.memberReferences.indices.contains(token.row):
      guard members.insert(token.row).inserted else { return }
      let member = module.memberReferences[token.row]
      add(member.parent)
      switch member.signature {
      case .field(let type): add(type)
      case .method(let signature): add(signature)
      }
    default: break
    }
  }

  private mutating func addType(_ row: Int) {
    guard module.typeReferences.indices.contains(row), types.insert(row).inserted else { return }
    switch module.typeReferences[row].scope {
    case .assembly(let assembly): assemblies.insert(assembly)
    case .type(let enclosing): addType(enclosing)
    case .other: break
    }
  }

  private mutating func add(_ signature: MethodSignature) {
    add(signature.returnType)
    for parameter in signature.parameters { add(parameter) }
  }

  private mutating func add(_ type: TypeSignature) {
    switch type.innermost {
    case .named(.reference(let row), _): addType(row)
    case .generic(let named, let arguments):
      if case .reference(let row) = named { addType(row) }
      for argument in arguments { add(argument) }
    default: break
    }
  }
}
