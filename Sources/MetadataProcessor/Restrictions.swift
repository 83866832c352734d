// Owns: what definitions may not be in format v1, whatever their code does (pe-format 7, writer's checklist).

extension ImageWriter {
  /// Reports types and methods that the format or its runtimes do not have.
  mutating func checkDefinitions() {
    for row in numbering.types.order {
      checkType(row)
      for method in module.types[row].methods { checkMethod(method) }
    }
  }

  private mutating func checkType(_ row: Int) {
    let type = module.types[row]
    if type.genericParameterCount > 0, !module.isGenericDelegate(row) {
      report(ConversionProblem("\(type.name) is generic, and generics do not exist in format v1"), type: row)
    }
    // Compilers give explicit layout to the structs that only lend their size to initial data; they have no fields.
    let hasInstanceFields = type.fields.contains { !module.fields[$0].isStatic }
    if type.flags & 0x18 == 0x10, hasInstanceFields {
      report(ConversionProblem("explicit layout of fields does not exist in format v1"), type: row)
    }
  }

  private mutating func checkMethod(_ row: Int) {
    let method = module.methods[row]
    let isInInterface = module.types[method.owner].isInterface
    var message: String?
    if method.isStatic == method.signature.hasThis {
      message = "damaged file: \(method.name) is static by its flags or by its signature, but not by both"
    } else if method.signature.genericParameterCount > 0 {
      message = "\(method.name) is generic, and generics do not exist in format v1"
    } else if method.isPInvoke {
      message = "P/Invoke does not exist in format v1: native methods are internal calls"
    } else if isInInterface, method.isStatic, method.isVirtual {
      message = "static abstract and virtual interface members do not exist in format v1"
    } else if isInInterface, !method.isStatic, method.hasBody {
      message = "\(method.name) has a body, and default interface methods do not exist in format v1"
    }
    if let message { report(ConversionProblem(message), type: method.owner, member: method.name) }
  }
}

extension Module {
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
