// Owns: which rows of the reference tables survive. Every type, method and non-literal field of a type that is not left
// out stays; references stay if something that stays needs them (pe-format 7.1).

struct Reachability {
  /// What names something: a type, field or method, or an instruction of a method.
  struct Use {
    var owner: Token
    var ilOffset: Int?
  }

  private(set) var assemblies: Set<Int> = []
  private(set) var types: Set<Int> = []
  private(set) var members: Set<Int> = []
  /// The first use of each definition and reference, in the order of the output.
  private(set) var uses: [Token: Use] = [:]
  private var current: Use
  private let module: Module
  private let filter: AttributeFilter

  /// `kept` are the rows of the types that stay; `bodies` are indexed by method row.
  init(module: Module, kept: [Int], bodies: [MethodBody?], filter: AttributeFilter) {
    self.module = module
    self.filter = filter
    current = Use(owner: .type(0))
    for row in kept {
      let type = module.types[row]
      current = Use(owner: .type(row))
      if let base = type.extends { add(base) }
      for interface in type.interfaces { add(interface) }
      addAttributes(.type(row))
      for field in type.fields where !module.fields[field].isLiteral {
        current = Use(owner: .field(field))
        add(module.fields[field].type)
        addAttributes(.field(field))
      }
      for method in type.methods {
        current = Use(owner: .method(method))
        add(module.methods[method].signature)
        addAttributes(.method(method))
        if let body = bodies[method] { add(body) }
      }
    }
  }

  private mutating func add(_ body: MethodBody) {
    for local in body.locals { add(local) }
    for instruction in body.instructions {
      guard case .token(let token) = instruction.operand else { continue }
      current.ilOffset = instruction.offset
      add(token)
    }
    current.ilOffset = nil
    for clause in body.clauses {
      if case .catching(let token) = clause.kind { add(token) }
    }
  }

  private mutating func addAttributes(_ owner: Token) {
    for attribute in module.attributes[owner] ?? [] where filter.keepsConstructor(attribute, in: module) {
      add(attribute.constructor)
    }
  }

  private mutating func note(_ token: Token) {
    if uses[token] == nil { uses[token] = current }
  }

  private mutating func add(_ token: Token) {
    note(token)
    switch token.table {
    case Table.field where module.fields.indices.contains(token.row): note(.type(module.fields[token.row].owner))
    case Table.methodDef where module.methods.indices.contains(token.row): note(.type(module.methods[token.row].owner))
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
    note(Token(table: Table.typeRef, row: row))
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
    case .named(.definition(let row), _): note(.type(row))
    case .generic(let named, let arguments):
      switch named {
      case .reference(let row): addType(row)
      case .definition(let row): note(.type(row))
      }
      for argument in arguments { add(argument) }
    default: break
    }
  }
}
