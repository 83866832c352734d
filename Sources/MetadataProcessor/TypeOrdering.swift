// Owns: the order of type definitions in the PE file (pe-format 7.1). Native slot numbers and the native checksum of
// the reference runtime depend on it.

struct TypeOrdering {
  private enum Step {
    /// Enclosing type and interfaces first, then `dependencies`.
    case visit(Int)
    /// The types in the signatures of called methods, then `emit`.
    case dependencies(Int)
    case emit(Int)
  }

  private let module: Module
  private let bodies: [MethodBody?]
  private var order: [Int] = []
  private var visited: Set<Int> = []

  /// Rows of all types but `<Module>`, in the order of the PE file. `bodies` are indexed by method row.
  static func order(of module: Module, bodies: [MethodBody?]) -> [Int] {
    var ordering = TypeOrdering(module: module, bodies: bodies)
    let names = module.types.indices.filter { module.types[$0].fullName != "<Module>" }
    let sorted = names.sorted { NameOrder.precedes(module.types[$0].fullName, module.types[$1].fullName) }
    for type in sorted { ordering.walk(from: type) }
    return ordering.order
  }

  private init(module: Module, bodies: [MethodBody?]) {
    self.module = module
    self.bodies = bodies
  }

  /// The depth-first walk, with its own stack because a chain of types may be as long as the table. A type that is met
  /// again before any type was finished in between is a cycle (an interface nested in the class that implements it).
  private mutating func walk(from root: Int) {
    var visitedWhenEntered: [Int: Int] = [:]
    var stack = [Step.visit(root)]
    while let step = stack.popLast() {
      switch step {
      case .visit(let type):
        guard !visited.contains(type), visitedWhenEntered[type] != visited.count else { continue }
        visitedWhenEntered[type] = visited.count
        stack.append(.dependencies(type))
        let interfaces = module.types[type].interfaces.compactMap { own($0) }
        for interface in interfaces.reversed() { stack.append(.visit(interface)) }
        if let enclosing = module.types[type].enclosing { stack.append(.visit(enclosing)) }
      case .dependencies(let type):
        guard visited.insert(type).inserted else { continue }
        stack.append(.emit(type))
        for other in calledTypes(of: type).reversed() where !visited.contains(other) { stack.append(.visit(other)) }
      case .emit(let type):
        order.append(type)
      }
    }
  }

  private func own(_ token: Token) -> Int? {
    if case .definition(let row)? = module.named(token) { return row }
    return nil
  }

  /// Types of this module in the signatures of the methods that the bodies of `type` mention.
  private func calledTypes(of type: Int) -> [Int] {
    var found: [Int] = []
    for method in module.types[type].methods {
      guard let body = bodies[method] else { continue }
      for instruction in body.instructions {
        guard case .token(let token) = instruction.operand, let signature = module.methodSignature(token) else {
          continue
        }
        if let result = own(signature.returnType), module.types[result].fullName != "System.Void" {
          found.append(result)
        }
        for parameter in signature.parameters {
          if let row = own(parameter) { found.append(row) }
        }
      }
    }
    return found
  }

  private func own(_ type: TypeSignature) -> Int? {
    switch type.innermost {
    case .named(.definition(let row), _), .generic(.definition(let row), _): row
    case .element(let element) where module.isCoreLibrary: module.typesByName[element.fullName]
    default: nil
    }
  }
}

extension Module {
  /// The signature of the method that a MethodDef or MemberRef token names; nil for anything else.
  func methodSignature(_ token: Token) -> MethodSignature? {
    switch token.table {
    case Table.methodDef where methods.indices.contains(token.row):
      return methods[token.row].signature
    case Table.memberRef where memberReferences.indices.contains(token.row):
      if case .method(let signature) = memberReferences[token.row].signature { return signature }
      return nil
    default:
      return nil
    }
  }
}
