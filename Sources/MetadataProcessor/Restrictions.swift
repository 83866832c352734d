// Owns: what definitions may not be in format v1, whatever their code does (pe-format 7, writer's checklist).

extension ImageWriter {
  /// Reports types and methods that the format or its runtimes do not have.
  mutating func checkDefinitions() {
    for row in numbering.types.order {
      checkType(row)
      for method in module.types[row].methods { checkMethod(method) }
    }
    for row in 0..<module.tables.count(Table.methodImpl) {
      do throws(ConversionProblem) {
        if let (method, problem) = try overrideProblem(row) { report(problem, on: .method(method)) }
      } catch {
        report(error)
      }
    }
  }

  /// The format has no table of overrides: runtimes find an implementation by its name, which is the declared method's, or
  /// that behind the interface's full name. Compilers of C# name explicit implementations so.
  private func overrideProblem(_ row: Int) throws(ConversionProblem) -> (method: Int, ConversionProblem)? {
    guard let body = try module.tables.token(Table.methodImpl, row, 1), body.table == Table.methodDef,
      let declaration = try module.tables.token(Table.methodImpl, row, 2), numbering.methods[body.row] != nil
    else { return nil }
    let method = module.methods[body.row]
    let (owner, name) = module.qualifiedName(declaration)
    let explicit = String("\(owner).\(name)".map { $0 == "/" ? "." : $0 })
    guard method.name != name, method.name != explicit else { return nil }
    let problem = ConversionProblem("implements \(owner).\(name) under another name, which format v1 cannot express")
    return (body.row, problem)
  }

  private mutating func checkType(_ row: Int) {
    let type = module.types[row]
    if type.genericParameterCount > 0, !module.isGenericDelegate(row) {
      report(ConversionProblem("\(type.name) is generic, and generics do not exist in format v1"), on: .type(row))
    }
    // Compilers give explicit layout to the structs that only lend their size to initial data; they have no fields.
    let hasInstanceFields = type.fields.contains { !module.fields[$0].isStatic }
    if type.flags & 0x18 == 0x10, hasInstanceFields {
      report(ConversionProblem("explicit layout of fields does not exist in format v1"), on: .type(row))
    }
  }

  private mutating func checkMethod(_ row: Int) {
    let method = module.methods[row]
    let isInInterface = module.types[method.owner].isInterface
    var message: String?
    if method.isStatic == method.signature.hasThis {
      message = "damaged file: \(method.name) is static by its flags or by its signature, but not by both"
    } else if method.isPInvoke {
      message = "P/Invoke does not exist in format v1: native methods are internal calls"
    } else if isInInterface, method.isStatic, method.isVirtual {
      message = "static abstract and virtual interface members do not exist in format v1"
    } else if isInInterface, !method.isStatic, method.hasBody {
      message = "\(method.name) has a body, and default interface methods do not exist in format v1"
    }
    if let message { report(ConversionProblem(message), on: .method(row)) }
  }
}

extension Module {
  /// Full name of the class of a method, and the method's name, by a MethodDef or MemberRef token.
  func qualifiedName(_ token: Token) -> (owner: String, name: String) {
    switch token.table {
    case Table.methodDef where methods.indices.contains(token.row):
      return (types[methods[token.row].owner].fullName, methods[token.row].name)
    case Table.memberRef where memberReferences.indices.contains(token.row):
      let member = memberReferences[token.row]
      return (named(member.parent).map { fullName($0) } ?? "?", member.name)
    default:
      return ("?", "?")
    }
  }

  /// Whether a type is an open generic delegate.
  func isGenericDelegate(_ row: Int) -> Bool {
    types[row].genericParameterCount > 0 && baseName(types[row]) == "System.MulticastDelegate"
  }
}

extension MethodSignature {
  /// Whether the return type or a parameter is, or is an array of, a type parameter.
  var namesTypeParameter: Bool {
    ([returnType] + parameters).contains { if case .typeParameter = $0.innermost { true } else { false } }
  }
}
